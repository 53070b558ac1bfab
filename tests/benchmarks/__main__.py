"""Runs every comparison in one interleaved run and writes `RESULTS.md`; nothing in that table is typed by hand."""

import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.builders import dossiers
from workflow import __version__
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.law import Law
from workflow.packaged_yaml import packaged_values
from workflow.resources import data_folder, read_yaml

ROUNDS = 7
RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True)
class Comparison:
    """Two ways of doing the same work."""

    work: str
    slow_name: str
    slow: Callable[[], Any]
    fast_name: str
    fast: Callable[[], Any]


def comparisons() -> list[Comparison]:
    """Return what is compared: templates compiled once against each time, YAML by the two readers."""
    dossier, law = dossiers.cer_ok(), Law.load()
    shared = context.build(dossier, law)
    foot = {"documento": "prova", "edizione": "1", "dossier": dossier.title}
    properties = DocumentProperties(title="prova", as_of=dossier.as_of)
    kept = TemplateCache()

    def render(document: str, values: dict[str, Any], cache: TemplateCache | None) -> bytes:
        edition = Catalogue.load().get(document).edition_on(dossier.sent_on) if document not in editions else None
        editions.setdefault(document, edition)
        whole = {**shared, **values, "pie": foot, "bozza": False}
        return render_draft(editions[document].path, whole, properties=properties, cache=cache).content

    editions: dict[str, Any] = {}
    found = []
    member = context.for_member(dossier, dossier.active_members[0])
    for document, values in (("statuto_cer", {}), ("scheda_adesione_cer", member)):
        render(document, values, kept)
        found.append(
            Comparison(
                f"one {document}",
                "template compiled for each document",
                partial(render, document, values, None),
                "template compiled once for the run",
                partial(render, document, values, kept),
            )
        )
    files = sorted(data_folder("checklists").rglob("*.yaml"))
    found.append(
        Comparison(
            f"reading {len(files)} packaged YAML files",
            "with lines and columns (ruamel)",
            lambda: [read_yaml(path) for path in files],
            "values only (C parser)",
            lambda: [packaged_values(path) for path in files],
        )
    )
    return found


def measured(work: Callable[[], Any]) -> float:
    """Return the seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure A B A B …, take medians, write the table."""
    rows = []
    for comparison in comparisons():
        pairs = [(measured(comparison.slow), measured(comparison.fast)) for _ in range(ROUNDS)]
        slow, fast = (statistics.median(times) for times in zip(*pairs, strict=True))
        ratios = [before / after for before, after in pairs]
        rows.append(
            f"| {comparison.work} | {comparison.slow_name} | {slow * 1000:.1f} ms | {comparison.fast_name} "
            f"| {fast * 1000:.1f} ms | {statistics.median(ratios):.1f} × ({min(ratios):.1f}–{max(ratios):.1f}) |"
        )
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = "\n".join(["| work | A | median A | B | median B | A / B |", "|---|---|---|---|---|---|", *rows])
    text = (
        f"# Benchmarks\n\nWritten by `./dev bench`: dossier-cer {__version__}, {machine}, "
        f"{ROUNDS} interleaved rounds.\n\n{table}\n"
    )
    RESULTS.write_text(text, encoding="utf-8")
    print(text)  # noqa: T201 - a script that people run


if __name__ == "__main__":
    main()
