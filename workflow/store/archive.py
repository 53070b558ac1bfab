"""The archive as the use cases see it: save facts, read them back, record what happened, search."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workflow.domain.finding import Finding
from workflow.domain.kind import Phase
from workflow.store import closed_file, journal, schema, search, versions
from workflow.store.conflict import FactsConflictError, differences, move_conflict
from workflow.store.engine import READS_ONLY, archive_url, database_file, engine_for, explained
from workflow.store.facts import Facts
from workflow.store.files import StoredFiles
from workflow.store.history import SUSPEND, Entry
from workflow.store.row_seals import SealedSession
from workflow.store.search import search_form
from workflow.store.stored import DossierNotFoundError, Kept, Stored, find_row, get_row, keep, kept, stored_of
from workflow.store.tables import DossierRow, FactsRow, FolderRow, row_id
from workflow.store.versions import AsWas

__all__ = ["Archive", "AsWas", "DossierNotFoundError", "Facts", "FactsConflictError", "Kept", "Stored", "differences",
           "search_form"]  # fmt: skip


class Archive:
    """An open archive; use it as a context manager."""

    def __init__(self, engine: Engine) -> None:
        """Keep the engine; `open` is the usual way in."""
        self._engine = engine
        self._readers = engine.execution_options(**{READS_ONLY: True})
        self._files = StoredFiles(engine)

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """Open the archive at the address (see `archive_url`), creating and upgrading it as needed."""
        engine = engine_for(archive_url(url))
        with explained(engine):
            schema.upgrade(engine)
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection, and seal the file of a SQLite archive if nobody else is at work on it."""
        self._engine.dispose()
        file = database_file(self._engine)
        if file is not None:
            closed_file.seal(file)

    @property
    def engine(self) -> Engine:
        """The engine, for backups and checks of the same archive."""
        return self._engine

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        with explained(self._engine), SealedSession(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with explained(self._engine), Session(self._readers, expire_on_commit=False) as session, session.begin():
            yield session

    def synchronise(self, facts: Facts, folder: Path, at: datetime, who: str = "") -> bool:
        """Store the folder's facts as the current version; return whether anything changed.

        Raises FactsConflictError if the archive moved on since this folder last agreed with it,
        FileChangedError if one of its files is no longer the one that was read.
        """
        with self._reading() as session:
            row = find_row(session, facts.slug)
            if row is not None and versions.is_current(session, row, facts, folder):
                return False
        self._files.place(facts.files)
        with self._writing() as session:
            self._files.add(session, facts.files)
            return versions.synchronise(session, facts, folder, at=at, who=who)

    def find(self, slug: str) -> Stored | None:
        """Return what is known of a dossier, or None."""
        with self._reading() as session:
            row = find_row(session, slug)
            return None if row is None else stored_of(row)

    def get(self, slug: str) -> Stored:
        """Return what is known of a dossier; raise DossierNotFoundError."""
        with self._reading() as session:
            return stored_of(get_row(session, slug))

    def all(self) -> list[Stored]:
        """Return every dossier, by slug."""
        with self._reading() as session:
            return [stored_of(row) for row in session.exec(select(DossierRow).order_by(col(DossierRow.slug)))]

    def facts(self, slug: str) -> str:
        """Return the current facts as canonical JSON; raise DossierNotFoundError."""
        with self._reading() as session:
            row = get_row(session, slug)
            return session.exec(
                select(FactsRow.content)
                .where(col(FactsRow.dossier_id) == row.id, col(FactsRow.sha256) == row.facts_sha256)
                .order_by(col(FactsRow.number).desc())
                .limit(1)
            ).one()

    def current_facts(self) -> list[tuple[str, str]]:
        """Return (slug, current facts as canonical JSON) of every dossier, by slug."""
        with self._reading() as session:
            return versions.current_facts(session)

    def as_was(self, slug: str, day: date) -> AsWas:
        """Return the dossier as it was when the day ended; raise DossierNotFoundError if it was not there yet."""
        with self._reading() as session:
            found = versions.as_was(session, get_row(session, slug), day)
        if found is None:
            raise DossierNotFoundError(f"Il {day:%d/%m/%Y} il fascicolo «{slug}» non era ancora nell'archivio.")
        return found

    def files_of(self, slug: str, facts_sha256: str) -> dict[str, bytes]:
        """Return {path: bytes} of the files behind a version of the facts; empty if none were kept."""
        with self._reading() as session:
            found = versions.files_of(session, get_row(session, slug), facts_sha256)
            return {path: self._files.read(session, sha256) for path, sha256 in found.items()}

    def first_facts_sha256(self, slug: str) -> str:
        """Return the fingerprint of the first facts the archive had of the dossier; raise DossierNotFoundError."""
        with self._reading() as session:
            row = get_row(session, slug)
            return session.exec(
                select(FactsRow.sha256)
                .where(col(FactsRow.dossier_id) == row.id)
                .order_by(col(FactsRow.number))
                .limit(1)
            ).one()

    def folder_of(self, slug: str) -> Path | None:
        """Return the folder the dossier was last read from, if any."""
        with self._reading() as session:
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
        details: Mapping[str, Any] | None = None,
    ) -> Entry:  # fmt: skip
        """Move the community and append the history entry, in one transaction.

        An entry carries `at` (clock.now()), `who`, `event` (a short English word), from and to,
        `reason` (Italian, for people), `law_digest`, the summary of `findings` (no personal data)
        and, taken by the archive itself, the sha256 of the version of the facts in force.
        `expected_version` is `Stored.version` as it was read before judging: the optimistic lock.
        Raises FactsConflictError, which says who changed what and when, if it is no longer that.
        """
        kept = dict(details or {})
        if is_suspended != (event == SUSPEND):  # as the entry alone would be understood
            kept["is_suspended"] = is_suspended
        happened = journal.Event(at, who, event, to_phase.value, reason, law_digest, findings, "", kept)
        with self._writing() as session:
            row = self._expected(session, slug, expected_version)
            entry = journal.append(session, row, happened)
            row.phase, row.is_suspended = to_phase.value, is_suspended
            return entry

    def record_practice(
        self, slug: str, *, subject: str, at: datetime, who: str, event: str, to_state: str, reason: str,
        law_digest: str, findings: Sequence[Finding], expected_version: int, details: Mapping[str, Any] | None = None,
    ) -> Entry:  # fmt: skip
        """Append an entry of a plant's or a variation's own road; the community's phase is not touched.

        `subject` names it for good (such as «impianto:IT001E…»), `to_state` is at most 60 characters, `details` a
        plain dict kept with the entry (protocol, receipt, day of the act) and covered by its hash. The rest is as
        in `record`; the entry's `from_phase` is the state of the subject's last entry, "" if it has none.
        """
        happened = journal.Event(at, who, event, to_state, reason, law_digest, findings, subject, dict(details or {}))
        with self._writing() as session:
            return journal.append(session, self._expected(session, slug, expected_version), happened)

    def practice_states(self, slug: str) -> dict[str, str]:
        """Return where each plant and variation is now, by subject; those without entries are absent."""
        with self._reading() as session:
            return journal.states(session, row_id(get_row(session, slug)))

    def history(self, slug: str) -> list[tuple[Entry, str]]:
        """Return the dossier's entries in order, each with its stored hash; practices are those with a `subject`."""
        with self._reading() as session:
            row = find_row(session, slug)
            return [] if row is None else journal.entries(session, row_id(row))

    def search(self, words: str, limit: int = 50) -> list[tuple[str, str, str]]:
        """Return (slug, kind of term, term as written) for terms that contain the words."""
        with self._reading() as session:
            return search.search(session, words, limit)

    def elsewhere(self, slug: str, kind: str, values: Sequence[str]) -> list[tuple[str, str]]:
        """Return (other slug, term) for the given PODs or plants that stand in another dossier too."""
        with self._reading() as session:
            return search.elsewhere(session, slug, kind, values)

    def keep(self, name: str, worked_out: Iterable[tuple[str, str, str]]) -> None:
        """Keep (slug, basis, content) worked out from dossiers' facts, in place of what was kept under that name."""
        with self._writing() as session:
            for slug, basis, content in worked_out:
                keep(session, row_id(get_row(session, slug)), name, basis, content)

    def kept(self, name: str) -> list[Kept]:
        """Return every dossier with what is kept under a name; the caller compares `basis` and works out the stale."""
        with self._reading() as session:
            return kept(session, name)

    def _expected(self, session: Session, slug: str, version: int) -> DossierRow:
        row = get_row(session, slug)
        if row.version != version:
            raise move_conflict(session, row, version)
        return row
