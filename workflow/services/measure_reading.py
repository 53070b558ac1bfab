"""Reads files of measures into one book: each reading is given its meter, and what is odd in the series is told."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from workflow.energy.hours import day_number
from workflow.energy.series import Direction, HourlySeries
from workflow.energy.year_grid import YearGrid
from workflow.intake.measures.book import MeasureBook, SeriesKey
from workflow.intake.measures.mapping_file import ColumnMapping
from workflow.intake.measures.reading import Asked, MeasureNotes, Reading
from workflow.intake.measures.recognise import recognised
from workflow.services.known_meters import AmbiguousMeterError, KnownMeters


@dataclass
class FileRead:
    """What one file gave: its formats and mappings, the names of its parts, the series it touched."""

    path: Path
    formats: list[str] = field(default_factory=list)
    mappings: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    keys: set[SeriesKey] = field(default_factory=set)
    hours: int = 0


class MeasureReader:
    """Reads files one after the other into a book, for the meters of one dossier."""

    def __init__(self, meters: KnownMeters, mappings: Sequence[ColumnMapping]) -> None:
        """Start with an empty book."""
        self.notes = MeasureNotes()
        self.book = MeasureBook(self.notes)
        self._meters, self._mappings = meters, mappings

    def read(
        self, path: Path, asked: Asked, *, kept_as: str | None = None, only: Collection[str] | None = None
    ) -> FileRead:
        """Read one file, or every file of a zip; raise BrokenFileError for what cannot be read.

        `only` are the mappings that may explain it: those by which it was read when it came.
        """
        done = FileRead(path)
        mappings = [one for one in self._mappings if only is None or one.name in only]
        for part in recognised(path, mappings, asked, self.notes, kept_as):
            name = part.source.name
            done.parts.append(name)
            if part.format.label not in done.formats:
                done.formats.append(part.format.label)
            if part.mapping is not None and part.mapping.name not in done.mappings:
                done.mappings.append(part.mapping.name)
            before, is_empty = done.hours, True
            for reading in part.readings:
                is_empty &= not self._take(reading, done)
            if done.hours == before:
                self.notes.add("IMP-56", name, "", "", wording="vuoto" if is_empty else None)
        whole = kept_as or path.name
        done.parts += [] if whole in done.parts else [whole]
        return done

    def _take(self, reading: Reading, done: FileRead) -> bool:
        """Put a reading in the book if it is of a meter of the dossier; return whether it says anything."""
        known = int(np.count_nonzero(~np.isnan(reading.values)))
        if not known:
            return False
        try:
            key = self._meters.find(reading.key, reading.direction)
        except AmbiguousMeterError:
            self.notes.add("IMP-55", reading.file, reading.key, reading.place, wording="da_indicare", count=known)
            return True
        if key is None:
            self.notes.add("IMP-55", reading.file, reading.key, reading.place, count=known)
            return True
        self.book.add(replace(reading, key=key))
        done.keys.add((key, reading.direction))
        done.hours += known
        return True


def tell_odd_series(
    reader: MeasureReader, files: Iterable[FileRead], meters: KnownMeters, today: date, *, excess_ratio: float,
    year: int | None = None,
) -> None:  # fmt: skip
    """Note what is odd in the series that some files touched: holes, too much energy, days to come, another year."""
    for one in files:
        name = one.parts[0] if one.parts else one.path.name
        for key in sorted(one.keys):
            years = reader.book.years_of(key)
            if year is not None and year not in years:
                reader.notes.add("IMP-58", name, key[0], "", anni=", ".join(map(str, years)), anno=str(year))
            for each in years:
                _tell_of_year(
                    reader.book.series(key, each),
                    name,
                    reader.notes,
                    meters=meters,
                    today=today,
                    excess_ratio=excess_ratio,
                )


def _tell_of_year(
    series: HourlySeries, file: str, notes: MeasureNotes, *, meters: KnownMeters, today: date, excess_ratio: float
) -> None:
    known = np.flatnonzero(~series.is_missing)
    days = YearGrid.of(series.year).hours.days
    inside = series.is_missing[known[0] : known[-1]]
    if inside.any():
        first = int(known[0]) + int(np.argmax(inside))
        notes.add("IMP-54", file, series.key, str(series.year), ore=int(inside.sum()), giorno=_day(int(days[first])))
    if series.direction is Direction.PRICE:
        return
    if days[known[-1]] > day_number(today):
        notes.add("IMP-58", file, series.key, str(series.year), wording="futuro", giorno=_day(int(days[known[-1]])))
    power_kw = meters.find_power_kw(series.key, series.direction)
    if power_kw is not None and power_kw > 0:
        excess = np.nan_to_num(series.kwh) > float(power_kw) * excess_ratio
        most = f"{np.nanmax(series.kwh):.4g}".replace(".", ",")
        notes.add(
            "IMP-57", file, series.key, str(series.year), count=int(excess.sum()), valore=most, potenza_kw=power_kw
        )


def _day(number: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + number)
