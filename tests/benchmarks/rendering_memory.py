"""Ten thousand documents written by one process: its memory after the first thousand is that of the last."""

import multiprocessing
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks import synthetic_templates
from tests.benchmarks.rendering import PROPERTIES
from tests.benchmarks.results import Section
from tests.builders import dossiers
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.verification import Verification
from workflow.documents.renderer import render_draft
from workflow.law import Law

MOMENTS = (1_000, 5_000, 10_000)
CASES = ("our mandato_comunita", "statute, 40 articles")
_STATUS = Path("/proc/self/status")


def section() -> Section:
    """Write documents, no two equal, each template in a new process, and look at its memory on the way."""
    rows = []
    for name in CASES:
        with multiprocessing.get_context("spawn").Pool(1) as process:
            seen = process.apply(measured, (name,))
        rows.append([name, *(f"{each:.1f}" for each in seen), f"{seen[-1] - seen[1]:+.1f}"])
    head = [f"after {moment:,}" for moment in MOMENTS]
    return Section(
        "Memory of ten thousand documents",
        "Resident memory of a new process, in MB, while it writes documents one by one, each with another name.",
        1,
        ["document", "before", *head, f"from {MOMENTS[0]:,} to {MOMENTS[-1]:,}"],
        rows,
    )


def measured(name: str) -> list[float]:
    """Return the memory before the first document and at each moment."""
    with tempfile.TemporaryDirectory() as folder:
        path, data = _case(name, Path(folder))
        cache = TemplateCache(Verification.NEVER)
        seen = [_resident_mb()]
        for number in range(1, MOMENTS[-1] + 1):
            named = f"Comunità n. {number} " * 3
            community = {**data.get("comunita", {}), "denominazione": named}
            render_draft(path, {**data, "nome": named, "comunita": community}, properties=PROPERTIES, cache=cache)
            if number in MOMENTS:
                seen.append(_resident_mb())
    return seen


def _case(name: str, folder: Path) -> tuple[Path, dict[str, Any]]:
    if name != CASES[0]:
        path = folder / "statuto.docx"
        path.write_bytes(synthetic_templates.statute())
        return path, synthetic_templates.data(0)
    dossier = dossiers.cer_ok()
    foot = {"documento": "prova", "edizione": "1", "dossier": dossier.title}
    path = Catalogue.load().get("mandato_comunita").edition_on(dossier.sent_on).path
    return path, {**context.build(dossier, Law.load()), "pie": foot, "bozza": False}


def _resident_mb() -> float:
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
