"""Moves a dossier between phases: the gate is asked first, then phase and history change in one transaction."""

from dataclasses import dataclass

from workflow import clock
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.gate import PhaseStatus
from workflow.phases.machine import MOVE_LABELS, Move, Position, move
from workflow.resources import ProgramError
from workflow.services.author import current_user
from workflow.services.opening import Opened
from workflow.services.status import status
from workflow.store.archive import Archive


class ReasonMissingError(ProgramError):
    """An exceptional move without the reason that the history must keep."""

    exit_code = 2


class FactsNotStoredError(ProgramError):
    """A move judged on facts that the archive does not hold: the history could not say on what it rested."""

    exit_code = 1


@dataclass(frozen=True)
class Moved:
    """The outcome of a move: where the dossier is now, or what kept it where it was."""

    before: Phase
    after: Phase
    is_suspended: bool
    gate: PhaseStatus | None

    @property
    def is_blocked(self) -> bool:
        """Whether the gate was shut, so that nothing changed."""
        return self.gate is not None


def advance(
    opened: Opened, law: Law, archive: Archive, who: str | None = None, written: dict[str, bool] | None = None
) -> Moved:
    """Lead the dossier to the next phase if the gate of the present one is open; else change nothing.

    `written` says which documents could be written in full, for those who have just written them.
    Raises FactsNotStoredError if the facts of the folder are not the ones in the archive.
    """
    slug = opened.dossier.slug
    stored = archive.find(slug)
    if stored is None or stored.facts_sha256 != opened.facts_sha256:
        raise FactsNotStoredError(
            f"Il fascicolo «{slug}» non può avanzare: ciò che c'è ora nella cartella {opened.folder} non è entrato "
            "nell'archivio, perché contiene errori di lettura o codici sbagliati. Correggere ciò che elenca "
            "«dossier-cer check» e ripetere."
        )
    position = move(Position(stored.phase, stored.is_suspended), Move.ADVANCE)
    current = status(opened, law, archive, written)
    if not current.now.is_complete:
        return Moved(stored.phase, stored.phase, stored.is_suspended, current.now)
    archive.record(
        slug,
        at=clock.now(),
        who=who or current_user(),
        event=Move.ADVANCE.value,
        to_phase=position.phase,
        reason=MOVE_LABELS[Move.ADVANCE],
        law_digest=law.digest,
        findings=current.report.findings,
        expected_version=stored.version,
    )
    return Moved(stored.phase, position.phase, is_suspended=False, gate=None)


def exceptional(
    opened: Opened,
    law: Law,
    archive: Archive,
    what: Move,
    *,
    reason: str,
    to: Phase | None = None,
    who: str | None = None,
) -> Moved:
    """Suspend, resume or reopen, with the reason that the history keeps."""
    if not reason.strip():
        raise ReasonMissingError('Serve il motivo: aggiungere --reason "…".')
    slug = opened.dossier.slug
    stored = archive.get(slug)
    position = move(Position(stored.phase, stored.is_suspended), what, to)
    archive.record(
        slug,
        at=clock.now(),
        who=who or current_user(),
        event=what.value,
        to_phase=position.phase,
        reason=reason.strip(),
        law_digest=law.digest,
        findings=(),
        expected_version=stored.version,
        is_suspended=position.is_suspended,
    )
    return Moved(stored.phase, position.phase, position.is_suspended, None)
