"""Tells by its content what a file of measures is, and reads it with the reader of that format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workflow.intake.csv_reader import read_csv
from workflow.intake.measures.distributor_json import is_distributor, read_distributor, read_json
from workflow.intake.measures.gme import XML_ROWS, price_columns, read_price_table, read_price_xml
from workflow.intake.measures.headings import find_headings, headings_of
from workflow.intake.measures.mapped_table import MappedTable
from workflow.intake.measures.mapping_file import ColumnMapping
from workflow.intake.measures.portale_consumi import SIGNATURE, read_portale
from workflow.intake.measures.pvgis import CSV_MARK, is_pvgis, read_pvgis_csv, read_pvgis_json
from workflow.intake.measures.reading import Asked, MeasureNotes, Reading
from workflow.intake.measures.sii_xml import ROOT, read_sii
from workflow.intake.measures.sources import MeasureSource, file_of, is_workbook, sources_of
from workflow.intake.measures.xml_stream import local_name, walked
from workflow.intake.sheet import Sheet
from workflow.intake.workbook_reader import read_sheet, sheet_names
from workflow.resources import BrokenFileError

_ELEMENTS_SEARCHED = 200
_SHOWN_HEADINGS = 12
_LEADING = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


class Format(StrEnum):
    """The formats that are read."""

    SII = "sii"
    PORTALE_CONSUMI = "portale_consumi"
    DISTRIBUTOR = "distributore_json"
    PVGIS = "pvgis"
    GME = "gme"
    MAPPED = "tabella"

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    Format.SII: "flusso del SII",
    Format.PORTALE_CONSUMI: "Portale Consumi",
    Format.DISTRIBUTOR: "portale del distributore",
    Format.PVGIS: "serie PVGIS",
    Format.GME: "prezzi del GME",
    Format.MAPPED: "tabella con mappatura",
}


@dataclass(frozen=True)
class Recognised:
    """A file, or a file of a zip, whose format is known, with its readings still to be taken."""

    source: MeasureSource
    format: Format
    mapping: ColumnMapping | None
    readings: Iterator[Reading]


def recognised(
    path: Path, mappings: Sequence[ColumnMapping], asked: Asked, notes: MeasureNotes
) -> Iterator[Recognised]:
    """Yield what a file holds, one by one if it is a zip.

    Raises BrokenFileError for a file that cannot be read, or that no format and no mapping explain.
    """
    for source in sources_of(path):
        head = source.head.lstrip(_LEADING)
        if is_workbook(source):
            yield _of_table(source, mappings, asked, notes)
        elif head.startswith(b"<"):
            yield _of_xml(source, asked, notes)
        elif head.startswith((b"{", b"[")):
            yield _of_json(source, asked, notes)
        elif head.startswith(CSV_MARK):
            yield Recognised(source, Format.PVGIS, None, read_pvgis_csv(source, asked, notes))
        else:
            yield _of_table(source, mappings, asked, notes)


def _of_xml(source: MeasureSource, asked: Asked, notes: MeasureNotes) -> Recognised:
    with source.opened() as stream:
        for count, (_, element) in enumerate(walked(stream, source.name, frozenset())):
            name = local_name(element.tag)
            if name == ROOT:
                return Recognised(source, Format.SII, None, read_sii(source, asked, notes))
            if name in XML_ROWS:
                return Recognised(source, Format.GME, None, read_price_xml(source, asked, notes))
            if count > _ELEMENTS_SEARCHED:
                break
    raise BrokenFileError(
        source.name,
        "il file XML non è un flusso di misure del SII né un file di prezzi del GME.",
        "Chiedere i flussi PDO, PDO2G, RFO o RFO2G, o i prezzi MGP.",
    )


def _of_json(source: MeasureSource, asked: Asked, notes: MeasureNotes) -> Recognised:
    content = read_json(source)
    if is_pvgis(content):
        return Recognised(source, Format.PVGIS, None, read_pvgis_json(source, content, asked, notes))
    if is_distributor(content):
        return Recognised(source, Format.DISTRIBUTOR, None, read_distributor(source, content, asked, notes))
    raise BrokenFileError(
        source.name,
        "il file JSON non contiene letture di un distributore né una serie oraria di PVGIS.",
        "Scaricare dal portale le curve di carico quartorarie, o da PVGIS i dati orari con la potenza.",
    )


def _of_table(
    source: MeasureSource, mappings: Sequence[ColumnMapping], asked: Asked, notes: MeasureNotes
) -> Recognised:
    seen: list[str] = []
    with file_of(source) as path:
        for sheet, mapping_sheet in _sheets(source, path, mappings):
            for mapping in mappings:
                if mapping.sheet is not None and mapping.sheet != mapping_sheet:
                    continue
                headings = find_headings(sheet, mapping.columns.named)
                if headings is not None:
                    table = MappedTable(source, sheet, headings, mapping=mapping, asked=asked, notes=notes)
                    return Recognised(source, Format.MAPPED, mapping, table.readings())
            portale = find_headings(sheet, SIGNATURE)
            if portale is not None:
                return Recognised(
                    source, Format.PORTALE_CONSUMI, None, read_portale(source, sheet, portale, asked, notes)
                )
            prices = price_columns(sheet)
            if prices is not None:
                return Recognised(source, Format.GME, None, read_price_table(source, sheet, prices, asked, notes))
            seen = seen or _titles(sheet)
    columns = f" Le colonne sono: {', '.join(f'«{name}»' for name in seen[:_SHOWN_HEADINGS])}." if seen else ""
    raise BrokenFileError(
        source.name,
        f"la tabella non ha un formato conosciuto.{columns}",
        "Descriverne le colonne in una mappatura (docs/misure.md) e ripetere con --mapping FILE.yaml.",
    )


def _sheets(source: MeasureSource, path: Path, mappings: Sequence[ColumnMapping]) -> Iterator[tuple[Sheet, str | None]]:
    """Yield the tables of a file: a CSV is one; of a workbook first the sheets that mappings name, then all."""
    if not is_workbook(source):
        yield read_csv(path), None
        return
    names = sheet_names(path)
    wanted = [mapping.sheet for mapping in mappings if mapping.sheet in names]
    for name in dict.fromkeys([*(name for name in wanted if name is not None), *names]):
        yield read_sheet(path, name), name


def _titles(sheet: Sheet) -> list[str]:
    rows = headings_of(sheet)
    return list(max(rows, key=lambda row: len(row.shown)).shown) if rows else []
