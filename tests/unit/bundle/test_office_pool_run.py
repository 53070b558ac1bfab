"""How batches go through several LibreOffice, with none started: who waits for whom, and what goes again."""

import threading
from collections.abc import Callable, Sequence
from typing import ClassVar, cast

import pytest

from workflow.bundle.office.batches import Batch
from workflow.bundle.office.instance import OfficeInstance, OfficeRefusedError, OfficeStartError
from workflow.bundle.office.pool import News, OfficePool, PoolRun

Lengths = dict[int, int]
SECONDS = 10.0


class Printer:
    """Stands for the pool: it knows how many pages each document has, and keeps what it was asked to convert."""

    def __init__(self, lengths: Lengths, refused: frozenset[int] = frozenset()) -> None:
        self.lengths, self.refused = lengths, refused
        self.asked: list[tuple[int, ...]] = []
        self.before: Callable[[Batch], None] = lambda _: None

    def convert(self, batch: Batch) -> list[int]:
        self.before(batch)
        self.asked.append(batch.indexes)
        if self.refused & set(batch.indexes):
            raise OfficeRefusedError("no")
        return [] if batch.is_single else [self.lengths[index] for index in batch.indexes]


def run(printer: Printer, batches: Sequence[Sequence[int]], threads: int = 2) -> tuple[list[News], PoolRun]:
    """Run the batches to the end; a run that waits for ever fails the test."""
    begun = PoolRun(printer.convert, [Batch(tuple(one), 1000, 1) for one in batches], threads)
    news: list[News] = []
    reader = threading.Thread(target=lambda: news.extend(begun), daemon=True)
    reader.start()
    reader.join(SECONDS)
    assert not reader.is_alive(), "everybody waits for somebody"
    return news, begun


def made(news: Sequence[News]) -> list[int]:
    return sorted(index for one in news if one.failure is None for index in one.indexes)


def test_documents_of_another_length_wait_for_their_likes_of_the_other_batches() -> None:
    lengths = {index: 3 if index in {2, 6, 9} else 2 for index in range(12)}
    printer = Printer(lengths)
    news, begun = run(printer, [range(4), range(4, 8), range(8, 12)], threads=1)
    assert made(news) == list(range(12))
    assert begun.left == []
    assert printer.asked[3:] == [(2, 6, 9)], "one conversion for all of them, not one for each batch"


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_every_document_is_made_once_whatever_the_lengths(threads: int) -> None:
    lengths = {index: 1 + index % 5 for index in range(60)}
    news, begun = run(Printer(lengths), [range(start, start + 12) for start in range(0, 60, 12)], threads)
    assert made(news) == list(range(60))
    assert begun.left == []


def test_a_document_that_nobody_prints_is_given_up_and_the_others_are_made() -> None:
    lengths = {index: 2 + index % 2 for index in range(16)}
    printer = Printer(lengths, refused=frozenset({5}))
    news, _ = run(printer, [range(8), range(8, 16)])
    assert made(news) == [index for index in range(16) if index != 5]
    assert [one.indexes for one in news if one.failure is not None] == [(5,)]
    assert printer.asked.count((5,)) == 2, "a single document is tried once more"


def test_when_no_instance_starts_any_more_what_is_left_is_told_odd_lengths_included() -> None:
    printer = Printer({index: 2 + index % 2 for index in range(8)})

    def only_the_first(_: Batch) -> None:
        if printer.asked:
            raise OfficeStartError("non parte")

    printer.before = only_the_first
    news, begun = run(printer, [range(4), range(4, 8)], threads=1)
    assert made(news) == [0, 2]
    assert sorted(begun.left) == [1, 3, 4, 5, 6, 7]
    assert begun.start_failure == "non parte"


def test_one_that_cannot_start_leaves_its_batch_to_the_one_that_works() -> None:
    printer = Printer({index: 2 + index % 3 for index in range(12)})
    first = threading.Event()

    def one_fails(_: Batch) -> None:
        if not first.is_set():
            first.set()
            raise OfficeStartError("non parte")

    printer.before = one_fails
    news, begun = run(printer, [range(6), range(6, 12)])
    assert (made(news), begun.left) == (list(range(12)), [])


def test_a_fault_of_the_program_ends_the_run_for_everybody() -> None:
    printer = Printer(dict.fromkeys(range(8), 2))

    def broken(_: Batch) -> None:
        raise ZeroDivisionError

    printer.before = broken
    begun = PoolRun(printer.convert, [Batch(tuple(range(4)), 1000), Batch(tuple(range(4, 8)), 1000)], 2)
    with pytest.raises(ZeroDivisionError):
        list(begun)


class Started:
    """Stands for an instance: it counts those that were started and knows whether it was ended."""

    conversions = 0
    version = "7.4.7.2"
    made: ClassVar[list["Started"]] = []

    def __init__(self) -> None:
        self.is_stopped = False
        Started.made.append(self)

    def resident_bytes(self) -> int:
        return 0

    def stop(self) -> None:
        self.is_stopped = True


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Nothing starts before it is open."""
    monkeypatch.setattr(Started, "made", [])
    return threading.Event()


def pool_of(gate: threading.Event, fault: Exception | None = None) -> OfficePool:
    def start() -> OfficeInstance:
        assert gate.wait(SECONDS)
        if fault is not None:
            raise fault
        return cast("OfficeInstance", Started())

    return OfficePool(start, 2, seconds_each=1)


def test_instances_started_ahead_are_those_that_are_taken(gate: threading.Event) -> None:
    pool = pool_of(gate)
    pool.prepare(5)  # of two places
    threading.Timer(0.05, gate.set).start()
    taken = [pool.take(), pool.take()]
    assert len(Started.made) == 2
    pool.give_back(taken[0])
    pool.prepare(2)
    assert pool.take() is taken[0]
    assert len(Started.made) == 2


def test_a_start_ahead_that_fails_is_told_to_who_takes_an_instance(gate: threading.Event) -> None:
    pool = pool_of(gate, OfficeStartError("non parte"))
    pool.prepare(1)
    gate.set()
    with pytest.raises(OfficeStartError, match="non parte"):
        pool.take()


def test_an_instance_that_starts_after_the_end_is_ended(gate: threading.Event) -> None:
    pool = pool_of(gate)
    pool.prepare(1)
    starting = next(one for one in threading.enumerate() if one.name == "dossier-cer-start")
    pool.close()
    gate.set()
    starting.join(SECONDS)
    assert [one.is_stopped for one in Started.made] == [True]
    with pytest.raises(OfficeStartError, match="interrotto"):
        pool.take()
