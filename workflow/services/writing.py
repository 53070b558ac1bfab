"""Writes every document a dossier calls for: which ones, for whom, and with which data missing."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from workflow.bundle.plan import Written, mandate_key
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.checks.conditions import holds
from workflow.documents import context
from workflow.documents.catalogue import Catalogue, DocumentType, Edition, Per
from workflow.documents.compiled import TemplateCache
from workflow.documents.errors import Missing
from workflow.documents.highlighting import without_highlight
from workflow.documents.plant_view import producer_views
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding, Outcome
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.law import Law

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


@dataclass(frozen=True)
class _Subject:
    key: str | None
    label: str
    addition: dict[str, Any]
    thing: Plant | Member | Mandate | None = None


def orders(
    dossier: Dossier, law: Law, catalogue: Catalogue, only: frozenset[str] = frozenset()
) -> tuple[list[Order], list[Finding]]:
    """Return the documents to write, in the catalogue's order, and a finding where the need cannot be told."""
    form = dossier.community.legal_form if dossier.community else None
    wanted: list[Order] = []
    findings: list[Finding] = []
    for document in catalogue.for_configuration(dossier.kind, form):
        if only and document.id not in only:
            continue
        edition = document.edition_on(dossier.sent_on)
        for number, subject in enumerate(_SUBJECTS[document.per](dossier), start=1):
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
    return wanted, findings


def write(
    dossier: Dossier,
    law: Law,
    wanted: list[Order],
    *,
    is_draft: bool = True,
    on_done: Callable[[Order], None] | None = None,
) -> Iterator[WrittenDocument]:
    """Render the documents one by one; a template is compiled once for all those it serves."""
    cache = TemplateCache()
    shared = context.build(dossier, law)
    for order in wanted:
        foot = {
            "documento": order.document.title,
            "edizione": f"{order.edition.from_:%d/%m/%Y}",
            "dossier": dossier.title,
        }
        draft = render_draft(
            order.edition.path,
            {**shared, **order.addition, "pie": foot, "bozza": is_draft},
            properties=DocumentProperties(title=order.title, as_of=dossier.as_of, subject=dossier.title),
            cache=cache,
        )
        is_clean_copy = order.document.highlighted_copy and not order.is_highlighted
        content = without_highlight(draft.content) if is_clean_copy else draft.content
        yield WrittenDocument(order, content, draft.missing)
        if on_done is not None:
            on_done(order)


def missing_findings(documents: list[WrittenDocument]) -> list[Finding]:
    """Return one finding for each document that lacks data, naming the placeholders."""
    findings = []
    for document in documents:
        names = sorted({key_of(item.variable) for item in document.missing})
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


def slug(text: str) -> str:
    """Return a name for a file: ASCII, lower case, no spaces, never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_SLUG].strip("_") or "senza_nome"


def _unknown_need(document: DocumentType, subject: _Subject) -> Finding:
    title = f"{document.title} – {subject.label}" if subject.label else document.title
    path = ("documenti", document.id, subject.key or "")
    return finding_of(packaged_card(UNKNOWN_NEED), path, {"documento": title}, outcome=Outcome.UNKNOWN)


def _dossier(_dossier: Dossier) -> Iterator[_Subject]:
    yield _Subject(None, "", {})


def _members(dossier: Dossier) -> Iterator[_Subject]:
    for member in dossier.active_members:
        yield _Subject(
            member.key, member.full_name or f"riga {member.index + 1}", context.for_member(dossier, member), member
        )


def _releases(dossier: Dossier) -> Iterator[_Subject]:
    for member in dossier.members:
        if member.is_release:
            label = member.full_name or f"riga {member.index + 1}"
            yield _Subject(member.key, label, context.for_release(dossier, member), member)


def _plants(dossier: Dossier) -> Iterator[_Subject]:
    for index, plant in enumerate(dossier.plants):
        label = plant.name or f"impianto {index + 1}"
        yield _Subject(label, label, context.for_plant(dossier, index), plant)


def _producers(dossier: Dossier) -> Iterator[_Subject]:
    for view in producer_views(dossier):
        key = view["codice_fiscale"] or view["partita_iva"]
        first = dossier.plants[view["impianti"][0]["numero"] - 1]
        yield _Subject(key, view["nome_completo"] or "produttore", context.for_producer(view), first)


def _mandates(dossier: Dossier) -> Iterator[_Subject]:
    for mandate in dossier.mandates:
        addition = context.for_mandate(dossier, mandate)
        label = addition["mandato"]["mandante_nome"] or mandate.principal or "mandante"
        yield _Subject(mandate_key(mandate), label, addition, mandate)


def _nothing(_dossier: Dossier) -> Iterator[_Subject]:
    yield from ()


_SUBJECTS: dict[Per, Callable[[Dossier], Iterator[_Subject]]] = {
    Per.DOSSIER: _dossier,
    Per.MEMBER: _members,
    Per.LIBERATORIA: _releases,
    Per.PLANT: _plants,
    Per.PRODUCER: _producers,
    Per.MANDATE: _mandates,
    Per.WITHDRAWAL_POINT: _nothing,
}
