"""Our engine against docxtpl as it is: the same templates, the same data, the same text in the documents."""

import io
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate

from tests.benchmarks import synthetic_templates
from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders import dossiers
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.deflating import DeflateLibrary, deflater
from workflow.documents.engine.render_state import RenderState
from workflow.documents.engine.verification import Verification, differing_part
from workflow.documents.environment import STATE_NAME, DocumentEnvironment
from workflow.documents.package import read_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.law import Law

ROUNDS = 9
PROPERTIES = DocumentProperties(title="prova", as_of=date(2026, 11, 22))
_SECONDS_OF_A_RUN = 0.04  # documents are written again and again for so long, to be measured at all


@dataclass(frozen=True)
class Case:
    """A template, its data, and how docxtpl's default environment is replaced, if it is."""

    name: str
    path: Path
    data: dict[str, Any]
    environment: DocumentEnvironment | None = None

    def by_docxtpl(self) -> bytes:
        """Do what the manual of docxtpl says, escaping as one must."""
        template = DocxTemplate(self.path)
        data = self.data if self.environment is None else {**self.data, STATE_NAME: RenderState(docxtpl=template)}
        template.render(data, jinja_env=self.environment, autoescape=True)
        target = io.BytesIO()
        template.save(target)
        return target.getvalue()

    def by_us(self, cache: TemplateCache) -> bytes:
        """Write the document as the commands do."""
        return render_draft(self.path, self.data, properties=PROPERTIES, cache=cache).content


def section() -> Section:
    """Measure our own templates and four synthetic ones."""
    isal = TemplateCache(Verification.NEVER, deflated_by=deflater(DeflateLibrary.ISAL))
    zlib = TemplateCache(Verification.NEVER, deflated_by=deflater(DeflateLibrary.ZLIB))
    with tempfile.TemporaryDirectory() as folder:
        rows = [_measured(case, isal, zlib) for case in (*_our_own(), *_synthetic(Path(folder)))]
    return Section(
        "Rendering against docxtpl",
        "A: plain docxtpl, `DocxTemplate(path)`, `render(autoescape=True)`, `save` to memory; for our own templates "
        "with our functions and filters, their references left as they are. B: our engine with isal. C: with zlib "
        "alone, which deflates the long texts of a template once. The contexts are built before; every check of the "
        "data is in B and C. The documents of the synthetic templates are equal part by part to docxtpl's (canonical "
        "XML), those of ours to docxtpl's with the references filled in; checked in this run. Sizes: A, B, C.",
        ROUNDS,
        ["document", "A", "B", "A / B", "C", "A / C", "KB"],
        rows,
        [
            Short(ratio=3, other_is="docxtpl", ours=2, other=1),
            Short(ratio=5, other_is="docxtpl; ours without isal", ours=4, other=1),
        ],
    )


def _measured(case: Case, isal: TemplateCache, zlib: TemplateCache) -> list[str]:
    sizes = [_checked(case, cache) for cache in (isal, zlib)]
    sizes = [len(case.by_docxtpl()), *sizes]
    each = max(1, round(_SECONDS_OF_A_RUN / _seconds_of_one(partial(case.by_us, isal))))
    works = {
        "A": case.by_docxtpl,
        "B": partial(_repeated, partial(case.by_us, isal), each),
        "C": partial(_repeated, partial(case.by_us, zlib), each),
    }
    taken = interleaved(works, ROUNDS)
    plain, fast, fallback = (taken["A"], [t / each for t in taken["B"]], [t / each for t in taken["C"]])
    return [
        case.name,
        shown(plain),
        _fine(fast),
        ratio(plain, fast),
        _fine(fallback),
        ratio(plain, fallback),
        " / ".join(f"{size / 1000:.0f}" for size in sizes),
    ]


def _checked(case: Case, cache: TemplateCache) -> int:
    """Return the size of our document, once it is known to be equal to docxtpl's."""
    content = case.by_us(cache)
    if case.environment is None:
        difference = differing_part(content, read_package(case.by_docxtpl()))
        assert difference is None, f"{case.name}: {difference}"
    else:
        verified = TemplateCache(Verification.ALL, deflated_by=cache.deflater)
        assert case.by_us(verified) == content
    return len(content)


def _repeated(work: Callable[[], bytes], times: int) -> None:
    for _ in range(times):
        work()


def _seconds_of_one(work: Callable[[], bytes]) -> float:
    taken = interleaved({"one": partial(_repeated, work, 20)}, 3)["one"]
    return min(taken) / 20


def _fine(times: list[float]) -> str:
    return f"{sorted(times)[len(times) // 2] * 1000:.3f} ms"


def _our_own() -> list[Case]:
    dossier, law = dossiers.cer_ok(), Law.load()
    catalogue, environment = Catalogue.load(), DocumentEnvironment()
    shared = context.build(dossier, law)
    foot = {"documento": "prova", "edizione": "1", "dossier": dossier.title}
    member = context.for_member(dossier, dossier.active_members[0])
    cases = (("statuto_cer", {}), ("mandato_comunita", {}), ("scheda_adesione_cer", member))
    return [
        Case(
            f"our {document}",
            catalogue.get(document).edition_on(dossier.sent_on).path,
            {**shared, **values, "pie": foot, "bozza": False},
            environment,
        )
        for document, values in cases
    ]


def _synthetic(folder: Path) -> list[Case]:
    cases = (
        ("statute, 40 articles", synthetic_templates.statute(), 0),
        ("mandate, 2 pages", synthetic_templates.mandate(), 0),
        ("contract, table of 500 rows", synthetic_templates.contract(), synthetic_templates.ROWS),
        ("list, 2,000 rows of 10 columns", synthetic_templates.members_list(), synthetic_templates.MEMBERS),
    )
    found = []
    for name, content, members in cases:
        path = folder / f"{name.partition(',')[0]}.docx"
        path.write_bytes(content)
        found.append(Case(name, path, synthetic_templates.data(members)))
    return found
