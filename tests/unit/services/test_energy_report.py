"""The energy report: its charts, its five forms, and a workbook that gives the same euro when it is done again."""

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from typer.testing import CliRunner

from tests.builders.random_settlements import settlements
from tests.unit.services import measured_dossier
from workflow.bundle.libreoffice_pdf import find_soffice
from workflow.cli.app import application
from workflow.cli.pdf_engines import BundleEngine
from workflow.documents.charts.chart import Chart
from workflow.documents.charts.energy import RangeBar, range_chart
from workflow.energy.chart_series import shares
from workflow.energy.explained import explain
from workflow.energy.hour_trace import busiest_hour, trace_hour
from workflow.energy.hours import ROME
from workflow.energy.settlement import settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.energy_charts import charts_of
from workflow.services.energy_report import ReportChoices, report_of
from workflow.services.energy_report_files import write_report
from workflow.services.energy_report_json import energy_report_json, energy_report_schema
from workflow.services.energy_report_page import page_of
from workflow.services.energy_report_specimen import specimen
from workflow.services.energy_report_view import Scale, member_row, view_of
from workflow.services.energy_reported import (
    HourNotFoundError,
    MemberFigures,
    ReportedYear,
    at_hour,
    load_texts,
    of_file,
    without_names,
)
from workflow.services.energy_workbook import workbook_of
from workflow.services.measure_importing import Wanted, import_measures
from workflow.services.measured_year import MeasuredChoices
from workflow.services.opening import Opened
from workflow.services.sealing import NO_ENGINE
from workflow.services.settling import year_of
from workflow.services.split_energy import Origin

LAW = Law.load()
TEXTS = load_texts()
CASES = Path(__file__).parents[1] / "energy" / "settlement_cases.json"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def case_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the case of a plant with a grant, a household and a company."""
    cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    path = tmp_path_factory.mktemp("conto") / "s05.json"
    path.write_text(json.dumps(next(one["input"] for one in cases if one["id"] == "S05")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def reported(case_file: Path) -> ReportedYear:
    return of_file(case_file, LAW)


@pytest.fixture(scope="module")
def written(case_file: Path) -> dict[str, bytes]:
    """Return the files that the command writes, by their suffix."""
    done = CliRunner().invoke(application(), ["energy", "report", str(case_file), "--engine", "nessuno"])
    assert done.exit_code == 0, done.output
    return {path.suffix: path.read_bytes() for path in (case_file.parent / "rapporti").iterdir()}


@pytest.fixture(scope="module")
def charts() -> dict[str, Chart]:
    return charts_of(specimen(LAW))


@pytest.fixture(scope="module")
def page(charts: dict[str, Chart]) -> str:
    return page_of(specimen(LAW), charts)


def of_case(case: dict[str, Any]) -> ReportedYear:
    """Return the report of a settlement's input."""
    settled = settle(year_of(SettlementInput.model_validate(case), Path("conto.json"), LAW))
    return ReportedYear(
        title="Prova",
        year=settled.hours.year,
        origin=Origin.RECEIVED,
        settled=settled,
        figures=explain(settled, TEXTS),
        hour=trace_hour(settled, busiest_hour(settled)),
        members=(),
        assumptions=(),
        rounding=TEXTS.rounding,
        scenarios={},
        notes=(),
        law=LAW,
    )


def formulas(content: bytes) -> Iterator[tuple[str, str, float]]:
    """Yield every formula cell of a workbook with the value that stands in it."""
    made = openpyxl.load_workbook(io.BytesIO(content))
    valued = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in made:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    yield sheet.title, cell.coordinate, valued[sheet.title][cell.coordinate].value


