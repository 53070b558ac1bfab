"""Cells written into a person's own workbook: what they had put there, colours and columns, stays."""

import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.builders.folders import mini_dossier
from workflow.domain.member import Member, WithdrawalPoint
from workflow.intake.members_edit import open_members_file, read_back, with_departure, with_member
from workflow.intake.members_file import read_members_of
from workflow.intake.workbook_edit import UnwritableWorkbookError, with_cells
from workflow.intake.workbook_writer import members_workbook

LEFT = date(2027, 3, 31)
NEW = Member(
    name="Ada", surname="Bruni", codice_fiscale="BRNDAA80A41D205X", role="prosumer", joined_on=date(2027, 1, 5),
    points=(
        WithdrawalPoint(pod="IT001E12345678", annual_kwh=Decimal("2700.5")),
        WithdrawalPoint(index=1, pod="IT001E12345679"),
    ),
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    dossier = mini_dossier("cer")
    (tmp_path / "soci.xlsx").write_bytes(members_workbook(dossier.kind, dossier.members))
    return tmp_path


@pytest.fixture
def own_folder(folder):
    """Return a folder whose workbook a person has worked on: a colour, a column, a sheet, and no column of leaving."""
    path = folder / "soci.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Soci"]
    headings = [cell.value for cell in sheet[2]]
    sheet.delete_cols(headings.index("Data di uscita") + 1)
    last = sheet.max_column + 1
    sheet.cell(2, last, "Note della segreteria")
    sheet.cell(3, last, "paga in contanti")
    sheet["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    book.create_sheet("Conti").append(["totale", "=SUM(1,2)"])
    book.save(path)
    return folder


def opened(folder):
    return open_members_file(folder, read_members_of(folder))


def written(folder, content):
    (folder / "soci.xlsx").write_bytes(content)
    return read_back(folder / "soci.xlsx")


def test_who_leaves_gets_the_day_and_so_do_its_points(folder):
    file = opened(folder)
    member = file.read.members[1]
    after = written(folder, with_departure(file, member, LEFT))
    assert after[1].left_on == LEFT
    assert {point.until_on for point in after[1].points} == {LEFT}
    assert [one for one in after if one.index != member.index] == [
        one for one in file.read.members if one.index != member.index
    ]


def test_a_departure_taken_back_leaves_the_list_as_it_was(folder):
    file = opened(folder)
    written(folder, with_departure(file, file.read.members[0], LEFT))
    again = opened(folder)
    cleared = written(folder, with_departure(again, again.read.members[0], None))
    assert cleared[0].left_on is None


def test_a_new_member_stands_under_the_others_with_all_its_points(folder):
    file = opened(folder)
    after = written(folder, with_member(file, NEW))
    assert after[:-1] == file.read.members
    last = after[-1]
    assert (last.surname, last.codice_fiscale, last.role, last.joined_on) == (
        NEW.surname, NEW.codice_fiscale, NEW.role, NEW.joined_on,
    )  # fmt: skip
    assert [(point.pod, point.annual_kwh) for point in last.points] == [
        ("IT001E12345678", Decimal("2700.5")), ("IT001E12345679", None),
    ]  # fmt: skip


def test_a_date_is_written_as_a_date_where_the_column_shows_dates(folder):
    file = opened(folder)
    written(folder, with_departure(file, file.read.members[0], LEFT))
    sheet = openpyxl.load_workbook(folder / "soci.xlsx")["Soci"]
    column = next(cell.column for cell in sheet[2] if cell.value == "Data di uscita")
    cell = sheet.cell(3, column)
    assert cell.value.date() == LEFT
    assert cell.is_date


def test_what_a_person_put_in_the_workbook_stays(own_folder):
    file = opened(own_folder)
    after = written(own_folder, with_departure(file, file.read.members[0], LEFT))
    assert after[0].left_on == LEFT
    book = openpyxl.load_workbook(own_folder / "soci.xlsx")
    sheet = book["Soci"]
    headings = [cell.value for cell in sheet[2]]
    assert headings[-2:] == ["Note della segreteria", "Data di uscita"]
    assert sheet.cell(3, headings.index("Note della segreteria") + 1).value == "paga in contanti"
    assert sheet["A3"].fill.fgColor.rgb == "00FFFF00"
    assert book["Conti"]["B1"].value == "=SUM(1,2)"


def test_every_other_part_of_the_file_is_byte_for_byte_the_same(own_folder):
    file = opened(own_folder)
    before = {name: zipfile.ZipFile(file.path).read(name) for name in zipfile.ZipFile(file.path).namelist()}
    written(own_folder, with_departure(file, file.read.members[0], LEFT))
    copy = zipfile.ZipFile(file.path)
    changed = [name for name in before if copy.read(name) != before[name]]
    assert copy.namelist() == list(before)
    assert changed == ["xl/worksheets/sheet1.xml"]


def test_a_cell_with_a_formula_is_not_overwritten(own_folder):
    path = own_folder / "soci.xlsx"
    with pytest.raises(UnwritableWorkbookError, match="B1 contiene una formula") as refused:
        with_cells(path, "Conti", {(1, 1): "x"})
    assert refused.value.exit_code == 6


def test_a_sheet_that_is_not_there_is_told(folder):
    with pytest.raises(UnwritableWorkbookError, match="«Altro» non si trova"):
        with_cells(folder / "soci.xlsx", "Altro", {(1, 0): "x"})


@pytest.mark.parametrize(
    ("value", "read"),
    [("così & <via>", "così & <via>"), (True, "sì"), (False, "no"), (7, 7), (Decimal("1.5"), 1.5),
     (date(1890, 5, 1), "01/05/1890"), (None, None)],
)  # fmt: skip
def test_every_kind_of_value_is_read_back(own_folder, value, read):
    path = own_folder / "soci.xlsx"
    path.write_bytes(with_cells(path, "Conti", {(5, 2): value, (2, 0): "sopra", (1, 0): "totale"}))
    assert openpyxl.load_workbook(path)["Conti"]["C5"].value == read


def test_a_list_in_csv_is_not_rewritten(tmp_path):
    (tmp_path / "soci.csv").write_text("Codice fiscale;Cognome;Nome;POD\nBRNDAA80A41D205X;Bruni;Ada;IT001E12345678\n")
    with pytest.raises(UnwritableWorkbookError, match=r"salvarlo come soci\.xlsx"):
        opened(tmp_path)


def test_a_folder_without_a_list_is_told(tmp_path):
    with pytest.raises(UnwritableWorkbookError):
        opened(tmp_path)
