"""Files that are not what they should be: each is refused, or told with its place, and the rest is still read."""

import json
import zipfile
from datetime import date, datetime, timedelta, timezone

import numpy as np
import openpyxl
import pytest

from tests.builders import measures as built
from tests.unit.intake.measures.reading import POD, Read
from workflow.energy.series import Direction, HourlySeries
from workflow.intake.measures.mapping_file import read_mapping
from workflow.intake.measures.reading import Asked
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import Stamp, UnreadableInstantError, day_of, seconds_of, stamp_of
from workflow.intake.measures.written_energy import Decimals, NotANumberError, energy_of
from workflow.intake.sheet import CellError
from workflow.resources import BrokenFileError

DAY = date(2025, 1, 7)
QUARTERS = [0.25] * 96


def write(folder, content, name="file"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def zipped(folder, members):
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (b"<html><body>ciao</body></html>", "non è un flusso di misure"),
        (b"PK\x03\x04rotto", "danneggiato"),
        (b'<?xml version="1.0" encoding="klingon"?><FlussoMisure/>', "codifica"),
        (b'{"outputs": {"hourly": "x"}}', "JSON"),
        (b"\xff\xfe{\x00", "JSON"),
        (b'{"a": "\x00"}', "non è un testo"),
        (b"Latitude (decimal degrees):\t45\n", "tabella oraria"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path, content, said):
    with pytest.raises(BrokenFileError, match=said):
        Read(write(tmp_path, content), asked=Asked(plant="x"))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BrokenFileError, match="non esiste"):
        Read(tmp_path / "niente.xml")


def test_a_long_xml_of_another_kind_is_not_read_to_its_end(tmp_path):
    with pytest.raises(BrokenFileError, match="non è un flusso"):
        Read(write(tmp_path, "<a>" + "<b/>" * 300 + "</rotto>"))


def test_an_empty_zip_and_a_zip_cut_inside_are_refused(tmp_path):
    with pytest.raises(BrokenFileError, match="non contiene file"):
        Read(zipped(tmp_path, {"__MACOSX/x": b"x"}))
    good = zipped(tmp_path, {"a.xml": built.sii("PDO", built.dati_pod(POD, date(2025, 1, 1), lambda *_: 0.123))})
    content = bytearray(good.read_bytes())
    content[200:260] = bytes(60)
    with pytest.raises(BrokenFileError, match=r"danneggiato|XML valido"):
        Read(write(tmp_path, bytes(content), "b.zip"))


def test_tables_in_a_zip_are_read_under_their_own_names(tmp_path):
    table = built.portale([(POD, DAY, "10/02/2025", "PDO", QUARTERS), ("", DAY, "10/02/2025", "PDO", QUARTERS)])
    read = Read(zipped(tmp_path, {"dati/uno.csv": table}))
    assert read.total() == pytest.approx(24)
    assert read.finding("IMP-56").place == "a.zip, dati/uno.csv, riga 3"


def test_a_text_beyond_its_limit_is_refused(tmp_path):
    path = write(tmp_path, "x" * 100)
    assert MeasureSource(path).text(100) == "x" * 100
    with pytest.raises(BrokenFileError, match="Dividerlo"):
        MeasureSource(path).text(99)


def test_a_sheet_is_looked_for_in_every_page_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Copertina"])
    page = book.create_sheet("Misure")
    page.append(["Contatore", "Quando", "Energia"])
    page.append([POD, datetime(2025, 1, 7, 13, 0), 2.5])  # noqa: DTZ001 - cells have no zone
    book.save(tmp_path / "b.xlsx")
    mapping = (
        "direzione: prelievo\nunita: kWh\nfoglio: Misure\ncolonne: {pod: Contatore, istante: Quando, valore: Energia}\n"
    )
    path = write(tmp_path, mapping, "m.yaml")
    assert Read(tmp_path / "b.xlsx", mappings=(read_mapping(path),)).day(DAY)[13] == 2.5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sampleFrequency": 7}, "IMP-63"),
        ({"sampleFrequency": "PT15M"}, "IMP-63"),
        ({"sampleDate": "ieri"}, "IMP-63"),
        ({"sampleValues": [{"id": "1", "val": "x"}]}, "IMP-50"),
        ({"sampleValues": [{"id": "1", "val": "-1"}]}, "IMP-51"),
        ({"initialSample": "2025-01-06T23:00:00Z", "sampleValues": [1, "x", 1, 1]}, "IMP-50"),
        ({"initialSample": "2025-01-06T23:00:00Z", "sampleValues": [1, -1, None, 1]}, "IMP-51"),
        ({"initialSample": "2025-01-06T23:00:00Z", "sampleValues": []}, None),
        ({"initialSample": "mezzanotte"}, None),
        ({"initialSample": 3}, None),
    ],
)
def test_what_is_wrong_in_a_distributor_s_day_is_told(tmp_path, change, code):
    content = json.loads(built.distributor([(DAY, "A1", QUARTERS)], pod=POD))
    content["readings"][0] |= change
    read = Read(write(tmp_path, json.dumps(content)))
    assert code is None or code in read.codes


