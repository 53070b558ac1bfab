"""The items of a practice, as the documents written and the papers collected leave them; the documents they want."""

from collections.abc import Mapping, Sequence

from workflow.bundle.paper_verdict import PaperVerdict
from workflow.bundle.plan import NOTHING_COLLECTED, PlannedItem, plan
from workflow.domain.filing import FilingKind
from workflow.law import Law
from workflow.services.filing import Practice
from workflow.services.opening import Opened
from workflow.services.writing import WrittenDocument


def planned_items(
    opened: Opened,
    law: Law,
    practice: Practice,
    documents: Sequence[WrittenDocument],
    verdicts: Mapping[str, PaperVerdict] = NOTHING_COLLECTED,
) -> tuple[PlannedItem, ...]:
    """Return every item of the practice with its state, given the documents that are written."""
    facts = practice.facts
    written = [document.summary for document in documents]
    planned = plan(
        practice.submission,
        opened.dossier,
        law,
        written,
        filing=facts.filing,
        channel=facts.channel,
        verdicts=verdicts,
    )
    return tuple(planned)


def outputs_of(opened: Opened, law: Law, practice: Practice) -> frozenset[str] | None:
    """Return the documents that the items of a practice call for; None for the request, which has them all."""
    if practice.filing.kind is FilingKind.ACCESS:
        return None
    items = planned_items(opened, law, practice, ())
    return frozenset(item.item.document for item in items if item.is_required and item.item.document is not None)
