"""Does the work in threads of this process: for works that leave the interpreter free, such as sums of arrays."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from workflow.services.batch.executors.executor import Item, Outcome, Result, Stop, fault_of, never


class Threads:
    """So many threads, which share what this process has read; never more works in hand than threads."""

    name = "thread"

    def __init__(self, workers: int) -> None:
        """Start nothing: the threads live as long as a run."""
        self.workers = workers

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        """Yield the outcomes in the order of the items."""
        under_way: deque[tuple[Item, Future[Result]]] = deque()
        with ThreadPoolExecutor(self.workers) as pool:
            for item in items:
                if stop():
                    break
                if len(under_way) == self.workers:
                    yield _outcome(*under_way.popleft())
                under_way.append((item, pool.submit(work, item)))
            while under_way:
                yield _outcome(*under_way.popleft())

    def close(self) -> None:
        """Do nothing: the threads end with each run."""


def _outcome(item: Item, future: "Future[Result]") -> Outcome[Item, Result]:
    try:
        return Outcome(item, future.result())
    except Exception as error:  # noqa: BLE001 - a bug in one work must not take the others along
        return Outcome(item, fault=fault_of(error))
