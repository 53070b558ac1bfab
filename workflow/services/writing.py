"""Writes every document a dossier calls for: which ones, for whom, and with which data missing."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from workflow.bundle.plan import Written
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.checks.conditions import holds
from workflow.documents import context
from workflow.documents.catalogue import Catalogue, DocumentType, Edition
from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.deflating import DeflateLibrary, deflater
from workflow.documents.engine.verification import Verification
from workflow.documents.errors import Missing
from workflow.documents.highlighting import without_highlight
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing
from workflow.domain.finding import FieldPath, Finding, Outcome
from workflow.law import Law
from workflow.services.document_subjects import DocumentSubject, subjects_of

MISSING_DATUM = "TES-01"
UNKNOWN_NEED = "TES-02"
_SHOWN_GAPS = 8
_HIGHLIGHTED = "_evidenziato"
_LONGEST_SLUG = 40
# What templates call the rows of the workbook, and the keys of `fascicolo.yaml` that they call otherwise.
_ROWS = {"socio", "soci", "cliente", "clienti", "punti", "imprese", "liberatorie"}
_KEYS = {
    "impianto": "impianti",
    "impianti_terzi": "impianti",
    "impianti_incentivati": "impianti",
    "produttore": "impianti › produttore",
}


@dataclass(frozen=True)
class Order:
    """One document to write: its type and edition, whom it regards, what its context adds."""

    document: DocumentType
    edition: Edition
    key: str | None
    label: str
    stem: str
    addition: dict[str, Any]
    is_highlighted: bool = False

    @property
    def title(self) -> str:
        """The document's title with whom it regards."""
        title = f"{self.document.title} – {self.label}" if self.label else self.document.title
        return f"{title} – copia con i passaggi evidenziati" if self.is_highlighted else title

    @property
    def output(self) -> str:
        """What submissions and checklists call the document."""
        return f"{self.document.output}{_HIGHLIGHTED}" if self.is_highlighted else self.document.output


@dataclass(frozen=True)
class WrittenDocument:
    """A finished Word document and the data it lacked."""

    order: Order
    content: bytes
    missing: tuple[Missing, ...]

    @property
    def summary(self) -> Written:
        """What the submission plan needs to know of it."""
        order = self.order
        return Written(
            output=order.output,
            key=order.key,
            label=order.label,
            stem=order.stem,
            is_complete=not self.missing,
            is_signed=bool(order.document.signed_by) and not order.is_highlighted,
        )


def orders(
    dossier: Dossier,
    law: Law,
    catalogue: Catalogue,
    only: frozenset[str] = frozenset(),
    *,
    filing: Filing | None = None,
    outputs: frozenset[str] | None = None,
) -> tuple[list[Order], list[Finding]]:
    """Return the documents to write, in the catalogue's order, and a finding where the need cannot be told.

    `only` gives their ids, `outputs` what submissions call them; without either, all but those written on request.
    """
    form = dossier.community.legal_form if dossier.community else None
    wanted: list[Order] = []
    findings: list[Finding] = []
    for document in catalogue.for_configuration(dossier.kind, form):
        if not _is_wanted(document, only, outputs):
            continue
        edition = document.edition_on(edition_day(dossier, document))
        for number, subject in enumerate(subjects_of(document.per, dossier, law, filing or Filing()), start=1):
            needed = True if document.when is None else holds(document.when, dossier, law, subject.thing)
            if needed is None:
                findings.append(_unknown_need(document, subject))
            if needed is not False:
                stem = (
                    document.output if subject.key is None else f"{document.output}_{number:03d}_{slug(subject.label)}"
                )
                order = Order(document, edition, subject.key, subject.label, stem, subject.addition)
                wanted.append(order)
                if document.highlighted_copy:
                    wanted.append(replace(order, stem=f"{stem}{_HIGHLIGHTED}", is_highlighted=True))
    return [order for order in wanted if outputs is None or order.output in outputs], findings


def _is_wanted(document: DocumentType, only: frozenset[str], outputs: frozenset[str] | None) -> bool:
    if only:
        return document.id in only
    if outputs is None:
        return not document.on_request
    return document.output in {name.removesuffix(_HIGHLIGHTED) for name in outputs}


def edition_day(dossier: Dossier, document: DocumentType) -> date:
    """Return the day whose edition is used: what follows the request is written on its own day."""
    return max(dossier.sent_on, dossier.as_of) if document.on_request else dossier.sent_on


