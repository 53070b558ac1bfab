"""A settlement whose points stand in wide Parquet files is that of the points written one by one, chunk by chunk."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.builders.random_settlements import settlements
from tests.builders.wide_settlements import withdrawal_rows, write_wide
from tests.unit.energy import slow_settlement
from tests.unit.energy.test_against_slow_settlement import differences
from workflow.cli.app import application
from workflow.energy.completeness import HourMissingError
from workflow.energy.hours import Hours
from workflow.energy.inputs import Holder, Voltage, WithdrawalPoint
from workflow.energy.settlement import settle
from workflow.energy.sharing import Withdrawals
from workflow.energy.wide import POINTS_IN_BLOCK, summed
from workflow.energy.year_grid import YearGrid
from workflow.intake.settlement_file import read_settlement
from workflow.intake.wide_parquet import CHARGE_SUFFIX, chunks, open_wide
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.executors.threads import Threads
from workflow.services.settling import settle_file, settlement_json, year_of
from workflow.services.settling_wide import wide_withdrawals

LAW = Law.load()
GRID = YearGrid.of(2026)


def moved_to_parquet(case: dict[str, Any], folder: Path, files: int) -> Path:
    """Write a case with the series of its points in so many Parquet files beside it."""
    columns: list[dict[str, list[float]]] = [{} for _ in range(files)]
    points = []
    for index, point in enumerate(case["withdrawal_points"]):
        columns[index % files][point["id"]] = point["withdrawn_kWh"]
        columns[(index + 1) % files][point["id"] + CHARGE_SUFFIX] = point["storage_charge_kWh"]
        points.append({k: v for k, v in point.items() if k not in {"withdrawn_kWh", "storage_charge_kWh"}})
    names = []
    for index, some in enumerate(columns):
        if some:
            names.append(f"p{index}.parquet")
            pl.DataFrame(some, schema=dict.fromkeys(some, pl.Float64)).write_parquet(folder / names[-1])
    path = folder / "conto.json"
    body = case | {"withdrawal_points": points, "withdrawal_points_parquet": names}
    path.write_text(json.dumps(body), encoding="utf-8")
    return path


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=settlements(), files=st.integers(1, 3))
def test_the_wide_settlement_is_the_slow_one(
    case: dict[str, Any], files: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = moved_to_parquet(case, tmp_path_factory.mktemp("wide"), files)
    assert differences(slow_settlement.settle(case), settlement_json(settle_file(path, LAW))) == []


@pytest.mark.parametrize("points_at_once", [1, 2, 3, 7, 100])
def test_where_the_chunks_end_changes_nothing(tmp_path: Path, points_at_once: int) -> None:
    path = write_wide(tmp_path, points=7, points_in_file=3)
    found = read_settlement(path)
    at_once = points_at_once * len(GRID) * 8
    sums = wide_withdrawals(found, path, GRID.hours, Threads(3), bytes_at_once=at_once)
    alone = wide_withdrawals(found, path, GRID.hours, InProcess(), bytes_at_once=at_once)
    assert np.array_equal(sums.total, alone.total)
    rows = np.vstack([withdrawal_rows(count, len(GRID), seed=start) for start, count in ((0, 3), (3, 3), (6, 1))])
    assert np.abs(sums.total - rows.sum(axis=0)).max() < 1e-12
    files = open_wide(
        tmp_path, found.withdrawal_points_parquet, [p.id for p in found.withdrawal_points], GRID.hours.starts
    )
    sizes = [len(chunk.points) for chunk in chunks(files, len(GRID), at_once)]
    assert sum(sizes) == 7
    assert max(sizes) == min(3, points_at_once)


def points_of(rows: np.ndarray[Any, np.dtype[np.float64]]) -> list[WithdrawalPoint]:
    """Give each row a holder, a level and, to some, days inside and a storage."""
    holders, levels = list(Holder), list(Voltage)
    return [
        WithdrawalPoint(
            f"P{i}",
            holders[i % len(holders)],
            levels[i % len(levels)],
            row,
            from_on=date(2026, 3, 29) if i % 5 == 0 else None,
            until_on=date(2026, 10, 25) if i % 7 == 0 else None,
            storage_charge_kwh=row / 2 if i % 11 == 0 else None,
            storage_efficiency=Decimal("0.8"),
        )
        for i, row in enumerate(rows)
    ]


@pytest.mark.parametrize("count", [0, 1, POINTS_IN_BLOCK - 1, POINTS_IN_BLOCK, 2 * POINTS_IN_BLOCK + 1])
def test_the_sum_on_all_cores_is_the_sum_one_by_one_to_the_last_bit(count: int) -> None:
    hours = Hours.of(GRID.hours.starts[2000:2100])
    points = points_of(withdrawal_rows(count, len(hours)))
    one, many = summed(hours, points, workers=1), summed(hours, points, workers=3)
    by_one = Withdrawals(hours)
    for point in points:
        by_one.add(point)
    assert one.by_class.keys() == many.by_class.keys() == by_one.by_class.keys()
    assert all(np.array_equal(one.by_class[key], many.by_class[key]) for key in one.by_class)
    assert np.allclose(one.total, by_one.total, rtol=1e-13, atol=0)
    assert all(np.allclose(one.at(level), by_one.at(level), rtol=1e-13, atol=0) for level in Voltage)


@pytest.mark.parametrize(("value", "words"), [(np.nan, "manca"), (-0.5, "è -0.5"), (np.inf, "è inf")])
def test_an_hour_without_a_measure_is_refused_with_its_point(value: float, words: str) -> None:
    hours = Hours.of(GRID.hours.starts[:48])
    rows = withdrawal_rows(600, len(hours))
    rows[517, 30] = value
    points = points_of(rows)
    with pytest.raises(HourMissingError, match=f"Nell'ora 31 il prelievo di P517 {words}"):
        summed(hours, points)


def test_an_hour_lacking_while_the_point_is_outside_does_not_count() -> None:
    hours = Hours.of(GRID.hours.starts[:48])
    row = np.full(48, 2.0)
    row[30:] = np.nan
    point = WithdrawalPoint("P", Holder.OTHER, Voltage.LOW, row, until_on=date(2026, 1, 2))
    assert summed(hours, [point]).total.sum() == 48.0
    later = WithdrawalPoint("P", Holder.OTHER, Voltage.LOW, row, from_on=date(2026, 1, 2))
    with pytest.raises(HourMissingError, match="Nell'ora 31 il prelievo di P manca"):
        summed(hours, [later])


def test_more_charge_than_withdrawal_is_refused() -> None:
    hours = Hours.of(GRID.hours.starts[:2])
    point = WithdrawalPoint(
        "P", Holder.OTHER, Voltage.LOW, np.array([1.0, 1.0]), storage_charge_kwh=np.array([1.0, 1.5])
    )
    with pytest.raises(HourMissingError, match="Nell'ora 2 la carica dell'accumulo di P supera"):
        summed(hours, [point])


@pytest.mark.parametrize("what", ["price", "injection"])
def test_a_year_with_a_hole_is_not_settled(tmp_path: Path, what: str) -> None:
    path = write_wide(tmp_path, points=1)
    year = year_of(read_settlement(path), path, LAW)
    (year.zonal_price_eur_mwh if what == "price" else year.plants[2].injected_kwh)[17] = np.nan
    with pytest.raises(HourMissingError, match=r"Nell'ora 18 .* manca"):
        settle(year)


HOURS = [f"2026-07-01T{hour:02}:00+02:00" for hour in range(3)]
GOOD = {"a": [1.0, 2.0, 3.0], "b": [1.0, 1.0, 1.0]}


def small(folder: Path, frame: pl.DataFrame | None, **changes: Any) -> Path:
    """Write a settlement of three hours with two points, whose series are in the frame given."""
    if frame is not None:
        frame.write_parquet(folder / "p.parquet")
    body: dict[str, Any] = {
        "configuration": {"type": "CEC"},
        "hours": HOURS,
        "zonal_price_eur_mwh": [100, 100, 100],
        "plants": [
            {
                "id": "A", "source": "pv", "area": "north", "power_kW": 10, "class_power_kW": 10,
                "entry_into_operation": "2026-01-01", "service_start": "2026-01-01", "tip_admitted": True,
                "injected_kWh": [2, 2, 2],
            }
        ],
        "withdrawal_points": [{"id": "a", "holder": "person"}, {"id": "b", "holder": "other"}],
        "withdrawal_points_parquet": ["p.parquet"],
        "tariffs": {"TRASe_eur_mwh": 10},
    } | changes  # fmt: skip
    path = folder / "conto.json"
    path.write_text(json.dumps(body), encoding="utf-8")
    return path


def test_the_command_takes_the_points_from_parquet(tmp_path: Path) -> None:
    instants = pl.Series(HOURS).str.to_datetime(time_zone="UTC")
    path = small(tmp_path, pl.DataFrame(GOOD | {"hours": instants}))
    done = CliRunner().invoke(application("energy"), ["energy", "settle", str(path), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["hourly"]["shared_kWh"] == [2.0, 2.0, 2.0]
    assert json.loads(done.output)["hourly"]["withdrawn_kWh"] == [2.0, 3.0, 4.0]


def test_some_points_may_be_written_and_others_in_parquet(tmp_path: Path) -> None:
    points = [{"id": "a", "holder": "person"}, {"id": "b", "holder": "other", "withdrawn_kWh": [9, 9, 9]}]
    path = small(tmp_path, pl.DataFrame({"a": [1, 2, 3]}), withdrawal_points=points)
    assert settle_file(path, LAW).withdrawn_kwh.tolist() == [10.0, 11.0, 12.0]


Fault = Callable[[Path], Path]
OTHER_HOURS = pl.Series(HOURS[1:] + HOURS[:1]).str.to_datetime(time_zone="UTC")
FAULTS: dict[str, tuple[Fault, str]] = {
    "a gap": (lambda f: small(f, pl.DataFrame({"a": [1.0, None, 3.0], "b": [1.0] * 3})), "«a» mancano 1 ore"),
    "a missing column": (lambda f: small(f, pl.DataFrame({"a": [1.0] * 3})), "mancano le colonne di 1 punti: «b»"),
    "a strange column": (lambda f: small(f, pl.DataFrame(GOOD | {"c": [1.0] * 3})), "nessun punto .* «c»"),
    "another length": (lambda f: small(f, pl.DataFrame({"a": [1.0], "b": [1.0]})), "le ore sono 3 ma le righe 1"),
    "other hours": (lambda f: small(f, pl.DataFrame(GOOD | {"hours": OTHER_HOURS})), "riga 1 ha un'ora diversa"),
    "hours as text": (lambda f: small(f, pl.DataFrame(GOOD | {"hours": HOURS})), "non è di istanti"),
    "single precision": (lambda f: small(f, pl.DataFrame(GOOD).cast(pl.Float32)), "doppia precisione: «a», «b»"),
    "text": (lambda f: small(f, pl.DataFrame(GOOD).cast(pl.String)), "non sono numeri"),
    "no file": (lambda f: small(f, None), "il file non c'è"),
    "a file elsewhere": (
        lambda f: small(f, pl.DataFrame(GOOD), withdrawal_points_parquet=["../p.parquet"]),
        "non è un nome dentro la cartella",
    ),
    "the same column twice": (
        lambda f: small(f, pl.DataFrame(GOOD), withdrawal_points_parquet=["p.parquet", "./p.parquet"]),
        "è anche in",
    ),
    "no file named": (
        lambda f: small(f, None, withdrawal_points_parquet=[]),
        "«a»: manca withdrawn_kWh",
    ),
    "a file for nothing": (
        lambda f: small(f, None, withdrawal_points=[{"id": "a", "holder": "other", "withdrawn_kWh": [1, 1, 1]}]),
        "ogni punto ha già",
    ),
    "a charge alone": (
        lambda f: small(
            f,
            pl.DataFrame({"a": [1.0] * 3}),
            withdrawal_points=[{"id": "a", "holder": "other", "storage_charge_kWh": [1, 1, 1]}],
        ),
        "storage_charge_kWh senza",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_parquet_is_refused(tmp_path: Path, fault: str) -> None:
    make, words = FAULTS[fault]
    with pytest.raises(BrokenFileError, match=words):
        settle_file(make(tmp_path), LAW)


@pytest.mark.parametrize("kept", [0, 4, 200, -9])
def test_a_damaged_parquet_is_refused(tmp_path: Path, kept: int) -> None:
    path = small(tmp_path, pl.DataFrame(GOOD))
    whole = (tmp_path / "p.parquet").read_bytes()
    (tmp_path / "p.parquet").write_bytes(whole[:kept])
    with pytest.raises(BrokenFileError, match="non si legge come Parquet"):
        settle_file(path, LAW)
