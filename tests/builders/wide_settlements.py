"""Large settlements for tests and benchmarks: a whole year, points in wide Parquet files, plants in the JSON beside."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from workflow.energy.year_grid import YearGrid

YEAR = 2026
POINTS_IN_FILE = 10_000
HOLDERS = ("person", "person", "person", "enterprise", "public_body", "third_sector", "other")
VOLTAGES = ("BT", "BT", "BT", "BT", "MT")


def withdrawal_rows(points: int, hours: int, seed: int = 1) -> NDArray[np.float64]:
    """Return a row of withdrawals for each point, in whole watt-hours as meters give them."""
    generator = np.random.default_rng(seed)
    rows = np.empty((points, hours))
    for row in rows:
        np.divide(generator.integers(0, 3_000, hours, dtype=np.int32), 1000, out=row)
    return rows


def plants(count: int, hours: int, points: int) -> list[dict[str, Any]]:
    """Return plants that inject about half of what the points withdraw, some with a grant, some of the same day."""
    generator = np.random.default_rng(2)
    peak = 1.5 * points / count
    return [
        {
            "id": f"A{index}",
            "source": "pv",
            "area": "north",
            "power_kW": 900,
            "class_power_kW": 900,
            "entry_into_operation": f"2024-05-{1 + index // 2:02d}",
            "service_start": "2024-06-01",
            "tip_end": "2044-06-01",
            "tip_admitted": index != 0,
            "grant_share": 0.1 * (index % 4),
            "in_building": index % 2 == 0,
            "rid": True,
            "injected_kWh": (generator.random(hours) * peak).round(3).tolist(),
        }
        for index in range(count)
    ]


def names(points: int) -> list[str]:
    """Return the ids of the points."""
    return [f"P{index:06d}" for index in range(points)]


def case(points: int, files: Sequence[str] = (), kind: str = "CER") -> dict[str, Any]:
    """Return the settlement of a year whose points have their series elsewhere."""
    grid = YearGrid.of(YEAR)
    return {
        "configuration": {"type": kind},
        "hours": [start.isoformat() for start in grid.hours.starts],
        "zonal_price_eur_mwh": np.random.default_rng(3).normal(110, 45, len(grid)).round(2).tolist(),
        "plants": plants(6, len(grid), points),
        "withdrawal_points": [
            {"id": name, "holder": HOLDERS[i % len(HOLDERS)], "voltage": VOLTAGES[i % len(VOLTAGES)]}
            for i, name in enumerate(names(points))
        ],
        "withdrawal_points_parquet": list(files),
        "tariffs": {"TRASe_eur_mwh": 10.57, "BTAU_eur_mwh": 0.65},
        "fees": {"charge": True, "vat_rate": 0.22},
    }


def write_wide(folder: Path, points: int, kind: str = "CER", points_in_file: int = POINTS_IN_FILE) -> Path:
    """Write the settlement and its Parquet files, one after the other so that the memory is that of one; return it."""
    hours, ids, files = len(YearGrid.of(YEAR)), names(points), []
    for start in range(0, points, points_in_file):
        some = ids[start : start + points_in_file]
        rows = withdrawal_rows(len(some), hours, seed=start)
        files.append(f"prelievi_{start:06d}.parquet")
        frame = pl.DataFrame(dict(zip(some, rows, strict=True)))
        frame.write_parquet(folder / files[-1], compression="zstd", statistics=False, row_group_size=hours)
    path = folder / "conto.json"
    path.write_text(json.dumps(case(points, files, kind)), encoding="utf-8")
    return path
