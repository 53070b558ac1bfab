"""Does the work in a pool of processes of this machine, which survives the death of any of them."""

import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection
from typing import Any, Generic

from workflow.services.batch.executors.executor import (
    AHEAD_PER_WORKER,
    POLL_SECONDS,
    Item,
    Outcome,
    Result,
    Stop,
    fault_of,
    never,
)

KILLER = "per due volte il processo che ci lavorava è finito di colpo (memoria esaurita, o un file che lo abbatte)"
ENDED = 143
# As in the command line: what a worker has read lives until its end.
_OBJECTS_BETWEEN_COLLECTIONS = 200_000


class _Flight(Generic[Item, Result]):
    """What is in hand, what waits, and what was in hand when a worker died."""

    def __init__(self, work: Callable[[Item], Result], waiting: Iterator[Item], most: int) -> None:
        self.flying: dict[Future[Result], Item] = {}
        self.is_broken = False
        self._work = work
        self._waiting = waiting
        self._most = most
        self._suspects: deque[Item] = deque()
        self._casualties: list[Item] = []
        self._is_alone = False

    def launch(self, submit: Callable[..., Future[Result]], *, is_stopped: bool) -> bool:
        """Begin what may be begun; return whether anything is in hand."""
        if is_stopped:
            for future in [future for future in self.flying if future.cancel()]:
                del self.flying[future]
        elif self._suspects:
            if not self.flying:
                self._is_alone = True
                self._begin(self._suspects.popleft(), submit)
        else:
            self._is_alone = False
            while not self.is_broken and len(self.flying) < self._most and (found := list(islice(self._waiting, 1))):
                self._begin(found[0], submit)
        return bool(self.flying) or self.is_broken

    def _begin(self, item: Item, submit: Callable[..., Future[Result]]) -> None:
        try:
            self.flying[submit(self._work, item)] = item
        except BrokenProcessPool:  # a worker died before this work was begun
            self.is_broken = True
            self._suspects.appendleft(item)

    def landed(self, done: Iterable[Future[Result]]) -> Iterator[Outcome[Item, Result]]:
        """Yield what came of the works that are over; those whose worker died are kept for `after_a_break`."""
        for future in done:
            item = self.flying.pop(future)
            try:
                yield Outcome(item, future.result())
            except (BrokenProcessPool, CancelledError):
                self.is_broken = True
                self._casualties.append(item)
            except Exception as error:  # noqa: BLE001 - a bug in one work must not take the others along
                yield Outcome(item, fault=fault_of(error))

    def after_a_break(self) -> Iterator[Outcome[Item, Result]]:
        """Yield what was finished in time; put aside who was alone with a worker that died, suspect all others."""
        yield from self.landed(list(self.flying))  # a broken pool has ended them all
        fallen, self._casualties = self._casualties, []
        self.is_broken = False
        if self._is_alone:
            yield from (Outcome(item, fault=KILLER) for item in fallen)
        else:
            self._suspects += fallen


class ProcessPool:
    """So many processes, begun anew (spawned), so that no thread or lock of this one is copied."""

    name = "processi"

    def __init__(self, workers: int) -> None:
        """Start nothing: the processes start with the first work."""
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._others: frozenset[Any] = frozenset()

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        """Yield the outcomes as they come.

        When a worker dies nobody can say on what: all that was in hand is done again, one by one and alone, and who
        takes its worker down a second time is put aside.
        """
        flight = _Flight(work, iter(items), self.workers + AHEAD_PER_WORKER)
        try:
            while flight.launch(self._submit, is_stopped=stop()):
                done, _ = wait(flight.flying, POLL_SECONDS, FIRST_COMPLETED)
                yield from flight.landed(done)
                if flight.is_broken:
                    self._drop()
                    yield from flight.after_a_break()
        finally:
            if flight.flying:  # whoever listened has gone away
                self._kill()

    def close(self) -> None:
        """Let the processes go when they have finished what they do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def _submit(self, work: Callable[[Item], Result], item: Item) -> Future[Result]:
        return self._started().submit(work, item)

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._others = frozenset(multiprocessing.active_children())
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, mp_context=context, initializer=begin)
        return self._pool

    def _drop(self) -> None:
        """Forget a pool that is broken: it has ended its own processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    def _kill(self) -> None:
        for child in multiprocessing.active_children():
            if child not in self._others:
                child.terminate()
        self._drop()


def begin() -> None:
    """Make a new process a worker: it leaves interruptions to who started it, and does not outlive him."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))  # so that what it has started ends too
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
