"""Measures ways of working one after the other, round after round, so that a busy machine slows all of them.

The seconds are those of the processor, of this process and of the ones it starts: waiting for others is not counted.
"""

import gc
import resource
import statistics
from collections.abc import Callable, Mapping
from typing import Any

Work = Callable[[], Any]


def seconds_of(work: Work) -> float:
    """Return the seconds of one run, begun without anything left to collect."""
    gc.collect()
    start = _spent()
    work()
    return _spent() - start


def interleaved(works: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Run A B A B …; return the seconds of each run, by name."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            taken[name].append(seconds_of(work))
    return taken


def ratio(slow: list[float], fast: list[float]) -> str:
    """Return the median of the ratios of the rounds, with the least and the most."""
    ratios = [before / after for before, after in zip(slow, fast, strict=True)]
    return f"{statistics.median(ratios):.1f} × ({min(ratios):.1f}–{max(ratios):.1f})"


def shown(times: list[float]) -> str:
    """Return the median, in milliseconds below one second."""
    median = statistics.median(times)
    return f"{median:.2f} s" if median >= 1 else f"{median * 1000:.1f} ms"


def _spent() -> float:
    usages = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
