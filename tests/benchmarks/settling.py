"""A year of ten thousand points settled in memory and from Parquet, a hundred thousand streamed, and the plain ways.

`DOSSIER_BENCH_POINTS=1000,2000` runs it smaller: the points in memory and on one file, then those streamed.
"""

import gc
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks import plain_settlement, rse_simulator
from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import ratio, shown
from tests.builders.cluster import certificates, running_cluster
from tests.builders.wide_settlements import case, withdrawal_rows, write_wide
from workflow.energy.inputs import WithdrawalPoint
from workflow.energy.settlement import Settlement, settle
from workflow.energy.wide import summed
from workflow.energy.year import SettledYear
from workflow.energy.year_grid import YearGrid
from workflow.intake.settlement_file import PointInput, SettlementInput
from workflow.law import Law
from workflow.services.settling import settle_file, settlement_json, year_of

ROUNDS = 5
SIZES = "10000,100000"
YEAR = 2026
_SMALL = 1e-6
_STATUS = Path("/proc/self/status")
Seconds = dict[str, list[float]]


def section() -> Section:
    """Measure everything, by the clock on the wall: what counts here is how long somebody waits for all cores."""
    points, streamed = (int(size) for size in os.environ.get("DOSSIER_BENCH_POINTS", SIZES).split(","))
    rows = [
        *_in_memory(points), *_from_parquet(points), *_by_executors(points), _streamed(streamed), *rse_simulator.rows(),
    ]  # fmt: skip
    return Section(
        "Settling a year",
        "Whole settlement of a community (queue, tariff, exempt points, surplus, valorisation, sale, fees, advances) "
        "for the 8,760 hours of a year, in seconds of the clock. One pass: the same array added up once by as many "
        "threads as cores. In memory: from the rows of an array and the terms of the points to the result. From "
        "Parquet: from the settlement file to the result, a new process each time for the memory. Plain ways: the same "
        "totals, to the millionth of a euro, as an analyst writes them (`plain_settlement.py`); pandas, which alone "
        "reads no Parquet, gets its columns from polars. The command: all of it, from its start to the JSON it prints.",
        ROUNDS,
        ["what", "points", "time", "against", "peak memory"],
        rows,
        [Short(ratio=3, other_is="said in the ratio", work=(0, 1), ours=2)],
    )


def _in_memory(points: int) -> list[list[str]]:
    grid = YearGrid.of(YEAR)
    rows = withdrawal_rows(points, len(grid))
    found = SettlementInput.model_validate(case(points))
    year = year_of(found.model_copy(update={"withdrawal_points": []}), Path("conto.json"), Law.load())
    with ThreadPoolExecutor() as threads:
        halves = np.array_split(rows.reshape(-1), os.cpu_count() or 1)
        works = {
            "pass": lambda: list(threads.map(np.sum, halves)),
            "settlement": partial(_settled, year, found.withdrawal_points, rows),
        }
        taken = _by_the_clock(works)
    gigabytes = rows.nbytes / statistics.median(taken["pass"]) / 1e9
    return [
        ["one pass over the withdrawals", f"{points:,}", shown(taken["pass"]), f"{gigabytes:.1f} GB/s", "–"],
        [
            "in memory, whole settlement", f"{points:,}", shown(taken["settlement"]),
            f"{ratio(taken['settlement'], taken['pass'])} one pass", "–",
        ],
    ]  # fmt: skip


def _settled(year: SettledYear, points: list[PointInput], rows: np.ndarray[Any, Any]) -> Settlement:
    terms = [
        WithdrawalPoint(p.id, p.holder, p.voltage, row, p.from_on, p.until_on)
        for p, row in zip(points, rows, strict=True)
    ]
    return settle(
        SettledYear(
            year.configuration, year.hours, year.zonal_price_eur_mwh, year.plants, summed(year.hours, terms),
            year.tariffs, year.law, year.assumptions, year.charges_fees, year.vat_rate,
        )
    )  # fmt: skip


