"""What every executor promises, whatever it does the work with."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

# How many pieces of work wait at each worker's door: enough that none is idle, few enough that memory stays flat.
AHEAD_PER_WORKER = 2
POLL_SECONDS = 0.2

Stop = Callable[[], bool]


def never() -> bool:
    """Say that nobody asked to stop."""
    return False


@dataclass(frozen=True)
class Outcome(Generic[Item, Result]):
    """What became of one piece of work: its result, or in Italian why there is none."""

    item: Item
    result: Result | None = None
    fault: str | None = None


class Executor(Protocol):
    """Does one work on many items and gives the outcomes as they come, never many more than it can do at once.

    `work` is a function of a module and the items can be pickled, for they may travel. A work may be done more than
    once (its worker was lost before it could say that it was done): what it leaves behind must not depend on that. An
    item whose worker is lost twice is put aside, with the reason. When `stop` says so nothing more is begun, what is
    being done is finished, and the items not begun have no outcome.
    """

    name: str
    workers: int

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        """Yield the outcomes, in whatever order."""
        ...

    def close(self) -> None:
        """Let the workers go."""
        ...


def fault_of(error: Exception) -> str:
    """Say that a work has failed by a bug: only its kind, for its text may hold personal data."""
    return f"errore interno ({type(error).__name__})"
