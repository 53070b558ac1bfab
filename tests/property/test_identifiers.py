"""Identifiers under arbitrary input: round trips with the builders, and no text that breaks a validator."""

import string
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import identifiers as build
from workflow.domain.identifiers import (
    ateco,
    belfiore,
    cabina_primaria,
    cap,
    cell_text,
    censimp,
    codice_fiscale,
    comune,
    email_address,
    iban,
    istat_code,
    partita_iva,
    pec,
    personal_data,
    phone,
    pod,
    province,
    section,
    up,
)

MODULES = (
    ateco,
    belfiore,
    cabina_primaria,
    cap,
    censimp,
    codice_fiscale,
    comune,
    email_address,
    iban,
    istat_code,
    partita_iva,
    pec,
    phone,
    pod,
    province,
    section,
    up,
)
BUILT = (
    (build.partita_iva, partita_iva),
    (build.body_codice_fiscale, codice_fiscale),
    (build.pod, pod),
    (build.censimp, censimp),
    (build.section, section),
    (build.up, up),
    (build.iban, iban),
)
names = st.text(alphabet=string.ascii_letters + " '", min_size=1, max_size=20).filter(lambda text: text.strip(" '"))
days = st.dates(min_value=date(1910, 1, 1), max_value=date(2025, 12, 31))
belfiori = st.from_regex(r"[A-Z]\d{3}", fullmatch=True).filter(str.isascii)
seeds = st.integers(min_value=0, max_value=999_999)


# The first example reads the tables of comuni and activities, which a busy machine does slowly.
patient = settings(deadline=None)

people = st.fixed_dictionaries(
    {"surname": names, "name": names, "born_on": days, "sex": st.sampled_from("MF"), "belfiore": belfiori}
)


@patient
@given(person=people, form=st.integers(0, 127))
def test_a_built_code_is_valid_and_agrees_with_the_person_in_every_omocodia(person: dict[str, Any], form: int) -> None:
    code = build.omocodia_variants(build.codice_fiscale(**person))[form]
    assert codice_fiscale.is_personal(code)
    assert codice_fiscale.decode(code).belfiore == person["belfiore"]
    birth_place = person.pop("belfiore")
    assert personal_data.disagreements(code, **person, birth_place=birth_place) == ()


@patient
@given(born_on=days, other=days)
def test_a_different_birth_date_always_disagrees_save_for_the_century(born_on: date, other: date) -> None:
    code = build.codice_fiscale("Bianchi", "Maria", born_on, "F", "H501")
    is_same = (born_on.year % 100, born_on.month, born_on.day) == (other.year % 100, other.month, other.day)
    assert (personal_data.disagreements(code, born_on=other) == ()) is is_same


@pytest.mark.parametrize(("builder", "module"), BUILT, ids=lambda item: getattr(item, "__name__", ""))
@patient
@given(seed=seeds)
def test_a_built_code_is_valid_and_already_compact(builder: object, module: ModuleType, seed: int) -> None:
    code = builder(seed)  # type: ignore[operator] # pytest hands over what BUILT lists as plain objects
    assert module.problem(code) is None
    assert module.compact(code) == code
    assert module.compact(f" {code.lower()}\u00a0") == code


@given(seed=st.integers(0, 9999))
def test_a_built_cabina_primaria_is_valid(seed: int) -> None:
    assert cabina_primaria.problem(build.cabina_primaria(seed)) is None


@given(seed=seeds, place=st.integers(0, 10), digit=st.sampled_from(string.digits))
def test_one_wrong_digit_of_a_partita_iva_is_always_found(seed: int, place: int, digit: str) -> None:
    number = build.partita_iva(seed)
    changed = number[:place] + digit + number[place + 1 :]
    assert partita_iva.is_valid(changed) is (changed == number)


@patient
@given(seed=seeds, place=st.integers(0, 26), character=st.sampled_from(string.digits + string.ascii_uppercase))
def test_one_wrong_character_of_an_iban_is_always_found(seed: int, place: int, character: str) -> None:
    number = build.iban(seed)
    changed = number[:place] + character + number[place + 1 :]
    assert iban.is_valid(changed) is (changed == number)


@given(first=seeds, second=seeds)
def test_different_seeds_give_different_codes(first: int, second: int) -> None:
    for builder, _ in BUILT:
        assert (builder(first) == builder(second)) is (first == second)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
@patient
@given(text=st.text(max_size=40))
def test_no_text_breaks_a_validator_and_a_problem_is_always_explained(module: ModuleType, text: str) -> None:
    problem = module.problem(text)
    compacted = module.compact(text)
    assert module.compact(compacted) == compacted
    assert problem is not None or module.is_valid(text)
    assert problem is None or (problem.message and problem.remedy and problem.fault)


@given(value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes(), st.text()))
def test_every_cell_has_a_text_that_stays_the_same_when_read_again(value: object) -> None:
    text = cell_text.text_of(value)
    assert cell_text.text_of(text) == text


@given(number=st.integers(0, 99_999))
def test_a_cap_kept_as_a_number_lost_its_zeros_exactly_when_it_began_with_one(number: int) -> None:
    assert cell_text.lost_zeros(float(number), 5) is f"{number:05}".startswith("0")


def test_a_seed_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="seed"):
        build.cabina_primaria(10_000)
