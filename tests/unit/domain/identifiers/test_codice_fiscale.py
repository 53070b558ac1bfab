"""Codice fiscale: values of the published specification, omocodia, bodies, and what spreadsheets do to them."""

from datetime import date

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import codice_fiscale

MARIA = build.codice_fiscale("Bianchi", "Maria Luisa", date(1983, 11, 18), "F", "H501")


@pytest.mark.parametrize(
    "code",
    [
        "RCCMNL83S18D969H",
        "RSSMRA80A01H501U",
        "RSSMRA80A01H50MM",
        "RCCLGU63T27I560K",
        "05754381001",
        "97190020152",
        "00743110157",
        " rss mra 80a01 h501u ",
        "RSSMRA-80A01\u00a0H501U",
        "00743110157.0",
        build.body_codice_fiscale(3),
    ],
)
def test_a_good_code_has_no_problem(code: str) -> None:
    assert codice_fiscale.problem(code) is None
    assert codice_fiscale.is_valid(code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", "vuoto"),
        (" - ", "vuoto"),
        ("RSSMRA80A01H501T", "controllo"),
        ("NRGVRD90B15F205X", "controllo"),
        ("RSSMRA80A01H501", "lunghezza"),
        ("RSSMRA80A01H501UU", "lunghezza"),
        ("RSSMRA80Z01H501U", "forma"),
        ("123456789012", "lunghezza"),
        ("00743110158", "controllo"),
        ("02031760410", "controllo"),
        ("01256588755", "ufficio"),
        ("743110157", "zeri_persi"),
        ("743110157.0", "zeri_persi"),
        ("7", "zeri_persi"),
        ("7,43E+08", "notazione_scientifica"),
        ("RSSMRA8OA01H501U", "lettera_o_cifra"),
        ("R5SMRA8OA01H501U", "forma"),
    ],
)
def test_a_bad_code_says_what_is_wrong(code: str, fault: str) -> None:
    problem = codice_fiscale.problem(code)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == ("ANA-01", fault, False)
    assert problem.is_unknown is (fault == "vuoto")
    assert fault == "vuoto" or code in problem.message
    assert problem.remedy
    assert not codice_fiscale.is_valid(code)


def test_all_the_128_forms_of_omocodia_are_good_and_say_the_same() -> None:
    forms = build.omocodia_variants(MARIA)
    assert len(set(forms)) == 128
    plain, *others = [codice_fiscale.decode(form) for form in forms]
    assert not plain.is_omocodia
    assert (plain.surname_part, plain.name_part, plain.sex, plain.belfiore) == ("BNC", "MLS", "F", "H501")
    assert all(other == plain.model_copy(update={"is_omocodia": True}) for other in others)


def test_the_check_letter_of_an_omocodia_is_that_of_the_substituted_characters() -> None:
    substituted = f"{MARIA[:14]}M{MARIA[15]}"
    problem = codice_fiscale.problem(substituted)
    assert problem is not None
    assert problem.fault == "controllo"


@pytest.mark.parametrize(
    ("born_on", "day"),
    [
        ("00B69", 29),
        ("04B29", 29),
        ("83S71", None),
        ("83S00", None),
        ("83S81", None),
        ("83B69", None),
        ("83S40", None),
        ("83S31", None),
        ("83T31", 31),
    ],
)
def test_the_day_of_birth_must_exist(born_on: str, day: int | None) -> None:
    body = f"BNCMRA{born_on}H501"
    code = body + _check(body)
    problem = codice_fiscale.problem(code)
    if day is None:
        assert problem is not None
        assert problem.fault == "data_impossibile"
    else:
        assert problem is None
        assert codice_fiscale.decode(code).day == day


def test_persons_and_bodies_are_told_apart() -> None:
    body = build.body_codice_fiscale(1)
    assert codice_fiscale.is_personal(MARIA)
    assert not codice_fiscale.is_body(MARIA)
    assert codice_fiscale.is_body(body)
    assert not codice_fiscale.is_personal(body)
    assert not codice_fiscale.is_personal("RSSMRA80A01H501T")


def test_the_date_agrees_whatever_the_century() -> None:
    decoded = codice_fiscale.decode(MARIA)
    assert decoded.is_born_on(date(1983, 11, 18))
    assert decoded.is_born_on(date(2083, 11, 18))
    assert not decoded.is_born_on(date(1983, 11, 17))


def test_what_is_not_a_persons_code_cannot_be_decoded() -> None:
    with pytest.raises(ValueError, match="codice fiscale"):
        codice_fiscale.decode("00743110157")


def test_lost_zeros_are_proposed_only_when_the_check_digit_agrees() -> None:
    proposed = codice_fiscale.problem("743110157")
    doubtful = codice_fiscale.problem("743110158")
    assert proposed is not None
    assert doubtful is not None
    assert proposed.values["proposta"] == "00743110157"
    assert "proposta" not in doubtful.values


def test_an_o_for_a_zero_is_proposed_mended() -> None:
    problem = codice_fiscale.problem("RSSMRA8OA01H501U")
    assert problem is not None
    assert problem.values["proposta"] == "RSSMRA80A01H501U"


def _check(body: str) -> str:
    return next(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if _is_right(body + letter))


def _is_right(code: str) -> bool:
    problem = codice_fiscale.problem(code)
    return problem is None or problem.fault == "data_impossibile"
