"""Templates compiled once for the run against templates compiled for each document."""

from functools import partial
from typing import Any

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders import dossiers
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.compiled import TemplateCache
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.law import Law

ROUNDS = 7


def section() -> Section:
    """Measure one long document and one of the many short ones."""
    dossier, law = dossiers.cer_ok(), Law.load()
    shared = context.build(dossier, law)
    foot = {"documento": "prova", "edizione": "1", "dossier": dossier.title}
    properties = DocumentProperties(title="prova", as_of=dossier.as_of)
    catalogue, kept = Catalogue.load(), TemplateCache()

    def render(document: str, values: dict[str, Any], cache: TemplateCache | None) -> bytes:
        whole = {**shared, **values, "pie": foot, "bozza": False}
        path = catalogue.get(document).edition_on(dossier.sent_on).path
        return render_draft(path, whole, properties=properties, cache=cache).content

    rows = []
    member = context.for_member(dossier, dossier.active_members[0])
    for document, values in (("statuto_cer", {}), ("scheda_adesione_cer", member)):
        render(document, values, kept)
        works = {"each": partial(render, document, values, None), "once": partial(render, document, values, kept)}
        taken = interleaved(works, ROUNDS)
        rows.append([f"one {document}", *map(shown, taken.values()), ratio(taken["each"], taken["once"])])
    return Section(
        "Rendering a document",
        "A: the template is compiled for each document. B: it is compiled once for the run.",
        ROUNDS,
        ["work", "A", "B", "A / B"],
        rows,
        [Short(ratio=3, other_is="compiled each time", ours=2, other=1)],
    )
