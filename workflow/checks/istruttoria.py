"""The clock of a practice at the GSE: what stops it, when it runs again, by when the GSE decides (par. 2.1.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflow.checks.decorrenza import Reason, sending_day
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.gse_act import GseAct, GseActKind
from workflow.domain.request import Procedure
from workflow.law import Deadline, Law

INTEGRATION_TERM = "integrazioni"
OBSERVATIONS_TERM = "osservazioni_preavviso"
RESUMPTION_TERM = "ripresa_istruttoria"
DECISION_TERM = "decisione_gse"
OPINION_TERM = "parere_preliminare"
_SUSPENDING = (GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE)
_CONCLUDING = frozenset({GseActKind.ADMISSION, GseActKind.REJECTION, GseActKind.OPINION})


class AnswerState(StrEnum):
    """Where the answer to an act stands on the day of judgement."""

    OPEN = "aperto"
    ANSWERED = "risposto"
    INCOMPLETE = "incompleto"
    LATE = "tardivo"
    MISSED = "trascorso"
    SUPERSEDED = "superato"
    UNKNOWN = "non_noto"


@dataclass(frozen=True)
class AnswerClock:
    """The term that an act gives the Referente, and the pause it makes in the GSE's own.

    `due_on` is the last day to answer; `rolled_due_on` the working day after it when it is a holiday, which no text of
    the GSE grants. `resumes_on` is the day the GSE's term runs again: while the answer is awaited, the latest possible
    one. `suspended_days` are the days between receipt and resumption. `missing` names the keys of the act to fill in.
    """

    index: int
    act: GseAct
    code: str
    state: AnswerState
    due_on: date | None = None
    rolled_due_on: date | None = None
    answered_on: date | None = None
    resumes_on: date | None = None
    missing: tuple[str, ...] = ()

    @property
    def path(self) -> FieldPath:
        """The place of the act in `fascicolo.yaml`."""
        return ("atti_gse", self.index)

    @property
    def suspended_days(self) -> int:
        """How many days the act stops the GSE's term."""
        if self.resumes_on is None or self.act.received_on is None:
            return 0
        return (self.resumes_on - self.act.received_on).days

    def is_open(self, day: date) -> bool:
        """Whether the GSE's term stands still on a day because of this act."""
        return (
            self.act.received_on is not None
            and self.resumes_on is not None
            and self.act.received_on <= day < self.resumes_on
        )


@dataclass(frozen=True)
class DecisionClock:
    """By when the GSE decides on one practice: the request (`practice` None) or a variation, by name.

    `due_on` is `base_due_on` moved by `suspended_days`; while an answer is awaited it is the latest possible day.
    `resumes_on` is given while the term stands still. It is None, and `missing` says why, while an act has no date.
    """

    practice: str | None
    started_on: date
    base_due_on: date
    due_on: date | None
    suspended_days: int
    resumes_on: date | None
    concluded_on: date | None
    pauses: tuple[AnswerClock, ...]
    reasons: tuple[Reason, ...]
    missing: tuple[FieldPath, ...] = ()

    def is_late(self, day: date) -> bool:
        """Whether the GSE has let its term pass without a decision; its silence is no assent."""
        return self.concluded_on is None and self.due_on is not None and day > self.due_on


def answer_clocks(dossier: Dossier, law: Law) -> Iterator[AnswerClock]:
    """Yield the term of every integration asked and every notice of rejection known on the day of judgement."""
    for index, act in enumerate(dossier.gse_acts):
        if act.kind in _SUSPENDING and not _is_to_come(act, dossier.as_of):
            yield answer_clock(dossier, index, law)


def answer_clock(dossier: Dossier, index: int, law: Law) -> AnswerClock:
    """Return the term given by one act that asks for integrations or gives notice of rejection."""
    act = dossier.gse_acts[index]
    is_integration = act.kind is GseActKind.INTEGRATION
    code = "SCD-02" if is_integration else "SCD-03"
    if act.received_on is None:
        return AnswerClock(index, act, code, AnswerState.UNKNOWN, missing=("ricevuto_il",))
    deadline = law.due(INTEGRATION_TERM if is_integration else OBSERVATIONS_TERM, act.received_on)
    answered_on = act.answered_on if act.answered_on is not None and act.answered_on <= dossier.as_of else None
    if answered_on is not None and answered_on < act.received_on:
        return AnswerClock(index, act, code, AnswerState.UNKNOWN, deadline.due_on, missing=("risposto_il",))
    state = _state(dossier, act, answered_on, deadline.due_on)
    return AnswerClock(
        index=index,
        act=act,
        code=code,
        state=state,
        due_on=deadline.due_on,
        rolled_due_on=deadline.rolled_on,
        answered_on=answered_on,
        resumes_on=_resumption(act, answered_on, deadline.due_on, law, may_answer=dossier.as_of <= deadline.due_on),
        missing=("risposta_completa",) if state is AnswerState.UNKNOWN else (),
    )


def request_clock(dossier: Dossier, law: Law) -> DecisionClock | None:
    """Return by when the GSE decides on the request, or gives its opinion; None while it is not sent, or withdrawn."""
    if dossier.is_sending_assumed or _is_past(dossier.request.withdrawn_on, dossier.as_of):
        return None
    started_on = sending_day(dossier)
    term = OPINION_TERM if dossier.request.procedure is Procedure.PRELIMINARY else DECISION_TERM
    return _decision_clock(dossier, law, None, law.due(term, started_on, started_on))