def test_what_is_wrong_in_a_pvgis_row_is_told(tmp_path):
    rows = [("20200107:0010", 5.0), ("2020xx07:0110", 5.0), ("20200107:0210", "x"), ("20200107:0310", 7.0)]
    read = Read(write(tmp_path, built.pvgis_csv(rows)), asked=Asked(plant="Tetto"))
    assert read.codes == ["IMP-50", "IMP-63"]
    assert read.total(2020, "Tetto", Direction.PRODUCTION) == pytest.approx(0.012)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("Data;Ora;NORD\n20250601;;1\n", "IMP-63"),
        ("Data;Ora;NORD\n20250601;0;1\n", "IMP-63"),
        ("Data;Ora;NORD\n20250631;1;1\n", "IMP-63"),
        ("Data;Ora;NORD\n20250601;1;x\n", "IMP-50"),
        ("Data;Ora;NORD\n20250601;25;1\n20250601;2;1\n", "IMP-59"),
        ("ts;NORD\n2025-06-01T00:00;x\n2025-06-01T01:00;1\n", "IMP-50"),
        ("ts;NORD\n2025-06-01;1\n2025-06-01T01:00;1\n", "IMP-63"),
        ("ts;NORD\n2025-03-30T02:00;1\n2025-03-30T03:00;\n", "IMP-59"),
        ("Data;Ora;Mercato;NORD\n20250601;1;MI2;1\n", None),
        ("Data;Ora;Zona;Prezzo\n20250601;1;Malta;1\n", None),
    ],
)
def test_what_is_wrong_in_a_price_is_told(tmp_path, rows, code):
    assert Read(write(tmp_path, rows)).codes == ([] if code is None else [code])


def test_a_zone_may_be_an_element_of_an_xml_row(tmp_path):
    rows = "".join(
        f"<Prezzi><Data>20250601</Data><Ora>{h}</Ora><Zona>SARD</Zona><Prezzo>3</Prezzo></Prezzi>" for h in range(1, 25)
    )
    assert Read(write(tmp_path, f"<R>{rows}</R>")).total(2025, "SARD", Direction.PRICE) == 72


NUMBERED = "direzione: prelievo\nunita: kWh\ncolonne: {pod: Chi, giorno: Data, ora: Ora, valore: V}\n"


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([[POD, "ieri", 1, 1]], ["IMP-63"]),
        ([[POD, "07/01/2025", "", 1]], ["IMP-63"]),
        ([[POD, "07/01/2025", 1.5, 1]], ["IMP-63"]),
        ([[POD, "07/01/2025", 1, 1], [POD, "07/01/2025", "x", 1]], ["IMP-63"]),
        ([[POD, "07/01/2025", 1, 1], [POD, "07/01/2025", 1, 1]], ["IMP-53"]),
        ([[POD, "07/01/2025", 1, 1], [POD, "07/01/2025", 1, 2]], ["IMP-52"]),
    ],
)
def test_what_is_wrong_in_numbered_rows_is_told(tmp_path, rows, codes):
    table = "\n".join(";".join(map(str, row)) for row in [["Chi", "Data", "Ora", "V"], *rows])
    mapping = read_mapping(write(tmp_path, NUMBERED, "m.yaml"))
    assert Read(write(tmp_path, table), mappings=(mapping,)).codes == codes


def test_numbered_hours_of_another_clock_count_from_its_midnight(tmp_path):
    mapping = read_mapping(write(tmp_path, f"{NUMBERED}fuso: utc\npasso_minuti: 60\n", "m.yaml"))
    table = f"Chi;Data;Ora;V\n{POD};07/01/2025;1;5\n{POD};07/01/2025;x;5\n{POD};07/01/2025;1.5;5\n"
    read = Read(write(tmp_path, table), mappings=(mapping,))
    assert read.day(DAY)[1] == 5
    assert read.finding("IMP-63").values["volte"] == 2


