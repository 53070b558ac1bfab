"""Checks that what the archive holds agrees with itself: facts with their hashes, histories, phases, seals, files."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from workflow.domain.kind import Phase
from workflow.store import journal
from workflow.store.closed_file import sha256_of, sha256_of_text
from workflow.store.files import StoredFiles
from workflow.store.history import broken_at, canonical
from workflow.store.row_seals import SEALED, seal_faults, strangers
from workflow.store.tables import DossierRow, FactsRow, FileRow, row_id


@dataclass(frozen=True)
class Problem:
    """Something that is not as it should be; a warning does no harm to what the archive holds."""

    place: str
    message: str
    is_error: bool = True


def content_problems(connection: Connection) -> list[Problem]:
    """Return what is wrong in the rows, whatever database they are in."""
    found = [
        Problem(f"{fault.table} {fault.row_id}", f"Tabella {fault.table}, riga {fault.row_id}: {fault.problem}.")
        for name in SEALED
        for fault in seal_faults(connection, name)
    ]
    found += [Problem(fault.table, f"Sigilli: {fault.problem}.") for fault in strangers(connection)]
    with Session(connection, expire_on_commit=False) as session:
        for row in session.exec(select(DossierRow).order_by(col(DossierRow.id))):
            found += _facts_problems(session, row)
            found += _history_problems(session, row)
    return found


def file_problems(connection: Connection, files: StoredFiles) -> list[Problem]:
    """Return the files that are missing, altered, or that nothing speaks of."""
    with Session(connection) as session:
        rows = dict(session.exec(select(FileRow.sha256, FileRow.byte_count)).all())
        wanted: dict[str, str] = {}
        for content in session.exec(select(FactsRow.files)):
            wanted |= {sha: path for path, sha in json.loads(content).items()}
        found = [
            Problem(path, f"Il file «{path}» di un fascicolo non è nell'archivio.")
            for sha, path in sorted(wanted.items())
            if sha not in rows
        ]
        for sha, size in sorted(rows.items()):
            problem = _state(session, files, sha, size)
            if problem:
                found.append(Problem(f"file {sha[:12]}", f"File «{wanted.get(sha, sha[:12])}»: {problem}."))
            if sha not in wanted:
                found.append(_orphan(f"file {sha[:12]}", "nessun fascicolo ne parla"))
    known = {files.path_of(sha) for sha in rows} if files.folder is not None else set()
    found += [_orphan(str(path), "non è nell'elenco dei file") for path in files.on_disk() if path not in known]
    return found


def _orphan(place: str, why: str) -> Problem:
    return Problem(place, f"{place}: orfano, {why}; si può lasciare o cancellare.", is_error=False)


def _state(session: Session, files: StoredFiles, sha256: str, size: int) -> str | None:
    if files.folder is not None:
        path = files.path_of(sha256)
        if not path.is_file():
            return "manca"
        is_whole = sha256_of(path) == sha256 and path.stat().st_size == size
    else:
        content = files.find(session, sha256)
        if content is None:
            return "manca"
        is_whole = hashlib.sha256(content).hexdigest() == sha256 and len(content) == size
    return None if is_whole else "è alterato"


def _facts_problems(session: Session, row: DossierRow) -> Iterator[Problem]:
    place = f"fascicolo «{row.slug}»"
    versions = session.exec(
        select(FactsRow.number, FactsRow.sha256, FactsRow.content)
        .where(col(FactsRow.dossier_id) == row_id(row))
        .order_by(col(FactsRow.number))
    ).all()
    if [number for number, _, _ in versions] != list(range(1, len(versions) + 1)):
        yield Problem(place, f"{place}: manca una versione dei fatti.")
    for number, sha256, content in versions:
        if sha256_of_text(content) != sha256 or canonical(json.loads(content)) != content:
            yield Problem(place, f"{place}: i fatti della versione {number} non sono quelli registrati.")
    if row.facts_sha256 not in {sha256 for _, sha256, _ in versions}:
        yield Problem(place, f"{place}: manca la versione corrente dei fatti.")


def _history_problems(session: Session, row: DossierRow) -> Iterator[Problem]:
    place = f"fascicolo «{row.slug}»"
    entries = journal.entries(session, row_id(row))
    broken = broken_at(entries)
    if broken is not None:
        yield Problem(place, f"{place}: la catena della storia non torna alla voce {broken}.")
        return
    own = [entry for entry, _ in entries if not entry.subject]
    phase, is_suspended = (own[-1].to_phase, own[-1].is_suspended) if own else (Phase.ENGAGEMENT.value, False)
    if (row.phase, row.is_suspended) != (phase, is_suspended):
        yield Problem(place, f"{place}: la fase «{row.phase}» non è quella a cui porta la sua storia («{phase}»).")
