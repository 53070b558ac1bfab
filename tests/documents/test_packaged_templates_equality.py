"""Every edition of every packaged template, on conforming dossiers: what we write is what docxtpl writes.

Names are hostile in one run, every text is unknown in another; the data missing are compared too.
"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import rulebook
from tests.builders.dossiers import aid_ok, caac_ok, cad_ok, cec_ok, cer_ok, gac_ok
from workflow.checks.conditions import holds
from workflow.documents import context
from workflow.documents.catalogue import Catalogue, DocumentType, Edition
from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.verification import Verification
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import Draft, render_draft
from workflow.documents.templates_check import leftovers
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing
from workflow.services.document_subjects import subjects_of

LAW = rulebook.law()
CACHE = TemplateCache(Verification.ALL)
CATALOGUE = Catalogue.load()
KINDS: dict[str, Callable[[], Dossier]] = {
    "aid": aid_ok, "caac": caac_ok, "cad": cad_ok, "cec": cec_ok, "cer": cer_ok, "gac": gac_ok,
}  # fmt: skip
HOSTILE = "Rossi & Figli <srl>\n«àèìòù»\t{{ 7*7 }} {_{ 🌞 \"x\" 'y' " + "lungo " * 30
_NAMES = frozenset({"nome", "cognome", "denominazione", "nome_completo", "presentazione", "via", "comune", "dossier"})


def hostile(value: Any, key: str = "") -> Any:
    """Return the data with hostile names."""
    if isinstance(value, dict):
        return {name: hostile(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [hostile(item, key) for item in value]
    return HOSTILE if key in _NAMES and isinstance(value, str) else value


def unknown(value: Any) -> Any:
    """Return the data with nothing in them but true and false, and the lists of texts as they were."""
    if isinstance(value, dict):
        return {name: unknown(item) for name, item in value.items()}
    if isinstance(value, list):
        return [unknown(item) if isinstance(item, dict) else item for item in value]
    return None if isinstance(value, str | int | Decimal | date) and not isinstance(value, bool) else value


def documents(dossier: Dossier) -> Iterator[tuple[DocumentType, Edition, dict[str, Any]]]:
    """Yield each edition of each document of a dossier, with what it adds for the first of its subjects."""
    form = dossier.community.legal_form if dossier.community else None
    for document in CATALOGUE.for_configuration(dossier.kind, form):
        subject = next(iter(subjects_of(document.per, dossier, LAW, Filing())), None)
        is_due = subject is not None and (document.when is None or holds(document.when, dossier, LAW, subject.thing))
        if subject is not None and is_due:
            for edition in document.editions:
                yield document, edition, subject.addition


def verified(dossier: Dossier, edition: Edition, data: dict[str, Any]) -> Draft:
    properties = DocumentProperties(title="Titolo & <altro>", as_of=dossier.as_of)
    return render_draft(edition.path, data, properties=properties, cache=CACHE)


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_with_hostile_names_is_equal_and_whole(kind: str) -> None:
    dossier = KINDS[kind]()
    shared = context.build(dossier, LAW)
    foot = {"documento": "Prova", "edizione": "1", "dossier": "x"}
    seen = 0
    for document, edition, addition in documents(dossier):
        draft = verified(dossier, edition, hostile({**shared, **addition, "pie": foot, "bozza": True}))
        assert leftovers(draft.content, known=[HOSTILE, "{{ 7*7 }}"]) == [], document.id
        seen += 1
    assert seen > 5


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_with_nothing_known_is_equal_and_lists_the_same_gaps(kind: str) -> None:
    dossier = KINDS[kind]()
    shared = context.build(dossier, LAW)
    foot = {"documento": "Prova", "edizione": "1", "dossier": "x"}
    gaps = 0
    for _, edition, addition in documents(dossier):
        data = {**unknown({**shared, **addition}), "pie": foot, "bozza": False}
        gaps += len(verified(dossier, edition, data).missing)
    assert gaps > 50