def test_days_in_rows_need_their_day_and_may_be_estimated(tmp_path):
    text = "disposizione: giorni\ndirezione: prelievo\nunita: kWh\npasso_minuti: 60\n"
    text += "colonne: {pod: Chi, giorno: Data, valori: [a, b], stimato: S}\n"
    mapping = read_mapping(write(tmp_path, text, "m.yaml"))
    table = f"Chi;Data;a;b;S\n{POD};07/01/2025;1;2;Stimata\n{POD};mai;1;2;no\n;08/01/2025;1;2;no\n"
    read = Read(write(tmp_path, table), mappings=(mapping,))
    assert read.total() == 3
    assert read.year().is_estimated.sum() == 2
    assert read.codes == ["IMP-56", "IMP-60", "IMP-63"]


@pytest.mark.parametrize(
    ("cell", "stamp"),
    [
        ("20250107 0215", Stamp(DAY, 8100)),
        ("2025-01-07T02:15:00+01:00", Stamp(DAY, 8100, 3600)),
        ("2025-01-07 02:15-0330", Stamp(DAY, 8100, -12600)),
        ("07/01/2025 2.15", Stamp(DAY, 8100)),
        ("07/01/2025 24:00", Stamp(DAY, 86400)),
        ("07/01/2025 02:15-02:30", Stamp(DAY, 8100)),
        ("07/01/2025 02:15 - 02:30", Stamp(DAY, 8100)),
        (DAY, Stamp(DAY, 0)),
        (datetime(2025, 1, 7, 2, 14, 59, 999_000, tzinfo=timezone(timedelta(hours=2))), Stamp(DAY, 8100, 7200)),
    ],
)
def test_stamps_as_people_write_them(cell, stamp):
    assert stamp_of(cell) == stamp


def test_a_stamp_in_a_form_of_its_own():
    assert stamp_of("2025|7|1 3h", "%Y|%d|%m %Hh") == Stamp(DAY, 10800)
    with pytest.raises(UnreadableInstantError):
        stamp_of("07/01/2025 03:00", "%Y")


@pytest.mark.parametrize(
    "cell",
    [None, "", "07/01/2025", "07/01/2025 2", "07/01/2025 10:61", "2025-01-07 10:00+19:00", "07/01/2025 01:00 PM"],
)
def test_what_is_no_stamp(cell):
    with pytest.raises(UnreadableInstantError):
        stamp_of(cell)


def test_days_and_times_in_other_cells():
    assert day_of(20250107) == day_of(20250107.0) == day_of(DAY) == DAY
    with pytest.raises(UnreadableInstantError):
        day_of("20251301")
    assert seconds_of("14:15-14:30") == 51300
    for cell in ("24:15", "1:00 PM", "14:15 circa", None):
        with pytest.raises(UnreadableInstantError):
            seconds_of(cell)


@pytest.mark.parametrize(
    ("cell", "decimals", "value"),
    [
        ("1,5", None, 1.5), ("1.5", None, 1.5), ("1.234,5", None, 1234.5), ("1,234.5", None, 1234.5),
        (" 2\u00a0000 ", None, 2000.0), ("1.234", Decimals.COMMA, 1234.0), ("1.234", None, 1.234), ("-", None, None),
        ("-1.234.567,8", None, -1234567.8), ("1,234", Decimals.POINT, 1234.0), ("0,500", None, 0.5),
        (3, None, 3.0), (None, None, None), ("N/D", None, None), ("1e3", None, 1000.0),
    ],
)  # fmt: skip
def test_energies_as_files_write_them(cell, decimals, value):
    assert energy_of(cell, decimals) == value


@pytest.mark.parametrize(
    ("cell", "decimals"),
    [("0.500", Decimals.COMMA), ("12.5", Decimals.COMMA), ("0,5", Decimals.POINT), ("1234,567", Decimals.POINT),
     ("1.23,4", None), ("1.2345,6", None)],
)  # fmt: skip
def test_a_sign_for_thousands_that_parts_no_thousands_is_no_number(cell, decimals):
    with pytest.raises(NotANumberError):
        energy_of(cell, decimals)


def test_a_formula_that_was_never_calculated_is_said_in_words():
    with pytest.raises(NotANumberError, match="formula senza risultato"):
        energy_of(CellError(None))


@pytest.mark.parametrize("cell", ["x", "1_0", "1;2", True, float("inf"), "inf", CellError("#N/A"), DAY])
def test_what_is_no_energy(cell):
    with pytest.raises(NotANumberError):
        energy_of(cell)


@pytest.mark.parametrize(("values", "part"), [([], 0), ([1.0, np.nan], 0.5), ([1.0], 1)])
def test_the_part_of_a_series_that_is_known(values, part):
    assert HourlySeries(POD, Direction.WITHDRAWAL, 2025, np.array(values), "x").coverage == part
