"""Writes the message by which a practice reaches the GSE: its text, and the .eml with what is attached."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from workflow.bundle.bundle_findings import MESSAGE_TOO_LARGE, bundle_finding
from workflow.bundle.exports.profile import load_portal_limits
from workflow.bundle.mail import MAIL_NAME, TEXT_NAME, Mail, attached_names, mail_bytes, mail_text, sealed_body
from workflow.bundle.mail_size import message_size
from workflow.bundle.plan import ItemState, PlannedItem
from workflow.bundle.submission import Section
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.documents import context
from workflow.documents.message import Message, has_message, render_message
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingChannel, FilingKind
from workflow.domain.finding import Finding, Outcome
from workflow.law import Law
from workflow.services.filing import FilingFacts
from workflow.services.laying_out import Layout
from workflow.services.writing import MISSING_DATUM, key_of

_MEGABYTE = 1_000_000


def message_of(dossier: Dossier, law: Law, facts: FilingFacts, items: tuple[PlannedItem, ...]) -> Message | None:
    """Return the message of a practice that goes by PEC; None for those that go to the portal."""
    filing = facts.filing
    if facts.channel is not FilingChannel.PEC or not has_message(filing.kind.value):
        return None
    addition: dict[str, Any] = {"allegati": [item.title for item in items if _is_attached(item)]}
    if filing.index is not None:
        if filing.kind is FilingKind.VARIATION:
            addition |= context.for_variation(dossier, filing.index, law)
        elif filing.kind.answers_an_act:
            addition |= context.for_act(dossier, filing.index, law)
    return render_message(filing.kind.value, {**context.build(dossier, law), **addition})


def message_findings(message: Message | None, facts: FilingFacts, items: Sequence[PlannedItem] = ()) -> list[Finding]:
    """Return the findings on data that the message lacks, on an unknown address, on papers too large for a PEC."""
    if message is None:
        return []
    findings = list(_too_large(items))
    names = sorted({key_of(item.variable) for item in message.missing})
    if facts.address is None:
        names.append("indirizzo PEC del GSE in quel giorno")
    if names:
        path = ("documenti", TEXT_NAME, facts.name)
        values = {"documento": "Messaggio PEC", "dati": ", ".join(names)}
        findings.append(finding_of(packaged_card(MISSING_DATUM), path, values, outcome=Outcome.UNKNOWN))
    return findings


def _too_large(items: Sequence[PlannedItem]) -> Iterator[Finding]:
    """Yield the finding on papers that already exceed what a PEC carries; the text of the message measures it all."""
    limit = load_portal_limits().message_bytes
    papers = {paper.path: paper.byte_count for item in items if _is_attached(item) for paper in item.attachments}
    size = message_size(papers.values())
    if limit is not None and size > limit:
        values = {"megabyte": _in_megabytes(size), "massimo": _in_megabytes(limit)}
        yield bundle_finding(MESSAGE_TOO_LARGE, ("fascicolo", MAIL_NAME), **values)


def _in_megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.0f}"


def put_message(
    dossier: Dossier, message: Message, facts: FilingFacts, layout: Layout, place: Path, *, is_draft: bool
) -> tuple[str, ...]:
    """Write the message into the bundle and return its files; of a draft, not to be sent, the text alone."""
    referente = dossier.get_referente()
    files: list[str] = []
    to_sign: list[str] = []
    for index, item in enumerate(layout.items):
        if item.section is Section.SEND:
            own = [name for name in layout.files_of_item.get(index, ()) if (place / name).is_file()]
            files += own
            to_sign += own if item.state is ItemState.READY else []
    mail = Mail(
        sender=referente.pec if referente is not None else None,
        recipient=facts.address,
        subject=message.subject,
        body=message.body,
        attached=attached_names(files),
        to_sign=attached_names(to_sign),
    )
    mail = replace(mail, body=sealed_body(mail, place))
    limit = load_portal_limits().message_bytes
    text = mail_text(mail, is_draft=is_draft, folder=place, limit_bytes=limit)
    (place / TEXT_NAME).write_text(text, encoding="utf-8", newline="\n")
    if is_draft:
        return (TEXT_NAME,)
    (place / MAIL_NAME).write_bytes(mail_bytes(mail, place))
    return (TEXT_NAME, MAIL_NAME)


def _is_attached(item: PlannedItem) -> bool:
    return item.section is Section.SEND and item.is_required
