"""Mandates to a finished bundle: data to Word, PDF, one file with index, and a manifest; against docxtpl and pypdf."""

import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from tests.benchmarks import merging, synthetic_templates
from tests.benchmarks.pdf_conversion import short_mandate_template
from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import ratio, shown
from workflow import __version__
from workflow.bundle.assemble import Part, assemble
from workflow.bundle.index_content import Cover
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.manifest import (
    DocumentRecord,
    EngineRecord,
    FileRecord,
    Manifest,
    ToolRecord,
    file_facts,
    sha256_of,
    write_manifest,
)
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import find_soffice
from workflow.bundle.stamp import Marks
from workflow.bundle.verify import verify
from workflow.cli.entry import OBJECTS_BETWEEN_COLLECTIONS
from workflow.documents.compiled import TemplateCache
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render

COUNT = 240
ROUNDS = 5
DAY = date(2026, 11, 22)
STAGES = ("Word", "PDF", "one file")
Times = dict[str, list[float]]


def section(count: int = COUNT, rounds: int = ROUNDS) -> Section:
    """Measure time of the clock: most of the work is done by programs that end apart from this one."""
    members = synthetic_templates.data(count)["membri"]
    theirs: Times = {}
    ours: Times = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = short_mandate_template(folder)
        _soffice([_first_word(template, members, folder)], folder / "prova", folder / "profilo")  # makes the profile
        for number in range(rounds):
            _timed(theirs, by_peers, template, members, folder / f"a{number}", folder / "profilo")
            _timed(ours, by_us, template, members, folder / f"b{number}")
            assert verify(folder / f"b{number}" / "uscita") == []
    rows = [
        [stage, shown(theirs[stage]), shown(ours[stage]), ratio(theirs[stage], ours[stage])]
        for stage in (*STAGES, "all")
    ]
    return Section(
        f"{count} mandates to a finished bundle",
        "Time of the clock, on a machine that does nothing else, each time in a process of its own that has imported "
        "its libraries. A: docxtpl for each mandate, one `soffice "
        "--convert-to pdf` for all of them on a profile that was used before, pypdf for one file with outline, stamps "
        "and table of contents. B: our engine, the pool with the start of its instances, PDF/A-2b, the text of each "
        "PDF compared with its Word file, one file with cover, index, outline, labels and stamps, a manifest with "
        "the sha256 of every file.",
        rounds,
        ["work", "A", "B", "A / B"],
        rows,
        [Short(ratio=3, other_is="docxtpl, one LibreOffice, pypdf", ours=2, other=1)],
    )


class Watch:
    """Keeps the seconds of each stage of one way."""

    def __init__(self, times: Times) -> None:
        self._times = times

    @contextmanager
    def stage(self, name: str) -> Any:
        """Keep how long the body takes."""
        start = time.perf_counter()
        yield
        self._times.setdefault(name, []).append(time.perf_counter() - start)


def by_peers(watch: Watch, template: Path, members: Sequence[Mapping[str, Any]], folder: Path, profile: Path) -> None:
    """Write, convert and join as one does with the usual libraries."""
    folder.mkdir()
    words = []
    with watch.stage(STAGES[0]):
        for number, member in enumerate(members):
            words.append(folder / f"mandato_{number:04d}.docx")
            document = DocxTemplate(template)
            document.render(member, autoescape=True)
            document.save(words[-1])
    with watch.stage(STAGES[1]):
        _soffice(words, folder / "pdf", profile)
    with watch.stage(STAGES[2]):
        merging.naive([folder / "pdf" / f"{word.stem}.pdf" for word in words], folder / "fascicolo.pdf")


def by_us(watch: Watch, template: Path, members: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write, convert, join and seal as a build does."""
    place = folder / "uscita"
    place.mkdir(parents=True)
    cache = TemplateCache()
    jobs = []
    engine = LibreOfficeEngine()
    with engine.prepared():
        with watch.stage(STAGES[0]):
            for number, member in enumerate(members):
                word = folder / f"mandato_{number:04d}.docx"
                properties = DocumentProperties(f"Mandato {number}", DAY)
                word.write_bytes(render(template, member, properties=properties, cache=cache))
                jobs.append(PdfJob(word, place / f"{word.stem}.pdf"))
        with watch.stage(STAGES[1]):
            results = engine.convert_many(jobs)
    assert all(result.is_ok for result in results)
    assert engine.notes == ()
    with watch.stage(STAGES[2]):
        parts = [
            Part(merging.TITLE.format(number=number), job.pdf, "Da conservare", job.pdf.name)
            for number, job in enumerate(jobs)
        ]
        cover = Cover("Comunità di prova", "Comunità energetica rinnovabile", DAY, "Nessun rilievo bloccante.")
        assemble(place / "fascicolo.pdf", cover, parts, Marks())
        write_manifest(place, _manifest(place, template, jobs, engine))


def _manifest(place: Path, template: Path, jobs: Sequence[PdfJob], engine: LibreOfficeEngine) -> Manifest:
    digest = sha256_of(template)
    return Manifest(
        tool=ToolRecord(version=__version__),
        dossier="prova",
        kind="cer",
        title="Comunità di prova",
        as_of=DAY,
        law_digest="0" * 64,
        facts_sha256="0" * 64,
        engine=EngineRecord(name=engine.name, version=engine.version, faithful=True),
        draft=False,
        preview=False,
        documents=tuple(
            DocumentRecord(
                **file_facts(place, job.pdf),
                document="mandato",
                title=job.pdf.stem,
                edition="2026-01-01",
                template_sha256=digest,
            )
            for job in jobs
        ),
        files=(FileRecord(**file_facts(place, place / "fascicolo.pdf")),),
    )


def _timed(times: Times, way: Callable[..., None], *arguments: Any) -> None:
    """Time a way in a process of its own: it finds nothing of what another has left in memory, good or bad."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        for stage, seconds in processes.submit(_times_of, way, *arguments).result().items():
            times.setdefault(stage, []).extend(seconds)


def _times_of(way: Callable[..., None], *arguments: Any) -> Times:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)  # as in the command
    times: Times = {}
    watch = Watch(times)
    with watch.stage("all"):
        way(watch, *arguments)
    return times


def _first_word(template: Path, members: Sequence[Mapping[str, Any]], folder: Path) -> Path:
    document = DocxTemplate(template)
    document.render(members[0], autoescape=True)
    document.save(folder / "primo.docx")
    return folder / "primo.docx"


def _soffice(words: Sequence[Path], folder: Path, profile: Path) -> None:
    program = find_soffice()
    assert program is not None
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", "pdf",
         "--outdir", folder, *words],
        check=True, capture_output=True,
    )  # fmt: skip
    assert all((folder / f"{word.stem}.pdf").exists() for word in words)


if __name__ == "__main__":
    # A smaller number of mandates, to try it.
    print(section(int(sys.argv[1]), rounds=1).text)  # noqa: T201 - a script that people run
