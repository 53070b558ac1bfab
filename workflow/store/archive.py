"""The archive as the use cases see it: save facts, read them back, record what happened, search."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, delete, func, text
from sqlmodel import Session, col, select

from workflow.domain.finding import Finding
from workflow.domain.kind import Phase
from workflow.resources import ProgramError
from workflow.store import schema
from workflow.store.engine import archive_url, engine_for
from workflow.store.history import GENESIS, Entry, canonical, summary
from workflow.store.tables import DossierRow, FactsRow, FolderRow, HistoryRow, TermRow


class DossierNotFoundError(ProgramError):
    """No dossier of that name in the archive."""

    exit_code = 3


class FactsConflictError(ProgramError):
    """The facts changed in the folder and in the archive since they last agreed."""

    exit_code = 6


@dataclass(frozen=True)
class Stored:
    """What the archive knows of a dossier, apart from its facts."""

    slug: str
    title: str
    kind: str
    phase: Phase
    is_suspended: bool
    facts_sha256: str
    version: int


@dataclass(frozen=True)
class Facts:
    """One version of a dossier's facts, ready to be stored: canonical JSON and what it is found by."""

    slug: str
    title: str
    kind: str
    content: str
    sha256: str
    terms: tuple[tuple[str, str], ...]


class Archive:
    """An open archive; use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine; `open` is the usual way in."""
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open the archive at the address (see `archive_url`), creating and upgrading it as needed."""
        engine = engine_for(archive_url(url))
        schema.upgrade(engine)
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    def synchronise(self, facts: Facts, folder: Path, at: datetime) -> bool:
        """Store the folder's facts as the current version; return whether anything changed.

        Raises FactsConflictError if the archive moved on since this folder last agreed with it.
        """
        with self._session() as session:
            row = session.exec(select(DossierRow).where(col(DossierRow.slug) == facts.slug)).first()
            if row is None:
                row = DossierRow(
                    slug=facts.slug, title=facts.title, kind=facts.kind, phase=Phase.ENGAGEMENT.value,
                    facts_sha256=facts.sha256, created_at=at, updated_at=at,
                )  # fmt: skip
                session.add(row)
                session.flush()
                self._add_version(session, row, facts, folder, at)
                return True
            seen = session.exec(
                select(FolderRow).where(col(FolderRow.dossier_id) == row.id, col(FolderRow.path) == str(folder))
            ).first()
            if row.facts_sha256 == facts.sha256:
                self._mark_synchronised(session, row, facts, folder, at)
                return False
            agreed = seen is not None and seen.facts_sha256 == row.facts_sha256
            if not agreed and not self._was_moved(session, row):
                raise FactsConflictError(self._conflict(session, row, facts, folder))
            row.title, row.kind, row.facts_sha256 = facts.title, facts.kind, facts.sha256
            row.version += 1
            row.updated_at = at
            self._add_version(session, row, facts, folder, at)
            return True

    def find(self, slug: str) -> Stored | None:
        """Return what is known of a dossier, or None."""
        with self._session() as session:
            row = session.exec(select(DossierRow).where(col(DossierRow.slug) == slug)).first()
            return None if row is None else _stored(row)

    def get(self, slug: str) -> Stored:
        """Return what is known of a dossier; raise DossierNotFoundError."""
        found = self.find(slug)
        if found is None:
            raise DossierNotFoundError(
                f"Nell'archivio non c'è un fascicolo «{slug}». Elenco: dossier-cer archive list."
            )
        return found

    def all(self) -> list[Stored]:
        """Return every dossier, by slug."""
        with self._session() as session:
            return [_stored(row) for row in session.exec(select(DossierRow).order_by(col(DossierRow.slug)))]

    def facts(self, slug: str) -> str:
        """Return the current facts as canonical JSON; raise DossierNotFoundError."""
        with self._session() as session:
            content = session.exec(
                select(FactsRow.content)
                .join(DossierRow, col(DossierRow.id) == FactsRow.dossier_id)
                .where(col(DossierRow.slug) == slug, col(FactsRow.sha256) == DossierRow.facts_sha256)
                .order_by(col(FactsRow.number).desc())
            ).first()
        if content is None:
            raise DossierNotFoundError(f"Nell'archivio non c'è un fascicolo «{slug}».")
        return content

    def folder_of(self, slug: str) -> Path | None:
        """Return the folder the dossier was last read from, if any."""
        with self._session() as session:
            path = session.exec(
                select(FolderRow.path)
                .join(DossierRow, col(DossierRow.id) == FolderRow.dossier_id)
                .where(col(DossierRow.slug) == slug)
                .order_by(col(FolderRow.synchronised_at).desc(), col(FolderRow.id).desc())
            ).first()
        return None if path is None else Path(path)

    def record(
        self, slug: str, *, at: datetime, who: str, event: str, to_phase: Phase, reason: str, law_digest: str,
        findings: Sequence[Finding], expected_version: int, is_suspended: bool = False,
    ) -> Entry:  # fmt: skip
        """Move the dossier and append the history entry, in one transaction.

        Raises FactsConflictError if somebody else changed the dossier after `expected_version` was read.
        """
        with self._session() as session:
            row = session.exec(select(DossierRow).where(col(DossierRow.slug) == slug)).first()
            if row is None:
                raise DossierNotFoundError(f"Nell'archivio non c'è un fascicolo «{slug}».")
            if row.version != expected_version:
                raise FactsConflictError(f"Il fascicolo «{slug}» è stato cambiato da altri nel frattempo: riprovare.")
            last = session.exec(
                select(HistoryRow).where(col(HistoryRow.dossier_id) == row.id).order_by(col(HistoryRow.number).desc())
            ).first()
            entry = Entry(
                number=1 if last is None else last.number + 1,
                at=at.isoformat(), who=who, event=event, from_phase=row.phase, to_phase=to_phase.value, reason=reason,
                law_digest=law_digest, facts_sha256=row.facts_sha256, findings=summary(findings),
                previous_hash=GENESIS if last is None else last.hash,
            )  # fmt: skip
            values = asdict(entry) | {"findings": canonical(entry.findings), "hash": entry.hash, "dossier_id": row.id}
            session.add(HistoryRow.model_validate(values))
            row.phase, row.is_suspended, row.updated_at = to_phase.value, is_suspended, at
            row.version += 1
            return entry

    def history(self, slug: str) -> list[tuple[Entry, str]]:
        """Return the dossier's entries in order, each with its stored hash."""
        with self._session() as session:
            rows = session.exec(
                select(HistoryRow)
                .join(DossierRow, col(DossierRow.id) == HistoryRow.dossier_id)
                .where(col(DossierRow.slug) == slug)
                .order_by(col(HistoryRow.number))
            )
            return [(_entry(row), row.hash) for row in rows]

    def search(self, words: str, limit: int = 50) -> list[tuple[str, str, str]]:
        """Return (slug, kind of term, term as written) for terms that contain the words."""
        wanted = search_form(words)
        with self._session() as session:
            rows = session.exec(
                select(DossierRow.slug, TermRow.kind, TermRow.shown)
                .join(TermRow, col(TermRow.dossier_id) == DossierRow.id)
                .where(col(TermRow.value).contains(wanted, autoescape=True))
                .order_by(col(DossierRow.slug), col(TermRow.kind), col(TermRow.shown))
                .limit(limit)
            )
            return [(slug, kind, shown) for slug, kind, shown in rows]

    def elsewhere(self, slug: str, kind: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Return (other slug, term) for the given PODs or plants that stand in another dossier too."""
        wanted = [search_form(value) for value in values]
        with self._session() as session:
            rows = session.exec(
                select(DossierRow.slug, TermRow.shown)
                .join(TermRow, col(TermRow.dossier_id) == DossierRow.id)
                .where(col(TermRow.kind) == kind, col(TermRow.value).in_(wanted), col(DossierRow.slug) != slug)
                .order_by(col(TermRow.shown), col(DossierRow.slug))
            )
            return [(other, shown) for other, shown in rows]

    def is_sound(self) -> bool:
        """Whether the database passes its own integrity check."""
        with self._engine.connect() as connection:
            return bool(connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok")

    def _add_version(self, session: Session, row: DossierRow, facts: Facts, folder: Path, at: datetime) -> None:
        last = (
            session.exec(select(func.max(col(FactsRow.number))).where(col(FactsRow.dossier_id) == row.id)).first() or 0
        )
        session.add(
            FactsRow(
                dossier_id=_id(row), number=last + 1, sha256=facts.sha256, content=facts.content, recorded_at=at,
                origin=f"cartella {folder}",
            )
        )  # fmt: skip
        session.exec(delete(TermRow).where(col(TermRow.dossier_id) == row.id))
        session.add_all(
            TermRow(dossier_id=_id(row), kind=kind, value=search_form(shown), shown=shown)
            for kind, shown in facts.terms
        )
        self._mark_synchronised(session, row, facts, folder, at)

    def _mark_synchronised(self, session: Session, row: DossierRow, facts: Facts, folder: Path, at: datetime) -> None:
        seen = session.exec(
            select(FolderRow).where(col(FolderRow.dossier_id) == row.id, col(FolderRow.path) == str(folder))
        ).first()
        if seen is None:
            session.add(FolderRow(dossier_id=_id(row), path=str(folder), facts_sha256=facts.sha256, synchronised_at=at))
        else:
            seen.facts_sha256, seen.synchronised_at = facts.sha256, at

    def _was_moved(self, session: Session, row: DossierRow) -> bool:
        """Whether every folder the dossier was ever read from is gone, as after a rename."""
        paths = session.exec(select(FolderRow.path).where(col(FolderRow.dossier_id) == row.id))
        return not any(Path(path).is_dir() for path in paths)

    def _conflict(self, session: Session, row: DossierRow, facts: Facts, folder: Path) -> str:
        stored = session.exec(
            select(FactsRow.content).where(col(FactsRow.dossier_id) == row.id, col(FactsRow.sha256) == row.facts_sha256)
        ).first()
        changed = differences(json.loads(stored or "{}"), json.loads(facts.content))
        shown = "; ".join(changed[:5]) + ("; …" if len(changed) > len(changed[:5]) else "")
        return (
            f"Il fascicolo «{row.slug}» nell'archivio è cambiato da quando la cartella {folder} vi è stata letta "
            f"l'ultima volta. Differenze: {shown}. Lavorare nella cartella più recente, dare un altro "
            "«identificativo» a questa, oppure aggiungere --no-archive."
        )


def search_form(text_: str) -> str:
    """Return the form in which terms are compared: lower case, no spaces."""
    return "".join(text_.casefold().split())


def differences(old: object, new: object, path: str = "") -> list[str]:
    """Return the keys at which two JSON trees differ, without their values."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted(set(old) | set(new))
        return [d for key in keys for d in differences(old.get(key), new.get(key), f"{path}.{key}" if path else key)]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [d for i, (a, b) in enumerate(zip(old, new, strict=True)) for d in differences(a, b, f"{path}[{i}]")]
    return [] if old == new else [path or "tutto"]


def _stored(row: DossierRow) -> Stored:
    return Stored(row.slug, row.title, row.kind, Phase(row.phase), row.is_suspended, row.facts_sha256, row.version)


def _entry(row: HistoryRow) -> Entry:
    return Entry(
        number=row.number, at=row.at, who=row.who, event=row.event, from_phase=row.from_phase, to_phase=row.to_phase,
        reason=row.reason, law_digest=row.law_digest, facts_sha256=row.facts_sha256,
        findings=tuple(json.loads(row.findings)), previous_hash=row.previous_hash,
    )  # fmt: skip


def _id(row: DossierRow) -> int:
    if row.id is None:  # pragma: no cover - a flushed row has its key
        raise AssertionError("a dossier row without a key")
    return row.id
