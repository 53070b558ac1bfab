"""Runs a batch: gives the dossiers to the executor, keeps what becomes of each, writes the summary at the end."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from xlsxwriter.exceptions import FileCreateError

from workflow.bundle.output_folder import WriteRefusedError
from workflow.services.batch.executors.executor import Executor, Stop, never
from workflow.services.batch.results import Results
from workflow.services.batch.storage import is_address, joined, put_file
from workflow.services.batch.summary import SUMMARY_NAME, write_summary
from workflow.services.batch.tasks import (
    OTHER,
    REFUSED,
    BatchJob,
    BatchSummary,
    BatchTask,
    TaskResult,
    TaskState,
    failed,
    waiting,
    worst,
)
from workflow.services.batch.workshop import perform

Watch = Callable[[TaskResult], None]


def run_batch(
    tasks: Sequence[BatchTask], executor: Executor, results: Results, *, stop: Stop = never, watch: Watch
) -> None:
    """Do every dossier; what one of them does to its worker or to itself never stops the others.

    Whoever asks to stop finds what was begun finished, and the rest waiting: the same command with --resume goes on.
    """
    try:
        for result in _performed(tasks, executor, stop):
            if result.name not in results:
                results.add(result)
                watch(result)
    finally:
        for task in tasks:
            if task.name not in results:
                results.add(waiting(task))


def summarise(source: str, job: BatchJob, results: Results, *, is_interrupted: bool) -> BatchSummary:
    """Write the summary workbook beside the bundles and return the counts; the bundles are on the disk before it."""
    if not is_address(job.out) and hasattr(os, "sync"):
        os.sync()
    place: str | None = joined(job.out, SUMMARY_NAME)
    try:
        with TemporaryDirectory(prefix="dossier-cer-") as here:
            path = Path(here) / SUMMARY_NAME
            write_summary(path, source, job, results)
            put_file(path, joined(job.out, SUMMARY_NAME))
    except (OSError, FileCreateError, WriteRefusedError):  # the disk is full: the results are told all the same
        place = None
        results.codes.add(REFUSED)
    counts = results.counts
    return BatchSummary(
        source=source,
        out=job.out,
        only=job.stage,
        as_of=job.as_of,
        code=worst(results.codes),
        is_interrupted=is_interrupted,
        summary=place,
        done=counts[TaskState.DONE],
        kept=counts[TaskState.KEPT],
        failed=counts[TaskState.FAILED],
        waiting=counts[TaskState.WAITING],
    )


def _performed(tasks: Iterable[BatchTask], executor: Executor, stop: Stop) -> Iterator[TaskResult]:
    for outcome in executor.run(perform, tasks, stop):
        if outcome.result is not None:
            yield outcome.result
        else:
            yield failed(outcome.item, outcome.fault or "nessun esito", OTHER)
