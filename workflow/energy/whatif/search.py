"""Looks for the best size and for the best order, of a value that only trying tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

COARSE_STEPS = 6
TOLERANCE = 0.005


@dataclass(frozen=True)
class BestSize:
    """The size of greatest value between zero and a limit, and whether it is the limit itself that stops it."""

    size: float
    value: float
    is_at_limit: bool
    tried: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Step:
    """One choice of an order: which candidate, and what it adds to those already chosen."""

    candidate: int
    added: float


def best_size(value: Callable[[float], float], limit: float) -> BestSize:
    """Return the size whose value is greatest; zero where nothing is better than nothing.

    Even steps find the hill, a bounded search its top: with more than one hill the steps decide.
    """
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped] # noqa: PLC0415 - no types; lazy

    tried: dict[float, float] = {}

    def known(size: float) -> float:
        if size not in tried:
            tried[size] = value(size)
        return tried[size]

    sizes = [limit * step / COARSE_STEPS for step in range(COARSE_STEPS + 1)]
    top = max(range(len(sizes)), key=lambda step: known(sizes[step]))
    low, high = sizes[max(0, top - 1)], sizes[min(COARSE_STEPS, top + 1)]
    minimize_scalar(
        lambda size: -known(float(size)),
        bounds=(low, high),
        method="bounded",
        options={"xatol": limit * TOLERANCE, "maxiter": 12},
    )
    best = max(tried, key=lambda size: (tried[size], -size))
    is_at_limit = best >= limit * (1.0 - 2 * TOLERANCE)
    return BestSize(best, tried[best], is_at_limit, tuple(sorted(tried.items())))


def best_order(count: int, value: Callable[[Sequence[int]], float]) -> list[Step]:
    """Return the candidates in the order that adds most at each step; equals keep the order in which they came.

    What a member adds only shrinks as others come in, so that the first steps are those that matter.
    """
    chosen: list[int] = []
    steps: list[Step] = []
    reached = value(chosen)
    while len(chosen) < count:
        left = [one for one in range(count) if one not in chosen]
        worth = {one: value([*chosen, one]) for one in left}
        best = max(left, key=lambda one: (worth[one], -one))
        steps.append(Step(best, worth[best] - reached))
        chosen.append(best)
        reached = worth[best]
    return steps
