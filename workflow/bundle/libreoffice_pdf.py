"""The PDF engine that lays pages out as a word processor does: a pool of LibreOffice, or its command line."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from workflow.bundle.office.batches import LARGEST, SMALLEST, Remedy, plan_batches
from workflow.bundle.office.command_line import CommandLineOffice, workplace
from workflow.bundle.office.conversion import refuse_unreadable
from workflow.bundle.office.instance import OfficeInstance, OfficeRefusedError
from workflow.bundle.office.orphan_headings import has_orphan_heading
from workflow.bundle.office.pool import OfficePool
from workflow.bundle.office.uno_python import MISSING, find_uno_python
from workflow.bundle.office.word_parts import PackageCache
from workflow.bundle.pdf_engine import EngineMissingError, PdfJob, PdfResult, nobody_listens
from workflow.bundle.soffice_process import find_soffice, run_soffice
from workflow.bundle.text_loss import judge, read_docx
from workflow.processors import available_processors

__all__ = ["LibreOfficeEngine", "find_soffice"]

START_SECONDS = 60.0  # the first start of a profile on a slow disk
SECONDS_EACH = 20.0
MAX_INSTANCES = 8
_OPTIONS_SINCE = (7, 4)  # of the filter, on the command line


class LibreOfficeEngine:
    """LibreOffice over the packaged fonts, to PDF/A-2b; every instance has a profile of its own and no network.

    Documents of one family go through together, a few dozen at a time. Used in a `with`, the engine keeps its
    instances open from one call to the next; otherwise each call ends them.
    """

    name = "libreoffice"
    is_faithful = True

    def __init__(
        self,
        program: Path | None = None,
        *,
        workers: int | None = None,
        start_seconds: float = START_SECONDS,
        seconds_each: float = SECONDS_EACH,
        largest_batch: int = LARGEST,
    ) -> None:
        """Start nothing yet; `workers` is how many instances run at the same time, one a core unless told.

        Raises EngineMissingError.
        """
        found = program or find_soffice()
        if found is None:
            raise EngineMissingError("LibreOffice non è installato: il programma «soffice» non si trova nel PATH.")
        self._program = found
        self._workers = workers or min(available_processors(), MAX_INSTANCES)
        self._start_seconds = start_seconds
        self._seconds_each = seconds_each
        self._largest_batch = largest_batch
        self._python = find_uno_python(found)
        self._version = ""
        self._pool: OfficePool | None = None
        self._is_kept = False
        self._notes: dict[str, None] = {} if self._python is not None else {MISSING: None}

    @property
    def version(self) -> str:
        """The version as the program says it, once: an instance that was open has told it already."""
        if not self._version:
            with workplace() as place:
                said = run_soffice(self._program, ["--version"], place, self._start_seconds) or ""
            found = re.search(r"\d+(?:\.\d+)+", said)
            self._version = found.group() if found else "(versione sconosciuta)"
        return f"LibreOffice {self._version}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know of how the work is done, in Italian: not a fault of any document."""
        return tuple(self._notes)

    @property
    def pool(self) -> OfficePool | None:
        """The open instances, if any."""
        return self._pool

    def __enter__(self) -> Self:
        """Keep the instances open until the end of the `with`."""
        self._is_kept = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the instances."""
        self._is_kept = False
        self.close()

    def close(self) -> None:
        """End every instance."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """Let the instances start while the caller writes, in this `with`, the documents they will print."""
        try:
            if self._python is not None:
                self._opened_pool(self._python).prepare(self._workers)
            yield
        finally:
            if not self._is_kept:
                self.close()

    def convert_many(
        self, jobs: Sequence[PdfJob], on_done: Callable[[PdfJob], None] = nobody_listens
    ) -> list[PdfResult]:
        """Convert every job; one that breaks or hangs LibreOffice costs an instance, never another document.

        Raises OSError when the PDFs cannot be written.
        """
        work = _Work(jobs, on_done)
        try:
            if self._python is not None and work.waiting:
                self._by_pool(work, self._python)
        finally:
            if not self._is_kept:
                self.close()
        if work.waiting:
            self._by_command(work)
        return work.in_order()

    def _by_pool(self, work: "_Work", python: Path) -> None:
        pool = self._opened_pool(python)
        places = list(work.waiting)
        jobs = [work.jobs[place] for place in places]
        # They start while the documents are read: one is always wanted, each of the others from so many on.
        pool.prepare(max(1, len(jobs) // SMALLEST))
        packages = PackageCache()
        run = pool.run(jobs, plan_batches(jobs, self._workers, self._largest_batch, packages), packages)
        tried: dict[int, Remedy] = {}  # for those made once: where the remedy fails, what was made before stands
        for news in run:
            for index in news.indexes:
                if news.failure is not None and index not in tried:
                    work.fail(places[index], news.failure)
                    continue
                remedy = Remedy.LOOSE_ROWS
                if index not in tried and has_orphan_heading(jobs[index].pdf):
                    remedy = Remedy.FILL_TWICE
                elif work.accept(places[index], only_whole=tried.get(index) is not Remedy.LOOSE_ROWS):
                    continue
                elif news.was_joined:  # alone it may well be whole
                    remedy = Remedy.FILL_TWICE
                tried[index] = remedy
                run.again(index, remedy)
        self._version = self._version or pool.version
        if run.start_failure is not None:
            self._notes[f"LibreOffice si usa dalla riga di comando: {run.start_failure}."] = None

    def _opened_pool(self, python: Path) -> OfficePool:
        if self._pool is None:
            self._pool = OfficePool(
                lambda: OfficeInstance(self._program, python, start_seconds=self._start_seconds),
                self._workers,
                seconds_each=self._seconds_each,
            )
        return self._pool

    def _by_command(self, work: "_Work") -> None:
        numbers = tuple(int(number) for number in re.findall(r"\d+", self.version)[:2])
        office = CommandLineOffice(
            self._program,
            workers=self._workers,
            start_seconds=self._start_seconds,
            seconds_each=self._seconds_each,
            has_options=numbers >= _OPTIONS_SINCE,
        )
        for place in list(work.waiting):
            try:
                refuse_unreadable(work.jobs[place])
            except OfficeRefusedError as error:
                work.fail(place, str(error))
        places = list(work.waiting)
        for index, failure in office.convert([work.jobs[place] for place in places]):
            if failure is not None:
                work.fail(places[index], failure)
            else:
                work.accept(places[index])


class _Work:
    """The jobs of one call, what is known of each, and what is still to be made."""

    def __init__(self, jobs: Sequence[PdfJob], on_done: Callable[[PdfJob], None]) -> None:
        self.jobs = jobs
        self.waiting = dict.fromkeys(range(len(jobs)))
        self._on_done = on_done
        self._results: dict[int, PdfResult] = {}

    def accept(self, place: int, *, only_whole: bool = False) -> bool:
        """Judge what was made; with `only_whole` a PDF that lacks something is not taken."""
        job = self.jobs[place]
        result = judge(job, read_docx(job.docx), (), glyphs_are_ours=False)
        if only_whole and not result.is_ok:
            return False
        self._settle(place, result)
        return True

    def fail(self, place: int, reason: str) -> None:
        """Give a document up."""
        self._settle(place, failed(self.jobs[place], reason))

    def in_order(self) -> list[PdfResult]:
        """Return the results in the order of the jobs."""
        return [self._results[place] for place in range(len(self.jobs))]

    def _settle(self, place: int, result: PdfResult) -> None:
        self._results[place] = result
        self.waiting.pop(place, None)
        self._on_done(self.jobs[place])


def failed(job: PdfJob, reason: str) -> PdfResult:
    """Return the result of a job that gave no PDF."""
    job.pdf.unlink(missing_ok=True)
    return PdfResult(job, is_ok=False, problems=(f"{job.docx.name}: conversione in PDF fallita: {reason}.",))
