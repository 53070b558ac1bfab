"""Reading the cells of the list of members: dates, numbers, choices, codes, and what a spreadsheet does to them."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.builders.identifiers import pod
from tests.unit.intake.sheets import ANNA, anna, only_finding, only_member, read_rows
from workflow.domain.member import MemberTitle, Voltage
from workflow.domain.subject import Sex, SubjectKind
from workflow.intake.members_file import read_members


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("Nato il", "3/5/1975", date(1975, 5, 3)),
        ("Nato il", "03.05.1975", date(1975, 5, 3)),
        ("Nato il", "1975-05-03 00:00:00", date(1975, 5, 3)),
        ("Nato il", "3 maggio 1975", date(1975, 5, 3)),
        ("Nato il", "1° Maggio 1975", date(1975, 5, 1)),
        ("Nato il", datetime(1975, 5, 3), date(1975, 5, 3)),  # noqa: DTZ001 - a cell knows no time zone
        ("Nato il", 27517, date(1975, 5, 3)),
        ("Sesso", "femmina", Sex.FEMALE),
        ("Sesso", "f", Sex.FEMALE),
        ("Tipo", None, None),
        ("Tipo di soggetto", "Persona Fisica", SubjectKind.PERSON),
        ("Tipo di soggetto", "PF", SubjectKind.PERSON),
        ("Tipo di soggetto", "Società", SubjectKind.LEGAL_PERSON),
        ("Liberatoria", "Liberatoria", MemberTitle.RELEASE),
        ("Poteri di controllo", "Sì", True),
        ("Poteri di controllo", "si'", True),
        ("Poteri di controllo", 1, True),
        ("Poteri di controllo", False, False),
        ("Millesimi", "85,5", Decimal("85.5")),
        ("Civico", 12, "12"),
        ("Telefono", 3331234567, "3331234567"),
        ("CAP", 12100, "12100"),
        ("CAP", "00184", "00184"),
        ("Prov.", "cn", "CN"),
        ("Interno", "=1+1", "=1+1"),
    ],
)
def test_cells_are_read_by_what_their_column_means(
    tmp_path: Path, heading: str, cell: object, expected: object
) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Denominazione", "Nome", "Codice fiscale", "POD", heading])
    page.append(["Giordano", None, "Anna", ANNA, pod(1), cell])
    if isinstance(cell, str):
        page["F2"].data_type = "s"
    book.save(path)
    read = read_members(path)
    assert [finding for finding in read.findings if finding.is_blocking] == []
    if expected is None:
        return
    data = only_member(read).model_dump(by_alias=True)
    flat = [*data.values(), *data["indirizzo"].values()]
    assert expected in flat


@pytest.mark.parametrize(
    ("heading", "cell", "expected"),
    [
        ("Consumo annuo (kWh)", 2700, Decimal(2700)),
        ("Consumo annuo (kWh)", "2.700,5", Decimal("2700.5")),
        ("Consumo annuo (kWh)", "2700 kWh", Decimal(2700)),
        ("Consumo annuo (kWh)", "12.345.678", Decimal(12345678)),
        ("Potenza impegnata (kW)", "4,5 kW", Decimal("4.5")),
        ("Potenza impegnata (kW)", 4.5, Decimal("4.5")),
        ("Tensione", "bassa tensione", Voltage.LOW),
        ("Tensione", "bt", Voltage.LOW),
    ],
)
def test_cells_of_a_point(tmp_path: Path, heading: str, cell: object, expected: object) -> None:
    read = read_rows(
        tmp_path,
        {"Cognome": "Giordano", "Nome": "Anna", "CF": ANNA, "POD": pod(1), heading: cell},
        headings=("Cognome", "Nome", "CF", "POD", heading),
    )
    assert read.findings == ()
    assert expected in only_member(read).points[0].model_dump().values()


@pytest.mark.parametrize(
    ("heading", "cell", "code", "values"),
    [
        ("Potenza impegnata (kW)", "tre", "IMP-05", {"valore": "tre"}),
        ("Potenza impegnata (kW)", date(2026, 3, 5), "IMP-05", {"valore": "05/03/2026"}),
        ("Consumo annuo (kWh)", "1.234", "IMP-05", {"intero": "1234", "decimale": "1,234"}),
        ("Consumo annuo (kWh)", "3 MWh", "IMP-05", {"valore": "3 MWh"}),
        ("Nato il", "5/13/1975", "IMP-04", {"valore": "5/13/1975"}),
        ("Nato il", 1980, "IMP-04", {"valore": "1980"}),
        ("Nato il", "3/5/75", "IMP-04", {"valore": "3/5/75"}),
        ("Scambio sul posto", "boh", "IMP-06", {"valore": "boh"}),
        ("Tensione", "BTT", "IMP-03", {"valore": "BTT", "ammessi": ["BT", "MT", "AT"]}),
        ("CAP", 184, "IMP-18", {"valore": "184", "lunghezza": 5}),
        ("CAP", "184", "IMP-18", {"valore": "184", "lunghezza": 5}),
        ("Partita IVA", 743110157, "IMP-18", {"valore": "743110157", "lunghezza": 11}),
        ("Cabina primaria", 100001, "IMP-18", {"valore": "100001"}),
        ("IBAN", 1e26, "IMP-18", {}),
        ("Telefono", "3,33E+09", "IMP-18", {"valore": "3,33E+09"}),
        ("Codice ATECO", 56.1, "IMP-18", {}),
        ("Codice ATECO", date(2010, 11, 1), "IMP-18", {"valore": "01/11/2010"}),
        ("Civico", date(2026, 3, 12), "IMP-18", {"valore": "12/03/2026"}),
        ("Denominazione", "x" * 501, "IMP-08", {"limite": 500}),
        ("Indirizzo POD", "y" * 501, "IMP-08", {"limite": 500}),
    ],
)
def test_what_a_spreadsheet_has_spoiled_is_reported_at_its_cell(
    tmp_path: Path, heading: str, cell: object, code: str, values: dict[str, object]
) -> None:
    read = read_rows(
        tmp_path,
        {"Cognome": "Giordano", "Nome": "Anna", "CF": ANNA, "POD": pod(1), heading: cell},
        headings=("Cognome", "Nome", "CF", "POD", heading),
    )
    finding = only_finding(read)
    assert finding.code == code
    assert finding.place == f"soci.xlsx, foglio «Soci», riga 2, colonna «{heading}» (E)"
    assert {name: finding.values[name] for name in values} == values
    assert finding.is_blocking
    assert finding.remedy
    assert "{" not in finding.message + finding.remedy
    assert only_member(read).codice_fiscale == ANNA


def test_a_pod_that_became_a_number_says_so(tmp_path: Path) -> None:
    finding = only_finding(read_rows(tmp_path, anna(POD=12345678)))
    assert (finding.code, finding.path) == ("IMP-18", ("soci", 0, "pod"))


def test_a_codice_fiscale_that_lost_its_zeros_says_how_long_it_was(tmp_path: Path) -> None:
    row = {"Denominazione": "Ente", "Codice fiscale": 743110157, "POD": pod(1)}
    read = read_rows(tmp_path, row)
    finding = only_finding(read)
    assert (finding.values["valore"], finding.values["lunghezza"]) == ("743110157", 11)
    assert only_member(read).codice_fiscale is None


def test_an_ateco_kept_as_a_number_with_all_its_digits_is_read(tmp_path: Path) -> None:
    row = {"Cognome": "G", "Nome": "A", "CF": ANNA, "POD": pod(1), "ATECO": 56.11}
    read = read_rows(tmp_path, row, headings=("Cognome", "Nome", "CF", "POD", "ATECO"))
    assert only_member(read).ateco == "56.11"


@pytest.mark.parametrize(("error", "shown"), [("#N/A", "#N/D"), ("#REF!", "#RIF!"), ("#DIV/0!", "#DIV/0!")])
def test_cells_with_errors_are_findings(tmp_path: Path, error: str, shown: str) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Nome", "CF", "POD", "CAP"])
    page.append(["Giordano", "Anna", ANNA, pod(1), error])
    page["E2"].data_type = "e"
    book.save(path)
    finding = only_finding(read_members(path))
    assert (finding.code, finding.values["valore"]) == ("IMP-17", shown)
    assert finding.place == "soci.xlsx, foglio «Soci», riga 2, colonna «CAP» (E)"


def test_a_formula_gives_its_kept_result_and_one_never_calculated_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Soci"
    page.append(["Cognome", "Nome", "CF", "POD", "Consumo annuo"])
    page.append(["Giordano", "Anna", ANNA, pod(1), "=1000+1700"])
    book.save(path)
    finding = only_finding(read_members(path))
    assert (finding.code, finding.path) == ("IMP-17", ("soci", 0, "consumo_annuo_kwh"))
