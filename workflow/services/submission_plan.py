"""Shows what a practice asks for before anything is built: each item, why, where it stands, who gives it, by when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.bundle.exports.sheet_table import SheetTable, workbook_bytes
from workflow.bundle.plan import ItemState, PlannedItem
from workflow.checks.filing_days import day_of_filing, is_filed, last_day_of_filing
from workflow.law import Law
from workflow.services.filing import Practice
from workflow.services.opening import Opened
from workflow.services.own_templates import own_catalogue
from workflow.services.paper_verdicts import verdicts_of
from workflow.services.practice_items import outputs_of, planned_items
from workflow.services.writing import WrittenDocument, orders, write

_HEADINGS = (
    "Codice", "Voce", "Per", "Richiesta", "Perché", "Fonte", "Stato", "Dove va", "Chi la dà", "Vale fino al", "Avvisi",
    "Carte",
)  # fmt: skip


@dataclass(frozen=True)
class SubmissionPlan:
    """The items of a practice with the two days by which its papers are judged.

    `last_day_on` is the last day of the term while it is open and the practice not yet sent; None otherwise.
    """

    opened: Opened
    law: Law
    practice: Practice
    items: tuple[PlannedItem, ...]
    sent_on: date
    is_sent: bool
    last_day_on: date | None

    @property
    def counts(self) -> Mapping[ItemState, int]:
        """How many items are in each state."""
        return {state: sum(1 for item in self.items if item.state is state) for state in ItemState}

    def sources(self, item: PlannedItem) -> str:
        """Say where the law asks for an item."""
        return "; ".join(self.law.cite(ref) for ref in item.item.refs)


def submission_plan(opened: Opened, law: Law, practice: Practice) -> SubmissionPlan:
    """Return the plan of a practice; its documents are written to know what they lack, and thrown away."""
    documents = list(_documents(opened, law, practice))
    verdicts = verdicts_of(opened, law, [document.order for document in documents])
    dossier, filing = opened.dossier, practice.filing
    has_been_sent = is_filed(dossier, filing)
    return SubmissionPlan(
        opened=opened,
        law=law,
        practice=practice,
        items=planned_items(opened, law, practice, documents, verdicts),
        sent_on=day_of_filing(dossier, filing),
        is_sent=has_been_sent,
        last_day_on=None if has_been_sent else last_day_of_filing(dossier, filing, law),
    )


def plan_json(found: SubmissionPlan) -> dict[str, Any]:
    """Return the plan for machines."""
    facts = found.practice.facts
    return {
        "schema": 1,
        "dossier": found.opened.dossier.slug,
        "kind": found.opened.dossier.kind.value,
        "procedure": facts.filing.kind.value,
        "title": found.practice.submission.title,
        "about": facts.name or None,
        "channel": facts.channel.value,
        "address": facts.address,
        "as_of": found.opened.dossier.as_of,
        "sent_on": found.sent_on,
        "is_sent": found.is_sent,
        "last_day_on": found.last_day_on,
        "law_digest": found.law.digest,
        "counts": {state.value: count for state, count in found.counts.items()},
        "items": [_item_json(found, item) for item in found.items],
    }


def plan_workbook(found: SubmissionPlan) -> bytes:
    """Return the plan as a workbook: what is asked for in one sheet, what is not in the other."""
    asked = [item for item in found.items if item.is_required]
    left_out = [item for item in found.items if not item.is_required]
    sent = "inviata il" if found.is_sent else "invio ipotizzato il"
    note = f"{found.opened.dossier.title} – {found.practice.facts.title}, {sent} {found.sent_on:%d/%m/%Y}"
    if found.last_day_on is not None:
        note += f", ultimo giorno utile {found.last_day_on:%d/%m/%Y}"
    tables = (
        SheetTable("Richieste", _HEADINGS, tuple(_row(found, item) for item in asked), note),
        SheetTable("Non richieste", _HEADINGS, tuple(_row(found, item) for item in left_out), note),
    )
    return workbook_bytes(tables, found.practice.submission.title)


def _documents(opened: Opened, law: Law, practice: Practice) -> Iterator[WrittenDocument]:
    catalogue = own_catalogue(opened.folder)
    outputs = outputs_of(opened, law, practice)
    wanted, _ = orders(opened.dossier, law, catalogue, filing=practice.filing, outputs=outputs)
    return write(opened.dossier, law, wanted)


def _item_json(found: SubmissionPlan, item: PlannedItem) -> dict[str, Any]:
    return {
        "id": item.item.id,
        "title": item.item.title,
        "subject": item.label or None,
        "key": item.key,
        "required": None if item.state is ItemState.UNKNOWN else item.is_required,
        "optional": item.item.is_optional,
        "reason": item.reason,
        "sources": [found.law.cite(ref) for ref in item.item.refs],
        "state": item.state.value,
        "part": item.section.value,
        "who": item.item.provider,
        "valid_until": item.valid_until_on,
        "warnings": list(item.warnings),
        "attachments": [paper.path for paper in item.attachments],
        "documents": [document.output for document in item.documents],
    }


def _row(found: SubmissionPlan, item: PlannedItem) -> tuple[Any, ...]:
    required = {True: "sì", False: "no"}[item.is_required] if item.state is not ItemState.UNKNOWN else "non si sa"
    return (
        item.item.id,
        item.item.title,
        item.label,
        f"{required} (facoltativa)" if item.item.is_optional and item.is_required else required,
        item.reason,
        found.sources(item),
        item.state.value,
        item.section.label,
        item.item.provider,
        item.valid_until_on,
        " ".join(item.warnings),
        ", ".join(paper.path for paper in item.attachments),
    )
