"""Mandates to PDF: the pool of LibreOffice against one cold LibreOffice for each document, and one call for all."""

import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
from pypdfium2 import PdfDocument

from tests.benchmarks import synthetic_templates
from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import ratio
from tests.builders.dossiers import build, gac_facts, mandate
from tests.builders.large_community import households
from tests.builders.word_templates import field as field_code
from tests.builders.word_templates import paragraph, parted, row, run, table, word_template
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import find_soffice
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render
from workflow.law import Law
from workflow.services.writing import orders, write

COUNT = 240
SAMPLE = 6
ROUNDS = 3
_SCALE = 100 / 72
_OPTIONS = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


@dataclass
class Times:
    """Seconds for each document, round by round: of the clock, and of the processors for the two ways compared."""

    pool: list[float] = field(default_factory=list)
    with_start: list[float] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    new_profile: list[float] = field(default_factory=list)
    one_call: list[float] = field(default_factory=list)
    pool_work: list[float] = field(default_factory=list)
    cold_work: list[float] = field(default_factory=list)


def section() -> Section:
    """Measure wall time: most of the work is done by programs that end apart from this one."""
    rows = []
    cases = (("a studio's mandate", short_mandates), ("our mandato_gruppo", mandates))
    for name, write_words in cases:
        with tempfile.TemporaryDirectory() as folder:
            rows.append([name, *_measured(write_words, Path(folder))])
    return Section(
        f"{COUNT} mandates to PDF/A with LibreOffice",
        f"Time of the clock for each document; the text of each PDF of A is compared with its Word file. A: the pool, "
        f"its instances open; A': their start included. B: a soffice for each document, on a profile that was used "
        f"before, measured on {SAMPLE} documents; B': on a new profile each. C: one soffice call for all. Equal: pages "
        f"of those {SAMPLE} that are the same in A and in B dot by dot. The processors must be idle otherwise: A wants "
        "all of them, B one at a time; what both took of them stands in the last columns.",
        ROUNDS,
        ["mandate", "pages", "A", "A'", "B", "B / A", "B / A'", "B' / A", "C / A", "equal", "processors A", "B"],
        rows,
        [
            Short(ratio=5, other_is="a LibreOffice for each", ours=2, other=4),
            Short(ratio=6, other_is="a LibreOffice for each; ours with its start", ours=3, other=4),
            Short(ratio=7, other_is="a LibreOffice on a new profile for each", ours=2),
            Short(ratio=8, other_is="one LibreOffice for all", ours=2),
        ],
    )


def _measured(write_words: Callable[[Path], list[Path]], folder: Path) -> list[str]:
    words = write_words(folder / "word")
    sample = words[:: COUNT // SAMPLE][:SAMPLE]
    times = Times()
    with LibreOfficeEngine() as engine:
        by_pool(engine, words[:64], folder / "pool")  # the instances are open from here on
        cold(sample[:1], folder, profile="usato")
        for _ in range(ROUNDS):
            spent = _spent_by(engine)
            times.pool.append(_seconds(lambda: by_pool(engine, words, folder / "pool")) / COUNT)
            times.pool_work.append((_spent_by(engine) - spent) / COUNT)
            spent = _spent_by_children()
            times.cold.append(_seconds(lambda: cold(sample, folder, profile="usato")) / SAMPLE)
            times.cold_work.append((_spent_by_children() - spent) / SAMPLE)
            times.with_start.append(_seconds(lambda: by_pool(LibreOfficeEngine(), words, folder / "altro")) / COUNT)
            times.new_profile.append(_seconds(lambda: cold(sample, folder, profile=None)) / SAMPLE)
            times.one_call.append(_seconds(lambda: _soffice(words, folder / "insieme", folder / "usato")) / COUNT)
    pages, equal = same_pages(sample, folder / "pool", folder / "freddo")
    return [
        str(pages // SAMPLE),
        *(_shown(taken) for taken in (times.pool, times.with_start, times.cold)),
        ratio(times.cold, times.pool),
        ratio(times.cold, times.with_start),
        ratio(times.new_profile, times.pool),
        ratio(times.one_call, times.pool),
        f"{equal} of {pages}",
        _shown(times.pool_work),
        _shown(times.cold_work),
    ]


def short_mandates(folder: Path) -> list[Path]:
    """Write mandates of two pages with an emblem, from a template such as studios have."""
    folder.mkdir()
    template = short_mandate_template(folder)
    cache = TemplateCache()
    paths = []
    for number, member in enumerate(synthetic_templates.data(COUNT)["membri"]):
        paths.append(folder / f"mandato_{number:03d}.docx")
        properties = DocumentProperties(f"Mandato {number}", date(2026, 11, 22))
        paths[-1].write_bytes(render(template, member, properties=properties, cache=cache))
    return paths


def short_mandate_template(folder: Path) -> Path:
    """Write the template of a mandate of two pages, with logo, table and total of pages."""
    template = folder / "modello"
    sentence = (
        "Il mandante {{ nome }}, codice fiscale {{ codice_fiscale }}, conferisce al Referente il mandato di presentare "
        "la richiesta di accesso al servizio per l’autoconsumo diffuso e di compiere gli atti che ne seguono. "
    )
    blocks = [paragraph("Mandato", style="Title"), *(paragraph(parted(sentence), run(sentence * 2)) for _ in range(7))]
    rows = [row(f"Voce {number}", "{{ nome }}", "{{ comune }}") for number in range(6)]
    body = "".join((*blocks, table(3, rows), paragraph("Firma: ________________")))
    footer = paragraph("Mandato · CER Val d’Elsa · pagina ", field_code("PAGE"), " di ", field_code("NUMPAGES"))
    template.write_bytes(word_template(body, header=paragraph("CER Val d’Elsa"), footer=footer, has_logo=True))
    return template


def mandates(folder: Path) -> list[Path]:
    """Write the mandates of the members of a group to its Referente."""
    rows = households(COUNT)
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
