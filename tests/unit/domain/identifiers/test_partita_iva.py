"""Partita IVA: public values, the office inside it, and what is typed in its place."""

import pytest

from tests.builders import identifiers as build
from workflow.domain.identifiers import partita_iva


@pytest.mark.parametrize(
    "number",
    [
        "05754381001",
        "97190020152",
        "00743110157",
        "IT 007 4311 0157",
        "00743110157.0",
        "it00743110157",
        build.partita_iva(9),
    ],
)
def test_a_good_number_has_no_problem(number: str) -> None:
    assert partita_iva.problem(number) is None
    assert partita_iva.is_valid(number)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("", "vuoto"),
        ("00743110158", "controllo"),
        ("02031760410", "controllo"),
        ("01256588755", "ufficio"),
        ("00000000000", "ufficio"),
        ("743110157", "zeri_persi"),
        ("123456789012", "lunghezza"),
        ("7,43E+08", "notazione_scientifica"),
        ("RSSMRA80A01H501U", "codice_fiscale"),
        ("FR12345678901", "estera"),
        ("0074311015A", "forma"),
    ],
)
def test_a_bad_number_says_what_is_wrong(number: str, fault: str) -> None:
    problem = partita_iva.problem(number)
    assert problem is not None
    assert (problem.code, problem.fault, problem.is_warning) == ("ANA-05", fault, False)
    assert problem.is_unknown is (fault == "vuoto")
    assert not partita_iva.is_valid(number)


def test_the_country_before_the_digits_goes() -> None:
    assert partita_iva.compact("IT 007.4311.0157") == "00743110157"
    assert partita_iva.compact("ITALIA") == "ITALIA"


def test_lost_zeros_are_proposed_only_when_the_check_digit_agrees() -> None:
    proposed = partita_iva.problem("743110157")
    doubtful = partita_iva.problem("743110158")
    assert proposed is not None
    assert doubtful is not None
    assert proposed.values["proposta"] == "00743110157"
    assert "proposta" not in doubtful.values
