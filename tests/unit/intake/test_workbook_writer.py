"""The workbook that people fill: what we write reads back equal, also after Calc has saved it."""

import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.builders.dossiers import BASES, build
from workflow.domain.kind import Kind
from workflow.domain.member import Member, WithdrawalPoint
from workflow.intake.columns import columns_of, member_columns
from workflow.intake.csv_writer import members_csv
from workflow.intake.header_row import find_by_heading
from workflow.intake.instructions_text import EXAMPLES, REQUIRED
from workflow.intake.member_rows import renumbered
from workflow.intake.members_file import read_members
from workflow.intake.workbook_writer import members_workbook, write_members_workbook
from workflow.intake.written_values import folded

HOSTILE = (
    "=1+1",
    '=cmd|"/c calc"!A1',
    "+39 02",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "http://x.it",
    "＝1",
    "{=1}",
)


@pytest.mark.parametrize("base", sorted(BASES))
def test_members_of_every_kind_read_back_equal(tmp_path: Path, base: str) -> None:
    dossier = build(base)
    members = renumbered(dossier.members)
    write_members_workbook(tmp_path / "soci.xlsx", dossier.kind, members)
    read = read_members(tmp_path / "soci.xlsx")
    assert read.findings == ()
    assert read.members == members
    (tmp_path / "soci.csv").write_bytes(members_csv(dossier.kind, members))
    from_csv = read_members(tmp_path / "soci.csv")
    assert (from_csv.members, from_csv.findings) == (members, ())


@pytest.mark.parametrize("kind", ["cer", "gac"])
def test_what_calc_saves_reads_back_equal(resaved: Path, kind: str) -> None:
    ours, calc = (read_members(folder / f"{kind}.xlsx") for folder in (resaved, resaved / "calc"))
    assert calc.findings == ()
    assert calc.members == ours.members
    assert len(ours.members) > 1


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_workbook_has_headings_lists_notes_and_frozen_panes(kind: Kind) -> None:
    book = openpyxl.load_workbook(BytesIO(members_workbook(kind)))
    assert book.sheetnames == ["Soci", "Istruzioni", "Elenchi"]
    sheet = book["Soci"]
    columns = columns_of(kind)
    assert [cell.value for cell in sheet[2]] == [column.heading for column in columns]
    assert sheet.max_row == 2
    assert all(cell.comment and cell.comment.text for cell in sheet[2])
    assert sheet.freeze_panes == "F3"
    listed = {str(area).split(":")[0] for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
    wanted = {
        sheet.cell(3, place).coordinate
        for place, column in enumerate(columns, start=1)
        if column.shape.choices or column.kind == "si_no"
    }
    assert listed == wanted
    assert book["Elenchi"].sheet_state == "hidden"
    pod_column = next(cell.column_letter for cell in sheet[2] if cell.value == "POD")
    assert sheet.column_dimensions[pod_column].width > 10
    assert sheet.page_setup.orientation == "landscape"


def test_columns_follow_the_kind() -> None:
    keys = {kind: {column.key for column in columns_of(kind)} for kind in Kind}
    assert "millesimi" not in keys[Kind.CER] | keys[Kind.AID]
    assert {"millesimi", "titolo", "nell_edificio", "proprietario"} <= keys[Kind.GAC] & keys[Kind.CAAC]
    assert "poteri_controllo" in keys[Kind.CEC]
    assert "poteri_controllo" not in keys[Kind.GAC] | keys[Kind.CAD]
    assert all("pod" in each and "codice_fiscale" in each for each in keys.values())


def test_every_field_of_a_member_and_of_a_point_has_a_column() -> None:
    own = {column.inner[0] for column in member_columns() if not column.is_of_point}
    points = {column.inner[0] for column in member_columns() if column.is_of_point}
    aliases = {field.alias for field in Member.model_fields.values() if field.alias}
    assert aliases - own == {"punti"}
    assert {field.alias for field in WithdrawalPoint.model_fields.values() if field.alias} == points


def test_no_heading_means_two_columns() -> None:
    for column in member_columns():
        for heading in (column.heading, column.key, *column.synonyms):
            found = find_by_heading(heading)
            assert found is not None
            assert found.key == column.key, heading


def test_equal_data_give_equal_bytes() -> None:
    members = renumbered(build("cer_ok").members)
    assert members_workbook(Kind.CER, members) == members_workbook(Kind.CER, members)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    members = renumbered(
        Member(company_name=text, codice_fiscale=f"ABC{number}", phone=text) for number, text in enumerate(HOSTILE)
    )
    content = members_workbook(Kind.CER, members)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
    cells = openpyxl.load_workbook(BytesIO(content))["Soci"]
    texts = {cell.value for row in cells.iter_rows(min_row=3) for cell in row if cell.value}
    assert set(HOSTILE) <= texts
    (tmp_path / "soci.xlsx").write_bytes(content)
    assert [member.company_name for member in read_members(tmp_path / "soci.xlsx").members] == list(HOSTILE)
    text = members_csv(Kind.CER, members).decode("utf-8-sig")
    assert not [cell for line in text.splitlines() for cell in line.split(";") if cell.startswith(("=", "+", "-", "@"))]
    (tmp_path / "soci.csv").write_bytes(text.encode())
    assert [member.company_name for member in read_members(tmp_path / "soci.csv").members] == list(HOSTILE)


def test_numbers_are_numbers_and_codes_are_texts() -> None:
    member = Member(
        codice_fiscale="00743110157", points=(WithdrawalPoint(pod="IT001E00000001", annual_kwh=Decimal("2700.5")),)
    )
    sheet = openpyxl.load_workbook(BytesIO(members_workbook(Kind.CER, [member])))["Soci"]
    row = {heading.value: cell for heading, cell in zip(sheet[2], sheet[3], strict=True)}
    assert (row["Codice fiscale"].value, row["Codice fiscale"].number_format) == ("00743110157", "@")
    assert row["Consumo annuo (kWh)"].value == 2700.5


@pytest.mark.parametrize("kind", list(Kind))
def test_the_instructions_name_only_columns_and_choices_that_exist(kind: Kind) -> None:
    keys = {column.key: column for column in member_columns()}
    assert REQUIRED[kind]
    for _, cells in EXAMPLES[kind]:
        for key, value in cells.items():
            choices = keys[key].shape.choices
            assert choices is None or folded(value) in {folded(choice.value) for choice in choices}, (key, value)
    sheet = openpyxl.load_workbook(BytesIO(members_workbook(kind)))["Istruzioni"]
    text = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert kind.label in text
    assert "Esempi inventati" in text
