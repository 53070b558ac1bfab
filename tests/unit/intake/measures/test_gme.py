"""Zonal prices: XLSX, XML and CSV, hours and quarters, negative prices, the days of 23 and 25 hours."""

from datetime import date

import numpy as np
import openpyxl
import pytest

from tests.builders import measures as built
from tests.unit.intake.measures.reading import Read
from workflow.energy.series import Direction

SPRING, AUTUMN = date(2025, 3, 30), date(2025, 10, 26)


def price(_day, slot):
    return float(slot)


def of(read, day, zone="NORD"):
    return read.day(day, zone, Direction.PRICE)


def csv_of(rows):
    return "\n".join(
        ";".join(built.comma(cell) if isinstance(cell, float) else str(cell) for cell in row) for row in rows
    )


@pytest.mark.parametrize("form", ["xlsx", "xml", "csv"])
@pytest.mark.parametrize(("month", "day"), [(3, SPRING), (10, AUTUMN)])
def test_hours_run_on_through_the_change_of_the_clock(tmp_path, form, month, day):
    rows = built.gme_rows(2025, [month], price)
    path = tmp_path / f"prezzi.{form}"
    if form == "xlsx":
        built.workbook(path, rows, "Prezzi-Prices")
    elif form == "xml":
        path.write_bytes(built.gme_xml(rows))
    else:
        path.write_text(csv_of(rows), encoding="utf-8")
    read = Read(path)
    assert read.formats == ["gme"]
    assert of(read, day).tolist() == list(range(built.hours_in(day)))
    assert read.codes == []
    assert [key for key, _ in read.book.keys] == ["NORD", "PUN"]


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2025, 6, 1)])
def test_a_period_that_never_passes_the_25th_is_an_hour(tmp_path, day):
    rows = [["Data", "Periodo", "NORD"], *([f"{day:%Y%m%d}", n + 1, n] for n in range(built.hours_in(day)))]
    path = tmp_path / "prezzi.csv"
    path.write_text(csv_of(rows), encoding="utf-8")
    read = Read(path)
    assert of(read, day).tolist() == list(range(built.hours_in(day)))
    assert read.codes == []


def test_quantities_in_the_other_sheets_of_a_workbook_are_not_prices(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Informazioni"
    for name, factor in (("Prezzi-Prices", 1), ("Acquisti-Purchases", 1000)):
        page = book.create_sheet(name)
        for row in built.gme_rows(2025, [6], lambda _day, slot, factor=factor: float(slot * factor)):
            page.append(row)
    book.save(tmp_path / "anno.xlsx")
    read = Read(tmp_path / "anno.xlsx")
    assert of(read, date(2025, 6, 1)).tolist() == list(range(24))
    assert read.codes == []


def test_an_hour_is_the_mean_of_its_quarters_by_their_instants_too(tmp_path):
    path = tmp_path / "prezzi.csv"
    rows = [f"2025-06-01 {n // 4:02}:{n % 4 * 15:02};{n}" for n in range(96)]
    path.write_text("\n".join(["ts;NORD", *rows]), encoding="utf-8")
    assert of(Read(path), date(2025, 6, 1)).tolist() == [4 * hour + 1.5 for hour in range(24)]


@pytest.mark.parametrize("form", ["xml", "csv"])
@pytest.mark.parametrize(("month", "day"), [(3, SPRING), (10, AUTUMN)])
def test_an_hour_is_the_mean_of_its_four_quarters(tmp_path, form, month, day):
    rows = built.gme_rows(2025, [month], price, quarters=True)
    path = tmp_path / "prezzi"
    if form == "xml":
        path.write_bytes(built.gme_xml(rows))
    else:
        path.write_text(csv_of(rows), encoding="utf-8")
    read = Read(path)
    assert of(read, day).tolist() == [4 * hour + 1.5 for hour in range(built.hours_in(day))]
    assert read.codes == []


def test_quarters_may_be_numbered_within_their_hour(tmp_path):
    rows = [["Data", "Ora", "Quarto", "NORD"]]
    rows += [[20251101, slot // 4 + 1, slot % 4 + 1, float(slot)] for slot in range(96)]
    path = tmp_path / "p.csv"
    path.write_text(csv_of(rows), encoding="utf-8")
    assert of(Read(path), date(2025, 11, 1)).tolist() == [4 * hour + 1.5 for hour in range(24)]


def test_a_negative_price_is_a_price(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(csv_of(built.gme_rows(2025, [6], lambda *_: -12.5)), encoding="utf-8")
    read = Read(path)
    assert read.codes == []
    assert np.nanmean(of(read, date(2025, 6, 1))) == -12.5


def test_zones_may_come_one_a_row(tmp_path):
    rows = [["Giorno", "Ora", "Zona", "Prezzo"]]
    rows += [
        ["01/06/2025", hour, zone, kwh] for hour in range(1, 25) for zone, kwh in (("Nord", 1.0), ("Sicilia", 2.0))
    ]
    path = tmp_path / "p.csv"
    path.write_text(csv_of(rows), encoding="utf-8")
    read = Read(path)
    assert (of(read, date(2025, 6, 1)).sum(), of(read, date(2025, 6, 1), "SICI").sum()) == (24, 48)


def test_other_markets_in_the_same_file_are_left(tmp_path):
    path = tmp_path / "p.xml"
    text = built.gme_xml(built.gme_rows(2025, [6], lambda *_: 5.0)).decode()
    other = text.replace("<Mercato>MGP", "<Mercato>MI1").replace("5,000", "7,000").split("<NewDataSet>")[1]
    path.write_text(text.replace("</NewDataSet>", other), encoding="utf-8")
    read = Read(path)
    assert read.codes == []
    assert of(read, date(2025, 6, 1)).tolist() == [5.0] * 24


def test_two_prices_of_one_hour_are_a_conflict(tmp_path):
    rows = built.gme_rows(2025, [6], lambda *_: 5.0)
    path = tmp_path / "p.csv"
    path.write_text(csv_of([*rows, [20250601, 1, 6.0, 6.0]]), encoding="utf-8")
    assert Read(path).finding("IMP-52").place.endswith("riga 722")


def test_a_flattened_spring_day_is_told(tmp_path):
    rows = [["Data", "Ora", "NORD"], *[[20250330, hour, 10.0] for hour in range(1, 25)]]
    path = tmp_path / "p.csv"
    path.write_text(csv_of(rows), encoding="utf-8")
    read = Read(path)
    assert read.codes == ["IMP-59"]
    assert not np.isnan(of(read, SPRING)).any()


def test_local_stamps_instead_of_numbers_are_read_too(tmp_path):
    lines = ["ts,PUN,NORD", *[f"2025-06-01T{hour:02}:00,1.5,{hour}.0" for hour in range(24)]]
    path = tmp_path / "p.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert of(Read(path), date(2025, 6, 1)).tolist() == list(range(24))


def test_an_hour_that_is_no_number_is_told(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("Data;Ora;NORD\n20250601;prima;1,0\n20250601;2;1,0\n", encoding="utf-8")
    assert Read(path).finding("IMP-63").place.endswith("riga 2")
