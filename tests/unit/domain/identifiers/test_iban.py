"""IBAN: modulo 97 everywhere, the CIN in Italy and San Marino, and no judgement on banks."""

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import iban


@pytest.mark.parametrize(
    "number",
    [
        "IT60X0542811101000000123456",
        "it60 x054 2811 1010 0000 0123 456",
        "IBAN: IT60X0542811101000000123456",
        "SM86U0322509800000000270100",
        "DE89370400440532013000",
        "FR1420041010050500013M02606",
        "MA64011519000001205000534921",
        build.iban(5),
    ],
)
def test_a_good_iban_has_no_problem(number: str) -> None:
    assert iban.problem(number) is None
    assert iban.is_valid(number)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "vuoto"),
        ("IBAN", "vuoto"),
        ("IT64Y0542811101000000123456", "cin"),
        ("IT61X0542811101000000123456", "controllo"),
        ("DE88370400440532013000", "controllo"),
        ("IT60X054281110100000012345", "lunghezza"),
        ("DE8937040044053201300", "lunghezza"),
        ("XX60X0542811101000000123456", "paese"),
        ("X0542811101000000123456", "senza_paese"),
        ("0542811101000000123456", "senza_paese"),
        ("ITA60X054281110100000012345", "forma"),
        ("IT60X0542811101000000/23456", "forma"),
        ("DE8937040044053201300O", "forma"),
        ("IT60X05428111O1000000123456", "lettera_o_cifra"),
        ("IT61X05428111O1000000123456", "forma"),
    ],
)
def test_a_bad_iban_says_what_is_wrong(number: str, fault: str) -> None:
    problem = iban.problem(number)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == ("ANA-06", fault, False)
    assert not iban.is_valid(number)


def test_a_wrong_cin_passes_modulo_97_and_is_refused_by_its_name() -> None:
    problem = iban.problem("IT64Y0542811101000000123456")
    assert problem is not None
    assert "CIN" in problem.message


def test_people_read_it_in_groups_of_four() -> None:
    assert iban.format("it60x0542811101000000123456") == "IT60 X054 2811 1010 0000 0123 456"


def test_a_bank_that_no_table_knows_is_no_reason_to_refuse() -> None:
    assert "99999" in build.iban(1)
    assert iban.is_valid(build.iban(1))