def _from_parquet(points: int) -> list[list[str]]:
    ways: dict[str, Callable[[Path], Any]] = {
        "ours": totals,
        "polars": plain_settlement.with_polars,
        "pandas": plain_settlement.with_pandas,
    }
    names = {
        "ours": "from Parquet, whole settlement",
        "polars": "the plain polars way",
        "pandas": "the plain pandas way",
    }
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder), points)
        taken: Seconds = {name: [] for name in ways}
        memory: dict[str, float] = dict.fromkeys(ways, 0.0)
        for _ in range(ROUNDS):
            results = {}
            for name, way in ways.items():
                seconds, peak, results[name] = _in_new_process(way, path)
                taken[name].append(seconds)
                memory[name] = max(memory[name], peak)
            _agree(results)
    return [
        [
            names[name], f"{points:,}", shown(taken[name]),
            "–" if name == "ours" else f"{ratio(taken[name], taken['ours'])} ours", f"{memory[name]:.0f} MB",
        ]
        for name in ways
    ]  # fmt: skip


def _by_executors(points: int) -> list[list[str]]:
    """Time the command with its threads, with a pool of processes and on a cluster: what it prints is the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder), points)
        given = certificates(Path(folder) / "certificati")
        tls = ["--tls-ca", str(given.authority), "--tls-cert", str(given.certificate), "--tls-key", str(given.key)]
        with running_cluster(given) as address:
            ways = {
                "the command, a thread for each core": [],
                "the command, 2 processes": ["--workers", "2"],
                "the command, Dask, 2 workers over TLS": ["--scheduler", address, *tls],
            }
            taken: Seconds = {name: [] for name in ways}
            for _ in range(ROUNDS):
                printed = set()
                for name, words in ways.items():
                    seconds, output = _command(path, words)
                    taken[name].append(seconds)
                    printed.add(output)
                if len(printed) != 1:
                    raise AssertionError("the executors do not give the same settlement")
    first = next(iter(ways))
    return [
        [
            name, f"{points:,}", shown(taken[name]),
            "–" if name == first else f"{ratio(taken[name], taken[first])} threads", "–",
        ]
        for name in ways
    ]  # fmt: skip


def _command(path: Path, words: Sequence[str]) -> tuple[float, bytes]:
    """Return the seconds of the command and what it prints."""
    command = [sys.executable, "-m", "workflow.cli.entry", "energy", "settle", str(path), "--json", *words]
    start = time.perf_counter()
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return time.perf_counter() - start, output


def _streamed(points: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_wide(Path(folder), points)
        weight = sum(file.stat().st_size for file in Path(folder).glob("*.parquet")) / 1e6
        seconds, peak, _ = _in_new_process(totals, path)
    unpacked = points * len(YearGrid.of(YEAR)) * 8 / 1e6
    against = f"{weight:,.0f} MB of files, {unpacked:,.0f} MB unpacked"
    return ["streamed from Parquet, once", f"{points:,}", f"{seconds:.2f} s", against, f"{peak:.0f} MB"]


def totals(path: Path) -> dict[str, float]:
    """Settle a file with the product."""
    found: dict[str, float] = settlement_json(settle_file(path, Law.load()))["totals"]
    return found


def _agree(results: Mapping[str, Mapping[str, float]]) -> None:
    ours = results["ours"]
    for name, result in results.items():
        for key, value in result.items():
            if abs(value - ours[key]) > max(_SMALL, 1e-12 * abs(value)):
                raise AssertionError(f"{name} gives {key} {value}, ours is {ours[key]}")


def _in_new_process(way: Callable[[Path], Any], path: Path) -> tuple[float, float, Any]:
    """Return the seconds, the most memory in MB and the result of a run by a process that has done nothing else."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        found: tuple[float, float, Any] = process.apply(_measured, (way, path))
    return found


def _measured(way: Callable[[Path], Any], path: Path) -> tuple[float, float, Any]:
    start = time.perf_counter()
    result = json.loads(json.dumps(way(path)))
    seconds = time.perf_counter() - start
    return seconds, _peak_mb(), result


def _peak_mb() -> float:
    # `getrusage` would tell the peak of the parent too, which a process keeps through `exec`.
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _by_the_clock(works: Mapping[str, Callable[[], Any]]) -> Seconds:
    taken: Seconds = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            gc.collect()
            start = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - start)
    return taken
