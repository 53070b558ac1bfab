"""Tells by its content what a file of measures is, and reads it with the reader of that format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from workflow.intake.csv_reader import read_csv
from workflow.intake.measures.distributor_json import is_distributor, read_distributor, read_json
from workflow.intake.measures.gme import XML_ROWS, price_columns, read_price_table, read_price_xml
from workflow.intake.measures.headings import Headings, find_headings, headings_of
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
from workflow.intake.written_values import folded
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
    path: Path, mappings: Sequence[ColumnMapping], asked: Asked, notes: MeasureNotes, kept_as: str | None = None
) -> Iterator[Recognised]:
    """Yield what a file holds, one by one if it is a zip or a workbook; mappings are the most demanding first.

    Raises BrokenFileError for a file that cannot be read, or that no format and no mapping explain.
    """
    for source in sources_of(path, kept_as):
        head = source.head.lstrip(_LEADING)
        if is_workbook(source):
            yield from _of_table(source, mappings, asked, notes)
        elif head.startswith(b"<"):
            yield _of_xml(source, asked, notes)
        elif head.startswith((b"{", b"[")):
            yield _of_json(source, asked, notes)
        elif head.startswith(CSV_MARK):
            yield Recognised(source, Format.PVGIS, None, read_pvgis_csv(source, asked, notes))
        else:
            yield from _of_table(source, mappings, asked, notes)


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
) -> Iterator[Recognised]:
    """Yield every sheet that a mapping or the Portale Consumi explains, or the first one of prices."""
    seen: list[str] = []
    unread: list[str] = []
    is_known = False
    with file_of(source) as path:
        for part, sheet in _sheets(source, path):
            found = _of_sheet(part, sheet, mappings, asked, notes)
            if found is None:
                seen = seen or _titles(sheet)
                unread += [part.sheet] if part.sheet is not None and len(sheet.rows) > 1 else []
                continue
            is_known = True
            yield found
            if found.format is Format.GME:
                # Beside the prices, a workbook of the market has quantities under the same headings.
                return
    if is_known:
        notes.add(
            "IMP-55", source.name, "", "", wording="fogli", count=len(unread), fogli=[f"«{one}»" for one in unread]
        )
        return
    columns = f" Le colonne sono: {', '.join(f'«{name}»' for name in seen[:_SHOWN_HEADINGS])}." if seen else ""
    raise BrokenFileError(
        source.name,
        f"la tabella non ha un formato conosciuto.{columns}",
        "Descriverne le colonne in una mappatura (docs/misure.md) e ripetere con --mapping FILE.yaml.",
    )


def _of_sheet(
    source: MeasureSource, sheet: Sheet, mappings: Sequence[ColumnMapping], asked: Asked, notes: MeasureNotes
) -> Recognised | None:
    mapped = _mapped(source, sheet, mappings, asked.mapping)
    if mapped is not None:
        mapping, headings = mapped
        table = MappedTable(source, sheet, headings, mapping=mapping, asked=asked, notes=notes)
        return Recognised(source, Format.MAPPED, mapping, table.readings())
    portale = find_headings(sheet, SIGNATURE)
    if portale is not None:
        return Recognised(source, Format.PORTALE_CONSUMI, None, read_portale(source, sheet, portale, asked, notes))
    prices = price_columns(sheet)
    if prices is not None:
        return Recognised(source, Format.GME, None, read_price_table(source, sheet, prices, asked, notes))
    return None


def _mapped(
    source: MeasureSource, sheet: Sheet, mappings: Sequence[ColumnMapping], asked: str | None
) -> tuple[ColumnMapping, Headings] | None:
    """Return the mapping asked for if it explains the sheet, else the most demanding of those that do.

    Raises BrokenFileError where two demand as much: the same headings may mean other things.
    """
    fitting: list[tuple[ColumnMapping, Headings]] = []
    for mapping in mappings:
        if sheet.name is not None and mapping.sheet is not None and folded(mapping.sheet) != folded(sheet.name):
            continue
        headings = find_headings(sheet, mapping.columns.named)
        if headings is None:
            continue
        if mapping.name == asked:
            return mapping, headings
        fitting.append((mapping, headings))
    if not fitting:
        return None
    best = fitting[0]
    rivals = [mapping for mapping, _ in fitting if len(mapping.columns.named) == len(best[0].columns.named)]
    if len(rivals) > 1:
        raise BrokenFileError(
            source.name,
            f"lo spiegano più mappature: {', '.join(f'«{mapping.name}»' for mapping in rivals)}.",
            "Dire quale con --mapping misure/mappature/NOME.yaml, o togliere quelle che non servono più.",
        )
    return best


def _sheets(source: MeasureSource, path: Path) -> Iterator[tuple[MeasureSource, Sheet]]:
    """Yield the tables of a file: a CSV is one; those of a workbook carry their name if they are several."""
    if not is_workbook(source):
        yield source, read_csv(path)
        return
    names = sheet_names(path)
    for name in names:
        yield (replace(source, sheet=name) if len(names) > 1 else source), read_sheet(path, name)


def _titles(sheet: Sheet) -> list[str]:
    rows = headings_of(sheet)
    return list(max(rows, key=lambda row: len(row.shown)).shown) if rows else []
