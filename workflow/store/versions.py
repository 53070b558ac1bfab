"""The versions of a dossier's facts: adding one when the folder changed, and finding the one of a given day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from workflow.clock import ROME
from workflow.domain.kind import Phase
from workflow.store.conflict import folder_conflict
from workflow.store.facts import Facts
from workflow.store.files import paths_of
from workflow.store.history import Entry, canonical
from workflow.store.journal import entries
from workflow.store.search import replace_terms
from workflow.store.tables import DossierRow, FactsRow, FolderRow, row_id


@dataclass(frozen=True)
class AsWas:
    """A dossier as it was at the end of a day."""

    slug: str
    title: str
    content: str
    facts_sha256: str
    recorded_at: datetime
    phase: Phase
    is_suspended: bool
    entries: tuple[tuple[Entry, str], ...]
    files: Mapping[str, str]


def is_current(session: Session, row: DossierRow, facts: Facts, folder: Path) -> bool:
    """Whether the archive already holds these facts with their files, from this folder last: nothing to write."""
    if row.facts_sha256 != facts.sha256:
        return False
    last = session.exec(
        select(FolderRow)
        .where(col(FolderRow.dossier_id) == row.id)
        .order_by(col(FolderRow.synchronised_at).desc(), col(FolderRow.id).desc())
    ).first()
    is_last = last is not None and last.path == str(folder) and last.facts_sha256 == facts.sha256
    return is_last and not _lacks_files(session, row, facts)


def synchronise(session: Session, facts: Facts, folder: Path, *, at: datetime, who: str) -> bool:
    """Make the folder's facts the current version; return whether they changed. Raises FactsConflictError."""
    row = session.exec(select(DossierRow).where(col(DossierRow.slug) == facts.slug)).first()
    if row is None:
        row = DossierRow(
            slug=facts.slug, title=facts.title, kind=facts.kind, phase=Phase.ENGAGEMENT.value,
            facts_sha256=facts.sha256, created_at=at, updated_at=at, updated_by=who,
        )  # fmt: skip
        session.add(row)
        session.flush()
        _add_version(session, row, facts, folder, at=at, who=who)
        return True
    if row.facts_sha256 == facts.sha256:
        if _lacks_files(session, row, facts):
            _add_version(session, row, facts, folder, at=at, who=who)
        else:
            _mark_synchronised(session, row, facts, folder, at)
        return False
    seen = _folder(session, row, folder)
    agreed = seen is not None and seen.facts_sha256 == row.facts_sha256
    if not agreed and not _was_moved(session, row):
        raise folder_conflict(session, row, facts.content, folder)
    row.title, row.kind, row.facts_sha256 = facts.title, facts.kind, facts.sha256
    row.version += 1
    row.updated_at, row.updated_by = at, who
    _add_version(session, row, facts, folder, at=at, who=who)
    return True


def current_facts(session: Session) -> list[tuple[str, str]]:
    """Return (slug, current facts as canonical JSON) of every dossier, by slug."""
    rows = session.exec(
        select(DossierRow.slug, FactsRow.content)
        .join(FactsRow, col(FactsRow.dossier_id) == DossierRow.id)
        .where(col(FactsRow.sha256) == col(DossierRow.facts_sha256))
        .order_by(col(DossierRow.slug), col(FactsRow.number))
    )
    return list(dict(rows.all()).items())  # equal facts stored twice count once


def as_was(session: Session, row: DossierRow, day: date) -> AsWas | None:
    """Return the dossier as it was when the day ended in Rome; None if it was not there yet."""
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=ROME)
    version = session.exec(
        select(FactsRow)
        .where(col(FactsRow.dossier_id) == row.id, col(FactsRow.recorded_at) < end)
        .order_by(col(FactsRow.number).desc())
    ).first()
    if version is None:
        return None
    past = tuple(pair for pair in entries(session, row_id(row)) if datetime.fromisoformat(pair[0].at) < end)
    own = [entry for entry, _ in past if not entry.subject]
    return AsWas(
        slug=row.slug, title=row.title, content=version.content, facts_sha256=version.sha256,
        recorded_at=version.recorded_at, phase=Phase(own[-1].to_phase) if own else Phase.ENGAGEMENT,
        is_suspended=own[-1].is_suspended if own else False, entries=past, files=paths_of(json.loads(version.files)),
    )  # fmt: skip


def files_of(session: Session, row: DossierRow, facts_sha256: str) -> dict[str, str]:
    """Return {path: sha256} of the files behind a version of the facts; empty if none were kept."""
    found = session.exec(
        select(FactsRow.files)
        .where(col(FactsRow.dossier_id) == row.id, col(FactsRow.sha256) == facts_sha256)
        .order_by(col(FactsRow.number).desc())
    ).first()
    return paths_of(json.loads(found or "{}"))


def _add_version(session: Session, row: DossierRow, facts: Facts, folder: Path, *, at: datetime, who: str) -> None:
    last = session.exec(select(func.max(FactsRow.number)).where(col(FactsRow.dossier_id) == row.id)).first() or 0
    session.add(
        FactsRow(
            dossier_id=row_id(row), number=last + 1, sha256=facts.sha256, content=facts.content, recorded_at=at,
            origin=f"cartella {folder}", recorded_by=who, dossier_version=row.version,
            files=canonical({source.path: source.sha256 for source in facts.files}),
        )
    )  # fmt: skip
    replace_terms(session, row_id(row), facts.terms)
    _mark_synchronised(session, row, facts, folder, at)


def _mark_synchronised(session: Session, row: DossierRow, facts: Facts, folder: Path, at: datetime) -> None:
    seen = _folder(session, row, folder)
    if seen is None:
        session.add(FolderRow(dossier_id=row_id(row), path=str(folder), facts_sha256=facts.sha256, synchronised_at=at))
    else:
        seen.facts_sha256, seen.synchronised_at = facts.sha256, at


def _folder(session: Session, row: DossierRow, folder: Path) -> FolderRow | None:
    return session.exec(
        select(FolderRow).where(col(FolderRow.dossier_id) == row.id, col(FolderRow.path) == str(folder))
    ).first()


def _lacks_files(session: Session, row: DossierRow, facts: Facts) -> bool:
    """Whether the current version was stored without its files, as an earlier program did."""
    return bool(facts.files) and not files_of(session, row, row.facts_sha256)


def _was_moved(session: Session, row: DossierRow) -> bool:
    """Whether every folder the dossier was ever read from is gone, as after a rename."""
    paths = session.exec(select(FolderRow.path).where(col(FolderRow.dossier_id) == row.id))
    return not any(Path(path).is_dir() for path in paths)