def row_of(content: bytes, label: str) -> list[float]:
    """Return the figures of the row of the sheet «Ora» with a label."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Ora"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == label)
    return [value for value in row[4:] if value is not None]


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=settlements())
def test_the_hour_of_the_workbook_gives_the_euro_of_the_settlement_whatever_is_chosen(case: dict[str, Any]) -> None:
    found = of_case(case)
    content = workbook_of(found)
    assert row_of(content, "Tariffa premio dell’ora") == pytest.approx(
        [one.tip_eur for one in found.hour.plants], abs=1e-9
    )
    assert row_of(content, "Differenza") == pytest.approx([0.0] * len(found.hour.plants), abs=1e-9)


def test_libreoffice_recalculates_every_formula_to_our_value(tmp_path: Path) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    richest = next(one["input"] for one in cases if one["id"] == "S07")
    content = workbook_of(of_case(richest | {"options": {"exempt_persons": ["person"], "exempt_measure": "last"}}))
    ours = list(formulas(content))
    bare = tmp_path / "conto.xlsx"
    with zipfile.ZipFile(io.BytesIO(content)) as book, zipfile.ZipFile(bare, "w") as without_values:
        for name in book.namelist():
            part = book.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            without_values.writestr(name, part)
    assert all(value is None for _, _, value in formulas(bare.read_bytes()))
    subprocess.run(
        [str(find_soffice()), f"-env:UserInstallation={(tmp_path / 'profilo').as_uri()}", "--headless", "--convert-to",
         "xlsx", "--outdir", str(tmp_path / "fatto"), str(bare)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    theirs = list(formulas((tmp_path / "fatto" / "conto.xlsx").read_bytes()))
    assert len(theirs) == len(ours) > 60
    for (sheet, cell, value), (_, _, again) in zip(ours, theirs, strict=True):
        assert again == pytest.approx(value, rel=1e-9, abs=1e-9), f"{sheet}!{cell}"


def test_no_text_of_people_becomes_a_formula() -> None:
    found = specimen(LAW)
    evil = workbook_of(of_case_named(found, '=HYPERLINK("http://esempio.invalid")'))
    book = openpyxl.load_workbook(io.BytesIO(evil))
    texts = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
    assert texts
    assert {cell.data_type for cell in texts} == {"s"}


def of_case_named(found: ReportedYear, name: str) -> ReportedYear:
    """Return a report whose plant has a name."""
    case = {
        "configuration": {"type": "CER", "sdc": False},
        "hours": [start.isoformat() for start in found.settled.hours.starts],
        "zonal_price_eur_mwh": [90.0, 80.0],
        "plants": [
            {
                "id": name,
                "source": "pv",
                "area": "north",
                "power_kW": 20,
                "class_power_kW": 20,
                "entry_into_operation": "2024-05-02",
                "service_start": "2024-05-02",
                "tip_end": None,
                "tip_admitted": True,
                "injected_kWh": [9.0, 12.0],
            }
        ],
        "withdrawal_points": [{"id": "u", "holder": "person", "voltage": "BT", "withdrawn_kWh": [6.0, 7.0]}],
        "tariffs": {"TRASe_eur_mwh": 10.0},
        "fees": {"charge": True, "vat_rate": 0},
        "options": {},
    }
    return of_case(case)


def test_charts_have_their_text_and_carry_no_date(charts: dict[str, Chart]) -> None:
    assert set(charts) == {"giorno", "mesi", "quota", "soci", "intervallo"}
    for chart in charts.values():
        assert chart.png.startswith(PNG)
        assert len(chart.alt) > 40
        assert b"tEXt" not in chart.png
        assert "<metadata" not in chart.svg
        root = etree.fromstring(chart.svg.encode())
        assert root.get("role") == "img"
        assert root.findtext("{*}desc") == chart.alt


def test_a_range_holds_the_expected_value_also_where_it_is_the_largest_of_the_three() -> None:
    # A high price lowers the tariff: prudent and favourable may both give less than expected.
    chart = range_chart([RangeBar("Tariffa premio", 10_000, 11_000, 10_000)])
    assert "da 10.000 a 11.000 €, atteso 11.000 €" in chart.alt


def test_a_clock_hour_without_measures_is_not_said_to_be_zero(reported: ReportedYear) -> None:
    known = {f"{start.astimezone(ROME).hour}" for start in reported.settled.hours.starts}
    shown = {
        row["ora"].split("–")[0] for row in view_of(reported, {})["rapporto"]["giorni"] if set(row["valori"]) != {"–"}
    }
    assert shown == known
    (day,) = energy_report_json(reported)["typical_days"]
    assert day["shared_kwh"].count(None) == 24 - len(known)


def test_the_drawings_of_a_page_never_share_a_name(page: str) -> None:
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(names)


def test_the_page_needs_nothing_from_outside_and_says_that_an_estimate_is_one(page: str) -> None:
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)([^"]*)"', page) == []
    assert '<html lang="it">' in page
    assert "ordine di grandezza" in page
    assert "sintetico" in page
    assert page.count("<caption>") == page.count("<table>") >= 8


def test_every_chart_of_the_word_document_has_the_alternative_text_of_the_page(written: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written[".docx"])) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    told = {one.get("descr") for one in root.iter("{*}docPr")}
    assert len(told) == 4
    assert told == {unescape(text) for text in re.findall(r"<desc[^>]*>([^<]*)", written[".html"].decode())}


def test_the_json_follows_its_published_schema(reported: ReportedYear) -> None:
    for one in (reported, specimen(LAW)):
        jsonschema.validate(energy_report_json(one), energy_report_schema())


def test_the_same_year_gives_the_same_bytes(reported: ReportedYear, written: dict[str, bytes], tmp_path: Path) -> None:
    older = tmp_path / "energia_2026.pdf"
    older.write_bytes(b"of another report")
    again = {path.suffix: path.read_bytes() for path in write_report(reported, tmp_path, None)}
    assert again == written
    assert not older.exists()  # the PDF of an older report beside newer papers would lie


def test_another_hour_may_be_chosen_and_one_that_is_not_there_is_refused(reported: ReportedYear) -> None:
    last = reported.settled.hours.starts[-1]
    other = at_hour(reported, f"{last:%Y-%m-%d %H}")
    assert other.hour.index == len(reported.settled.hours) - 1
    with pytest.raises(HourNotFoundError):
        at_hour(reported, "1999-01-01 00")


def test_a_single_month_has_the_share_of_its_year(reported: ReportedYear) -> None:
    found = shares(reported.settled)
    assert found
    assert [value for one in found for _, value in one.months] == [pytest.approx(one.year) for one in found]


def test_the_part_of_a_member_is_of_what_it_withdraws() -> None:
    row = member_row(MemberFigures("Anna Verdi", 200.0, 50.0, None), Scale(is_estimate=False))
    assert (row["parte"], row["riparto"]) == ("25,0", "–")


def test_names_can_be_left_out(reported: ReportedYear) -> None:
    assert [one.name for one in without_names(reported).members] == ["Membro 1", "Membro 2"]


def test_who_shares_makes_the_whole_shared_energy(reported: ReportedYear) -> None:
    whole = float(reported.settled.shared_kwh.sum())
    assert sum(one.shared_kwh for one in reported.members) == pytest.approx(whole)


def test_the_command_writes_its_files_beside_the_settlement(case_file: Path, written: dict[str, bytes]) -> None:
    made = {path.name for path in (case_file.parent / "rapporti").iterdir()}
    assert made == {f"energia_2026.{suffix}" for suffix in ("docx", "html", "json", "xlsx")}
    assert all(written.values())


def test_the_command_prints_the_json(case_file: Path) -> None:
    done = CliRunner().invoke(application(), ["energy", "report", str(case_file), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert found["origin"] == Origin.RECEIVED.value
    assert any(one["code"] == "totale.netto" for one in found["figures"])


def test_no_engine_is_called_the_same_everywhere() -> None:
    assert BundleEngine.NONE.value == NO_ENGINE


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open a dossier with the measures of a year."""
    place = tmp_path_factory.mktemp("misurato")
    folder = measured_dossier.write(place / "fascicolo")
    for file, mapping in (
        (measured_dossier.point_table(place / "prelievi.csv"), measured_dossier.MAPPING),
        (measured_dossier.plant_table(place / "immessa.csv"), measured_dossier.PLANT_MAPPING),
        (measured_dossier.price_table(place / "prezzi.csv"), None),
    ):
        told = None if mapping is None else measured_dossier.mapping(place / f"{file.stem}.yaml", mapping)
        wanted = Wanted() if told is None else Wanted(mapping=told)
        done = import_measures(measured_dossier.opened(folder), [file], wanted, archive=None, law=LAW)
        assert done.is_written, done.findings
    return measured_dossier.opened(folder)


