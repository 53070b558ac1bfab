"""The to-do list: what is open in the phase, in the practices, in the plants and in the terms, by day and by person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding, LegalRef
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.law.term import Actor
from workflow.phases.checklist import CheckedItem, Due, Owner
from workflow.phases.gate import PHASE_OPEN, PhaseStatus
from workflow.phases.plant_path import PlantPath, is_apart
from workflow.phases.practice import Practice, Practices
from workflow.phases.practice_machine import PracticeState
from workflow.phases.tracking.tracker import TermState, TrackedTerm

# A list of what to do now: what is further away is told by the deadlines.
_HORIZON = timedelta(days=90)
_OWNERS = {
    Actor.REFERENTE: Owner.REFERENTE,
    Actor.COMMUNITY: Owner.REFERENTE,
    Actor.BENEFICIARY: Owner.REFERENTE,
    Actor.GROUP: Owner.CLIENT,
    Actor.PRODUCER: Owner.PRODUCER,
    Actor.GSE: Owner.GSE,
}
_OWNER_OF_KEY = {"impianti": Owner.PRODUCER, "soci": Owner.CLIENT, "allegati": Owner.STUDIO, "documenti": Owner.STUDIO}
_ORDER = list(Owner)
# What each state asks for, and how what is done is recorded.
_WORDS = {
    PracticeState.DRAFT: ("Inviare la richiesta", "Poi registrarla: dossier-cer request send."),
    PracticeState.INTEGRATION: (
        "Rispondere alla richiesta di integrazioni",
        "Caricare sul portale ciò che è chiesto, poi dossier-cer gse answer.",
    ),
    PracticeState.NOTICE: (
        "Presentare osservazioni al preavviso di rigetto",
        "Inviarle al GSE, poi dossier-cer gse answer.",
    ),
    PracticeState.SENT: ("Attendere la decisione", "Registrarla quando arriva: dossier-cer gse receive."),
    PracticeState.REVIEW: ("Attendere la decisione", "Registrarla quando arriva: dossier-cer gse receive."),
}
_NOTICE_WORDS = ("Comunicare la variazione", "Poi registrarla: dossier-cer variation notify.")


@dataclass(frozen=True)
class Task:
    """One thing to do: by whom, until when (None while no day is fixed), about what, and how."""

    what: str
    about: str
    owner: Owner
    who: str
    due_on: date | None
    remedy: str
    refs: tuple[LegalRef, ...] = ()
    path: FieldPath = ()

    def is_late(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.due_on is not None and self.due_on < day


def tasks(
    dossier: Dossier,
    law: Law,
    *,
    now: PhaseStatus,
    practices: Practices,
    plants: Sequence[PlantPath],
    terms: Iterable[TrackedTerm],
) -> tuple[Task, ...]:
    """Return what is to be done, by last day, then by person; what has no day comes last."""
    found = [
        *_of_phase(now, practices),
        *(_of_finding(finding, "pratiche") for finding in practices.all_findings),
        *_of_practices(practices, law, now.phase),
        *_of_plants(plants, practices),
        *_of_terms(terms, dossier, _told_by(practices, now.phase)),
    ]
    unique = {(task.what, task.about): task for task in found}
    return tuple(sorted(unique.values(), key=_key))


def _key(task: Task) -> tuple[bool, date, int, str, str]:
    return (task.due_on is None, task.due_on or date.max, _ORDER.index(task.owner), task.about, task.what)


def _of_phase(now: PhaseStatus, practices: Practices) -> Iterator[Task]:
    about = f"fase {now.phase.value.replace('_', ' ')}"
    for item in now.items:
        if item.is_open:
            yield _of_item(item, about, practices)
    told = {item.item.evidence.rule for item in now.items if item.is_open}
    for finding in now.findings:
        if finding.code != PHASE_OPEN and finding.code not in told:
            yield _of_finding(finding, about)


def _of_item(item: CheckedItem, about: str, practices: Practices) -> Task:
    term = practices.request.open_term
    state = practices.request.state
    is_due = term is not None and (
        state is PracticeState.DRAFT if item.item.due is Due.LAST_USEFUL_DAY else item.item.due is not None
    )
    return Task(
        what=item.item.title,
        about=about,
        owner=item.item.owner,
        who=item.item.who,
        due_on=term.due_on if term is not None and is_due and item.item.due is not None else None,
        remedy=item.item.remedy,
        refs=item.item.refs,
        path=("fasi", item.phase.value, item.item.id),
    )


def owner_of(finding: Finding) -> Owner:
    """Return who can put a finding right, by the part of the dossier it is in."""
    return _OWNER_OF_KEY.get(str(finding.path[0]) if finding.path else "", Owner.REFERENTE)


def _of_finding(finding: Finding, about: str) -> Task:
    owner = owner_of(finding)
    return Task(finding.message, about, owner, owner.label, None, finding.remedy or "", finding.refs, finding.path)


def _of_practices(practices: Practices, law: Law, phase: Phase) -> Iterator[Task]:
    for practice in practices.all:
        term = practice.open_term
        if term is None or _is_early(practice, practices, phase):
            continue
        owner = _OWNERS.get(term.actor, Owner.REFERENTE)
        is_notice = practice.variation is not None and practice.state is PracticeState.DRAFT
        what, how = _NOTICE_WORDS if is_notice else _WORDS[practice.state]
        yield Task(
            what=what,
            about=practice.title,
            owner=owner,
            who=owner.label,
            due_on=term.due_on,
            remedy=f"{how} Se passa: {term.missed[0].lower()}{term.missed[1:]}",
            refs=(law.term(term.term).ref,),
            path=term.path,
        )


def _of_plants(plants: Sequence[PlantPath], practices: Practices) -> Iterator[Task]:
    """Yield what keeps back a plant that came after the request; the others are told with their phase."""
    for plant in plants:
        if is_apart(plant, practices):
            for finding in plant.findings:
                yield _of_finding(finding, f"impianto {plant.name}")


def _is_early(practice: Practice, practices: Practices, phase: Phase) -> bool:
    """Whether the request is not yet the next thing to do, because earlier phases are open."""
    return practice is practices.request and practice.state is PracticeState.DRAFT and phase is not Phase.GSE_PRACTICE


def _told_by(practices: Practices, phase: Phase) -> set[tuple[str, date]]:
    """Return the terms of which a practice makes a task."""
    return {
        (practice.open_term.term, practice.open_term.due_on)
        for practice in practices.all
        if practice.open_term is not None and not _is_early(practice, practices, phase)
    }


def _of_terms(terms: Iterable[TrackedTerm], dossier: Dossier, told: set[tuple[str, date]]) -> Iterator[Task]:
    """Yield the terms that somebody must meet soon, but for those a practice already tells."""
    for term in terms:
        owner = _OWNERS.get(term.actor)
        is_soon = term.due_on <= dossier.as_of + _HORIZON
        if owner is None or term.is_awaited or not is_soon or term.state(dossier.as_of) is not TermState.OPEN:
            continue
        if (term.term, term.due_on) not in told:
            costs = f"Se passa: {term.missed[0].lower()}{term.missed[1:]}"
            yield Task(term.description, term.label, owner, term.owner, term.due_on, costs, path=term.path)
