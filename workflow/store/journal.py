"""Appends to the history of a dossier and reads it: the community's road and each practice's own."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from workflow.domain.finding import Finding
from workflow.store.history import GENESIS, Entry, canonical, summary
from workflow.store.tables import DossierRow, HistoryRow, row_id


@dataclass(frozen=True)
class Event:
    """What is to be recorded: everything of an entry but its place in the chain."""

    at: datetime
    who: str
    event: str
    to_state: str
    reason: str
    law_digest: str
    findings: Sequence[Finding] = ()
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


def append(session: Session, row: DossierRow, event: Event) -> Entry:
    """Append the event to the dossier's chain and raise its lock; `row` must have been read in this transaction."""
    last = session.exec(
        select(HistoryRow).where(col(HistoryRow.dossier_id) == row.id).order_by(col(HistoryRow.number).desc())
    ).first()
    row.version += 1
    row.updated_at, row.updated_by = event.at, event.who
    entry = Entry(
        number=1 if last is None else last.number + 1,
        at=event.at.isoformat(), who=event.who, event=event.event,
        from_phase=states(session, row_id(row)).get(event.subject, "") if event.subject else row.phase,
        to_phase=event.to_state, reason=event.reason, law_digest=event.law_digest, facts_sha256=row.facts_sha256,
        findings=summary(event.findings), previous_hash=GENESIS if last is None else last.hash,
        subject=event.subject, details=dict(event.details),
    )  # fmt: skip
    values = asdict(entry) | {
        "findings": canonical(entry.findings),
        "details": canonical(entry.details),
        "hash": entry.hash,
        "dossier_id": row.id,
        "dossier_version": row.version,
    }
    session.add(HistoryRow.model_validate(values))
    return entry


def entries(session: Session, dossier_id: int) -> list[tuple[Entry, str]]:
    """Return the dossier's entries in order, each with its stored hash."""
    rows = session.exec(
        select(HistoryRow).where(col(HistoryRow.dossier_id) == dossier_id).order_by(col(HistoryRow.number))
    )
    return [(entry_of(row), row.hash) for row in rows]


def states(session: Session, dossier_id: int) -> dict[str, str]:
    """Return where each plant's or variation's practice is now, by subject."""
    last = (
        select(func.max(HistoryRow.number))
        .where(col(HistoryRow.dossier_id) == dossier_id, col(HistoryRow.subject) != "")
        .group_by(col(HistoryRow.subject))
    )
    rows = session.exec(
        select(HistoryRow.subject, HistoryRow.to_phase)
        .where(col(HistoryRow.dossier_id) == dossier_id, col(HistoryRow.number).in_(last))
        .order_by(col(HistoryRow.subject))
    )
    return dict(rows.all())


def entry_of(row: HistoryRow) -> Entry:
    """Return the entry that a row holds."""
    return Entry(
        number=row.number, at=row.at, who=row.who, event=row.event, from_phase=row.from_phase, to_phase=row.to_phase,
        reason=row.reason, law_digest=row.law_digest, facts_sha256=row.facts_sha256,
        findings=tuple(json.loads(row.findings)), previous_hash=row.previous_hash,
        subject=row.subject, details=json.loads(row.details),
    )  # fmt: skip
