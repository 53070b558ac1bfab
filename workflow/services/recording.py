"""Records a dated fact: the plan and its guards first, then the file, the archive and the history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from workflow import clock
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.domain.dossier import Dossier, Fascicolo
from workflow.domain.finding import Finding
from workflow.intake.fascicolo_edit import edited
from workflow.intake.fascicolo_file import FILE_NAME, read_fascicolo
from workflow.intake.folder import facts_json
from workflow.law import Law
from workflow.phases.practice import Practice
from workflow.phases.practice_replay import practices_of
from workflow.resources import ProgramError
from workflow.services.author import current_user
from workflow.services.file_replacing import replace_file
from workflow.services.moving import FactsNotStoredError
from workflow.services.opening import Opened, open_dossier
from workflow.store.archive import Archive

FACTS_BEFORE = "facts_before"
LOCK = ".dossier-cer.lock"
_BESIDE = ".fascicolo-di-prova.yaml"


class Recorded(StrEnum):
    """What the history calls each fact that a command records."""

    REQUEST_SENT = "request_sent"
    REQUEST_WITHDRAWN = "request_withdrawn"
    GSE_ACT = "gse_act"
    GSE_ANSWER = "gse_answer"
    CONTRACT_ENDED = "contract_ended"
    CONTRACT_WITHDRAWAL_SENT = "contract_withdrawal_sent"
    PEC_RECEIPTS_FILED = "pec_receipts_filed"
    VARIATION_ADDED = "variation_added"
    VARIATION_NOTIFIED = "variation_notified"
    VARIATION_WITHDRAWN = "variation_withdrawn"
    PLANT_ADDED = "plant_added"
    MEMBER_ADDED = "member_added"
    MEMBER_LEFT = "member_left"
    SIGNED_COLLECTED = "signed_collected"
    ESTIMATE_WRITTEN = "estimate_written"
    MEASURES_IMPORTED = "measures_imported"
    BENEFITS_SPLIT = "benefits_split"

    @property
    def label(self) -> str:
        """What people read in the history."""
        return _LABELS[self]


_LABELS = {
    Recorded.REQUEST_SENT: "invio della richiesta",
    Recorded.REQUEST_WITHDRAWN: "ritiro della richiesta",
    Recorded.GSE_ACT: "atto del GSE",
    Recorded.GSE_ANSWER: "risposta al GSE",
    Recorded.CONTRACT_ENDED: "fine del contratto",
    Recorded.CONTRACT_WITHDRAWAL_SENT: "recesso dal contratto inviato",
    Recorded.PEC_RECEIPTS_FILED: "ricevute PEC archiviate",
    Recorded.VARIATION_ADDED: "variazione registrata",
    Recorded.VARIATION_NOTIFIED: "variazione comunicata",
    Recorded.VARIATION_WITHDRAWN: "variazione ritirata",
    Recorded.PLANT_ADDED: "impianto aggiunto",
    Recorded.MEMBER_ADDED: "socio aggiunto",
    Recorded.MEMBER_LEFT: "socio uscito",
    Recorded.SIGNED_COLLECTED: "documenti firmati raccolti",
    Recorded.ESTIMATE_WRITTEN: "stima dei benefici scritta",
    Recorded.MEASURES_IMPORTED: "misure importate",
    Recorded.BENEFITS_SPLIT: "riparto registrato",
}


class FolderInUseError(ProgramError):
    """Another command is writing the same folder, or has changed it since it was read."""

    exit_code = 6


class EditFailedError(ProgramError):
    """The file as it would be written does not say what it should: a fault of the program, caught before writing."""

    exit_code = 10


@dataclass(frozen=True)
class Change:
    """A planned change of the facts: what it makes of them, how the history tells it, and what stands in its way.

    `after` is None where the change is of the list of members, whose new bytes `write` gives and `check` reads back.
    `guards` keep it from being made; `warnings` are told and kept in the history; `costs` say what a delay loses.
    `subject` and `to_state` are the history's.
    """

    event: Recorded
    subject: str
    to_state: str
    summary: str
    after: Fascicolo | None = None
    file: str = FILE_NAME
    write: Callable[[], bytes] | None = None
    check: Callable[[Path], bool] | None = None
    guards: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
    is_empty: bool = False
    costs: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a change would do, or has done."""

    change: Change
    is_written: bool
    practice: Practice | None = None

    @property
    def is_blocked(self) -> bool:
        """Whether its guards kept everything as it was."""
        return bool(self.change.guards)


def subject_of(practice: str | None) -> str:
    """Return what the history calls a practice: the request, or a variation by its name."""
    return "richiesta" if practice is None else f"variazione:{practice}"


def new_guards(before: Dossier, after: Dossier, law: Law, on: date) -> tuple[Finding, ...]:
    """Return what the change would make impossible in the practices; what was so already does not stop it."""
    day = max(before.as_of, on)
    old = practices_of(before.model_copy(update={"as_of": day}), law).all_findings
    new = practices_of(after.model_copy(update={"as_of": day}), law).all_findings
    known = {(finding.code, finding.path) for finding in old}
    return tuple(finding for finding in new if (finding.code, finding.path) not in known)


