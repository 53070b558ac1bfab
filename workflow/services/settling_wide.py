"""Sums the withdrawals of a settlement whose series stand in wide Parquet files beside it, without holding them all."""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

from workflow.energy.hours import Hours
from workflow.energy.inputs import WithdrawalPoint
from workflow.energy.sharing import Withdrawals
from workflow.energy.wide import summed
from workflow.intake.settlement_file import PointInput, SettlementInput
from workflow.intake.wide_parquet import BYTES_AT_ONCE, Chunk, PointColumns, chunks, open_wide


def wide_withdrawals(
    found: SettlementInput,
    path: Path,
    hours: Hours,
    *,
    bytes_at_once: int = BYTES_AT_ONCE,
    workers: int | None = None,
) -> Withdrawals:
    """Return the sums of the points whose series are in the files named; each core reads and adds a chunk of its own.

    Chunks are added in their order, so that the result does not depend on which core was faster.
    """
    total = Withdrawals(hours)
    points = {point.id: point for point in found.withdrawal_points if point.withdrawn_kWh is None}
    files = open_wide(path.parent, found.withdrawal_points_parquet, list(points), hours.starts)
    workers = workers or os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        for part in _in_order(pool, partial(_summed, hours, points), chunks(files, len(hours), bytes_at_once), workers):
            total.merge(part)
    return total


def _in_order(
    pool: ThreadPoolExecutor, work: "partial[Withdrawals]", some: Iterable[Chunk], workers: int
) -> Iterator[Withdrawals]:
    """Yield the sum of each chunk in order, never with more of them under way than there are workers."""
    under_way: deque[Future[Withdrawals]] = deque()
    for chunk in some:
        if len(under_way) == workers:
            yield under_way.popleft().result()
        under_way.append(pool.submit(work, chunk))
    while under_way:
        yield under_way.popleft().result()


def _summed(hours: Hours, points: Mapping[str, PointInput], chunk: Chunk) -> Withdrawals:
    return summed(hours, [_point(points[key], columns) for key, columns in chunk.read().items()], workers=1)


def _point(point: PointInput, columns: PointColumns) -> WithdrawalPoint:
    return WithdrawalPoint(
        key=point.id,
        holder=point.holder,
        voltage=point.voltage,
        withdrawn_kwh=columns.withdrawn_kwh,
        from_on=point.from_on,
        until_on=point.until_on,
        storage_charge_kwh=columns.storage_charge_kwh,
        storage_efficiency=point.storage_efficiency,
    )
