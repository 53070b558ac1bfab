"""Mandates to PDF: the pool of LibreOffice against one cold LibreOffice for each document, and one call for all."""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from pypdfium2 import PdfDocument

from tests.benchmarks.results import Section
from tests.benchmarks.side_by_side import ratio
from tests.builders.dossiers import build, gac_facts, mandate
from tests.builders.large_community import households
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import find_soffice
from workflow.documents.catalogue import Catalogue
from workflow.law import Law
from workflow.services.writing import orders, write

COUNT = 240
SAMPLE = 6
ROUNDS = 3
_SCALE = 100 / 72
_OPTIONS = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


def section() -> Section:
    """Measure wall time: most of the work is done by programs that end apart from this one."""
    with tempfile.TemporaryDirectory() as name, LibreOfficeEngine() as engine:
        folder = Path(name)
        words = mandates(folder / "word", COUNT)
        sample = words[:: COUNT // SAMPLE][:SAMPLE]
        by_pool(engine, words[:2], folder / "pool")  # the instances are open from here on
        cold(sample[:1], folder, profile="usato")
        taken: dict[str, list[float]] = {key: [] for key in ("open", "start", "cold", "new", "batch")}
        work: dict[str, list[float]] = {"open": [], "cold": []}
        for _ in range(ROUNDS):
            spent = _spent_by(engine)
            taken["open"].append(_seconds(lambda: by_pool(engine, words, folder / "pool")) / COUNT)
            work["open"].append((_spent_by(engine) - spent) / COUNT)
            spent = _spent_by_children()
            taken["cold"].append(_seconds(lambda: cold(sample, folder, profile="usato")) / SAMPLE)
            work["cold"].append((_spent_by_children() - spent) / SAMPLE)
            taken["start"].append(_seconds(lambda: by_pool(LibreOfficeEngine(), words, folder / "altro")) / COUNT)
            taken["new"].append(_seconds(lambda: cold(sample, folder, profile=None)) / SAMPLE)
            taken["batch"].append(_seconds(lambda: _soffice(words, folder / "insieme", folder / "usato")) / COUNT)
        pages, equal = same_pages(sample, folder / "pool", folder / "freddo")
    return Section(
        f"{COUNT} mandates to PDF/A with LibreOffice",
        f"Wall seconds; mandates of {pages // SAMPLE} pages; the text of each PDF of A is compared with its Word file. "
        f"A: the pool, its instances open; A': their start included. B: a soffice for each document, on a profile that "
        f"was used before, measured on {SAMPLE} documents; B': on a new profile each. C: one soffice call for all. "
        f"Of {pages} pages of the sample, {equal} are equal dot by dot to those of B. The processors must be idle "
        "otherwise: A wants all of them, B one at a time.",
        ROUNDS,
        ["way", "for each document", "against A", "against A'", "seconds of the processors"],
        [
            ["A pool, open", _shown(taken["open"]), "", "", _shown(work["open"])],
            ["A' pool, with its start", _shown(taken["start"]), "", "", ""],
            _row("B cold soffice", taken, "cold", _shown(work["cold"])),
            _row("B' cold, new profile", taken, "new", ""),
            _row("C one call for all", taken, "batch", ""),
        ],
    )


def mandates(folder: Path, count: int) -> list[Path]:
    """Write the mandates of a group of so many members to its Referente."""
    rows = households(count)
    members = [*gac_facts()["soci"], *rows]
    given = [mandate("referente", row["codice_fiscale"]) for row in rows]
    dossier, law = build("gac_ok", {"soci": members, "mandati": given}), Law.load()
    wanted, _ = orders(dossier, law, Catalogue.load(), frozenset({"mandato_gruppo"}))
    folder.mkdir()
    paths = []
    for document in write(dossier, law, wanted, is_draft=False):
        paths.append(folder / f"{document.order.stem}.docx")
        paths[-1].write_bytes(document.content)
    return paths


def by_pool(engine: LibreOfficeEngine, words: Sequence[Path], folder: Path) -> None:
    """Convert and make sure that every document is whole."""
    results = engine.convert_many([PdfJob(word, folder / f"{word.stem}.pdf") for word in words])
    assert all(result.is_ok for result in results)
    assert engine.notes == ()


def cold(words: Sequence[Path], folder: Path, *, profile: str | None) -> None:
    """Convert each with a program of its own."""
    for word in words:
        with tempfile.TemporaryDirectory() as new:
            _soffice([word], folder / "freddo", folder / profile if profile else Path(new))


def same_pages(words: Sequence[Path], ours: Path, theirs: Path) -> tuple[int, int]:
    """Return the pages of the sample, and how many are equal dot by dot."""
    pages = equal = 0
    for word in words:
        one, other = PdfDocument(ours / f"{word.stem}.pdf"), PdfDocument(theirs / f"{word.stem}.pdf")
        assert len(one) == len(other)
        for page, wanted in zip(one, other, strict=True):
            images = [np.asarray(side.render(scale=_SCALE).to_pil()) for side in (page, wanted)]
            pages += 1
            equal += bool(np.array_equal(*images))
        one.close()
        other.close()
    return pages, equal


def _soffice(words: Sequence[Path], folder: Path, profile: Path) -> None:
    program = find_soffice()
    assert program is not None
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", _OPTIONS,
         "--outdir", folder, *words],
        check=True, capture_output=True,
    )  # fmt: skip
    assert all((folder / f"{word.stem}.pdf").exists() for word in words)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _row(name: str, taken: dict[str, list[float]], way: str, work: str) -> list[str]:
    return [name, _shown(taken[way]), ratio(taken[way], taken["open"]), ratio(taken[way], taken["start"]), work]


def _spent_by(engine: LibreOfficeEngine) -> float:
    """Return the seconds of the processors spent by this process and by the open instances."""
    assert engine.pool is not None
    groups = {instance.group for instance in engine.pool.instances}
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) in groups:
            ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _spent_by_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _shown(times: list[float]) -> str:
    return f"{statistics.median(times) * 1000:.1f} ms"
