"""A thousand condominiums in one run: one worker, two, a Dask cluster of two; with PDF; and the naive way on a sample.

`python -m tests.benchmarks.batch 40 20 2 6` tries it with 40 condominiums, 20 on the cluster, 2 with PDF, and 6
documents the naive way.
"""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.results import Section, Short
from tests.builders.cluster import certificates, running_cluster
from tests.builders.condominiums import MEMBERS, condominium, write_condominiums
from workflow.bundle.soffice_process import find_soffice
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import CompiledTemplate
from workflow.documents.engine.docxtpl_rendering import render_by_docxtpl
from workflow.documents.filters import BLANK
from workflow.documents.package import write_package
from workflow.law import Law
from workflow.services.batch.planning import BUNDLES
from workflow.services.batch.storage import names_in
from workflow.services.writing import Order, orders

DOSSIERS, ON_THE_CLUSTER, WITH_PDF, NAIVE_DOCUMENTS = 1_000, 1_000, 12, 24
_DAY = ["--as-of", "2026-11-22"]
_THOUSAND = 1_000
_MEASURED_WORKERS = 2
_MINUTE = 60
_HOUR = 3600


@dataclass(frozen=True)
class Run:
    """One run of the command: its clock, its processors, its largest process, the bundles it left."""

    dossiers: int
    wall: float
    work: float
    peak_mb: int
    seals: dict[str, str]


