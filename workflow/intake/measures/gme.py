"""Reads the zonal prices of the day-ahead market as the GME publishes them: XLSX, XML, CSV; hours or quarters."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.energy.hours import SECONDS_IN_HOUR
from workflow.energy.series import Direction
from workflow.intake.measures.day_table import day_reading
from workflow.intake.measures.headings import Headings, headings_of
from workflow.intake.measures.instants import InstantSeries, hourly_readings, step_of
from workflow.intake.measures.local_days import LONG_DAY, QUARTERS
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import Clock, Instants, Marks, UnreadableInstantError, day_of, stamp_of
from workflow.intake.measures.written_energy import NotANumberError, energy_of
from workflow.intake.measures.xml_stream import local_name, walked
from workflow.intake.sheet import Sheet
from workflow.intake.written_values import folded

XML_ROWS = frozenset({"Prezzi"})
_ZONES = {
    "NORD": ("nord", "north"),
    "CNOR": ("cnor", "centronord"),
    "CSUD": ("csud", "centrosud"),
    "SUD": ("sud", "south"),
    "CALA": ("cala", "calabria"),
    "SICI": ("sici", "sicilia", "sicily"),
    "SARD": ("sard", "sardegna", "sardinia"),
    "PUN": ("pun", "punindexgme"),
}
_BY_NAME = {name: zone for zone, names in _ZONES.items() for name in names}
_DAY = ("Data", "Date", "Data/Date (YYYYMMDD)", "Data/Date", "FlowDate", "Giorno")
_HOUR = ("Ora", "Hour", "Ora /Hour", "Ora/Hour")
_PERIOD = ("Periodo", "Period", "Periodo/Period", "Intervallo", "Quarto d'ora", "Quarto", "MTU")
_INSTANT = ("ts", "timestamp", "datetime", "data e ora", "istante")
_ZONE = ("Zona", "Zone", "Zona/Zone", "Zona di mercato")
_PRICE = ("Prezzo", "Price", "Prezzo (€/MWh)", "Prezzo/Price", "€/MWh", "EUR/MWh")
_MARKET = ("Mercato", "Market")
_WANTED_MARKET = "MGP"
Cells = Mapping[int, Any]


@dataclass(frozen=True)
class PriceColumns:
    """Where a table of prices holds what: zones in columns, or one zone a row."""

    headings: Headings
    zones: dict[int, str]

    @property
    def is_by_row(self) -> bool:
        """Whether each row names its zone."""
        return self.headings.find(*_ZONE) is not None and self.headings.find(*_PRICE) is not None


@dataclass(eq=False)
class _Days:
    """The numbered values met so far, by zone and day, and the row where each day begins."""

    cells: dict[tuple[str, date], dict[int, Any]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[tuple[str, date], int] = field(default_factory=dict)
    quarterly: set[tuple[str, date]] = field(default_factory=set)


def price_columns(sheet: Sheet) -> PriceColumns | None:
    """Return the columns of a sheet of zonal prices, or None if it is not one."""
    for headings in headings_of(sheet):
        zones = {position: _BY_NAME[name] for name, position in headings.positions.items() if name in _BY_NAME}
        found = PriceColumns(headings, zones)
        is_dated = headings.find(*_DAY) is not None and headings.find(*_HOUR, *_PERIOD) is not None
        if (is_dated or headings.find(*_INSTANT) is not None) and (zones or found.is_by_row):
            return found
    return None


def read_price_table(
    source: MeasureSource, sheet: Sheet, columns: PriceColumns, asked: Asked, notes: MeasureNotes
) -> Iterator[Reading]:
    """Yield the prices of a table."""
    headings = columns.headings
    rows = (row for row in sheet.rows[headings.index + 1 :] if not row.is_empty)
    if headings.find(*_DAY) is None or headings.find(*_HOUR, *_PERIOD) is None:
        yield from _of_instants(source, ((row.number, row.cells) for row in rows), columns, asked, notes)
        return
    days = _Days()
    for row in rows:
        if str(headings.cell(row.cells, *_MARKET) or _WANTED_MARKET).strip().upper() != _WANTED_MARKET:
            continue
        _add(days, source, row.number, _row_values(row.cells, columns), when=_when(headings, row.cells), notes=notes)
    yield from _readings(source, days, asked, notes)


def read_price_xml(source: MeasureSource, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    """Yield the prices of an XML file: one element a row, its children the columns."""
    days, number = _Days(), 0
    with source.opened() as stream:
        for event, element in walked(stream, source.name, XML_ROWS):
            if event == "start":
                continue
            number += 1
            texts = {folded(local_name(child.tag)): (child.text or "").strip() for child in element}
            if texts.get("mercato", _WANTED_MARKET).upper() != _WANTED_MARKET:
                continue
            values: list[tuple[str, Any]] = [(_BY_NAME[name], text) for name, text in texts.items() if name in _BY_NAME]
            zone = _BY_NAME.get(folded(_first(texts, _ZONE) or ""))
            if zone is not None:
                values = [(zone, _first(texts, _PRICE))]
            when = (_first(texts, _DAY), _first(texts, _HOUR), _first(texts, _PERIOD))
            _add(days, source, number, values, when=when, notes=notes)
    yield from _readings(source, days, asked, notes)


def _row_values(cells: Any, columns: PriceColumns) -> list[tuple[str, Any]]:
    if columns.is_by_row:
        zone = _BY_NAME.get(folded(str(columns.headings.cell(cells, *_ZONE) or "")))
        return [] if zone is None else [(zone, columns.headings.cell(cells, *_PRICE))]
    return [(zone, cells[position]) for position, zone in columns.zones.items() if position < len(cells)]


def _when(headings: Headings, cells: Any) -> tuple[Any, Any, Any]:
    return headings.cell(cells, *_DAY), headings.cell(cells, *_HOUR), headings.cell(cells, *_PERIOD)


def _add(
    days: _Days, source: MeasureSource, row: int, values: list[tuple[str, Any]], *, when: tuple[Any, Any, Any],
    notes: MeasureNotes,
) -> None:  # fmt: skip
    try:
        day = day_of(when[0])
        hour, period = _whole(when[1]), _whole(when[2])
    except (UnreadableInstantError, NotANumberError) as error:
        notes.add("IMP-63", source.name, "", f"riga {row}", valore=str(error))
        return
    if hour is None and period is None:
        notes.add("IMP-63", source.name, "", f"riga {row}", valore="ora vuota")
        return
    if period is None or hour is None:
        number = period or hour or 0
        is_quarter = number > LONG_DAY
    else:
        number = period if period > QUARTERS else (hour - 1) * QUARTERS + period
        is_quarter = True
    for zone, cell in values:
        spot = (zone, day)
        known = days.cells[spot]
        if is_quarter:
            days.quarterly.add(spot)
        days.rows.setdefault(spot, row)
        if number in known and known[number] != cell:
            notes.add(
                "IMP-52", source.name, zone, f"riga {row}", valore=str(cell), altro=str(known[number]),
                dove=f"{source.name}, dal {day:%d/%m/%Y}",
            )  # fmt: skip
            continue
        known[number] = cell


def _readings(source: MeasureSource, days: _Days, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    for (zone, day), cells in days.cells.items():
        is_quarterly = (zone, day) in days.quarterly
        yield day_reading(
            day,
            cells,
            QUARTERS if is_quarterly else 1,
            key=zone,
            direction=Direction.PRICE,
            source=source,
            place=f"riga {days.rows[zone, day]}, giorno {day:%d/%m/%Y}",
            notes=notes,
            rank=Rank(precedence=asked.precedence),
        )


def _of_instants(
    source: MeasureSource, rows: Iterator[tuple[int, Any]], columns: PriceColumns, asked: Asked, notes: MeasureNotes
) -> Iterator[Reading]:
    found: dict[str, InstantSeries] = {}
    instants = {zone: Instants(Clock.LEGAL, Marks.BEGINNING, SECONDS_IN_HOUR) for zone in _ZONES}
    for number, cells in rows:
        for zone, cell in _row_values(cells, columns):
            try:
                stamp = stamp_of(columns.headings.cell(cells, *_INSTANT))
                instant = instants[zone].of(stamp, zone)
                value = energy_of(cell)
            except UnreadableInstantError as error:
                notes.add("IMP-63", source.name, zone, f"riga {number}", valore=str(error))
                continue
            except NotANumberError as error:
                notes.add("IMP-50", source.name, zone, f"riga {number}", valore=str(error))
                continue
            if instant is None:
                notes.add(
                    "IMP-59", source.name, zone, f"riga {number}", wording="istante", valore=f"{stamp.day:%d/%m/%Y}"
                )
            elif value is not None:
                found.setdefault(zone, InstantSeries(zone, Direction.PRICE)).add(instant, value, number)
    for series in found.values():
        step = step_of(series.instants) or 60
        yield from hourly_readings(series, step, source.name, Rank(precedence=asked.precedence), notes)


def _first(texts: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((texts[folded(name)] for name in names if texts.get(folded(name))), None)


def _whole(cell: Any) -> int | None:
    number = energy_of(cell)
    if number is None:
        return None
    if number != int(number) or number < 1:
        raise NotANumberError(str(cell))
    return int(number)
