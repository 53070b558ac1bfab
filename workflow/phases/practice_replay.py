"""Computes the practices of a dossier: walks each machine through the dated facts, up to the day of judgement."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeVar

from workflow.checks.decorrenza import REQUEST_TERM, PlantStart, start_of
from workflow.checks.istruttoria import (
    DECISION_TERM,
    INTEGRATION_TERM,
    OBSERVATIONS_TERM,
    OPINION_TERM,
    DecisionClock,
    answer_clock,
    request_clock,
    variation_clock,
)
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.plant import Plant
from workflow.domain.request import Procedure
from workflow.domain.variation import VariationKind
from workflow.law import Law, UnknownOnThatDayError
from workflow.phases.practice import Event, OpenTerm, Practice, Practices
from workflow.phases.practice_facts import DatedFact, PracticeFacts, gathered
from workflow.phases.practice_findings import impossible
from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger, destination

VARIATION_TERM = "variazioni"
SPLITTING_TERM = "comunicazione_frazionamento"
_SPLITTING = frozenset({VariationKind.PLANT_OWNER, VariationKind.CADASTRE})
_ANSWERED_LATE = {Trigger.ANSWER: Trigger.ANSWER_LATE, Trigger.OBSERVE: Trigger.OBSERVE_LATE}
_ASKING = frozenset({Trigger.ASK, Trigger.WARN})
_ORDER = {what: place for place, what in enumerate(Trigger)}
_ONE_DAY = timedelta(days=1)
Computed = TypeVar("Computed")


def practices_of(dossier: Dossier, law: Law) -> Practices:
    """Return every practice of the dossier as it stands on the day of judgement; facts still to come do not count."""
    facts, findings = gathered(dossier)
    return Practices(tuple(_practice(one, dossier, law) for one in facts), tuple(findings))


def _practice(facts: PracticeFacts, dossier: Dossier, law: Law) -> Practice:
    replay = _Replay(facts, dossier, law)
    replay.walk(dossier.as_of)
    clock = _decision_clock(facts, dossier, law)
    return Practice(
        name=facts.name,
        kind=facts.kind,
        state=replay.state,
        since_on=replay.events[-1].on if replay.events else None,
        events=tuple(replay.events),
        open_term=_open_term(replay, clock),
        path=facts.path,
        plants=facts.plants,
        is_suspended=replay.state.is_open and clock is not None and clock.resumes_on is not None,
        code=facts.code,
        starts_on=facts.starts_on,
        variation=facts.variation,
        findings=tuple(replay.findings),
    )


@dataclass
class _Replay:
    """A practice being walked through, fact by fact; `pending` are the acts that await an answer, with its last day."""

    facts: PracticeFacts
    dossier: Dossier
    law: Law
    state: PracticeState = PracticeState.DRAFT
    events: list[Event] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    pending: dict[int, tuple[DatedFact, date | None]] = field(default_factory=dict)
    lapsed: set[int] = field(default_factory=set)

    def walk(self, until: date) -> None:
        """Take every fact up to a day; those of one day in whatever order is possible."""
        waiting = sorted((fact for fact in self.facts.dated if fact.on <= until), key=lambda fact: fact.on)
        while waiting:
            self._let_lapse(waiting[0].on)
            today = [fact for fact in waiting if fact.on == waiting[0].on]
            chosen = min(today, key=lambda fact: (self._step(fact) is None, _ORDER[fact.what]))
            waiting.remove(chosen)
            self._take(chosen)
        self._let_lapse(until)

    def _let_lapse(self, day: date) -> None:
        """Pass the terms whose last day is before the given one."""
        due = sorted((due_on, act) for act, (_, due_on) in self.pending.items() if due_on is not None and due_on < day)
        for due_on, act in due:
            asked, _ = self.pending.pop(act)
            self.lapsed.add(act)
            what = Trigger.LAPSE_PART if self.pending else Trigger.LAPSE
            self._enter(replace(asked, on=due_on + _ONE_DAY, what=what, words=""))

    def _step(self, fact: DatedFact) -> Trigger | None:
        """Return the move that a fact makes from here; None if there is none."""
        what = fact.what
        if what in _ANSWERED_LATE and fact.act in self.lapsed:
            what = _ANSWERED_LATE[what]
        elif what is Trigger.ANSWER and fact.act in self.pending and len(self.pending) > 1:
            what = Trigger.ANSWER_PART
        return what if destination(self.facts.kind, self.state, what) is not None else None

    def _take(self, fact: DatedFact) -> None:
        if fact.what in _ANSWERED_LATE and fact.act not in self.pending and fact.act not in self.lapsed:
            return  # the act it answers could not come, or a decision has closed the wait
        what = self._step(fact)
        if what is None:
            facts = self.facts
            self.findings.append(impossible(facts.name, facts.kind, self.state, fact.what, on=fact.on, path=fact.path))
            return
        if fact.act is not None:
            self.pending.pop(fact.act, None)
        self._enter(replace(fact, what=what))
        if what in _ASKING and fact.act is not None:
            self.pending[fact.act] = (
                fact,
                _or_none(lambda: answer_clock(self.dossier, fact.act or 0, self.law).due_on),
            )

    def _enter(self, fact: DatedFact) -> None:
        to = destination(self.facts.kind, self.state, fact.what)
        if to is None:  # pragma: no cover - asked before by _step, and what lapses is always awaited
            raise AssertionError(f"{fact.what} from {self.state}")
        self.events.append(Event(fact.on, fact.what, self.state, to, fact.path, fact.words))
        self.state = to
        if not to.is_open:
            self.pending.clear()
            self.lapsed.clear()


def _decision_clock(facts: PracticeFacts, dossier: Dossier, law: Law) -> DecisionClock | None:
    index = facts.path[-1]
    if facts.kind is PracticeKind.VARIATION and isinstance(index, int):
        return _or_none(lambda: variation_clock(dossier, index, law))
    is_current = (facts.kind is PracticeKind.PRELIMINARY) is (dossier.request.procedure is Procedure.PRELIMINARY)
    return _or_none(lambda: request_clock(dossier, law)) if is_current else None


def _open_term(replay: _Replay, clock: DecisionClock | None) -> OpenTerm | None:
    """Return what is awaited next in the state reached."""
    facts, law = replay.facts, replay.law
    if replay.state in {PracticeState.INTEGRATION, PracticeState.NOTICE}:
        term = INTEGRATION_TERM if replay.state is PracticeState.INTEGRATION else OBSERVATIONS_TERM
        dated = [(due_on, fact) for fact, due_on in replay.pending.values() if due_on is not None]
        if not dated:
            return None
        due_on, fact = min(dated, key=lambda pair: pair[0])
        rolled_on = law.due(term, fact.on).rolled_on
        return _term(
            law, term, ("atti_gse", fact.act or 0, "risposto_il"), event_on=fact.on, due_on=due_on, rolled_on=rolled_on
        )
    if replay.state in {PracticeState.SENT, PracticeState.REVIEW}:
        if clock is None or clock.due_on is None:
            return None
        term = OPINION_TERM if facts.kind is PracticeKind.PRELIMINARY else DECISION_TERM
        return _term(law, term, facts.path, event_on=clock.started_on, due_on=clock.due_on, rolled_on=None)
    if replay.state is PracticeState.DRAFT:
        return _draft_term(replay)
    return None


def _draft_term(replay: _Replay) -> OpenTerm | None:
    """Return until when a request or a notice still to be sent loses nothing."""
    facts, dossier, law = replay.facts, replay.dossier, replay.law
    variation = facts.variation
    if variation is not None:
        if variation.happened_on is None or variation.kind is VariationKind.REFERENTE:  # «promptly»: no length
            return None
        happened_on = variation.happened_on
        term = SPLITTING_TERM if variation.kind in _SPLITTING else VARIATION_TERM
        due = _or_none(lambda: law.due(term, happened_on))
        if due is None:
            return None
        return _term(
            law, term, (*facts.path, "comunicata_il"), event_on=happened_on, due_on=due.due_on, rolled_on=due.rolled_on
        )
    if facts.kind is PracticeKind.PRELIMINARY:
        return None
    days = []
    for plant in dossier.plants:
        start = _start(dossier, plant, law)
        if start is not None and start.last_useful_on is not None and plant.entered_operation_on is not None:
            days.append((start.last_useful_on, plant.entered_operation_on))
    if not days:
        return None
    last_on, entered_on = min(days)
    return _term(law, REQUEST_TERM, (*facts.path, "inviata_il"), event_on=entered_on, due_on=last_on, rolled_on=None)


def _start(dossier: Dossier, plant: Plant, law: Law) -> PlantStart | None:
    return _or_none(lambda: start_of(dossier, plant, law, dossier.sent_on))


def _term(law: Law, name: str, path: FieldPath, *, event_on: date, due_on: date, rolled_on: date | None) -> OpenTerm:
    term = law.term(name)
    return OpenTerm(name, term.description, term.actor, event_on, due_on, rolled_on, term.missed, path)


def _or_none(compute: Callable[[], Computed]) -> Computed | None:
    """Return what is computed, or None where the law says nothing on that day."""
    try:
        return compute()
    except UnknownOnThatDayError:
        return None