def section(
    dossiers: int = DOSSIERS,
    on_the_cluster: int = ON_THE_CLUSTER,
    with_pdf: int = WITH_PDF,
    naive_documents: int = NAIVE_DOCUMENTS,
) -> Section:
    """Measure each way once: it lasts long enough for chance to count little; start-up is included."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source = place / "condomini"
        write_condominiums(source, dossiers)
        some = _some(source, place / "cluster", on_the_cluster)
        few = _some(source, place / "pdf", with_pdf)
        one = _batch(source, place / "uno", "--workers", "1")
        two = _batch(source, place / "due", "--workers", "2")
        again = _batch(source, place / "due", "--workers", "2", "--resume")
        cluster = _on_cluster(some, place / "dask", place)
        short = _batch(few, place / "pochi", "--workers", "2")
        pdf = _batch(few, place / "fatti", "--workers", "2", "--engine", "libreoffice")
        naive = _naive(naive_documents, place / "ingenuo", pdf)
        equal = sum(two.seals[each] == seal for each, seal in cluster.seals.items())
        return Section(
            "A thousand condominiums",
            f"`dossier-cer batch` on generated groups of {MEMBERS} members (contract by minutes, mandate, liberatorie, "
            "sheets, index, manifest; each document a Word file unless PDF is said). The clock of the whole command, "
            "with the start of its workers and the compilation of the templates in each; and what the processors did "
            "meanwhile, for whomever, on a machine that does nothing else. The pace of a thousand is the clock's, "
            "taken in proportion where fewer were done. The naive way: docxtpl for each document and a cold "
            "LibreOffice for each PDF, one after the other, in proportion from a sample of the "
            "documents of one condominium. The bottleneck of a run is where most of its time goes: the processors, "
            "if they were busy for nearly all of the clock.",
            1,
            ["way", "condominiums", "clock", "processors", "for each", "a thousand", "largest process", "notes"],
            [
                _row("1 worker", one),
                _row("2 workers", two, f"{one.wall / two.wall:.2f} × 1 worker"),
                _row("2 workers, --resume, all done", again),
                _row(
                    "Dask, 2 workers over TLS", cluster,
                    f"{equal} of {len(cluster.seals)} bundles byte-equal",
                ),
                _row("2 workers, few", short),
                _row("2 workers, PDF by LibreOffice", pdf, _bottleneck(pdf, two)),
                naive,
                *_extrapolated(two, short, pdf),
            ],
            [Short(ratio=5, other_is="a thousand, by the clock", work=(0, 1), ours=2)],
        )  # fmt: skip


def _some(source: Path, folder: Path, count: int) -> Path:
    folder.mkdir()
    for name in names_in(str(source))[:count]:
        (folder / name).symlink_to(source / name)
    return folder


def _batch(source: Path, out: Path, *options: str) -> Run:
    command = [sys.executable, "-m", "workflow.cli.entry", "batch", str(source), "--out", str(out), *_DAY, *options]
    before, start = _spent(), time.perf_counter()
    done = subprocess.run([*command, "--json"], check=False, stdout=subprocess.PIPE)
    wall, work = time.perf_counter() - start, _spent() - before
    told: dict[str, Any] = json.loads(done.stdout)
    wanted = len(names_in(str(source)))
    if done.returncode not in {0, 1} or told["done"] + told["kept"] != wanted:
        raise RuntimeError(f"{command} ended with {done.returncode}: {told['done']} of {wanted} done")
    seals = {name: _seal(out / BUNDLES / name) for name in names_in(str(out / BUNDLES))}
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return Run(wanted, wall, work, peak // 1024, seals)


def _on_cluster(source: Path, out: Path, place: Path) -> Run:
    given = certificates(place / "certificati")
    words = ["--tls-ca", str(given.authority), "--tls-cert", str(given.certificate), "--tls-key", str(given.key)]
    with running_cluster(given) as address:
        return _batch(source, out, "--scheduler", address, *words)


def _seal(bundle: Path) -> str:
    """Return one digest of every name and byte of a bundle."""
    whole = hashlib.sha256()
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            whole.update(path.relative_to(bundle).as_posix().encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def _naive(count: int, folder: Path, ours: Run) -> list[str]:
    """Write and convert a sample of the documents of one condominium as a script of twenty lines does."""
    folder.mkdir()
    dossier, law = condominium(0), Law.load()
    wanted, _ = orders(dossier, law, Catalogue.load())
    sample = wanted[:: max(1, len(wanted) // count)][:count]
    shared = context.build(dossier, law)
    # Our compiled parts only say which parts hold placeholders: docxtpl compiles each template again, and is timed.
    known = {order.stem: CompiledTemplate(order.stem, order.edition.path.read_bytes()) for order in sample}
    words = []
    before, start = _spent(), time.perf_counter()
    for order in sample:
        words.append(folder / f"{order.stem}.docx")
        words[-1].write_bytes(_by_docxtpl(order, known[order.stem], {**shared, **order.addition}))
    written = time.perf_counter() - start
    for word in words:
        _cold(word, folder)
    wall = time.perf_counter() - start
    each = len(wanted) / len(sample)
    work = (_spent() - before) * each
    notes = (
        f"{wall * each * ours.dossiers / ours.wall:.1f} × ours with PDF; {len(sample)} of its {len(wanted)} documents; "
        f"Word alone {_shown(written * each)} for each condominium, "
        "without checks, index or manifest"
    )
    return [
        "naive: docxtpl, a cold LibreOffice for each document", "1, from a sample", _shown(wall * each), _shown(work),
        _shown(wall * each), _shown(wall * each * _THOUSAND), "", notes,
    ]  # fmt: skip


def _by_docxtpl(order: Order, compiled: CompiledTemplate, values: dict[str, Any]) -> bytes:
    foot = {"documento": order.document.title, "edizione": order.edition.words, "dossier": "prova"}
    data = {**values, "pie": foot, "bozza": False}
    parts, _ = render_by_docxtpl(
        compiled.name, compiled.content, compiled.parts, data, BLANK, explained=lambda _part: nullcontext()
    )
    return write_package(parts)


def _cold(word: Path, folder: Path) -> None:
    program = find_soffice()
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--convert-to", "pdf",
             "--outdir", folder, word],
            check=True, capture_output=True,
        )  # fmt: skip
    if not word.with_suffix(".pdf").is_file():
        raise RuntimeError(f"no PDF of {word.name}")


def _row(way: str, run: Run, notes: str = "") -> list[str]:
    pace = run.wall / run.dossiers
    return [
        way, f"{run.dossiers:,}", _shown(run.wall), _shown(run.work), _shown(run.work / run.dossiers),
        _shown(pace * _THOUSAND), f"{run.peak_mb} MB", notes,
    ]  # fmt: skip


def _bottleneck(pdf: Run, plain: Run) -> str:
    """Say where the time of a run with PDF goes, by what the same dossiers take without."""
    with_pages, without = pdf.wall / pdf.dossiers, plain.wall / plain.dossiers
    share = 100 * (with_pages - without) / with_pages
    busy = 100 * pdf.work / pdf.wall
    return f"{share:.0f} % of the clock is conversion, what follows it and the start; processors {busy:.0f} % of one"


def _extrapolated(many: Run, few: Run, pdf: Run) -> list[list[str]]:
    """Return what the model of decision 0008, T = s + n c / w, makes of runs that nobody has waited for."""
    if many.dossiers == few.dossiers:
        return []
    each = _MEASURED_WORKERS * (many.wall - few.wall) / (many.dossiers - few.dossiers)
    start = max(0.0, few.wall - few.dossiers * each / _MEASURED_WORKERS)
    with_pages = _MEASURED_WORKERS * max(0.0, pdf.wall - start) / pdf.dossiers
    rows = []
    for words, count, workers, cost in (
        ("Word", 10_000, 8, each), ("Word", 100_000, 32, each), ("PDF", 1_000, 8, with_pages),
        ("PDF", 10_000, 32, with_pages),
    ):  # fmt: skip
        clock = start + count * cost / workers
        rows.append(
            [f"model of 0008: {workers} workers, {words}", f"{count:,}", _shown(clock), _shown(count * cost),
             _shown(cost), "", "", f"not measured: s = {_shown(start)}, c = {_shown(cost)}"]
        )  # fmt: skip
    return rows


def _shown(seconds: float) -> str:
    if seconds >= 2 * _HOUR:
        return f"{seconds / _HOUR:.1f} h"
    if seconds >= 2 * _MINUTE:
        return f"{seconds / _MINUTE:.1f} min"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _spent() -> float:
    """Return the seconds that the processors of this machine have worked, for whomever.

    Nobody waits for some of the programs, which would count them: LibreOffice is killed at the end, the workers of a
    cluster are not ours.
    """
    told = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    user, nice, system, _idle, _disk, hard, soft = map(int, told[:7])
    return (user + nice + system + hard + soft) / os.sysconf("SC_CLK_TCK")


def main(sizes: Sequence[str]) -> None:
    """Try it with other sizes, and print the table without keeping it."""
    print(section(*map(int, sizes)).text)  # noqa: T201 - a script that people run


if __name__ == "__main__":
    main(sys.argv[1:])
