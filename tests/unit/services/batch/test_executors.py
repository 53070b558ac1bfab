"""Every executor gives each piece of work its outcome, whatever becomes of the worker, and holds few at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.services.batch.works import doubled, failing_on_three, killed_once, killing_on_three
from workflow.services.batch.executors.dask_cluster import Certificates, ClusterRefusedError, refuse_open_address
from workflow.services.batch.executors.executor import AHEAD_PER_WORKER, Executor, Outcome
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.executors.process_pool import KILLER, ProcessPool


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    executor = ProcessPool(2)
    yield executor
    executor.close()


@pytest.fixture(params=["in_process", "pool"])
def executor(request: pytest.FixtureRequest, pool: ProcessPool) -> Executor:
    return pool if request.param == "pool" else InProcess()


def results(outcomes: Iterator[Outcome[int, int]]) -> dict[int, int | None]:
    return {outcome.item: outcome.result for outcome in outcomes}


def test_each_item_has_its_result(executor: Executor) -> None:
    assert results(executor.run(doubled, range(20))) == {number: 2 * number for number in range(20)}


def test_a_work_that_fails_has_a_reason_without_the_words_of_the_error(executor: Executor) -> None:
    outcomes = {outcome.item: outcome for outcome in executor.run(failing_on_three, range(6))}
    assert outcomes[3].fault == "errore interno (ValueError)"
    assert {item for item, outcome in outcomes.items() if outcome.result is not None} == {0, 1, 2, 4, 5}


def test_no_more_is_taken_than_can_be_held(executor: Executor) -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    run = executor.run(doubled, items())
    over = 0
    for _ in run:
        over += 1
        assert len(taken) - over <= executor.workers + AHEAD_PER_WORKER
    assert over == 100


def test_who_asks_to_stop_finds_finished_what_was_begun_and_nothing_more(executor: Executor) -> None:
    done: list[int] = []
    done.extend(outcome.item for outcome in executor.run(doubled, range(1000), stop=lambda: len(done) >= 5))
    assert 5 <= len(done) <= 5 + executor.workers + AHEAD_PER_WORKER
    assert len(done) == len(set(done))


def test_a_work_that_ends_its_worker_twice_is_put_aside_and_no_other() -> None:
    executor = ProcessPool(2)
    outcomes = {outcome.item: outcome for outcome in executor.run(killing_on_three, range(12))}
    executor.close()
    assert outcomes[3] == Outcome(3, fault=KILLER)
    assert {item for item, outcome in outcomes.items() if outcome.result == item} == set(range(12)) - {3}


def test_a_work_whose_worker_is_killed_once_is_done_again(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("uno", "due", "vittima", "tre", "quattro")]
    executor = ProcessPool(2)
    outcomes = [outcome.result for outcome in executor.run(killed_once, names)]
    executor.close()
    assert sorted(map(str, outcomes)) == ["due", "quattro", "tre", "uno", "vittima"]


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.7:8786", "tcp://scheduler.studio.it:8786", "tcp://0.0.0.0:8786", "tcp://[2001:db8::1]:8786"],
)
def test_a_scheduler_elsewhere_without_encryption_is_refused(address: str) -> None:
    with pytest.raises(ClusterRefusedError, match="non è cifrato"):
        refuse_open_address(address, None)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"])
def test_a_scheduler_of_this_machine_needs_no_encryption(address: str) -> None:
    refuse_open_address(address, None)


@pytest.mark.parametrize("address", ["tls://10.0.0.7:8786", "tls://localhost:8786"])
def test_an_encrypted_scheduler_wants_the_three_certificates(address: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterRefusedError, match="--tls-ca"):
        refuse_open_address(address, None)
    with pytest.raises(ClusterRefusedError, match="non esiste"):
        refuse_open_address(address, Certificates(tmp_path / "ca", tmp_path / "cert", tmp_path / "key"))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:80", "inproc://127.0.0.1/1", "127.0.0.1:8786", "tls://", "tcp://10"]
)
def test_what_is_no_address_of_a_scheduler_is_refused(address: str) -> None:
    with pytest.raises(ClusterRefusedError):
        refuse_open_address(address, None)