def state_after(after: Dossier, law: Law, name: str | None, on: date) -> str:
    """Return the state in which a practice is once the change is made."""
    day = max(after.as_of, on)
    practice = practices_of(after.model_copy(update={"as_of": day}), law).find(name)
    return practice.state.value if practice is not None else ""


def record(
    opened: Opened,
    law: Law,
    archive: Archive,
    change: Change,
    *,
    reason: str = "",
    dry_run: bool = False,
    who: str | None = None,
) -> Outcome:
    """Make the change unless its guards, a rehearsal or its having been made already stop it.

    Raises FactsNotStoredError if the folder's facts are not the archive's, FolderInUseError if somebody else writes.
    The file is put back as it was if the archive refuses the new facts.
    """
    if change.guards or change.is_empty or dry_run:
        return Outcome(change, is_written=False)
    before_sha256 = stored_facts(opened, archive)
    path = opened.folder / change.file
    try:
        with folder_lock(opened.folder / LOCK):
            old = path.read_bytes()
            replace_file(path, _new_content(opened, change, old))
            try:
                after = open_dossier(str(opened.folder), as_of=opened.dossier.as_of, archive=archive, law=law)
                if stored_facts(after, archive) == before_sha256:
                    raise EditFailedError("Il fatto scritto non è entrato nel fascicolo: nulla è stato cambiato.")
            except ProgramError:
                replace_file(path, old)
                raise
            _tell(after, law, archive, change, reason=reason, who=who or current_user(), before=before_sha256)
    except FolderBusyError as error:
        raise FolderInUseError(f"Un altro comando sta scrivendo in {opened.folder}: riprovare tra poco.") from error
    return Outcome(
        change, is_written=True, practice=practices_of(after.dossier, law).find(change.details.get("practice"))
    )


def stored_facts(opened: Opened, archive: Archive) -> str:
    """Return the fingerprint of the facts, which the archive holds; raise FactsNotStoredError if it does not."""
    slug = opened.dossier.slug
    stored = archive.find(slug)
    if stored is None or stored.facts_sha256 != opened.facts_sha256:
        raise FactsNotStoredError(
            f"Nulla si può registrare per «{slug}»: ciò che c'è ora nella cartella {opened.folder} non è entrato "
            "nell'archivio, perché contiene errori di lettura o codici sbagliati. Correggere ciò che elenca "
            "«dossier-cer check» e ripetere."
        )
    return stored.facts_sha256


def _new_content(opened: Opened, change: Change, old: bytes) -> bytes:
    """Return the new bytes of the file, once they have been read back and say what they should."""
    if change.after is None:
        if change.write is None or change.check is None:  # pragma: no cover - a change of members always has both
            raise AssertionError("a change without content")
        content = change.write()
        _rehearse(opened.folder / f".prova-{change.file}", content, change.check)
        return content
    current = read_fascicolo(opened.folder / FILE_NAME).fascicolo
    if current is None or facts_json(_with(opened.dossier, current)) != facts_json(opened.dossier):
        raise FolderInUseError(f"{opened.folder / FILE_NAME} è cambiato mentre il comando lavorava: ripetere.")
    after = change.after
    text = edited(opened.folder / FILE_NAME, old.decode("utf-8-sig"), current, after)
    content = text.encode("utf-8")
    _rehearse(opened.folder / _BESIDE, content, lambda path: read_fascicolo(path).fascicolo == _as_fascicolo(after))
    return content


def _rehearse(path: Path, content: bytes, check: Callable[[Path], bool]) -> None:
    """Read the content back from a hidden file; raise EditFailedError if it does not say what it should."""
    replace_file(path, content)
    try:
        if not check(path):
            raise EditFailedError(
                f"{path.parent}: il file modificato non direbbe ciò che deve; nulla è stato scritto. "
                "Scrivere il fatto a mano e segnalare il caso."
            )
    finally:
        path.unlink(missing_ok=True)


def _tell(opened: Opened, law: Law, archive: Archive, change: Change, **told: str) -> None:
    archive.record_practice(
        opened.dossier.slug,
        subject=change.subject,
        at=clock.now(),
        who=told["who"],
        event=change.event.value,
        to_state=change.to_state,
        reason=f"{change.summary} {told['reason'].strip()}".strip(),
        law_digest=law.digest,
        findings=change.warnings,
        expected_version=archive.get(opened.dossier.slug).version,
        details={**change.details, "file": change.file, FACTS_BEFORE: told["before"]},
    )


def _as_fascicolo(after: Fascicolo) -> Fascicolo:
    return Fascicolo(**{name: getattr(after, name) for name in Fascicolo.model_fields})


def _with(dossier: Dossier, fascicolo: Fascicolo) -> Dossier:
    return dossier.model_copy(update={name: getattr(fascicolo, name) for name in Fascicolo.model_fields})
