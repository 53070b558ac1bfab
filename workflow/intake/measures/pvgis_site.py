"""A PVGIS file as the years of its site: where it was asked for, how many kWp, and the hours of each year."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from workflow.energy.hours import SECONDS_IN_HOUR, Floats
from workflow.energy.series import Direction
from workflow.energy.year_grid import YearGrid
from workflow.intake.measures.pvgis import CSV_MARK, is_pvgis, read_pvgis_csv, read_pvgis_json
from workflow.intake.measures.reading import Asked, MeasureNotes
from workflow.intake.measures.sources import sources_of
from workflow.resources import BrokenFileError

_HEAD_BYTES = 4096
_MONTHS, _DAYS, _HOURS = 13, 32, 24
_FEWEST_HOURS = 8_700
_LATITUDE = re.compile(r"Latitude[^:\n]*:\s*([-0-9.]+)")
_LONGITUDE = re.compile(r"Longitude[^:\n]*:\s*([-0-9.]+)")
_PEAK = re.compile(r"Nominal power[^:\n]*:\s*([0-9.]+)")


@dataclass(frozen=True, eq=False)
class PvgisSite:
    """What a file says: its place, its kWp, and kWh per kWp by (month, day, hour of universal time) for each year."""

    file: str
    latitude: float
    longitude: float
    peak_kwp: float
    years: dict[int, Floats]

    def on_grid(self, year: int, grid: YearGrid) -> Floats:
        """Return one of its years on the hours of another; the 29 February that is not there is the day before."""
        table = self.years[year]
        stamps = np.array([start.timestamp() for start in grid.hours.starts], dtype="int64").astype("datetime64[s]")
        month, day, hour = _parts(stamps)
        values = table[month, day, hour]
        before = table[month, np.maximum(day - 1, 1), hour]
        whole: Floats = np.nan_to_num(np.where(np.isnan(values), before, values))
        return whole


def looks_like_pvgis(path: Path) -> bool:
    """Whether a file begins like an hourly series of PVGIS."""
    if path.suffix.lower() not in {".csv", ".json"}:
        return False
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return CSV_MARK in head if path.suffix.lower() == ".csv" else b"radiation_db" in head and b'"latitude"' in head


def read_pvgis_site(path: Path) -> PvgisSite:
    """Return the site of a file; raise BrokenFileError for one without place, power or a whole year."""
    notes, asked = MeasureNotes(), Asked(plant=path.name, direction=Direction.PRODUCTION)
    source = sources_of(path)[0]
    if path.suffix.lower() == ".json":
        content = json.loads(path.read_text(encoding="utf-8-sig"))
        if not is_pvgis(content):
            raise BrokenFileError(path, "non è una serie oraria di PVGIS.", "Scaricare «hourly data».")
        latitude, longitude, peak_kwp = _from_json(content)
        readings = read_pvgis_json(source, content, asked, notes)
    else:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES).decode("utf-8", "replace")
        found = [pattern.search(head) for pattern in (_LATITUDE, _LONGITUDE, _PEAK)]
        latitude, longitude, peak_kwp = (None if match is None else float(match[1]) for match in found)
        readings = read_pvgis_csv(source, asked, notes)
    if latitude is None or longitude is None or not peak_kwp:
        raise BrokenFileError(path, "mancano le coordinate o la potenza di picco.", "Scaricare di nuovo il file.")
    tables: dict[int, Floats] = {}
    for reading in readings:
        stamps = (reading.starts_at + np.arange(len(reading.values)) * SECONDS_IN_HOUR).astype("datetime64[s]")
        years = stamps.astype("datetime64[Y]").astype(np.int64) + 1970
        month, day, hour = _parts(stamps)
        for year in np.unique(years):
            here = years == year
            table = tables.setdefault(int(year), np.full((_MONTHS, _DAYS, _HOURS), np.nan))
            table[month[here], day[here], hour[here]] = reading.values[here] / peak_kwp
    whole = {year: table for year, table in tables.items() if np.isfinite(table).sum() >= _FEWEST_HOURS}
    if not whole:
        raise BrokenFileError(path, "non contiene nessun anno intero.", "Scaricare almeno un anno di ore.")
    return PvgisSite(path.name, latitude, longitude, peak_kwp, whole)


def _parts(stamps: Any) -> tuple[Any, Any, Any]:
    months = stamps.astype("datetime64[M]")
    days = stamps.astype("datetime64[D]")
    month = months.astype(np.int64) % 12 + 1
    day = (days - months).astype(np.int64) + 1
    hour = (stamps - days).astype("timedelta64[h]").astype(np.int64)
    return month, day, hour


def _from_json(content: Any) -> tuple[float | None, float | None, float | None]:
    inputs = content.get("inputs") or {}
    location, module = inputs.get("location") or {}, inputs.get("pv_module") or {}
    values = (location.get("latitude"), location.get("longitude"), module.get("peak_power"))
    latitude, longitude, peak = (float(value) if isinstance(value, (int, float)) else None for value in values)
    return latitude, longitude, peak
