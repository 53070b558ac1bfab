"""Opens a dossier as it was on a past day, from what the archive kept: facts, files, phase and history."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from workflow import clock
from workflow.domain.dossier import Dossier
from workflow.intake.folder import read_folder
from workflow.law import Law
from workflow.phases.machine import Position
from workflow.resources import ProgramError
from workflow.services.opening import Opened, folder_of, open_dossier

if TYPE_CHECKING:  # the database is loaded by who opens an archive
    from workflow.store.archive import Archive, AsWas


class OldFactsError(ProgramError):
    """Facts of a past day that today's records no longer accept."""

    exit_code = 4


class ArchiveNeededError(ProgramError):
    """A past day asked of a folder alone."""

    exit_code = 2


class FutureDayError(ProgramError):
    """A day on which nobody knows how the dossier will be."""

    exit_code = 2


@dataclass(frozen=True)
class PastDossier:
    """A dossier as it was when a day ended, ready to be judged."""

    opened: Opened
    position: Position
    past: "AsWas"


def slug_of_target(target: str, archive: "Archive") -> str:
    """Return the name in the archive of a target that is a name or a folder; the folder is read, never stored."""
    if archive.find(target) is not None:
        return target
    dossier = read_folder(folder_of(target, archive), clock.today()).dossier
    return target if dossier is None else dossier.slug


@contextmanager
def opened_as_was(
    target: str, day: date, archive: "Archive", *, as_of: date | None = None, sent_on: date | None = None
) -> Iterator[PastDossier]:
    """Yield the dossier of that day, judged on it unless `as_of` says another; its papers lie in a private folder.

    Raises DossierNotFoundError before its first day, FutureDayError after today.
    """
    if day > clock.today():
        raise FutureDayError(f"Il {day:%d/%m/%Y} deve ancora venire: --as-was mostra com'era un giorno passato.")
    slug = slug_of_target(target, archive)
    past = archive.as_was(slug, day)
    dossier = _dossier(past, as_of or day, sent_on)
    if as_of is None and dossier.judged_on is not None:
        dossier = dossier.model_copy(update={"as_of": dossier.judged_on})
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as place:
        folder = Path(place)
        for path, content in archive.files_of(slug, past.facts_sha256).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        opened = Opened(folder, dossier, (), past.facts_sha256, lambda _: "")
        yield PastDossier(opened, Position(past.phase, past.is_suspended), past)


@contextmanager
def opened_on(
    target: str,
    day: date | None,
    *,
    archive: "Archive | None",
    as_of: date | None = None,
    sent_on: date | None = None,
    law: Law | None = None,
) -> Iterator[tuple[Opened, Position | None]]:
    """Yield the dossier as it is, or as it was on `day` with where it then stood.

    Raises ArchiveNeededError for a past day without an archive, and what the two openings raise.
    """
    if day is None:
        yield open_dossier(target, as_of=as_of, sent_on=sent_on, archive=archive, law=law), None
    elif archive is None:
        raise ArchiveNeededError("Com'era un fascicolo lo sa solo l'archivio: togliere --no-archive.")
    else:
        with opened_as_was(target, day, archive, as_of=as_of, sent_on=sent_on) as past:
            yield past.opened, past.position


def _dossier(past: "AsWas", as_of: date, sent_on: date | None) -> Dossier:
    facts = json.loads(past.content) | {"slug": past.slug, "as_of": as_of, "assumed_sent_on": sent_on}
    try:
        return Dossier.model_validate(facts)
    except ValidationError as error:
        raise OldFactsError(
            f"I fatti di «{past.slug}» registrati il {past.recorded_at:%d/%m/%Y} sono scritti in un modo che questa "
            "versione del programma non legge più."
        ) from error
