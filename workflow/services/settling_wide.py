"""Sums the withdrawals of a settlement whose series stand in wide Parquet files beside it, without holding them all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path

from workflow.energy.completeness import HourMissingError
from workflow.energy.hours import Floats, Hours
from workflow.energy.inputs import Holder, Voltage, WithdrawalPoint
from workflow.energy.sharing import Withdrawals
from workflow.energy.wide import summed
from workflow.intake.settlement_file import PointInput, SettlementInput
from workflow.intake.wide_parquet import BYTES_AT_ONCE, Chunk, PointColumns, chunks, open_wide
from workflow.resources import BrokenFileError, ProgramError
from workflow.services.batch.executors.executor import Executor, Outcome

# Sums come back in any order and are added in the order of the chunks: those that wait for one that is late (its
# worker was lost) are at most these, for each worker.
_WINDOW_PER_WORKER = 16
_HOUR = timedelta(hours=1)

Sums = dict[tuple[Holder, Voltage], Floats]
Runs = tuple[tuple[datetime, int], ...]


class ChunkLostError(ProgramError):
    """A chunk of a settlement that no worker brought to its end: without it there is no result."""

    exit_code = 10


@dataclass(frozen=True)
class ChunkWork:
    """A chunk as it travels: which hours, which columns of which file, on which terms; the series are read there."""

    number: int
    hours: Runs
    chunk: Chunk
    points: tuple[PointInput, ...]


@dataclass(frozen=True)
class Refusal:
    """Why a chunk cannot be summed, in a form that travels; without a path an hour lacks its measure."""

    path: Path | None
    problem: str
    remedy: str = ""

    def error(self) -> ProgramError:
        """Return the error that it stands for."""
        if self.path is None:
            return HourMissingError(self.problem)
        return BrokenFileError(self.path, self.problem, self.remedy)


def wide_withdrawals(
    found: SettlementInput, path: Path, hours: Hours, executor: Executor, *, bytes_at_once: int = BYTES_AT_ONCE
) -> Withdrawals:
    """Return the sums of the points whose series are in the files named; each worker reads and adds a chunk at a time.

    Chunks are added in their order, so that the result does not depend, to the last bit, on who did them. Raises
    BrokenFileError, HourMissingError, ChunkLostError.
    """
    total = Withdrawals(hours)
    points = {point.id: point for point in found.withdrawal_points if point.withdrawn_kWh is None}
    files = open_wide(path.parent, found.withdrawal_points_parquet, list(points), hours.starts)
    runs = runs_of(hours)
    works = (
        ChunkWork(number, runs, chunk, tuple(points[name] for name in chunk.points))
        for number, chunk in enumerate(chunks(files, len(hours), bytes_at_once))
    )
    for sums in _in_order(executor, works):
        total.merge(Withdrawals(hours, sums))
    return total


def sum_chunk(work: ChunkWork) -> Sums | Refusal:
    """Read a chunk and sum it by holder and level: what comes back is some arrays of hours, however many the points."""
    hours = _hours_of(work.hours)
    try:
        columns = work.chunk.read()
        return summed(hours, [_point(point, columns[point.id]) for point in work.points], workers=1).by_class
    except BrokenFileError as error:
        return Refusal(error.path, error.problem, error.remedy)
    except HourMissingError as error:
        return Refusal(None, str(error))


def runs_of(hours: Hours) -> Runs:
    """Return the hours as runs without a gap, a first instant and a length: a whole year is one."""
    runs: list[tuple[datetime, int]] = []
    for start in hours.starts:
        instant = start.astimezone(UTC)
        if runs and instant == runs[-1][0] + runs[-1][1] * _HOUR:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((instant, 1))
    return tuple(runs)


@lru_cache(maxsize=2)
def _hours_of(runs: Runs) -> Hours:
    return Hours.of([first + place * _HOUR for first, length in runs for place in range(length)])


def _in_order(executor: Executor, works: Iterable[ChunkWork]) -> Iterator[Sums]:
    """Yield the sum of each chunk, in the order of the chunks."""
    works = iter(works)
    following = 0
    while some := list(islice(works, _WINDOW_PER_WORKER * executor.workers)):
        waiting: dict[int, Outcome[ChunkWork, Sums | Refusal]] = {}
        for outcome in executor.run(sum_chunk, some):
            waiting[outcome.item.number] = outcome
            while following in waiting:
                yield _sums_of(waiting.pop(following))
                following += 1
        if following != some[-1].number + 1:
            raise ChunkLostError("Il conto non è finito: un blocco di punti non ha avuto esito. Ripetere il comando.")


def _sums_of(outcome: Outcome[ChunkWork, Sums | Refusal]) -> Sums:
    if isinstance(outcome.result, Refusal):
        raise outcome.result.error()
    if outcome.result is None:
        chunk = outcome.item.chunk
        raise ChunkLostError(
            f"{chunk.file.path}: i punti da «{chunk.points[0]}» a «{chunk.points[-1]}» non si sono potuti sommare: "
            f"{outcome.fault}. Senza di loro il conto non si fa."
        )
    return outcome.result


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
