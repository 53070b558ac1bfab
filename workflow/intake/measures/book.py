"""Brings the readings of many files together: corrections win, equals count once, what differs is a conflict."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import ROME, SECONDS_IN_HOUR, Floats
from workflow.energy.series import Direction, HourlySeries
from workflow.energy.year_grid import YearGrid
from workflow.intake.measures.reading import MeasureNotes, Rank, Reading

# Hours are kept in blocks of 31 days: a month of one meter does not cost a year.
_BLOCK = 31 * 24
_SAME_KWH = 1e-9
_NOBODY = -1
SeriesKey = tuple[str, Direction]


@dataclass(eq=False)
class _Block:
    values: Floats = field(default_factory=lambda: np.full(_BLOCK, np.nan))
    source: NDArray[np.int32] = field(default_factory=lambda: np.full(_BLOCK, _NOBODY, dtype=np.int32))


@dataclass(frozen=True)
class _Source:
    rank: Rank
    file: str
    place: str
    is_estimated: bool


class MeasureBook:
    """Every hour known so far of every meter, plant and zone, and which reading it came from."""

    def __init__(self, notes: MeasureNotes) -> None:
        """Start empty; what merging finds goes into the notes."""
        self._notes = notes
        self._blocks: dict[SeriesKey, dict[int, _Block]] = {}
        self._sources: list[_Source] = []

    def add(self, reading: Reading) -> None:
        """Merge one reading."""
        number = len(self._sources)
        self._sources.append(_Source(reading.rank, reading.file, reading.place, reading.is_estimated))
        blocks = self._blocks.setdefault((reading.key, reading.direction), {})
        first, done = reading.starts_at // SECONDS_IN_HOUR, 0
        while done < len(reading.values):
            index, offset = divmod(first + done, _BLOCK)
            taken = min(_BLOCK - offset, len(reading.values) - done)
            block = blocks.setdefault(index, _Block())
            self._merge(reading, number, block, offset, reading.values[done : done + taken])
            done += taken

    def _merge(self, reading: Reading, number: int, block: _Block, offset: int, new: Floats) -> None:
        here = slice(offset, offset + len(new))
        old, source = block.values[here], block.source[here]
        is_known, is_new = ~np.isnan(old), ~np.isnan(new)
        taken = is_new & ~is_known
        both = is_new & is_known
        if both.any():
            is_same = both & (np.abs(np.where(both, new - old, 0.0)) <= _SAME_KWH)
            self._notes.add("IMP-53", reading.file, reading.key, reading.place, count=int(is_same.sum()))
            differs = both & ~is_same
            # What is said again with more authority is no longer an estimate, or no longer a draft.
            for one in np.unique(source[both]):
                told = self._sources[int(one)]
                of_it = source == one
                if reading.rank > told.rank:
                    taken |= both & of_it
                    changed = int((differs & of_it).sum())
                    self._notes.add("IMP-61", reading.file, reading.key, reading.place, count=changed, prima=told.file)
                elif reading.rank == told.rank and (differs & of_it).any():
                    self._tell_conflict(reading, told, old, new, differs & of_it)
        old[taken] = new[taken]
        source[taken] = number

    def _tell_conflict(
        self, reading: Reading, told: _Source, old: Floats, new: Floats, where: NDArray[np.bool_]
    ) -> None:
        first = int(np.argmax(where))
        self._notes.add(
            "IMP-52",
            reading.file,
            reading.key,
            reading.place,
            count=int(where.sum()),
            valore=_written(new[first]),
            altro=_written(old[first]),
            dove=f"{told.file}, {told.place}",
        )

    @property
    def keys(self) -> tuple[SeriesKey, ...]:
        """What is known, in order."""
        return tuple(sorted(self._blocks))

    def years_of(self, key: SeriesKey) -> tuple[int, ...]:
        """Return the local years in which something of a series is known."""
        found: set[int] = set()
        for index, block in self._blocks[key].items():
            known = np.flatnonzero(~np.isnan(block.values))
            if len(known):
                for hour in (index * _BLOCK + int(known[0]), index * _BLOCK + int(known[-1])):
                    found.add(datetime.fromtimestamp(hour * SECONDS_IN_HOUR, UTC).astimezone(ROME).year)
        return tuple(sorted(found))

    def series(self, key: SeriesKey, year: int) -> HourlySeries:
        """Return one year of a series."""
        starts = YearGrid.of(year).hours.starts
        first, count = int(starts[0].timestamp()) // SECONDS_IN_HOUR, len(starts)
        values, source = np.full(count, np.nan), np.full(count, _NOBODY, dtype=np.int32)
        for index, block in self._blocks[key].items():
            begin = index * _BLOCK - first
            low, high = max(0, begin), min(count, begin + _BLOCK)
            if low < high:
                values[low:high] = block.values[low - begin : high - begin]
                source[low:high] = block.source[low - begin : high - begin]
        used = [self._sources[int(one)] for one in np.unique(source) if one != _NOBODY]
        estimated = [
            number for number in np.unique(source) if number != _NOBODY and self._sources[int(number)].is_estimated
        ]
        return HourlySeries(
            key=key[0],
            direction=key[1],
            year=year,
            kwh=values,
            origin="; ".join(dict.fromkeys(one.file for one in used)),
            is_estimated=np.isin(source, estimated) if estimated else None,
        )

    def all_series(self) -> Iterator[HourlySeries]:
        """Yield every series, year after year, one at a time."""
        for key in self.keys:
            for year in self.years_of(key):
                yield self.series(key, year)


def _written(value: float) -> str:
    return f"{value:.6g}".replace(".", ",")
