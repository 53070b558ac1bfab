"""Reads any table by its column mapping: values in rows, days in rows, or one meter in each column."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from workflow.domain.identifiers import pod as pod_code
from workflow.domain.scalars import parse_yes_no
from workflow.energy.hours import SECONDS_IN_HOUR
from workflow.energy.series import Direction
from workflow.intake.measures.day_table import day_reading
from workflow.intake.measures.headings import Headings
from workflow.intake.measures.instants import InstantSeries, hourly_readings, step_of
from workflow.intake.measures.local_days import CHANGE_HOUR, DAY_HOURS, LONG_DAY, hours_in
from workflow.intake.measures.mapping_file import ColumnMapping, Layout
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import (
    Clock,
    Instants,
    Stamp,
    UnreadableInstantError,
    day_of,
    is_time,
    labelled_days,
    seconds_of,
    stamp_of,
)
from workflow.intake.measures.written_energy import NotANumberError, energy_of
from workflow.intake.sheet import Sheet, SheetRow
from workflow.intake.written_values import folded

_HOUR_MINUTES = 60
_MINUTE = 60
_DEFAULT_STEP = 60
_ESTIMATED_WORDS = ("stim", "estim")


@dataclass(frozen=True)
class _Value:
    key: str
    row: SheetRow
    number: float
    is_estimated: bool


class MappedTable:
    """A table, the mapping that explains it, and the notes of its reading."""

    def __init__(
        self, source: MeasureSource, sheet: Sheet, headings: Headings, *, mapping: ColumnMapping, asked: Asked,
        notes: MeasureNotes,
    ) -> None:  # fmt: skip
        """Take everything a reading needs."""
        self._source, self._headings, self._mapping, self._asked, self._notes = source, headings, mapping, asked, notes
        self._rows = [row for row in sheet.rows[headings.index + 1 :] if not row.is_empty]
        self._rank = Rank(precedence=asked.precedence)
        self._direction = asked.direction or mapping.direction
        marks = {self._estimate_mark(row) for row in self._rows}
        # «E» beside «R» is estimated and real; beside «S», or alone, it is «effettivo», as in the flows of the system.
        self._is_e_estimated = "r" in marks and "s" not in marks

    def readings(self) -> Iterator[Reading]:
        """Yield the readings of the table."""
        columns = self._mapping.columns
        if self._mapping.layout is Layout.DAYS:
            yield from self._days()
        elif columns.instant is None and self._is_numbered():
            yield from self._numbered()
        else:
            yield from self._instants()

    def _days(self) -> Iterator[Reading]:
        columns = self._mapping.columns
        positions = [self._headings.find(name) for name in columns.values]
        per_hour = self._per_hour(len(positions))
        for row in self._rows:
            key = self._key_of(row)
            day = self._day(row, key)
            if key is None or day is None:
                continue
            cells = {
                number: row.cells[position] if position is not None and position < len(row.cells) else None
                for number, position in enumerate(positions, start=1)
            }
            yield self._day_reading(day, cells, per_hour, key=key, row=row, is_estimated=self._is_estimated(row))

    def _numbered(self) -> Iterator[Reading]:
        """Yield days from rows that number their interval; the repeated hour of autumn comes twice."""
        days: dict[tuple[str, date], dict[int, Any]] = defaultdict(dict)
        again: dict[tuple[str, date], dict[int, Any]] = defaultdict(dict)
        rows: dict[tuple[str, date], SheetRow] = {}
        estimated: set[tuple[str, date]] = set()
        per_hour = self._per_hour(None)
        for row in self._rows:
            number = self._number(row)
            for key, cell in self._cells(row):
                day = self._day(row, key)
                if day is None or number is None:
                    continue
                spot = (key, day)
                rows.setdefault(spot, row)
                if self._is_estimated(row):
                    estimated.add(spot)
                if number not in days[spot]:
                    days[spot][number] = cell
                elif self._has_repeat(day) and _is_repeated(number, per_hour) and number not in again[spot]:
                    again[spot][number] = cell
                else:
                    self._tell_twice(key, row, cell, days[spot][number], rows[spot])
        for (key, day), cells in days.items():
            spot = (key, day)
            second = again.get(spot)
            if second:
                second = {**second, **{n: cell for n, cell in cells.items() if n > (CHANGE_HOUR + 1) * per_hour}}
                cells = {n: cell for n, cell in cells.items() if n <= (CHANGE_HOUR + 1) * per_hour}  # noqa: PLW2901 - the second hour went to `second`
            yield self._day_reading(
                day, cells, per_hour, key=key, row=rows[spot], is_estimated=spot in estimated, second=second
            )

    def _instants(self) -> Iterator[Reading]:
        found: dict[str, tuple[InstantSeries, list[_Value]]] = {}
        stamps: dict[str, list[Stamp]] = defaultdict(list)
        for row in self._rows:
            stamp = self._stamp(row)
            if stamp is None:
                continue
            is_estimated = self._is_estimated(row)
            for key, cell in self._cells(row):
                value = self._value(cell, key, row)
                if value is not None:
                    stamps[key].append(stamp)
                    known = found.setdefault(key, (InstantSeries(key, self._direction), []))
                    known[1].append(_Value(key, row, value, is_estimated))
        for key, (series, taken) in found.items():
            step = self._mapping.step_minutes or step_of([_rough(stamp) for stamp in stamps[key]]) or _DEFAULT_STEP
            factor = self._mapping.unit.factor(_HOUR_MINUTES // step)
            labelled = labelled_days(stamps[key])
            instants = Instants(self._mapping.clock, self._mapping.marks, step * _MINUTE, labelled)
            for stamp, one in zip(stamps[key], taken, strict=True):
                self._place(series, instants, stamp, one, factor)
            if series.instants:
                yield from hourly_readings(series, step, self._source.name, self._rank, self._notes)

    def _place(self, series: InstantSeries, instants: Instants, stamp: Stamp, value: _Value, factor: float) -> None:
        where = f"riga {value.row.number}"
        try:
            instant = instants.of(stamp, value.key)
        except UnreadableInstantError as error:
            self._notes.add("IMP-63", self._source.name, value.key, where, wording="fuso", valore=str(error))
            return
        if instant is None:
            self._notes.add(
                "IMP-59", self._source.name, value.key, where, wording="istante", valore=f"{stamp.day:%d/%m/%Y}"
            )
        else:
            series.add(instant, value.number * factor, value.row.number, is_estimated=value.is_estimated)

    def _cells(self, row: SheetRow) -> Iterator[tuple[str, Any]]:
        """Yield whose each value of a row is, and its cell."""
        if self._mapping.layout is not Layout.COLUMNS:
            key = self._key_of(row)
            if key is not None:
                yield key, self._headings.cell(row.cells, self._mapping.columns.value or "")
            return
        for position, key in self._meters:
            if position < len(row.cells):
                yield key, row.cells[position]

    @cached_property
    def _meters(self) -> tuple[tuple[int, str], ...]:
        """The columns that are a meter each, with its key; two of the same meter are both read, and compared."""
        columns = self._mapping.columns
        named = {folded(name) for name in columns.named if name not in columns.values}
        wanted = {folded(name) for name in columns.values}
        names = ((position, title, folded(title)) for position, title in self._headings.titles.items())
        return tuple(
            (position, _clean(title))
            for position, title, name in names
            if name not in named and (not wanted or name in wanted)
        )

    def _value(self, cell: Any, key: str, row: SheetRow) -> float | None:
        columns = self._mapping.columns
        try:
            value = energy_of(cell, self._mapping.decimals)
        except NotANumberError as error:
            self._notes.add("IMP-50", self._source.name, key, self._spot(row, columns.value or key), valore=str(error))
            return None
        if value is not None and value < 0 and self._direction is not Direction.PRICE:
            self._notes.add("IMP-51", self._source.name, key, self._spot(row, columns.value or key), valore=str(cell))
            return None
        return value

    def _key_of(self, row: SheetRow) -> str | None:
        fixed = self._asked.pod or self._asked.plant or self._mapping.key
        name = self._mapping.columns.key
        cell = self._headings.cell(row.cells, name) if name is not None else None
        written = "" if cell is None else str(cell).strip()
        if not written and fixed is None:
            self._notes.add("IMP-56", self._source.name, "", f"riga {row.number}", wording="senza_pod")
            return None
        return _clean(written) if written else fixed

    def _day(self, row: SheetRow, key: str | None) -> date | None:
        name = self._mapping.columns.day or ""
        try:
            return day_of(self._headings.cell(row.cells, name))
        except UnreadableInstantError as error:
            self._notes.add("IMP-63", self._source.name, key or "", self._spot(row, name), valore=str(error))
            return None

    def _stamp(self, row: SheetRow) -> Stamp | None:
        columns = self._mapping.columns
        if columns.instant is None:
            day = self._day(row, None)
            return None if day is None else self._day_and_hour(row, day, columns.hour or "")
        try:
            return stamp_of(self._headings.cell(row.cells, columns.instant), self._mapping.instant_form)
        except UnreadableInstantError as error:
            place = self._spot(row, columns.instant)
            self._notes.add("IMP-63", self._source.name, "", place, valore=str(error))
            return None

    def _day_and_hour(self, row: SheetRow, day: date, name: str) -> Stamp | None:
        try:
            return Stamp(day, seconds_of(self._headings.cell(row.cells, name)))
        except UnreadableInstantError as error:
            self._notes.add("IMP-63", self._source.name, "", self._spot(row, name), valore=str(error))
            return None

    def _spot(self, row: SheetRow, column: str) -> str:
        return f"riga {row.number}, colonna «{column}»"

    def _is_numbered(self) -> bool:
        """Whether rows number their hour or quarter of the day, rather than show the clock."""
        columns = self._mapping.columns
        if columns.quarter is not None:
            return True
        hours = (self._headings.cell(row.cells, columns.hour or "") for row in self._rows)
        return not is_time(next((hour for hour in hours if hour is not None), None))

    def _number(self, row: SheetRow) -> int | None:
        """Return the number of the interval in its day, from 1."""
        columns, first = self._mapping.columns, self._mapping.first_number
        try:
            hour = energy_of(self._headings.cell(row.cells, columns.hour or ""))
            quarter = energy_of(self._headings.cell(row.cells, columns.quarter or ""))
        except NotANumberError as error:
            self._notes.add("IMP-63", self._source.name, "", f"riga {row.number}", valore=str(error))
            return None
        per_hour = self._per_hour(None)
        number: float | None
        if quarter is None:
            number = None if hour is None else hour - first + 1
        elif hour is None or columns.hour is None:
            number = quarter - first + 1
        else:
            number = (hour - first) * per_hour + quarter - first + 1
        if number is None or number != int(number) or number < 1:
            self._notes.add("IMP-63", self._source.name, "", f"riga {row.number}", valore="ora vuota o fuori posto")
            return None
        return int(number)

    def _per_hour(self, columns: int | None) -> int:
        if self._mapping.step_minutes is not None:
            return _HOUR_MINUTES // self._mapping.step_minutes
        if columns is not None:
            return max(1, round(columns / DAY_HOURS))
        return 4 if self._mapping.columns.quarter is not None else 1

    def _is_estimated(self, row: SheetRow) -> bool:
        mark = self._estimate_mark(row)
        try:
            return parse_yes_no(mark) is True
        except ValueError:
            return mark.startswith(_ESTIMATED_WORDS) or (mark == "e" and self._is_e_estimated)

    def _estimate_mark(self, row: SheetRow) -> str:
        name = self._mapping.columns.estimated
        written = self._headings.cell(row.cells, name) if name is not None else None
        return "" if written is None else str(written).strip().lower()

    def _has_repeat(self, day: date) -> bool:
        return self._mapping.clock is Clock.LEGAL and hours_in(day) == LONG_DAY

    def _day_reading(
        self, day: date, cells: dict[int, Any], per_hour: int, *, key: str, row: SheetRow, is_estimated: bool,
        second: dict[int, Any] | None = None,
    ) -> Reading:  # fmt: skip
        return day_reading(
            day, cells, per_hour, key=key, direction=self._direction, source=self._source,
            place=f"riga {row.number}, giorno {day:%d/%m/%Y}", notes=self._notes,
            rank=self._rank._replace(is_actual=int(not is_estimated)), factor=self._mapping.unit.factor(per_hour),
            decimals=self._mapping.decimals, is_estimated=is_estimated, second_pass=second,
            clock=self._mapping.clock,
        )  # fmt: skip

    def _tell_twice(self, key: str, row: SheetRow, cell: Any, known: Any, first: SheetRow) -> None:
        if cell == known:
            self._notes.add("IMP-53", self._source.name, key, f"riga {row.number}")
            return
        self._notes.add(
            "IMP-52", self._source.name, key, f"riga {row.number}", valore=str(cell), altro=str(known),
            dove=f"{self._source.name}, dalla riga {first.number}",
        )  # fmt: skip


def _is_repeated(number: int, per_hour: int) -> bool:
    return CHANGE_HOUR * per_hour < number <= (CHANGE_HOUR + 1) * per_hour


def _rough(stamp: Stamp) -> int:
    """Return where a stamp lies for telling the pace: the change of the clock does not matter."""
    return stamp.day.toordinal() * DAY_HOURS * SECONDS_IN_HOUR + stamp.seconds


def _clean(written: str) -> str:
    text = written.strip()
    return pod_code.compact(text) if pod_code.is_valid(text) else text
