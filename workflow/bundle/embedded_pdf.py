"""The PDF engine that needs only Python packages: word2pdf in supervised worker processes."""

import errno
import gc
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob, PdfResult, nobody_listens
from workflow.processors import available_processors

# A page takes some hundredths of a second: a document that takes this long is stuck.
TIMEOUT_SECONDS = 120.0
# What a process needs to start on a busy machine; it does not count for the document.
START_SECONDS = 60.0
MAX_WORKERS = 8
# A worker starts in about half a second, the time of ten pages.
_JOBS_WORTH_A_WORKER = 4

# The parts of a result, or the number of the error that kept the PDF from being written.
_Answer = tuple[bool, int, tuple[str, ...], tuple[str, ...]] | int
_STARTED, _DEAD, _LATE = "iniziato", "interrotto", "in ritardo"


@dataclass
class _Worker:
    """A process and the job it has in hand."""

    process: BaseProcess
    line: Connection
    index: int = -1
    deadline: float = 0.0

    @property
    def is_idle(self) -> bool:
        return self.index < 0


class EmbeddedEngine:
    """word2pdf over the packaged fonts: equal documents give equal bytes, on any machine.

    Its line breaks are close to Word's but not the same, so it is not faithful: its pages
    are marked as a preview.
    """

    name = "incorporato"
    is_faithful = False
    notes: tuple[str, ...] = ()

    def __init__(self, *, workers: int | None = None, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.version = f"word2pdf {version('word2pdf')}"
        self._workers = workers or min(available_processors(), MAX_WORKERS)
        self._timeout_seconds = timeout_seconds

    def prepared(self) -> AbstractContextManager[None]:
        """Do nothing: the workers start in no time."""
        return nullcontext()

    def convert_many(
        self, jobs: Sequence[PdfJob], on_done: Callable[[PdfJob], None] = nobody_listens
    ) -> list[PdfResult]:
        """Convert every job; a document that breaks or hangs loses its worker, never the batch.

        Raises OSError when the PDFs cannot be written.
        """
        results: dict[int, PdfResult] = {}
        # Large documents first: the last worker to finish must not have the longest one in hand.
        waiting = deque(sorted(range(len(jobs)), key=lambda index: -_size(jobs[index])))
        size = min(self._workers, -(-len(jobs) // _JOBS_WORTH_A_WORKER))
        workers: list[_Worker] = []
        try:
            while len(results) < len(jobs):
                workers += [_start() for _ in range(min(size, len(jobs) - len(results)) - len(workers))]
                for worker in workers:
                    if worker.is_idle and waiting:
                        self._hand_over(worker, waiting.popleft(), jobs)
                for index, result in self._collect(workers, jobs):
                    results[index] = result
                    on_done(jobs[index])
        finally:
            for worker in workers:
                _stop(worker)
        return [results[index] for index in range(len(jobs))]

    def _hand_over(self, worker: _Worker, index: int, jobs: Sequence[PdfJob]) -> None:
        worker.index = index
        worker.deadline = time.monotonic() + START_SECONDS + self._timeout_seconds
        try:
            worker.line.send(jobs[index])
        except OSError:
            worker.deadline = 0.0  # the process has died: the next look finds it

    def _collect(self, workers: list[_Worker], jobs: Sequence[PdfJob]) -> list[tuple[int, PdfResult]]:
        """Wait for the first news and return it, dismissing the workers that died or are too late."""
        busy = [worker for worker in workers if not worker.is_idle]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        ready = set(wait([worker.line for worker in busy], timeout=patience))
        news = []
        for worker in busy:
            if worker.line not in ready and time.monotonic() < worker.deadline:
                continue
            answer = _received(worker) if worker.line in ready else _LATE
            if answer is _STARTED:
                worker.deadline = time.monotonic() + self._timeout_seconds
                continue
            job = jobs[worker.index]
            if isinstance(answer, str):
                result = _broken(job, is_late=answer is _LATE, seconds=self._timeout_seconds)
                _stop(worker)
                workers.remove(worker)
            else:
                result = _result(job, answer)
            news.append((worker.index, result))
            worker.index = -1
        return news


def _received(worker: _Worker) -> _Answer | str:
    """Return what the process says, or that it has died."""
    try:
        answer: _Answer | None = worker.line.recv()
    except (EOFError, OSError):
        return _DEAD
    return _STARTED if answer is None else answer


def _result(job: PdfJob, answer: _Answer) -> PdfResult:
    """Return the result that was told; raise what kept the PDF from being written."""
    if isinstance(answer, int):
        raise OSError(answer, os.strerror(answer), str(job.pdf))
    is_ok, pages, problems, warnings = answer
    return PdfResult(job, is_ok=is_ok, pages=pages, problems=problems, warnings=warnings)


def _broken(job: PdfJob, *, is_late: bool, seconds: float) -> PdfResult:
    job.pdf.unlink(missing_ok=True)
    reason = f"dopo {seconds:.0f} secondi non era finita" if is_late else "il programma di conversione si è interrotto"
    return PdfResult(job, is_ok=False, problems=(f"{job.docx.name}: conversione in PDF fallita: {reason}.",))


def _start() -> _Worker:
    # «spawn» on every system: a fork would copy the threads of the progress bar in mid-breath.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True, name="dossier-cer-pdf")
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _stop(worker: _Worker) -> None:
    worker.line.close()
    if not worker.is_idle:
        worker.process.kill()
    worker.process.join(timeout=5)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()
    worker.process.close()


def _work(line: Connection) -> None:
    """Serve jobs until the parent closes the line or dies."""
    converter = Converter()
    # A document makes hundreds of thousands of objects that live until its end: looking for garbage
    # among them all the time costs a tenth of the work.
    gc.freeze()
    gc.set_threshold(50_000)
    try:
        while True:
            job = line.recv()
            line.send(None)
            line.send(_answer(converter, job))
    except (EOFError, OSError, KeyboardInterrupt):
        return


def _answer(converter: Converter, job: PdfJob) -> _Answer:
    try:
        result = converter.convert(job)
    except OSError as error:
        return error.errno or errno.EIO
    return result.is_ok, result.pages, result.problems, result.warnings


def _size(job: PdfJob) -> int:
    return job.docx.stat().st_size if job.docx.exists() else 0
