"""The problems and their cards: every code has one, of the same weight, which the problem can fill."""

import re
from datetime import date
from pathlib import Path

import pytest

import workflow.domain.identifiers as package
from tests.builders import identifiers as build
from workflow.domain.identifiers import (
    ateco,
    cabina_primaria,
    cap,
    catasto,
    censimp,
    codice_fiscale,
    comune,
    email_address,
    iban,
    partita_iva,
    pec,
    personal_data,
    phone,
    pod,
    province,
    section,
    up,
)
from workflow.domain.identifiers.problem import Problem
from workflow.resources import data_folder, plain, read_yaml

BORN = date(1983, 11, 18)
CODE = build.codice_fiscale("Bianchi", "Maria", BORN, "F", "H501")
PROBLEMS = (
    codice_fiscale.problem("x"),
    *personal_data.problems(CODE, surname="Verdi", born_on=date(1984, 1, 1), birth_place="Torino"),
    partita_iva.problem("x"),
    iban.problem("x"),
    pod.problem("x"),
    pod.problem("IT001E1234O678"),
    censimp.problem("x"),
    section.problem("x"),
    up.problem("x"),
    cabina_primaria.problem("x"),
    ateco.problem("x"),
    ateco.problem("35.11.00"),
    comune.problem("x"),
    comune.problem("Samone"),
    cap.problem("x"),
    pec.problem("x"),
    pec.problem("x@gmail.com"),
    email_address.problem("x"),
    phone.problem("x"),
    *catasto.problems("x", "1"),
    province.problem("x"),
)


def _codes_in_the_package() -> set[str]:
    sources = Path(package.__file__).parent.glob("*.py")
    return {code for source in sources for code in re.findall(r'"(ANA-\d\d)"', source.read_text(encoding="utf-8"))}


def test_every_code_of_the_package_is_raised_by_some_value_above() -> None:
    assert {problem.code for problem in PROBLEMS if problem} == _codes_in_the_package()


def test_every_code_of_the_package_has_its_card() -> None:
    cards = {path.stem for path in (data_folder("checklists") / "rules").glob("ANA-*.yaml")}
    assert _codes_in_the_package() - cards == set()


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_a_problem_weighs_as_its_card_says_and_fills_it(problem: Problem) -> None:
    card = plain(read_yaml(data_folder("checklists") / "rules" / f"{problem.code}.yaml"))
    assert problem.is_warning is (card["severity"] == "avviso")
    for text in ("message", "unknown", "remedy"):
        assert card[text].format_map(problem.filling)
    assert problem.fault


def test_a_missing_value_is_unknown_and_never_a_pass() -> None:
    problem = codice_fiscale.problem("")
    assert problem is not None
    assert problem.is_unknown
    assert problem.values == {"valore": "", "difetto": "vuoto"}


def test_a_problem_without_a_word_for_its_fault_has_an_empty_one() -> None:
    assert Problem(code="ANA-01", message="m", remedy="r").fault == ""
