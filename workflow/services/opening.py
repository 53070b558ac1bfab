"""Opens a dossier by folder or by name, judges it, and keeps the archive in step with the folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workflow import clock
from workflow.checks import identities
from workflow.checks.card_finding import find_packaged_card
from workflow.checks.catalogue import rules_of
from workflow.checks.run import run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding, Outcome, Report
from workflow.domain.kind import Phase
from workflow.intake.folder import facts_json, read_folder
from workflow.intake.places import without_echoes
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.author import current_user
from workflow.services.other_uses import with_other_uses
from workflow.services.paper_reading import with_readings
from workflow.services.source_files import fact_files, with_attachments
from workflow.store.facts import Facts, Source

if TYPE_CHECKING:  # the database is loaded by who opens an archive
    from workflow.store.archive import Archive

_ALREADY_PLACED = "IMP-"
_IDENTITY = "ANA-"


class FolderGoneError(ProgramError):
    """A dossier known to the archive whose folder is no longer where it was."""

    exit_code = 3


class UnreadableDossierError(ProgramError):
    """A folder whose facts cannot be turned into records; the findings say why."""

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings, which the door shows."""
        super().__init__("Il fascicolo non si può leggere: correggere gli errori elencati.")
        self.findings = findings


@dataclass(frozen=True)
class Opened:
    """A dossier read from its folder, with what the reading found."""

    folder: Path
    dossier: Dossier
    findings: tuple[Finding, ...]
    facts_sha256: str
    place_of: Callable[[FieldPath], str]
    fact_files: tuple[Source, ...] = ()


def folder_of(target: str, archive: "Archive | None") -> Path:
    """Return the folder of a target that is a path or a dossier's name in the archive."""
    path = Path(target).expanduser()
    if path.exists() or archive is None or "/" in target:
        return path.resolve()
    found = archive.folder_of(target)
    if found is None:
        return path.resolve()
    if not found.is_dir():
        raise FolderGoneError(f"La cartella del fascicolo «{target}» non è più in {found}: indicare la nuova cartella.")
    return found


def open_dossier(
    target: str,
    *,
    as_of: date | None = None,
    sent_on: date | None = None,
    archive: "Archive | None" = None,
    law: Law | None = None,
) -> Opened:
    """Read the folder and synchronise it into the archive, if one is given; `law` spares reading it again.

    Raises UnreadableDossierError with the findings when the facts cannot be read at all,
    FactsConflictError when folder and archive both changed. Facts with reading errors or with
    codes that cannot be true are never stored.
    """
    folder = folder_of(target, archive)
    sources = fact_files(folder)  # before they are read: what is stored is then what was judged, or nothing
    content = read_folder(folder, as_of or clock.today(), sent_on)
    findings = tuple(content.findings)
    dossier = content.dossier
    if dossier is None:
        raise UnreadableDossierError(findings)
    if as_of is None and dossier.judged_on is not None:
        dossier = dossier.model_copy(update={"as_of": dossier.judged_on})
    opened = Opened(folder, dossier, findings, content.facts_sha256, content.place_of, sources)
    if archive is None:
        return opened
    if _is_worth_storing(opened, law):
        archive.synchronise(facts_of(opened), folder, clock.now(), current_user())
    return replace(opened, dossier=with_other_uses(dossier, archive))


def _is_worth_storing(opened: Opened, law: Law | None) -> bool:
    """Whether the facts were read without errors, and no code is malformed or stands twice: search rests on them."""
    if any(finding.is_blocking for finding in opened.findings):
        return False
    rules = rules_of([identities])
    found = {code: find_packaged_card(code) for item in rules for code in item.codes}
    cards = {code: card for code, card in found.items() if card is not None}
    report = run(opened.dossier, law or Law.load(), cards, rules)
    return not any(finding.outcome is Outcome.FAILED for finding in report.blocking)


def judge(opened: Opened, law: Law, until: Phase = Phase.GSE_PRACTICE) -> Report:
    """Return the report of the reading and of every rule, each finding with its place in the person's own file.

    The papers are read here and not at the opening: who only renders or lists does not wait for them.
    """
    report = run(with_readings(opened.dossier, opened.folder), law, until=until)
    checked = _without_misspelt(without_echoes(opened.findings, report.findings))
    located = [_located(finding, opened) for finding in (*opened.findings, *checked)]
    return Report.of(
        located, report.evaluated, as_of=report.as_of, sent_on=report.sent_on, law_digest=report.law_digest
    )


def _without_misspelt(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings less what a rule cannot tell only because a code, told by its own finding, is misspelt."""
    misspelt = {
        finding.path
        for finding in findings
        if finding.outcome is Outcome.FAILED and finding.code.startswith(_IDENTITY) and finding.path
    }
    return tuple(
        finding for finding in findings if finding.outcome is not Outcome.UNKNOWN or finding.path not in misspelt
    )


def facts_of(opened: Opened) -> Facts:
    """Return the dossier's facts in the form the archive stores."""
    dossier = opened.dossier
    return Facts(
        slug=dossier.slug,
        title=dossier.title,
        kind=dossier.kind.value,
        content=facts_json(dossier),
        sha256=opened.facts_sha256,
        terms=tuple(_terms(dossier)),
        files=with_attachments(opened.fact_files, dossier, opened.folder),
    )


def _terms(dossier: Dossier) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {("nome", dossier.title): None}
    for member in dossier.members:
        for kind, value in (("nome", member.full_name), ("codice_fiscale", member.key)):
            if value:
                found[kind, value] = None
        for point in member.points:
            if point.pod:
                found["pod", point.pod] = None
    for plant in dossier.plants:
        for kind, value in (("pod", plant.pod), ("impianto", plant.censimp), ("impianto", plant.name)):
            if value:
                found[kind, value] = None
    return list(found)


def _located(finding: Finding, opened: Opened) -> Finding:
    if finding.code.startswith(_ALREADY_PLACED):
        return finding
    return finding.model_copy(update={"place": opened.place_of(finding.path)})
