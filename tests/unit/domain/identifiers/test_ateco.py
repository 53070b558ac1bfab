"""ATECO: a code with its edition; alone it may mean opposite things."""

import pytest

from workflow.domain.identifiers import ateco, cell_text


@pytest.mark.parametrize(
    ("code", "edition"),
    [
        ("35.11.00", "2007"),
        ("35.11.00", "2022"),
        ("35.11.00", "2025"),
        ("35.15.00", "2025"),
        ("351100", "2025"),
        ("35,11", "ATECO 2007 aggiornamento 2022"),
        ("ATECO 35.11.00", "ateco 2025"),
        ("35 11 00", "2025"),
        ("01.11.10", "2007"),
    ],
)
def test_a_code_of_its_edition_has_no_problem(code: str, edition: str) -> None:
    assert ateco.problem(code, edition) is None
    assert ateco.is_valid(code, edition)


@pytest.mark.parametrize(
    ("code", "edition", "rule", "fault"),
    [
        ("", "2025", "ANA-13", "vuoto"),
        ("35.11.0.0", "2025", "ANA-13", "forma"),
        ("energia", "2025", "ANA-13", "forma"),
        ("1.11.10", "2007", "ANA-13", "zeri_persi"),
        ("11100", "2025", "ANA-13", "zeri_persi"),
        ("99.88.77", "2025", "ANA-13", "inesistente"),
        ("35.15.00", "2022", "ANA-13", "altra_edizione"),
        ("01/11/2010", "2025", "ANA-13", "data"),
        ("35.11.00", None, "ANA-14", "edizione_mancante"),
        ("35.11.00", "", "ANA-14", "edizione_mancante"),
        ("35.11.00", "1991", "ANA-14", "edizione_sconosciuta"),
    ],
)
def test_a_code_without_its_edition_or_outside_it_is_told_so(
    code: str, edition: str | None, rule: str, fault: str
) -> None:
    problem = ateco.problem(code, edition)
    assert problem is not None
    assert (problem.code, problem.fault) == (rule, fault)
    assert problem.is_unknown is (fault in {"vuoto", "edizione_mancante", "edizione_sconosciuta"})
    assert problem.is_warning is (rule == "ANA-14")


def test_the_same_code_is_transmission_until_2022_and_renewable_production_in_2025() -> None:
    titles = ateco.meanings("35.12.00")
    assert titles["2007"].startswith("Trasmissione")
    assert titles["2022"].startswith("Trasmissione")
    assert "fonti rinnovabili" in titles["2025"]
    assert ateco.has_differing_titles("35.12.00")
    problem = ateco.problem("35.12.00")
    assert problem is not None
    assert problem.values["nomi_diversi"] is True


def test_capitals_and_dots_are_no_different_title() -> None:
    assert not ateco.has_differing_titles("01.11.10")
    problem = ateco.problem("01.11.10")
    assert problem is not None
    assert problem.values["nomi_diversi"] is False


@pytest.mark.parametrize(
    ("text", "edition"),
    [
        ("2007", "2007"),
        ("ATECO 2007", "2007"),
        ("2007 agg. 2022", "2022"),
        ("ATECO 2025", "2025"),
        ("2025.0", "2025"),
        ("ultima", None),
        ("120070", None),
        ("", None),
    ],
)
def test_the_edition_is_read_in_what_people_write(text: str, edition: str | None) -> None:
    assert ateco.find_edition(text) == edition


@pytest.mark.parametrize(
    ("code", "edition", "is_valid"),
    [
        ("35.15.00", None, True),
        ("35.15.00", "2022", False),
        ("35.15.00", "1991", False),
        ("99.88.77", None, False),
    ],
)
def test_validity_is_that_of_the_edition_or_of_any(code: str, edition: str | None, is_valid: bool) -> None:
    assert ateco.is_valid(code, edition) is is_valid


def test_six_digits_are_a_complete_code_and_four_are_not() -> None:
    assert ateco.is_complete("351100")
    assert not ateco.is_complete("35.11")


def test_a_number_cell_is_read_as_its_code() -> None:
    assert ateco.compact(cell_text.text_of(35.11)) == "35.11"
    assert ateco.compact(cell_text.text_of(351100.0)) == "35.11.00"
    assert ateco.find_activity("D", "2025") is None
