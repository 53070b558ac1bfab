"""Codes of plants and of the area convenzionale: no shape is official, so they only warn."""

from types import ModuleType

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import cabina_primaria, censimp, section, up


@pytest.mark.parametrize(
    ("module", "number", "canonical"),
    [
        (censimp, "IM_1234567", "IM_1234567"),
        (censimp, "im 1234567", "IM_1234567"),
        (censimp, "IM1234567", "IM_1234567"),
        (censimp, build.censimp(4), "IM_0000004"),
        (section, "SZ_1234567_01", "SZ_1234567_01"),
        (section, "sz-1234567-01", "SZ_1234567_01"),
        (section, "SZ123456701", "SZ_1234567_01"),
        (section, build.section(4), "SZ_0000004_01"),
        (up, "UP_ESEMPIO_1", "UP_ESEMPIO_1"),
        (up, "upn esempio 1", "UPN_ESEMPIO_1"),
        (up, build.up(4), "UP_0000004_1"),
        (cabina_primaria, "AC001E01298", "AC001E01298"),
        (cabina_primaria, "ac 001 e 01884", "AC001E01884"),
        (cabina_primaria, build.cabina_primaria(4), "AC001E90004"),
    ],
)
def test_a_good_code_has_no_problem_however_it_is_spaced(module: ModuleType, number: str, canonical: str) -> None:
    assert module.problem(number) is None
    assert module.is_valid(number)
    assert module.compact(number) == canonical


@pytest.mark.parametrize(
    ("module", "number", "code", "fault"),
    [
        (censimp, "", "ANA-09", "vuoto"),
        (censimp, "IT001E00123456", "ANA-09", "pod"),
        (censimp, "001E00123456", "ANA-09", "pod"),
        (censimp, "IM_123456", "ANA-09", "forma"),
        (section, " ", "ANA-10", "vuoto"),
        (section, "SZ_1234567", "ANA-10", "forma"),
        (up, "", "ANA-11", "vuoto"),
        (up, "IM_1234567", "ANA-11", "forma"),
        (cabina_primaria, "", "ANA-12", "vuoto"),
        (cabina_primaria, "IT001E00123456", "ANA-12", "pod"),
        (cabina_primaria, "AC001E0184", "ANA-12", "lunghezza"),
        (cabina_primaria, "AC001E018", "ANA-12", "lunghezza"),
        (cabina_primaria, "AC001E018844", "ANA-12", "lunghezza"),
        (cabina_primaria, "AC0O1E01884", "ANA-12", "lettera_o_cifra"),
        (cabina_primaria, "Cabina di Cuneo", "ANA-12", "forma"),
    ],
)
def test_a_strange_code_warns_and_never_blocks(module: ModuleType, number: str, code: str, fault: str) -> None:
    problem = module.problem(number)
    assert (problem.code, problem.fault, problem.is_warning) == (code, fault, True)
    assert problem.is_unknown is (fault == "vuoto")
    assert not module.is_valid(number)


def test_a_cabina_primaria_a_digit_short_is_told_so() -> None:
    problem = cabina_primaria.problem("AC001E0184")
    assert problem is not None
    assert "una cifra in meno" in problem.message
    assert problem.values["cifre"] == 4


def test_a_cabina_primaria_two_digits_short_or_one_long_is_told_so() -> None:
    short, long = cabina_primaria.problem("AC001E018"), cabina_primaria.problem("AC001E018844")
    assert short is not None
    assert long is not None
    assert "2 cifre in meno" in short.message
    assert "una cifra in più" in long.message
