"""What people see and can do while a batch runs: the live table on a terminal, and the wish to stop."""

import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

from rich.live import Live
from rich.table import Table

from workflow.cli.console import error_console
from workflow.services.batch.executors.executor import Executor
from workflow.services.batch.tasks import TaskResult, TaskState

_SHOWN_FAILURES = 5
_MINUTE, _HOUR = 60, 3600


class StopRequest:
    """Whether somebody has asked to stop: what is in hand is finished, nothing more is begun."""

    is_set = False

    def asked(self) -> bool:
        """Say it in the form that executors ask for."""
        return self.is_set


@contextmanager
def stop_requests() -> Iterator[StopRequest]:
    """Turn the first interruption into a wish; the second ends the command at once."""
    request = StopRequest()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if request.is_set:
            raise KeyboardInterrupt
        request.is_set = True

    if threading.current_thread() is not threading.main_thread():  # no signals reach it
        yield request
        return
    before: dict[signal.Signals, Any] = {
        number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield request
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class LiveTable:
    """Counts, the time left, and the last that went wrong, drawn over and over in the same place."""

    def __init__(self, total: int, executor: Executor) -> None:
        """Count from nothing."""
        self._total = total
        self._executor = executor
        self._counts: Counter[TaskState] = Counter()
        self._blocked = 0
        self._failures: deque[TaskResult] = deque(maxlen=_SHOWN_FAILURES)
        self._start = time.monotonic()
        self._live = Live(get_renderable=self._drawn, console=error_console(), transient=True, refresh_per_second=4)

    def __enter__(self) -> Callable[[TaskResult], None]:
        """Begin to draw; what is given is told of each result."""
        self._live.__enter__()
        return self.told

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the table away."""
        self._live.__exit__(kind, error, trace)

    def told(self, result: TaskResult) -> None:
        """Count a result."""
        self._counts[result.state] += 1
        if result.state is TaskState.FAILED:
            self._failures.append(result)
        elif result.code:
            self._blocked += 1

    def _drawn(self) -> Table:
        over = sum(self._counts.values())
        table = Table(title=f"Lotto: {over} di {self._total} ({self._executor.name}, {self._executor.workers})")
        for column in ("Fatti", "Già fatti", "Con rilievi bloccanti", "Non riusciti", "In attesa", "Fine tra"):
            table.add_column(column, justify="right")
        table.add_row(
            str(self._counts[TaskState.DONE]),
            str(self._counts[TaskState.KEPT]),
            str(self._blocked),
            str(self._counts[TaskState.FAILED]),
            str(self._total - over),
            left_words(time.monotonic() - self._start, over, self._total),
        )
        if self._failures:
            told = [f"{failure.name}: {failure.reason or ''}" for failure in self._failures]
            table.caption = "\n".join(["Ultimi non riusciti:", *told])
        return table


def left_words(elapsed_seconds: float, over: int, total: int) -> str:
    """Say how long it will take, at the pace kept so far."""
    if not over:
        return "–"
    seconds = elapsed_seconds / over * (total - over)
    if seconds >= _HOUR:
        return f"{int(seconds // _HOUR)} h {int(seconds % _HOUR // _MINUTE)} min"
    return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE)} s" if seconds >= _MINUTE else f"{int(seconds)} s"