def test_a_dossier_with_measures_is_told_on_them_member_by_member(dossier: Opened) -> None:
    found, findings = report_of(dossier, ReportChoices(), LAW)
    assert findings == ()
    assert found is not None
    assert (found.origin, found.year) == (Origin.MEASURED, measured_dossier.YEAR)
    whole = measured_dossier.expected_shared_kwh()
    assert float(found.settled.shared_kwh.sum()) == pytest.approx(whole)
    assert sum(one.shared_kwh for one in found.members) == pytest.approx(whole, abs=0.01)
    assert found.scenarios == {}
    # One client alone has every line of the riparto: tariff and valorisation, less what the GSE keeps.
    settled = found.settled
    due = settled.tip_eur + settled.valorisation.total_eur - settled.fees_eur
    assert [one.benefit_eur for one in found.members] == [pytest.approx(float(due), abs=0.01)]


def test_a_year_without_any_measure_is_estimated_with_its_assumptions_in_sight(dossier: Opened) -> None:
    found, _ = report_of(dossier, ReportChoices(year=2026), LAW)
    assert found is not None
    assert (found.origin, len(found.scenarios)) == (Origin.PROJECTED, 3)
    assert all(one.label for one in found.assumptions)
    view = view_of(found, {})["rapporto"]
    assert [one["codice"] for one in view["ipotesi"]] == [one.code for one in found.assumptions]
    assert [one for one in view["sintesi"] if not (one["prudente"] and one["favorevole"])] == []
    # An estimate says no cents in its tables: they would be a false precision.
    assert [one for one in view["mesi"] if "," in one["tariffa"]] == []
    jsonschema.validate(energy_report_json(found), energy_report_schema())


def test_a_year_that_the_measures_do_not_settle_gives_findings_and_no_report(dossier: Opened) -> None:
    found, findings = report_of(dossier, ReportChoices(measured=MeasuredChoices(zone="SICI")), LAW)
    assert found is None
    assert findings