def variation_clock(dossier: Dossier, index: int, law: Law) -> DecisionClock | None:
    """Return by when the GSE decides on a variation, by the same steps and terms (par. 2.3); None as for a request."""
    variation = dossier.variations[index]
    notified_on = variation.notified_on
    if notified_on is None or notified_on > dossier.as_of or _is_past(variation.withdrawn_on, dossier.as_of):
        return None
    return _decision_clock(dossier, law, variation.name or "", law.due(DECISION_TERM, notified_on, notified_on))


def _decision_clock(dossier: Dossier, law: Law, practice: str | None, base: Deadline) -> DecisionClock:
    started_on, base_due_on = base.event_on, base.due_on
    acts = [item for item in answer_clocks(dossier, law) if item.act.practice == practice]
    # What came before the practice started answers an earlier sending.
    acts = [item for item in acts if item.act.received_on is None or item.act.received_on >= started_on]
    reasons = [Reason("SCD-01", base_due_on, f"senza sospensioni il GSE decide entro il {show(base_due_on)}")]
    due_on, reached_on = base_due_on, started_on
    pauses = []
    for pause in sorted(acts, key=lambda item: item.act.received_on or date.max):
        received_on, resumes_on = pause.act.received_on, pause.resumes_on
        if received_on is None or resumes_on is None or received_on > due_on:
            continue  # a term that has already passed is not suspended
        days = max((resumes_on - max(received_on, reached_on)).days, 0)
        due_on += timedelta(days=days)
        reached_on = max(reached_on, resumes_on)
        pauses.append(pause)
        reasons.append(Reason(pause.code, resumes_on, _pause_text(pause, days)))
    missing = tuple((*item.path, "ricevuto_il") for item in acts if item.act.received_on is None)
    return DecisionClock(
        practice=practice,
        started_on=started_on,
        base_due_on=base_due_on,
        due_on=None if missing else due_on,
        suspended_days=(due_on - base_due_on).days,
        resumes_on=max((p.resumes_on for p in pauses if p.is_open(dossier.as_of) and p.resumes_on), default=None),
        concluded_on=_concluded_on(dossier, practice, started_on),
        pauses=tuple(pauses),
        reasons=tuple(reasons),
        missing=missing,
    )


def _state(dossier: Dossier, act: GseAct, answered_on: date | None, due_on: date) -> AnswerState:
    asks_completeness = act.kind is GseActKind.INTEGRATION
    is_complete = act.is_answer_complete if asks_completeness else True
    if answered_on is not None and is_complete and answered_on <= due_on:
        return AnswerState.ANSWERED
    if _is_superseded(dossier, act):
        return AnswerState.SUPERSEDED
    if answered_on is None:
        return AnswerState.MISSED if dossier.as_of > due_on else AnswerState.OPEN
    if is_complete is None:
        return AnswerState.UNKNOWN
    return AnswerState.LATE if is_complete else AnswerState.INCOMPLETE


def _is_superseded(dossier: Dossier, act: GseAct) -> bool:
    """Whether a later act of the same practice has closed the wait: a decision, or after integrations a notice."""
    kinds = set(_CONCLUDING)
    if act.kind is GseActKind.INTEGRATION:
        kinds.add(GseActKind.REJECTION_NOTICE)
    return any(
        later.kind in kinds
        and later.practice == act.practice
        and later.received_on is not None
        and act.received_on is not None
        and act.received_on <= later.received_on <= dossier.as_of
        for later in dossier.gse_acts
    )


def _resumption(act: GseAct, answered_on: date | None, due_on: date, law: Law, *, may_answer: bool) -> date:
    """Return when the GSE's term runs again: with the integrations, or some days after observations; else at expiry.

    While observations may still come, the latest day is the one that follows observations sent on the last day.
    """
    in_time_on = answered_on if answered_on is not None and answered_on <= due_on else None
    if act.kind is GseActKind.INTEGRATION:
        return in_time_on or due_on
    if in_time_on is None and (answered_on is not None or not may_answer):
        return due_on
    return law.due(RESUMPTION_TERM, in_time_on or due_on).due_on


def _concluded_on(dossier: Dossier, practice: str | None, started_on: date) -> date | None:
    days = [act.received_on for act in dossier.gse_acts if act.kind in _CONCLUDING and act.practice == practice]
    if practice is None and dossier.gse_contract is not None:
        days.append(dossier.gse_contract.admitted_on)
    return min((day for day in days if day is not None and started_on <= day <= dossier.as_of), default=None)


def _is_past(day: date | None, as_of: date) -> bool:
    return day is not None and day <= as_of


def _is_to_come(act: GseAct, as_of: date) -> bool:
    return act.received_on is not None and act.received_on > as_of


def _pause_text(pause: AnswerClock, days: int) -> str:
    what = "la richiesta di integrazioni" if pause.code == "SCD-02" else "il preavviso di rigetto"
    return f"{what} del {show(pause.act.received_on)} ferma il termine per {days} giorni"
