"""The PDF engine that lays pages out as a word processor does: LibreOffice, in short shut-in runs."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from workflow.bundle.pdf_engine import EngineMissingError, PdfJob, PdfResult, nobody_listens
from workflow.bundle.soffice_process import Workplace, find_soffice, run_soffice
from workflow.bundle.text_loss import judge, read_docx

__all__ = ["LibreOfficeEngine", "find_soffice"]

BATCH = 15
WORKERS = 2
START_SECONDS = 60.0  # the first start of a profile on a slow disk
SECONDS_EACH = 20.0
TRIES = 2

# JSON options on the command line came with 7.4; SelectPdfVersion 2 is PDF/A-2b.
_OPTIONS_SINCE = (7, 4)
_FILTER = "pdf:writer_pdf_Export"
_OPTIONS = (
    ':{"SelectPdfVersion":{"type":"long","value":"2"},"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)


class LibreOfficeEngine:
    """LibreOffice over the packaged fonts, to PDF/A-2b; every run has a profile of its own and no network."""

    name = "libreoffice"
    is_faithful = True

    def __init__(
        self,
        program: Path | None = None,
        *,
        workers: int = WORKERS,
        start_seconds: float = START_SECONDS,
        seconds_each: float = SECONDS_EACH,
    ) -> None:
        found = program or find_soffice()
        if found is None:
            raise EngineMissingError("LibreOffice non è installato: il programma «soffice» non si trova nel PATH.")
        self._program = found
        self._workers = workers
        self._start_seconds = start_seconds
        self._seconds_each = seconds_each
        self.version = self._asked_version()

    def convert_many(
        self, jobs: Sequence[PdfJob], on_done: Callable[[PdfJob], None] = nobody_listens
    ) -> list[PdfResult]:
        """Convert every job in batches; what a batch leaves out is tried again by itself."""
        size = max(1, min(BATCH, -(-len(jobs) // self._workers)))
        batches = [range(start, min(start + size, len(jobs))) for start in range(0, len(jobs), size)]
        results: dict[int, PdfResult] = {}
        with ThreadPoolExecutor(max_workers=self._workers) as pool:
            running = {pool.submit(self._convert_batch, [jobs[index] for index in batch]): batch for batch in batches}
            for done in as_completed(running):
                for index, result in zip(running[done], done.result(), strict=True):
                    results[index] = result
                    on_done(jobs[index])
        return [results[index] for index in range(len(jobs))]

    def _convert_batch(self, jobs: list[PdfJob]) -> list[PdfResult]:
        reasons: dict[int, str] = {}
        made: set[int] = set()
        for round_ in self._rounds(len(jobs), made):
            reason = self._run([(index, jobs[index]) for index in round_], made)
            reasons.update(dict.fromkeys(round_, reason))
        return [self._judged(job) if index in made else _failed(job, reasons[index]) for index, job in enumerate(jobs)]

    @staticmethod
    def _rounds(count: int, made: set[int]) -> Iterator[list[int]]:
        """Yield what to convert: first all, then by itself the first that is missing, then the rest, and so on.

        soffice works in order and stops at what it cannot bear: the first missing document is the suspect.
        """
        waiting = list(range(count))
        yield waiting
        waiting = [index for index in waiting if index not in made]
        while waiting:
            suspect, rest = waiting[0], waiting[1:]
            for _ in range(TRIES - (count == 1)):
                if suspect not in made:
                    yield [suspect]
            if rest:
                yield rest
            waiting = [index for index in rest if index not in made]

    def _run(self, numbered: list[tuple[int, PdfJob]], made: set[int]) -> str:
        """Convert once; add what was made to `made` and say why the others were not."""
        with _workplace() as place:
            sources = []
            for index, job in numbered:
                # Numbered copies: two documents of the same name in different folders must not meet.
                copy = place.folder / f"{index:05d}.docx"
                try:
                    shutil.copyfile(job.docx, copy)
                except OSError:
                    continue
                sources.append(str(copy))
            arguments = ["--convert-to", self._filter(), "--outdir", str(place.output), *sources]
            patience = self._start_seconds + self._seconds_each * len(numbered)
            is_late = run_soffice(self._program, arguments, place, patience) is None
            for index, job in numbered:
                pdf = place.output / f"{index:05d}.pdf"
                if _is_pdf(pdf):
                    job.pdf.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(pdf, job.pdf)
                    made.add(index)
        return (
            f"LibreOffice non ha finito entro {patience:.0f} secondi"
            if is_late
            else "LibreOffice non ha prodotto il file"
        )

    @staticmethod
    def _judged(job: PdfJob) -> PdfResult:
        try:
            content = read_docx(job.docx)
        except Exception as error:  # noqa: BLE001  # LibreOffice makes a PDF of files that are no Word documents
            job.pdf.unlink()
            return _failed(job, f"non è un documento Word leggibile ({type(error).__name__})")
        return judge(job, content, (), glyphs_are_ours=False)

    def _filter(self) -> str:
        numbers = re.findall(r"\d+", self.version)[:2]
        has_options = tuple(int(number) for number in numbers) >= _OPTIONS_SINCE
        return _FILTER + _OPTIONS if has_options else _FILTER

    def _asked_version(self) -> str:
        with _workplace() as place:
            said = run_soffice(self._program, ["--version"], place, self._start_seconds) or ""
        found = re.search(r"\d+(?:\.\d+)+", said)
        return f"LibreOffice {found.group()}" if found else "LibreOffice (versione sconosciuta)"


@contextmanager
def _workplace() -> Iterator[Workplace]:
    with tempfile.TemporaryDirectory(prefix="dossier-cer-", ignore_cleanup_errors=True) as folder:
        place = Workplace(Path(folder))
        place.prepare()
        yield place


def _is_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False


def _failed(job: PdfJob, reason: str) -> PdfResult:
    return PdfResult(job, is_ok=False, problems=(f"{job.docx.name}: conversione in PDF fallita: {reason}.",))
