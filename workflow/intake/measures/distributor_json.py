"""Reads the JSON of a distributor's portal: days of quarter-hours, withdrawal and injection apart."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from workflow.domain.identifiers import pod as pod_code
from workflow.energy.hours import SECONDS_IN_HOUR
from workflow.energy.series import Direction
from workflow.intake.measures.day_table import day_reading
from workflow.intake.measures.instants import InstantSeries, hourly_readings
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import Clock, Instants, Marks, UnreadableInstantError, day_of, stamp_of
from workflow.intake.measures.written_energy import NotANumberError, energy_of
from workflow.resources import BrokenFileError

MOST_BYTES = 25_000_000
# Active energy taken from the grid and given to it, by the names that meters use; the others are reactive.
_DIRECTIONS = {
    "A1": Direction.WITHDRAWAL,
    "A+": Direction.WITHDRAWAL,
    "EA": Direction.WITHDRAWAL,
    "A2": Direction.INJECTION,
    "A-": Direction.INJECTION,
}
_POD_KEYS = ("pod", "podCode", "pod_code", "codicePod", "POD")
_POD_IN_NAME = re.compile(r"IT\d{3}E[0-9A-Z]{8}[0-9A-Z]?", re.IGNORECASE)
_MINUTES = 60
_STEPS = (15, 30, 60)


def read_json(source: MeasureSource) -> Any:
    """Return the content of a JSON file; raise BrokenFileError."""
    try:
        return json.loads(source.text(MOST_BYTES))
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise BrokenFileError(source.name, "non è un file JSON intero.", "Scaricarlo di nuovo.", line=line) from error


def is_distributor(content: Any) -> bool:
    """Whether the content has days of samples."""
    return next(_days(content, None), None) is not None


def read_distributor(source: MeasureSource, content: Any, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    """Yield one reading for each day of active energy; the point is the file's, its name's or the one asked."""
    named = _POD_IN_NAME.search(source.own_name)
    fallback = asked.pod or (named.group(0).upper() if named else None)
    for number, (day, pod) in enumerate(_days(content, None), start=1):
        direction = _DIRECTIONS.get(str(day.get("energyType", "A1")).strip().upper())
        if direction is None:
            continue
        key = pod or fallback
        place = f"lettura {number} ({day.get('sampleDate', '—')})"
        if key is None:
            notes.add("IMP-56", source.name, "", place, wording="senza_pod")
            continue
        yield from _of_day(day, key, asked.direction or direction, place=place, source=source, asked=asked, notes=notes)


def _of_day(
    day: Mapping[str, Any], key: str, direction: Direction, *, place: str, source: MeasureSource, asked: Asked,
    notes: MeasureNotes,
) -> Iterator[Reading]:  # fmt: skip
    written = day.get("sampleFrequency") or _MINUTES // 4
    step = next((one for one in _STEPS if str(one) == str(written).strip()), None)
    if step is None:
        notes.add("IMP-63", source.name, key, place, wording="passo_ignoto", valore=written)
        return
    rank = Rank(precedence=asked.precedence)
    cells = {}
    for position, sample in enumerate(day["sampleValues"], start=1):
        is_named = isinstance(sample, dict)
        number = str(sample.get("id", position)) if is_named else str(position)
        cells[int(number) if number.isdecimal() else position] = sample.get("val") if is_named else sample
    begins = _initial(day.get("initialSample"))
    if begins is not None:
        yield from _from(
            begins,
            cells,
            step,
            series=InstantSeries(key, direction),
            source=source,
            place=place,
            rank=rank,
            notes=notes,
        )
        return
    try:
        local = day_of(day.get("sampleDate"))
    except UnreadableInstantError as error:
        notes.add("IMP-63", source.name, key, place, valore=str(error))
        return
    yield day_reading(
        local, cells, _MINUTES // step, key=key, direction=direction, source=source, place=place, notes=notes, rank=rank
    )


def _from(
    begins: int, cells: Mapping[int, Any], step: int, *, series: InstantSeries, source: MeasureSource, place: str,
    rank: Rank, notes: MeasureNotes,
) -> Iterator[Reading]:  # fmt: skip
    """Yield samples that follow each other from an instant in universal time."""
    for number, cell in sorted(cells.items()):
        try:
            value = energy_of(cell)
        except NotANumberError as error:
            notes.add("IMP-50", source.name, series.key, f"{place}, valore {number}", valore=str(error))
            continue
        if value is not None and value < 0:
            notes.add("IMP-51", source.name, series.key, f"{place}, valore {number}", valore=str(cell))
        elif value is not None:
            series.add(begins + (number - 1) * step * _MINUTES, value, number)
    if series.instants:
        yield from hourly_readings(series, step, source.name, rank, notes)


def _initial(written: Any) -> int | None:
    """Return the instant of the first sample, where the file gives a whole one: it is in universal time."""
    if not isinstance(written, str):
        return None
    try:
        stamp = stamp_of(written)
    except UnreadableInstantError:
        return None
    instant = Instants(Clock.UTC, Marks.BEGINNING, SECONDS_IN_HOUR).of(stamp, "")
    return instant if instant is not None and instant % _MINUTES == 0 else None


def _days(node: Any, pod: str | None) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    """Yield every object with samples, with the point named by it or by what holds it."""
    if isinstance(node, list):
        for item in node:
            yield from _days(item, pod)
    elif isinstance(node, dict):
        own = next((node[key] for key in _POD_KEYS if isinstance(node.get(key), str)), None)
        here = pod_code.compact(own) if own and pod_code.is_valid(own) else pod
        if isinstance(node.get("sampleValues"), list):
            yield node, here
            return
        for value in node.values():
            if isinstance(value, dict | list):
                yield from _days(value, here)
