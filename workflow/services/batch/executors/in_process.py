"""Does the work here, one piece after the other."""

from collections.abc import Callable, Iterable, Iterator

from workflow.services.batch.executors.executor import Item, Outcome, Result, Stop, fault_of, never


class InProcess:
    """No other process: for one worker, for tests, for the least machine."""

    name = "in questo processo"
    workers = 1

    def run(
        self, work: Callable[[Item], Result], items: Iterable[Item], stop: Stop = never
    ) -> Iterator[Outcome[Item, Result]]:
        """Yield each outcome before the next work begins."""
        for item in items:
            if stop():
                return
            try:
                outcome: Outcome[Item, Result] = Outcome(item, work(item))
            except Exception as error:  # noqa: BLE001 - a bug in one work must not take the others along
                outcome = Outcome(item, fault=fault_of(error))
            yield outcome

    def close(self) -> None:
        """Do nothing: there is nobody to let go."""
