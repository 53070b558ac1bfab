"""Reads the hourly series of PVGIS, in CSV or JSON: the power of a plant's modules, in universal time."""

import csv
from collections.abc import Iterator
from typing import Any

from workflow.energy.hours import SECONDS_IN_HOUR
from workflow.energy.series import Direction
from workflow.intake.measures.instants import InstantSeries, hourly_readings
from workflow.intake.measures.reading import Asked, MeasureNotes, Rank, Reading
from workflow.intake.measures.sources import MeasureSource
from workflow.intake.measures.stamps import Clock, Instants, Marks, UnreadableInstantError, stamp_of
from workflow.intake.measures.written_energy import NotANumberError, energy_of
from workflow.resources import BrokenFileError

MOST_BYTES = 25_000_000
CSV_MARK = b"Latitude (decimal degrees):"
_WATT = 1000.0
_HOUR_MINUTES = 60
_NO_POWER = "il file PVGIS non contiene la potenza dell'impianto («P»), ma solo l'irraggiamento."
_ASK_POWER = "Richiedere a PVGIS la serie oraria con «PV power» e la potenza di picco dell'impianto."
Row = tuple[int, Any, Any]


def is_pvgis(content: Any) -> bool:
    """Whether the content of a JSON file is an hourly series of PVGIS."""
    outputs = content.get("outputs") if isinstance(content, dict) else None
    return isinstance(outputs, dict) and isinstance(outputs.get("hourly"), list)


def read_pvgis_json(source: MeasureSource, content: Any, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    """Yield the hours of a JSON file."""
    hourly = [row for row in content["outputs"]["hourly"] if isinstance(row, dict)]
    if hourly and "P" not in hourly[0]:
        raise BrokenFileError(source.name, _NO_POWER, _ASK_POWER)
    rows = ((number, row.get("time"), row.get("P")) for number, row in enumerate(hourly, start=1))
    return _readings(source, rows, asked, notes)


def read_pvgis_csv(source: MeasureSource, asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    """Yield the hours of a CSV: lines of description, then the table, then a legend."""
    return _readings(source, _table(source), asked, notes)


def _table(source: MeasureSource) -> Iterator[Row]:
    lines = source.text(MOST_BYTES).splitlines()
    start = next((index for index, line in enumerate(lines) if line.startswith("time,")), None)
    if start is None:
        raise BrokenFileError(source.name, "manca la tabella oraria («time,P,…»).", "Scaricare la serie oraria (CSV).")
    names = lines[start].split(",")
    if "P" not in names:
        raise BrokenFileError(source.name, _NO_POWER, _ASK_POWER)
    power = names.index("P")
    for number, row in enumerate(csv.reader(lines[start + 1 :]), start=start + 2):
        if not row or not row[0][:1].isdigit():
            break
        yield number, row[0], row[power] if power < len(row) else None


def _readings(source: MeasureSource, rows: Iterator[Row], asked: Asked, notes: MeasureNotes) -> Iterator[Reading]:
    key = asked.plant or asked.pod
    if key is None:
        notes.add("IMP-56", source.name, "", "", wording="senza_impianto")
        return
    series = InstantSeries(key, asked.direction or Direction.PRODUCTION)
    instants = Instants(Clock.UTC, Marks.BEGINNING, SECONDS_IN_HOUR)
    for number, written, power_w in rows:
        try:
            instant = instants.of(stamp_of(written), key)
            value = energy_of(power_w)
        except UnreadableInstantError as error:
            notes.add("IMP-63", source.name, key, f"riga {number}", valore=str(error))
            continue
        except NotANumberError as error:
            notes.add("IMP-50", source.name, key, f"riga {number}, P", valore=str(error))
            continue
        if instant is not None and value is not None:
            # The minutes say when the satellite passed: the value is of the whole hour.
            series.add(instant // SECONDS_IN_HOUR * SECONDS_IN_HOUR, max(0.0, value) / _WATT, number)
    if series.instants:
        yield from hourly_readings(series, _HOUR_MINUTES, source.name, Rank(precedence=asked.precedence), notes)