def template_cache(verification: Verification | None = None) -> TemplateCache:
    """Return an empty cache of compiled templates, to be handed on by a run that writes more than once."""
    # zlib, not the faster isal: its bytes do not depend on the processor, and a manifest seals them.
    return TemplateCache(verification, deflated_by=deflater(DeflateLibrary.ZLIB))


class DocumentWriter:
    """Renders the documents of a dossier; a template is compiled once for all those it serves."""

    def __init__(
        self,
        dossier: Dossier,
        law: Law,
        *,
        shared: Mapping[str, Any] | None = None,
        verification: Verification | None = None,
        cache: TemplateCache | None = None,
    ) -> None:
        """Gather what every template may name; `shared` takes its place where it is not just what the dossier gives.

        `verification` says which documents are compared with docxtpl's, if not the usual ones; `cache` keeps the
        compiled templates of a run that writes more than once (see `template_cache`), and then decides on that.
        """
        self._dossier = dossier
        self._shared = context.build(dossier, law) if shared is None else shared
        self._cache = template_cache(verification) if cache is None else cache
        self._paths: dict[Path, Path] = {}  # a studio's template is made ready once

    def write(self, order: Order, *, is_draft: bool) -> WrittenDocument:
        """Render one document."""
        edition = order.edition
        path = self._paths.get(edition.original)
        if path is None:
            path = self._paths[edition.original] = edition.path
        foot = {"documento": order.document.title, "edizione": edition.words, "dossier": self._dossier.title}
        properties = DocumentProperties(title=order.title, as_of=self._dossier.as_of, subject=self._dossier.title)
        values = {**self._shared, **order.addition, "pie": foot, "bozza": is_draft}
        draft = render_draft(path, values, properties=properties, cache=self._cache)
        is_clean_copy = order.document.highlighted_copy and not order.is_highlighted
        content = without_highlight(draft.content) if is_clean_copy else draft.content
        return WrittenDocument(order, content, draft.missing)


def write(
    dossier: Dossier,
    law: Law,
    wanted: list[Order],
    *,
    is_draft: bool = True,
    on_done: Callable[[Order], None] | None = None,
    shared: Mapping[str, Any] | None = None,
    verification: Verification | None = None,
    cache: TemplateCache | None = None,
) -> Iterator[WrittenDocument]:
    """Render the documents one by one, as `DocumentWriter` does."""
    writer = DocumentWriter(dossier, law, shared=shared, verification=verification, cache=cache)
    for order in wanted:
        yield writer.write(order, is_draft=is_draft)
        if on_done is not None:
            on_done(order)


def missing_findings(documents: list[WrittenDocument], known: Iterable[Finding] = ()) -> list[Finding]:
    """Return one finding for each document that lacks data, naming the placeholders.

    What a rule has already found missing, and blocks for, is not said again for each document that prints it.
    """
    told = {_key_of_path(one.path) for one in known if one.is_blocking and one.outcome is Outcome.UNKNOWN}
    findings = []
    for document in documents:
        if document.order.is_highlighted:  # the same text as the clean copy beside it
            continue
        names = sorted({key_of(item.variable) for item in document.missing} - told)
        if not names:
            continue
        more = f" e altri {len(names) - _SHOWN_GAPS}" if len(names) > _SHOWN_GAPS else ""
        shown = ", ".join(names[:_SHOWN_GAPS]) + more
        path = ("documenti", document.order.document.id, document.order.key or "")
        values = {"documento": document.order.title, "dati": shown}
        findings.append(finding_of(packaged_card(MISSING_DATUM), path, values, outcome=Outcome.UNKNOWN))
    return findings


def key_of(variable: str) -> str:
    """Say where people write what a placeholder prints: the file, then its keys."""
    head, *rest = variable.split(".")
    if head in _ROWS:
        return f"soci.xlsx › {' › '.join(rest).replace('_', ' ')}" if rest else "soci.xlsx"
    return " › ".join([_KEYS.get(head, head), *rest])


def _key_of_path(path: FieldPath) -> str:
    """Write the path of a finding as `key_of` writes a placeholder, without positions in lists."""
    head, *rest = [step for step in path if isinstance(step, str)] or [""]
    return key_of(".".join([head, *rest]))


def slug(text: str) -> str:
    """Return a name for a file: ASCII, lower case, no spaces, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_SLUG].strip("_") or "senza_nome"


def _unknown_need(document: DocumentType, subject: DocumentSubject) -> Finding:
    title = f"{document.title} – {subject.label}" if subject.label else document.title
    path = ("documenti", document.id, subject.key or "")
    return finding_of(packaged_card(UNKNOWN_NEED), path, {"documento": title}, outcome=Outcome.UNKNOWN)
