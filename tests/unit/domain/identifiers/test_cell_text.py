"""Cells of real workbooks: what Excel adds, what it loses."""

from datetime import date, datetime

import pytest

from workflow.domain.identifiers import cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  Rossi \u00a0 Maria\n", "Rossi Maria"),
        (184.0, "184"),
        (184, "184"),
        (35.11, "35.11"),
        (True, "VERO"),
        (False, "FALSO"),
        (date(1983, 11, 18), "18/11/1983"),
        (datetime(1983, 11, 18), "18/11/1983"),  # noqa: DTZ001 - cells have no time zone
        (datetime(1983, 11, 18, 9, 5), "18/11/1983 09:05"),  # noqa: DTZ001 - likewise
        (1e123, "1e+123"),
        ("'00184", "00184"),
        ("’ 00184", "00184"),
        ("D'Amico", "D'Amico"),
        ("FORLI'", "FORLI'"),
        ("\ufeffRSS\u200bMRA\u00ad", "RSSMRA"),
        ("due\tparole\r\ninsieme", "due parole insieme"),
        ("con\x00nullo\x0b", "connullo"),
    ],
)
def test_a_cell_becomes_the_text_a_person_sees(value: object, text: str) -> None:
    assert cell_text.text_of(value) == text


@pytest.mark.parametrize(
    ("value", "is_lost"),
    [
        (184.0, True),
        (184, True),
        ("184", True),
        ("184.0", True),
        ("184,0", True),
        ("00184", False),
        (20121.0, False),
        ("", False),
        (None, False),
        ("CH-90", False),
        ("١٢٣", False),
        (True, False),
    ],
)
def test_digits_fewer_than_expected_are_lost_zeros(value: object, is_lost: bool) -> None:
    assert cell_text.lost_zeros(value, 5) is is_lost


@pytest.mark.parametrize(
    ("value", "is_lost"),
    [
        (10.0**15, True),
        (10**15, True),
        (10**15 - 1, False),
        (743110157.0, False),
        ("1,2E+15", True),
        ("123456789012345678", False),
        (True, False),
        (None, False),
    ],
)
def test_numbers_beyond_fifteen_digits_have_lost_some(value: object, is_lost: bool) -> None:
    assert cell_text.lost_digits(value) is is_lost


@pytest.mark.parametrize(
    ("value", "is_scientific"),
    [
        ("7,43E+08", True),
        ("7.43e8", True),
        (1e123, True),
        ("IT001E12345678", False),
        ("001E12345678", False),
        ("", False),
    ],
)
def test_scientific_notation_is_recognised_and_a_pod_is_not(value: object, is_scientific: bool) -> None:
    assert cell_text.is_scientific(value) is is_scientific


@pytest.mark.parametrize(
    ("value", "is_date"),
    [
        (date(2026, 3, 12), True),
        ("12/03/2026", True),
        ("12/3", False),
        (12.0, False),
        (None, False),
    ],
)
def test_a_date_is_recognised_as_a_cell_and_as_its_text(value: object, is_date: bool) -> None:
    assert cell_text.is_date(value) is is_date


def test_separators_go_and_those_to_keep_stay() -> None:
    assert cell_text.bare(" it-001.e_123\u00a0456\u2011a' ") == "IT001E123456A"
    assert cell_text.bare("im_123-45", keep="_") == "IM_12345"


def test_decimals_written_by_an_export_go_and_other_text_stays() -> None:
    assert cell_text.whole_number_text("743110157.0") == "743110157"
    assert cell_text.whole_number_text("35.11") == "35.11"
