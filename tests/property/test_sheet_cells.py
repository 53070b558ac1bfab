"""No text that people write becomes a formula: in a CSV, in a workbook, or when our own file is read back."""

import csv
import io
import string
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from workflow.bundle.exports.sheet_table import SheetTable, workbook_bytes
from workflow.domain.identifiers.cell_text import clean
from workflow.domain.sheet_cell import csv_bytes, csv_text, csv_value, is_formula_like, workbook_text

# What spreadsheets take for the beginning of a formula, whatever they are made to look like.
STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "⁺", "₌", "−", "﬩"]
BEFORE = ["", " ", "   ", "\t", "\r", "\n", "\0", "\u00a0", "\u200b", "\ufeff", "\u202e", "'", '"', "’", "''", "\"'"]
ATTACKS = [
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("x","y")',
    "SUM(A1:A9)",
    "WEBSERVICE(A1)",
    "IMPORTXML(A1)",
    'DDE("cmd";"/C calc";"x")',
    "39 0171 000001",
    "2+5+cmd|' /C calc'!A0",
    "",
]
HOSTILE = st.builds(
    lambda before, start, rest: f"{before}{start}{rest}",
    st.sampled_from(BEFORE),
    st.sampled_from(STARTS),
    st.sampled_from(ATTACKS) | st.text(max_size=30),
)
ANY = HOSTILE | st.text(max_size=60) | st.text(alphabet=string.printable, max_size=60)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def seen_in_csv(data: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def is_run(cell: str) -> bool:
    """Whether a spreadsheet that opens the CSV could evaluate the cell: judged apart from the code under test."""
    bare = cell.lstrip(" \t\r\n\0\u00a0\u200b\ufeff\u202e")
    return bare[:1] in set(STARTS)


@settings(max_examples=400, deadline=None)
@given(HOSTILE)
def test_a_hostile_text_is_seen_for_what_it_is(text: str) -> None:
    assert is_formula_like(text)


@settings(max_examples=600, deadline=None)
@given(ANY)
def test_a_csv_cell_never_begins_as_a_formula_and_reads_back_as_the_same_words(text: str) -> None:
    ((cell,),) = seen_in_csv(csv_bytes([[text or "x"]]))
    assert not is_run(cell)
    assert "\n" not in cell
    assert clean(cell) == clean("".join(sign for sign in text or "x" if ord(sign) & 0xFFFE != 0xFFFE))


@settings(max_examples=300, deadline=None)
@given(ANY, st.sampled_from([";", ",", "\t"]))
def test_a_text_cannot_open_a_cell_or_a_row_of_its_own(text: str, delimiter: str) -> None:
    rows = seen_in_csv(csv_bytes([["prima", text, "dopo"], ["x", "y", "z"]], delimiter=delimiter), delimiter)
    assert [len(row) for row in rows] == [3, 3]
    assert (rows[0][0], rows[0][2]) == ("prima", "dopo")


@SLOW
@given(st.lists(ANY, min_size=1, max_size=8))
def test_a_workbook_holds_texts_and_no_formula(texts: list[str]) -> None:
    data = workbook_bytes([SheetTable("Prova", ("Testo",), tuple((text,) for text in texts))], "Prova")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Prova"]
    written = [workbook_text(text) for text in texts]
    for number, text in enumerate(written, start=2):
        cell = sheet.cell(number, 1)
        if text:
            assert cell.data_type in {"s", "inlineStr"}
            assert cell.value == text
            assert not is_formula_like(text) or cell.quotePrefix
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all(b"<f>" not in sheet and b"<f " not in sheet for sheet in sheets)


@pytest.mark.parametrize("text", ["=1+1", "+39 0171 000001", "-Alfa S.r.l.", "@cer", "＝1+1", "\t=1", "'=1", '"=1'])
def test_a_known_attack_stays_text_in_every_reader(text: str) -> None:
    data = workbook_bytes([SheetTable("Prova", ("Testo",), ((text,),))], "Prova")
    by_calamine = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1][0]
    by_openpyxl = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Prova"].cell(2, 1).value
    assert by_calamine == by_openpyxl == text
    assert csv_text(text).startswith("'")
    assert clean(csv_text(text)) == clean(text)


@SLOW
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_number_stays_a_number_also_below_zero(number: Decimal) -> None:
    ((cell,),) = seen_in_csv(csv_bytes([[number]]))
    assert Decimal(cell.replace(",", ".")) == number
    data = workbook_bytes([SheetTable("Prova", ("Numero",), ((number,),))], "Prova")
    found = openpyxl.load_workbook(io.BytesIO(data))["Prova"].cell(2, 1)
    assert found.data_type == "n"
    assert found.value == pytest.approx(float(number))


def test_days_and_answers_are_written_as_italians_do() -> None:
    assert [csv_value(value) for value in (None, True, False, date(2026, 11, 22), 7)] == [
        "",
        "sì",
        "no",
        "22/11/2026",
        "7",
    ]


@pytest.mark.parametrize(
    "text", ["Rossi-Bianchi", "3+1 locali", "D'Amico", "a@b.it", "", "   ", "10:30", "(=1)", "…=1"]
)
def test_what_only_holds_such_a_sign_is_left_alone(text: str) -> None:
    assert csv_text(text) == clean(text)


def test_a_text_longer_than_a_cell_is_cut_where_it_shows() -> None:
    assert workbook_text("à" * 40_000).endswith("à…")
    assert len(workbook_text("à" * 40_000)) == 32_767


@pytest.mark.parametrize("text", ["a\x08b", "a\ud800b", "a\uffffb", "a\x00b"])
def test_what_no_file_can_hold_is_left_out(text: str) -> None:
    assert csv_text(text) == workbook_text(text) == "ab"
