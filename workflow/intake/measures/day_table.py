"""Turns the numbered values of one day, in a row or in a list, into a reading, with what was odd in them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.series import Direction
from workflow.intake.measures.local_days import DaySlots, cut_hours, numbered_day, to_hours
from workflow.intake.measures.reading import MeasureNotes, Rank, Reading
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import Clock, midnight
from workflow.intake.measures.written_energy import Decimals, NotANumberError, energy_of


def day_reading(
    day: date,
    cells: Mapping[int, Any],
    per_hour: int,
    *,
    key: str,
    direction: Direction,
    source: MeasureSource,
    place: str,
    notes: MeasureNotes,
    rank: Rank,
    factor: float = 1.0,
    decimals: Decimals | None = None,
    is_estimated: bool = False,
    second_pass: Mapping[int, Any] | None = None,
    clock: Clock = Clock.LEGAL,
) -> Reading:
    """Return the reading of a day whose values are numbered from 1, `per_hour` an hour; `factor` makes kWh of them."""
    told = _Told(source.name, key, place, notes)
    first = told.numbers(cells, decimals)
    second = None if second_pass is None else told.numbers(second_pass, decimals)
    slots = numbered_day(day, first, per_hour, second_pass=second, has_changes=clock is Clock.LEGAL)
    tell_odd_day(slots, day, source.name, key=key, place=place, notes=notes)
    notes.add("IMP-62", source.name, key, place, count=cut_hours(slots.values, per_hour))
    values = slots.values * factor
    is_price = direction is Direction.PRICE
    if not is_price:
        values = without_negatives(values, source.name, key, place, notes)
    notes.add("IMP-60", source.name, key, place, count=int(is_estimated), wording="stimati")
    return Reading(
        key=key,
        direction=direction,
        starts_at=midnight(clock, day),
        values=to_hours(values, per_hour, is_price=is_price),
        file=source.name,
        place=place,
        rank=rank,
        is_estimated=is_estimated,
    )


class _Told:
    """Where numbers are read, for the words on those that are not."""

    def __init__(self, file: str, key: str, place: str, notes: MeasureNotes) -> None:
        self._file, self._key, self._place, self._notes = file, key, place, notes

    def numbers(self, cells: Mapping[int, Any], decimals: Decimals | None) -> dict[int, float | None]:
        found: dict[int, float | None] = {}
        for number, cell in cells.items():
            try:
                found[number] = energy_of(cell, decimals)
            except NotANumberError as error:
                self._notes.add("IMP-50", self._file, self._key, f"{self._place}, valore {number}", valore=str(error))
        return found


def tell_odd_day(slots: DaySlots, day: date, file: str, *, key: str, place: str, notes: MeasureNotes) -> None:
    """Note what a change of the clock, or a wrong number of values, made odd."""
    if slots.lost_kwh:
        notes.add("IMP-59", file, key, place, wording="ora_inesistente", giorno=day, valore=shown(slots.lost_kwh))
    if slots.is_repeat_missing:
        notes.add("IMP-59", file, key, place, wording="ora_ripetuta", giorno=day)
    if slots.is_out_of_range:
        notes.add("IMP-59", file, key, place, wording="troppi", giorno=day, valore=slots.hours)


def without_negatives(values: Floats, file: str, key: str, place: str, notes: MeasureNotes) -> Floats:
    """Return the energies with the negative ones taken away and told: a meter counts upwards."""
    negative = values < 0
    if not negative.any():
        return values
    first = int(np.argmax(negative))
    written = shown(float(values[first]))
    notes.add("IMP-51", file, key, f"{place}, valore {first + 1}", count=int(negative.sum()), valore=written)
    return np.where(negative, np.nan, values)


def shown(value: float | None) -> str:
    """Write a value for a message."""
    return "vuoto" if value is None else f"{value:.6g}".replace(".", ",")
