"""Sums very many withdrawal points on all cores: the one heavy part of a settlement, by the same rule as one point."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

from workflow.energy.hours import Hours
from workflow.energy.inputs import WithdrawalPoint
from workflow.energy.sharing import Withdrawals

# A block is summed in order and blocks are added in order, so that the result does not depend on how many cores there
# are; the sums of a block, some tens of kB each, stay in the cache of the core while its rows pass once.
POINTS_IN_BLOCK = 256


def summed(hours: Hours, points: Sequence[WithdrawalPoint], workers: int | None = None) -> Withdrawals:
    """Return the withdrawals of all points, whose series may be rows of one wide array; none of them is copied.

    NumPy leaves the interpreter free while it adds, so threads share the work. Raises HourMissingError as
    `Withdrawals.add` does, for the first point of the sequence that is wrong.
    """
    total = Withdrawals(hours)
    blocks = [points[start : start + POINTS_IN_BLOCK] for start in range(0, len(points), POINTS_IN_BLOCK)]
    workers = min(len(blocks), workers or os.cpu_count() or 1)
    if workers <= 1:
        for block in blocks:
            total.merge(_of_block(hours, block))
        return total
    with ThreadPoolExecutor(workers) as pool:
        for part in pool.map(_of_block, repeat(hours), blocks):
            total.merge(part)
    return total


def _of_block(hours: Hours, points: Sequence[WithdrawalPoint]) -> Withdrawals:
    part = Withdrawals(hours)
    for point in points:
        part.add(point)
    return part
