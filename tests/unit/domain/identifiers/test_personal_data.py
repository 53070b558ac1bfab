"""Codice fiscale against the person's own data: what disagrees is named, what is not given is not compared."""

from datetime import date
from typing import Any

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import personal_data
from workflow.domain.identifiers.personal_data import Part

ROME, TURIN, ABOLISHED, FRANCE = "H501", "L219", "I560", "Z110"
BORN = date(1983, 11, 18)
CODE = build.codice_fiscale("De Luca", "Gianfranco", BORN, "M", ROME)
FACTS: dict[str, Any] = {
    "surname": "De Luca",
    "name": "Gianfranco",
    "born_on": BORN,
    "sex": "M",
    "birth_place": "Roma",
    "birth_province": "RM",
}


def test_data_that_agree_give_nothing() -> None:
    assert personal_data.disagreements(CODE, **FACTS) == ()
    assert personal_data.problems(CODE, **FACTS) == ()


@pytest.mark.parametrize("code", build.omocodia_variants(CODE)[::9])
def test_omocodia_does_not_hide_agreement_nor_disagreement(code: str) -> None:
    assert personal_data.disagreements(code, **FACTS) == ()
    assert personal_data.disagreements(code, born_on=date(1983, 11, 19)) == (Part.BIRTH_DATE,)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"surname": "De Lucia Rossi"}, None),
        ({"surname": "Verdi"}, Part.SURNAME),
        ({"name": "Giovanni"}, Part.NAME),
        ({"born_on": date(1938, 11, 18)}, Part.BIRTH_DATE),
        ({"born_on": date(1983, 12, 18)}, Part.BIRTH_DATE),
        ({"sex": "F"}, Part.SEX),
        ({"birth_place": "Torino", "birth_province": "TO"}, Part.BIRTH_PLACE),
        ({"birth_place": TURIN}, Part.BIRTH_PLACE),
        ({"birth_place": ROME.lower()}, None),
    ],
)
def test_one_part_changed_is_the_part_that_disagrees(change: dict[str, Any], part: Part | None) -> None:
    expected = () if part is None else (part,)
    assert personal_data.disagreements(CODE, **{**FACTS, **change}) == expected


@pytest.mark.parametrize(
    ("part", "change", "code", "is_warning"),
    [
        (Part.SURNAME, {"surname": "Verdi"}, "ANA-02", True),
        (Part.NAME, {"name": "Giovanni"}, "ANA-02", True),
        (Part.BIRTH_DATE, {"born_on": date(1984, 1, 2)}, "ANA-03", False),
        (Part.SEX, {"sex": "F"}, "ANA-03", False),
        (Part.BIRTH_PLACE, {"birth_place": TURIN}, "ANA-04", True),
    ],
)
def test_each_part_has_its_rule(part: Part, change: dict[str, Any], code: str, is_warning: bool) -> None:
    (problem,) = personal_data.problems(CODE, **{**FACTS, **change})
    assert (problem.code, problem.fault, problem.is_warning) == (code, part.value, is_warning)
    assert CODE in problem.message


def test_what_is_not_given_is_not_compared() -> None:
    assert personal_data.disagreements(CODE) == ()
    assert personal_data.disagreements(CODE, surname="", name=None, birth_place="") == ()


@pytest.mark.parametrize("code", ["", "00743110157", "RSSMRA80A01H501T"])
def test_a_code_that_is_not_a_persons_has_nothing_to_compare(code: str) -> None:
    assert personal_data.disagreements(code, **FACTS) == ()


def test_swapped_surname_and_name_are_one_problem_that_says_so() -> None:
    swapped = {**FACTS, "surname": "Gianfranco", "name": "De Luca", "sex": "F"}
    first, second = personal_data.problems(CODE, **swapped)
    assert (first.code, first.fault) == ("ANA-02", "scambiati")
    assert second.fault == "sesso"


def test_two_wrong_names_that_are_not_swapped_are_two_problems() -> None:
    found = personal_data.problems(CODE, surname="Verdi", name="Giovanni")
    assert [problem.fault for problem in found] == ["cognome", "nome"]


@pytest.mark.parametrize(
    ("surname", "name", "written_surname", "written_name"),
    [
        ("D'Amico", "Nicolò", "DAMICO", "Nicolo'"),
        ("Müller", "Jörg", "Mueller", "Joerg"),
        ("Mueller", "Joerg", "Müller", "Jörg"),
        ("Fo", "Al", "FO", "AL"),
        ("Groß", "Søren", "Gross", "Soren"),
        ("Rossi Bianchi", "Maria", "Rossi Bianchi", "Maria Luisa"),
        ("Rossi", "Anna", "Rossi in Verdi", "Anna Sofia"),
    ],
)
def test_spellings_of_the_same_name_agree(surname: str, name: str, written_surname: str, written_name: str) -> None:
    code = build.codice_fiscale(surname.replace("ß", "ss").replace("ø", "o"), name.replace("ø", "o"), BORN, "F", ROME)
    assert personal_data.disagreements(code, surname=written_surname, name=written_name) == ()


def test_a_name_of_four_consonants_leaves_the_first_third_and_fourth() -> None:
    code = build.codice_fiscale("Fo", "Gianfranco", BORN, "M", ROME)
    assert code[:6] == "FOXGFR"
    assert personal_data.disagreements(code, surname="Fo", name="Gianfranco") == ()


def test_a_comune_abolished_since_birth_never_disagrees() -> None:
    code = build.codice_fiscale("De Luca", "Gianfranco", BORN, "M", ABOLISHED)
    for place in ("Torino", TURIN, "Selva", ABOLISHED, "Un paese che non c'è più"):
        assert personal_data.disagreements(code, birth_place=place) == ()


def test_who_was_born_abroad_does_not_agree_with_an_italian_comune() -> None:
    code = build.codice_fiscale("De Luca", "Gianfranco", BORN, "M", FRANCE)
    assert personal_data.disagreements(code, birth_place="Parigi") == ()
    (problem,) = personal_data.problems(code, birth_place="Torino")
    assert "Stato estero" in problem.message


def test_the_place_that_the_code_indicates_is_named() -> None:
    (problem,) = personal_data.problems(CODE, birth_place="Z110")
    assert "Roma (RM, H501)" in problem.message


def test_homonymous_comuni_agree_when_one_of_them_does() -> None:
    code = build.codice_fiscale("De Luca", "Gianfranco", BORN, "M", "H753")
    assert personal_data.disagreements(code, birth_place="Samone") == ()
    assert personal_data.disagreements(code, birth_place="Samone (TN)") == (Part.BIRTH_PLACE,)
