"""A large settlement is shared out by chunks, and its sums are the same to the last bit whoever does them."""

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.builders.wide_settlements import write_wide
from workflow.cli.app import application
from workflow.energy.hours import Hours
from workflow.energy.sharing import Withdrawals
from workflow.energy.year_grid import YearGrid
from workflow.intake.settlement_file import SettlementInput, read_settlement
from workflow.intake.wide_parquet import chunks, open_wide
from workflow.resources import BrokenFileError
from workflow.services.batch.executors.executor import Executor, Item, Outcome, Result, Stop, never
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.executors.process_pool import ProcessPool
from workflow.services.batch.executors.threads import Threads
from workflow.services.settling_wide import ChunkLostError, ChunkWork, runs_of, wide_withdrawals

HOURS = YearGrid.of(2026).hours
ONE_COLUMN = 1
Work = Callable[[Item], Result]


class Meddling(InProcess):
    """Does something before the first work."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self._meddle = meddle

    def run(
        self, work: Work[Item, Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        self._meddle()
        yield from super().run(work, items, stop)


class Backwards(InProcess):
    """Gives the last outcome first."""

    def run(
        self, work: Work[Item, Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        yield from reversed(list(super().run(work, items, stop)))


class Forgetting(InProcess):
    """Loses an outcome."""

    def run(
        self, work: Work[Item, Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        yield from list(super().run(work, items, stop))[:-1]


class Failing(InProcess):
    """Brings nothing to its end."""

    def run(
        self, work: Work[Item, Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        for outcome in super().run(work, items, stop):
            yield Outcome(outcome.item, fault="il processo è finito di colpo")


class Murdered(ProcessPool):
    """Has a process killed as soon as it has given a result."""

    def run(
        self, work: Work[Item, Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        for place, outcome in enumerate(super().run(work, items, stop)):
            if place == 0:
                os.kill(active_children()[0].pid or 0, signal.SIGKILL)
            yield outcome


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Seven points in three files."""
    return write_wide(tmp_path, points=7, points_in_file=3)


@pytest.fixture
def found(path: Path) -> SettlementInput:
    return read_settlement(path)


def summed_by(executor: Executor, found: SettlementInput, path: Path) -> Withdrawals:
    return wide_withdrawals(found, path, HOURS, executor, bytes_at_once=ONE_COLUMN)


def assert_equal(one: Withdrawals, other: Withdrawals) -> None:
    assert list(one.by_class) == list(other.by_class)
    assert all(np.array_equal(one.by_class[key], other.by_class[key]) for key in one.by_class)


def test_threads_processes_one_of_which_is_killed_and_whatever_order_give_the_same_bits(
    found: SettlementInput, path: Path
) -> None:
    alone = summed_by(InProcess(), found, path)
    assert len(alone.by_class) > 3
    assert alone.total.sum() > 0
    processes = Murdered(1)
    for executor in (Threads(3), Backwards(), processes):
        assert_equal(summed_by(executor, found, path), alone)
    processes.close()


def test_a_chunk_travels_as_names_and_terms_not_as_numbers(found: SettlementInput, path: Path) -> None:
    points = {point.id: point for point in found.withdrawal_points}
    files = open_wide(path.parent, found.withdrawal_points_parquet, list(points), HOURS.starts)
    some = [
        ChunkWork(number, runs_of(HOURS), chunk, tuple(points[name] for name in chunk.points))
        for number, chunk in enumerate(chunks(files, len(HOURS), ONE_COLUMN))
    ]
    assert [len(one.points) for one in some] == [1] * 7
    assert max(len(pickle.dumps(one)) for one in some) < 2_000
    assert runs_of(HOURS) == ((HOURS.starts[0], len(HOURS)),)


def test_hours_with_a_gap_travel_as_runs() -> None:
    some = Hours.of([*HOURS.starts[:5], *HOURS.starts[7:9]])
    assert runs_of(some) == ((HOURS.starts[0], 5), (HOURS.starts[7], 2))


def test_a_file_that_a_machine_does_not_see_is_told_with_the_machine(found: SettlementInput, path: Path) -> None:
    last = path.with_name(found.withdrawal_points_parquet[-1])
    with pytest.raises(BrokenFileError, match=r"la macchina «.+» non vede il file.*con lo stesso percorso") as refusal:
        summed_by(Meddling(last.unlink), found, path)
    assert refusal.value.path == last


def test_a_file_that_is_another_on_a_machine_is_told(found: SettlementInput, path: Path) -> None:
    first, last = (path.with_name(found.withdrawal_points_parquet[place]) for place in (0, -1))
    with pytest.raises(BrokenFileError, match="vede un altro file"):
        summed_by(Meddling(lambda: last.write_bytes(first.read_bytes())), found, path)


@pytest.mark.parametrize(
    ("executor", "words"),
    [(Failing(), "da «P000000» a «P000000».*finito di colpo"), (Forgetting(), "non ha avuto esito")],
)
def test_without_all_its_chunks_there_is_no_settlement(
    found: SettlementInput, path: Path, executor: Executor, words: str
) -> None:
    with pytest.raises(ChunkLostError, match=words):
        summed_by(executor, found, path)


def test_the_command_gives_the_same_result_whoever_does_the_sums(path: Path) -> None:
    printed = [
        CliRunner().invoke(application("energy"), ["energy", "settle", str(path), "--json", *words]).output
        for words in ((), ("--workers", "0"))
    ]
    assert printed[0] == printed[1]
    assert '"shared_kWh"' in printed[0]


@pytest.mark.parametrize(
    "words",
    [("DIR", "--workers", "2"), ("FILE", "--tls-ca", "ca.pem"), ("FILE", "--scheduler", "tcp://10.1.2.3:8786"),
     ("FILE", "--scheduler", "tls://localhost:8786", "--workers", "2")],
    ids=" ".join,
)  # fmt: skip
def test_what_does_not_go_together_is_refused(path: Path, words: tuple[str, ...]) -> None:
    places = {"DIR": str(path.parent), "FILE": str(path)}
    done = CliRunner().invoke(application("energy"), ["energy", "settle", *(places.get(word, word) for word in words)])
    assert getattr(done.exception, "exit_code", done.exit_code) == 2
