"""1,500 PDFs joined with outline, stamps and table of contents: the bundle's way against the naive way with pypdf."""

import subprocess
import sys
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.results import Section
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders import large_community
from workflow.bundle.assemble import Part, assemble
from workflow.bundle.index_content import Cover
from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.bundle.stamp import Marks
from workflow.documents.catalogue import Catalogue
from workflow.law import Law
from workflow.services.writing import orders, write

DOCUMENTS, DISTINCT, LINES = 1_500, 40, 42
ROUNDS = 3
TITLE = "Mandato di Nome Cognome {number}"


def section() -> Section:
    """Measure both ways on the same files, and the memory of each in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = _documents(folder)
        works = {"naive": lambda: naive(files, folder / "a.pdf"), "bundle": lambda: bundled(files, folder / "b.pdf")}
        taken = interleaved(works, ROUNDS)
        pages = len(PdfReader(folder / "a.pdf").pages)
        rows = [
            [
                f"{DOCUMENTS} documents, {pages} pages",
                shown(taken["naive"]),
                shown(taken["bundle"]),
                ratio(taken["naive"], taken["bundle"]),
            ],
            ["peak memory", _memory("naive", folder), _memory("bundled", folder), ""],
        ]
    return Section(
        "Merging a bundle",
        "A: pypdf, `append` of each file, a reportlab page for each stamp with `merge_page`, one outline item each, a "
        "table of contents. B: the bundle's own assembly (pikepdf), with cover, index with links, outline, page labels "
        "and a stamp on every page.",
        ROUNDS,
        ["work", "A", "B", "A / B"],
        rows,
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
    for number, page in enumerate(writer.pages, start=1):
        page.merge_page(PdfReader(BytesIO(_stamp(f"Fascicolo · pagina {number}/{total}"))).pages[0])
    for number, first in enumerate(firsts):
        writer.add_outline_item(TITLE.format(number=number), first + offset)
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


def _documents(folder: Path) -> list[Path]:
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
    return files


def _contents(firsts: list[int]) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for start in range(0, len(firsts), LINES):
        for line, first in enumerate(firsts[start : start + LINES]):
            canvas.drawString(60, 780 - 17 * line, f"{TITLE.format(number=start + line)} … {first + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _stamp(line: str) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 7)
    canvas.drawRightString(A4[0] - 28, 11, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _memory(way: str, folder: Path) -> str:
    """Return the peak memory of one way in a fresh process."""
    command = [sys.executable, "-m", "tests.benchmarks.merging", way, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return f"{int(done.stdout) // 1024} MB"


def main() -> None:
    """Run one way on the files of a folder and print the peak memory in kB."""
    way, folder = sys.argv[1], Path(sys.argv[2])
    files = sorted(folder.glob("[0-9]*.pdf"))
    {"naive": naive, "bundled": bundled}[way](files, folder / "memory.pdf")
    # The peak that getrusage tells begins with the memory of the process that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(peak.split()[1])  # noqa: T201 - read by the benchmark


if __name__ == "__main__":
    main()
