"""Undoes the last entry of a dossier's history: by a new entry, never by taking one away."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow import clock
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.author import current_user
from workflow.services.file_replacing import replace_file
from workflow.services.moving import FactsNotStoredError, ReasonMissingError
from workflow.services.opening import Opened, open_dossier
from workflow.services.recording import FACTS_BEFORE
from workflow.services.source_files import fact_files, with_attachments
from workflow.store.archive import Archive
from workflow.store.history import Entry

UNDO = "undo"
_SET_ASIDE = ".annullati"


class NothingToUndoError(ProgramError):
    """A history without entries."""

    exit_code = 5


class FactsMovedOnError(ProgramError):
    """An entry that wrote a fact, after which people changed others: undoing it would set those aside unasked."""

    exit_code = 6


class FilesNotKeptError(ProgramError):
    """A version of the facts whose files the archive does not have."""

    exit_code = 4


@dataclass(frozen=True)
class Undone:
    """What was undone, the entry that says so, and where the files that were replaced lie, if any."""

    undone: Entry
    entry: Entry
    set_aside: Path | None


def undo(
    opened: Opened, law: Law, archive: Archive, *, reason: str, with_facts: bool = False, who: str | None = None
) -> Undone:
    """Bring phase or practice back to where they were before the last entry; with `with_facts`, the folder's files too.

    An entry that wrote a fact in the folder is undone together with it. The facts become those before that entry,
    else those in force at the entry before the last, or the first ones.
    Raises NothingToUndoError, ReasonMissingError, FactsNotStoredError, FactsMovedOnError, FilesNotKeptError.
    """
    if not reason.strip():
        raise ReasonMissingError('Serve il motivo: aggiungere --reason "…".')
    slug = opened.dossier.slug
    stored = archive.get(slug)
    entries = [entry for entry, _ in archive.history(slug)]
    if not entries:
        raise NothingToUndoError(f"La storia di «{slug}» è vuota: non c'è nulla da annullare.")
    last = entries[-1]
    set_aside = None
    wrote_facts = FACTS_BEFORE in last.details
    if wrote_facts and not with_facts and opened.facts_sha256 != last.facts_sha256:
        raise FactsMovedOnError(
            f"La voce {last.number} ha scritto un fatto, e dopo i fatti sono cambiati ancora: per annullarla "
            f"aggiungere --facts. I file di adesso saranno messi da parte in «{_SET_ASIDE}», nella cartella."
        )
    if with_facts or wrote_facts:
        if stored.facts_sha256 != opened.facts_sha256:
            raise FactsNotStoredError(
                f"Ciò che c'è ora nella cartella {opened.folder} non è nell'archivio: tornando indietro si perderebbe. "
                "Correggere ciò che elenca «dossier-cer check» e ripetere."
            )
        set_aside = _put_back(opened, archive, _facts_before(entries, archive, slug))
        stored = archive.get(slug)
    details: dict[str, Any] = {"undoes": last.number}
    if set_aside is not None:
        details[FACTS_BEFORE] = opened.facts_sha256  # so that undoing this one brings them back
    entry = _record(
        archive, slug, entries, law, details, reason=reason.strip(), who=who or current_user(), version=stored.version
    )
    return Undone(last, entry, set_aside)


def _facts_before(entries: list[Entry], archive: Archive, slug: str) -> str:
    """Return the facts before the last entry: those it wrote down itself, else those of the entry before it."""
    noted = entries[-1].details.get(FACTS_BEFORE)
    if noted is not None:
        return str(noted)
    return entries[-2].facts_sha256 if len(entries) > 1 else archive.first_facts_sha256(slug)


def _record(
    archive: Archive,
    slug: str,
    entries: list[Entry],
    law: Law,
    details: dict[str, Any],
    *,
    reason: str,
    who: str,
    version: int,
) -> Entry:
    last = entries[-1]
    if last.subject:
        return archive.record_practice(
            slug, subject=last.subject, at=clock.now(), who=who, event=UNDO, to_state=last.from_phase, reason=reason,
            law_digest=law.digest, findings=(), expected_version=version, details=details,
        )  # fmt: skip
    own = [entry for entry in entries[:-1] if not entry.subject]
    return archive.record(
        slug, at=clock.now(), who=who, event=UNDO, to_phase=Phase(last.from_phase), reason=reason,
        law_digest=law.digest, findings=(), expected_version=version,
        is_suspended=own[-1].is_suspended if own else False, details=details,
    )  # fmt: skip


def _put_back(opened: Opened, archive: Archive, facts_sha256: str) -> Path | None:
    """Write the files of a version back to the folder; those they replace are set aside in it, never deleted."""
    if facts_sha256 == opened.facts_sha256:
        return None
    folder = opened.folder
    wanted = archive.files_of(opened.dossier.slug, facts_sha256)
    if not wanted:
        raise FilesNotKeptError(
            "Di quella versione l'archivio conserva i fatti ma non i file: è di prima che cominciasse a tenerli."
        )
    aside = folder / _SET_ASIDE / f"{clock.now():%Y%m%d-%H%M%S}"
    present = with_attachments(fact_files(folder), opened.dossier, folder)
    for source in present:
        if wanted.get(source.path) != source.place.read_bytes():
            (aside / source.path).parent.mkdir(parents=True, exist_ok=True)
            replace_file(aside / source.path, source.place.read_bytes())
    _write(folder, wanted)
    for source in present:
        if source.path not in wanted:
            source.place.unlink()
    back = open_dossier(str(folder), archive=archive)
    if back.facts_sha256 != facts_sha256:
        raise FilesNotKeptError(
            f"I file di quella versione sono di nuovo nella cartella {folder}, ma oggi si leggono in altro modo: "
            f"la fase non è stata cambiata. I file di prima sono in {aside}."
        )
    return aside


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        replace_file(folder / path, content)
