"""1,500 PDFs joined with outline, stamps and table of contents: the bundle's way against the naive way with pypdf."""

import gc
import subprocess
import sys
import tempfile
import time
from datetime import date
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import ratio, shown
from tests.builders import large_community
from workflow.bundle.assemble import Part, assemble
from workflow.bundle.index_content import Cover
from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.bundle.stamp import Marks
from workflow.cli.entry import OBJECTS_BETWEEN_COLLECTIONS
from workflow.documents.catalogue import Catalogue
from workflow.law import Law
from workflow.services.writing import orders, write

DOCUMENTS, DISTINCT, LINES = 1_500, 40, 42
ROUNDS = 3
TITLE = "Mandato di Nome Cognome {number}"


def section() -> Section:
    """Measure both ways on the same files, each time in a process of its own, as a script or the command would run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _documents(folder)
        taken: dict[str, list[float]] = {way: [] for way in WAYS}
        peaks: dict[str, list[int]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way in WAYS:
                seconds, kilobytes = _measured(way, folder)
                taken[way].append(seconds)
                peaks[way].append(kilobytes)
        pages = len(PdfReader(folder / "naive.pdf").pages)
    return Section(
        "Merging a bundle",
        "A: pypdf, `append` of each file, the stamps of all pages drawn by reportlab as one file and put on with "
        "`merge_page`, one outline item each, a table of contents. B: the bundle's own assembly (pikepdf), with cover, "
        "index with links, outline, page labels and a stamp on every page. Each in a new process: seconds of the "
        "processor from the first file to the merged one, without the start; in B the garbage is collected as seldom "
        "as in the command.",
        ROUNDS,
        ["work", "A", "B", "A / B"],
        [
            [
                f"{DOCUMENTS} documents, {pages} pages",
                shown(taken["naive"]),
                shown(taken["bundled"]),
                ratio(taken["naive"], taken["bundled"]),
            ],
            ["peak memory", *(f"{max(peaks[way]) // 1024} MB" for way in ("naive", "bundled")), ""],
        ],
        [Short(ratio=3, other_is="pypdf", ours=2, other=1)],
    )


def naive(files: list[Path], target: Path) -> None:
    """Join the files as the tutorials of pypdf do."""
    writer = PdfWriter()
    firsts = []
    at = 0
    for file in files:
        firsts.append(at)
        reader = PdfReader(file)
        writer.append(reader)
        at += len(reader.pages)
    contents = PdfReader(BytesIO(_contents(firsts)))
    offset = len(contents.pages)
    for number, page in enumerate(contents.pages):
        writer.insert_page(page, number)
    total = len(writer.pages)
    for page, stamp in zip(writer.pages, PdfReader(BytesIO(_stamps(total))).pages, strict=True):
        page.merge_page(stamp)
    for number, first in enumerate(firsts):
        writer.add_outline_item(TITLE.format(number=number), page_number=first + offset)
    with target.open("wb") as file:
        writer.write(file)


def bundled(files: list[Path], target: Path) -> None:
    """Join the files as a build does."""
    cover = Cover("Comunità di prova", "Comunità energetica rinnovabile", date(2026, 1, 1), "Prova.")
    parts = [
        Part(TITLE.format(number=number), file, "Da conservare", f"2_conservare/{file.name}")
        for number, file in enumerate(files)
    ]
    assemble(target, cover, parts, Marks(is_preview=True))


def _documents(folder: Path) -> None:
    """Return the declarations of some members as LibreOffice prints them, copied until they are enough."""
    dossier, law = large_community.community_of(DISTINCT), Law.load()
    wanted, _ = orders(dossier, law, Catalogue.load(), frozenset({"dichiarazione_partecipante_cer"}))
    jobs = []
    for number, written in enumerate(write(dossier, law, wanted[:DISTINCT])):
        word = folder / f"originale_{number}.docx"
        word.write_bytes(written.content)
        jobs.append(PdfJob(word, word.with_suffix(".pdf")))
    originals = [result.job.pdf.read_bytes() for result in choose_engine("libreoffice").convert_many(jobs)]
    files = [folder / f"{number:04d}.pdf" for number in range(DOCUMENTS)]
    for number, file in enumerate(files):
        file.write_bytes(originals[number % len(originals)])


def _contents(firsts: list[int]) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for start in range(0, len(firsts), LINES):
        for line, first in enumerate(firsts[start : start + LINES]):
            canvas.drawString(60, 780 - 17 * line, f"{TITLE.format(number=start + line)} … {first + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _stamps(total: int) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number in range(1, total + 1):
        canvas.setFont("Helvetica", 7)
        canvas.drawRightString(A4[0] - 28, 11, f"Fascicolo · pagina {number}/{total}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _measured(way: str, folder: Path) -> tuple[float, int]:
    """Return the seconds and the peak memory, in kB, of one way in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.merging", way, str(folder)]
    seconds, kilobytes = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    return float(seconds), int(kilobytes)


WAYS = {"naive": naive, "bundled": bundled}


def main() -> None:
    """Run one way on the files of a folder; print the seconds of the processor and the peak memory in kB."""
    way, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted(folder.glob("[0-9]*.pdf"))
    if way == "bundled":
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    target = folder / f"{way}.pdf"
    target.unlink(missing_ok=True)  # a build writes in an empty folder
    before = time.process_time()
    WAYS[way](files, target)
    seconds = time.process_time() - before
    # The peak that getrusage tells begins with the memory of the process that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(f"{seconds:.4f} {peak.split()[1]}")  # noqa: T201 - read by the benchmark


if __name__ == "__main__":
    main()
