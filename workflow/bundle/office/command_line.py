"""LibreOffice without a bridge: the program is run on a batch of documents, and judged by what it leaves behind."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from workflow.bundle.office.conversion import is_pdf
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import Workplace, run_soffice

BATCH = 15
TRIES = 2
_FILTER = "pdf:writer_pdf_Export"
# SelectPdfVersion 2 is PDF/A-2b.
_OPTIONS = (
    ':{"SelectPdfVersion":{"type":"long","value":"2"},"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)


class CommandLineOffice:
    """The soffice program, run anew for each batch of documents."""

    def __init__(
        self, program: Path, *, workers: int, start_seconds: float, seconds_each: float, has_options: bool
    ) -> None:
        """`has_options` for a program that understands the options of the filter."""
        self._program = program
        self._workers = workers
        self._start_seconds = start_seconds
        self._seconds_each = seconds_each
        self._filter = _FILTER + _OPTIONS if has_options else _FILTER

    def convert(self, jobs: Sequence[PdfJob]) -> Iterator[tuple[int, str | None]]:
        """Convert every job; yield its place and, if it was not made, why. What a batch leaves out is tried again."""
        size = max(1, min(BATCH, -(-len(jobs) // self._workers)))
        batches = [range(start, min(start + size, len(jobs))) for start in range(0, len(jobs), size)]
        with ThreadPoolExecutor(max_workers=self._workers) as threads:
            running = {
                threads.submit(self._convert_batch, [jobs[place] for place in batch]): batch for batch in batches
            }
            for done in as_completed(running):
                failures = done.result()
                for place, index in enumerate(running[done]):
                    yield index, failures.get(place)

    def _convert_batch(self, jobs: list[PdfJob]) -> dict[int, str]:
        """Return why, by place, for the jobs that were not made."""
        reasons: dict[int, str] = {}
        made: set[int] = set()
        for round_ in _rounds(len(jobs), made):
            reason = self._run([(index, jobs[index]) for index in round_], made)
            reasons.update(dict.fromkeys(round_, reason))
        return {index: reason for index, reason in reasons.items() if index not in made}

    def _run(self, numbered: list[tuple[int, PdfJob]], made: set[int]) -> str:
        """Convert once; add what was made to `made` and say why the others were not."""
        with workplace() as place:
            sources = []
            for index, job in numbered:
                # Numbered copies: two documents of the same name in different folders must not meet.
                copy = place.folder / f"{index:05d}.docx"
                shutil.copyfile(job.docx, copy)
                sources.append(str(copy))
            arguments = ["--convert-to", self._filter, "--outdir", str(place.output), *sources]
            patience = self._start_seconds + self._seconds_each * len(numbered)
            is_late = run_soffice(self._program, arguments, place, patience) is None
            for index, job in numbered:
                pdf = place.output / f"{index:05d}.pdf"
                if is_pdf(pdf):
                    job.pdf.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(pdf, job.pdf)
                    made.add(index)
        return (
            f"LibreOffice non ha finito entro {patience:.0f} secondi"
            if is_late
            else "LibreOffice non ha prodotto il file"
        )


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


@contextmanager
def workplace() -> Iterator[Workplace]:
    """Give a throw-away folder for one run of soffice."""
    with tempfile.TemporaryDirectory(prefix="dossier-cer-", ignore_cleanup_errors=True) as folder:
        place = Workplace(Path(folder))
        place.prepare()
        yield place
