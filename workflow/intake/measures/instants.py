"""Gathers values with their instants into readings of whole hours: order, duplicates, and quarters that lack."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import SECONDS_IN_HOUR, Flags, Floats
from workflow.energy.series import Direction
from workflow.intake.measures.day_table import shown
from workflow.intake.measures.reading import MeasureNotes, Rank, Reading

Integers = NDArray[np.int64]
_MINUTE = 60
_STEPS = (5, 10, 15, 30, 60)  # those under the quarter of an hour are of inverters
# A wrong century would ask for as many empty hours: what is farther apart than a month is a reading by itself.
_LONGEST_HOLE = 31 * 24


@dataclass(eq=False)
class InstantSeries:
    """The values of one meter as they are met: instants in seconds since 1970, and the row of each."""

    key: str
    direction: Direction
    instants: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    estimated: list[bool] = field(default_factory=list)

    def add(self, instant: int, value: float, row: int, *, is_estimated: bool = False) -> None:
        """Add one value."""
        self.instants.append(instant)
        self.values.append(value)
        self.rows.append(row)
        self.estimated.append(is_estimated)


def step_of(instants: list[int]) -> int | None:
    """Return the pace of a series in minutes, or None if it has none of those that meters keep."""
    apart = np.diff(np.unique(np.array(instants, dtype=np.int64)))
    if not len(apart):
        return None
    paces, counts = np.unique(apart, return_counts=True)
    minutes = int(paces[np.argmax(counts)]) // _MINUTE
    return minutes if minutes in _STEPS else None


def hourly_readings(
    series: InstantSeries, step_minutes: int, file: str, rank: Rank, notes: MeasureNotes
) -> Iterator[Reading]:
    """Yield the series in whole hours; energies are summed, prices averaged; equal instants count once."""
    order = np.argsort(np.array(series.instants, dtype=np.int64), kind="stable")
    instants = np.array(series.instants, dtype=np.int64)[order]
    values = np.array(series.values, dtype=np.float64)[order]
    rows = np.array(series.rows, dtype=np.int64)[order]
    estimated = np.array(series.estimated, dtype=np.bool_)[order]
    is_again = np.zeros(len(instants), dtype=np.bool_)
    is_again[1:] = instants[1:] == instants[:-1]
    _tell_duplicates(series, is_again, values, rows, file=file, notes=notes)
    kept = ~is_again
    instants, values, rows, estimated = instants[kept], values[kept], rows[kept], estimated[kept]
    is_off = instants % (step_minutes * _MINUTE) != 0
    if is_off.any():
        first = int(rows[int(np.argmax(is_off))])
        notes.add(
            "IMP-63", file, series.key, f"riga {first}", wording="passo", count=int(is_off.sum()), valore=step_minutes
        )
    hours = instants // SECONDS_IN_HOUR
    begins = np.flatnonzero(np.diff(hours, prepend=hours[0] - 2 * _LONGEST_HOLE) > _LONGEST_HOLE)
    for begin, end in zip(begins, [*begins[1:], len(hours)], strict=True):
        part = slice(int(begin), int(end))
        yield from _whole_hours(
            series, hours[part], values[part], rows[part], estimated=estimated[part],
            per_hour=60 // step_minutes, file=file, rank=rank, notes=notes,
        )  # fmt: skip


def _whole_hours(
    series: InstantSeries, hours: Integers, values: Floats, rows: Integers, *, estimated: Flags,
    per_hour: int, file: str, rank: Rank, notes: MeasureNotes,
) -> Iterator[Reading]:  # fmt: skip
    first = int(hours[0])
    offsets = hours - first
    length = int(offsets[-1]) + 1
    count = np.bincount(offsets, minlength=length)
    total = np.bincount(offsets, weights=values, minlength=length)
    is_cut = (count > 0) & (count < per_hour)
    if is_cut.any():
        row = int(rows[int(np.argmax(is_cut[offsets]))])
        notes.add("IMP-62", file, series.key, f"riga {row}", count=int(is_cut.sum()))
    is_whole = count >= per_hour
    share = per_hour if series.direction is Direction.PRICE else 1
    known = np.where(is_whole, total / share, np.nan)
    guessed = np.bincount(offsets, weights=estimated, minlength=length) > 0
    place = f"righe {int(rows.min())}-{int(rows.max())}"
    for wanted in (False, True):
        chosen = np.where(guessed == wanted, known, np.nan)
        if not np.isnan(chosen).all():
            yield Reading(
                series.key, series.direction, first * SECONDS_IN_HOUR, chosen, file, place,
                rank._replace(is_actual=int(not wanted)), is_estimated=wanted,
            )  # fmt: skip


def _tell_duplicates(
    series: InstantSeries, is_again: Flags, values: Floats, rows: Integers, *, file: str, notes: MeasureNotes
) -> None:
    again = np.flatnonzero(is_again)
    if not len(again):
        return
    is_same = np.isclose(values[again], values[again - 1], rtol=0, atol=1e-9)
    notes.add("IMP-53", file, series.key, f"riga {int(rows[again[0]])}", count=int(is_same.sum()))
    different = again[~is_same]
    if len(different):
        at = int(different[0])
        notes.add(
            "IMP-52", file, series.key, f"riga {int(rows[at])}", count=len(different),
            valore=shown(float(values[at])), altro=shown(float(values[at - 1])),
            dove=f"{file}, riga {int(rows[at - 1])}",
        )  # fmt: skip
