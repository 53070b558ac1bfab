"""The terms that acts of the GSE and variations start: answers, observations, decisions, controls, notices."""

from collections.abc import Iterator
from datetime import date

from workflow.checks.istruttoria import (
    DECISION_TERM,
    INTEGRATION_TERM,
    OBSERVATIONS_TERM,
    OPINION_TERM,
    RESUMPTION_TERM,
    AnswerState,
    DecisionClock,
    answer_clock,
    request_clock,
    variation_clock,
)
from workflow.checks.variation_effect import notice_deadline
from workflow.checks.variation_filing import REFERENTE_TERM, SPLITTING_TERM
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.gse_act import GseActKind
from workflow.domain.request import Procedure
from workflow.domain.variation import VariationKind
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence
from workflow.phases.tracking.request_terms import sent_on

CONTROL_TERM = "controllo"
_SPLITTING = frozenset({VariationKind.PLANT_OWNER, VariationKind.CADASTRE})
ANSWERED = frozenset({GseActKind.INTEGRATION, GseActKind.REJECTION_NOTICE})
_DECIDED = frozenset({GseActKind.ADMISSION, GseActKind.REJECTION})
_CLOSED_CONTROL = frozenset({GseActKind.CONTROL_CLOSED, GseActKind.PRESCRIPTION, GseActKind.FORFEITURE})


def act_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the term that each act received from the GSE starts."""
    for index, act in enumerate(dossier.gse_acts):
        if act.received_on is None or act.kind is None:
            continue
        path = ("atti_gse", index, "risposto_il")
        subject = f"{act.practice or 'richiesta'}-{act.received_on.isoformat()}"
        label = act.practice or "richiesta di accesso"
        if act.kind in ANSWERED:
            clock = answer_clock(dossier, index, law)
            is_over = clock.state is AnswerState.SUPERSEDED
            answered_on = None if clock.state is AnswerState.INCOMPLETE else act.answered_on
            yield Occurrence(
                INTEGRATION_TERM if act.kind is GseActKind.INTEGRATION else OBSERVATIONS_TERM,
                subject,
                label,
                act.received_on,
                path,
                done_on=answered_on or (clock.due_on if is_over else None),
            )
        if act.kind is GseActKind.REJECTION_NOTICE and act.answered_on is not None:
            done_on = _decided_on(dossier, act.practice)
            yield Occurrence(RESUMPTION_TERM, subject, label, act.answered_on, path, done_on=done_on)
        elif act.kind is GseActKind.CONTROL:
            later = [a for a in dossier.gse_acts if a.kind in _CLOSED_CONTROL and a.practice == act.practice]
            done = [a.received_on for a in later if a.received_on is not None and a.received_on >= act.received_on]
            yield Occurrence(CONTROL_TERM, subject, label, act.received_on, path, done_on=min(done, default=None))


def decision_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield until when the GSE decides on the request, or gives its opinion, and on each variation."""
    request = request_clock(dossier, law)
    is_preliminary = dossier.request.procedure is Procedure.PRELIMINARY
    if request is not None and sent_on(dossier) is not None:
        label = "verifica preliminare" if is_preliminary else "richiesta di accesso"
        term = OPINION_TERM if is_preliminary else DECISION_TERM
        yield from _decision(request, term, label, ("richiesta", "inviata_il"))
    for index, variation in enumerate(dossier.variations):
        clock = variation_clock(dossier, index, law)
        if clock is not None:
            label = variation.name or f"variazione n. {index + 1}"
            yield from _decision(clock, DECISION_TERM, label, ("variazioni", index, "comunicata_il"))


def variation_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield until when each change must be told to the GSE."""
    for index, variation in enumerate(dossier.variations):
        happened_on = variation.happened_on
        if happened_on is None or variation.kind is None:
            continue
        due_on: date | None = None
        law_on: date | None = None
        if variation.kind is VariationKind.REFERENTE:
            term, due_on = REFERENTE_TERM, happened_on
        elif variation.kind in _SPLITTING:
            term = SPLITTING_TERM
        else:
            deadline = notice_deadline(happened_on, law, variation.notified_on)
            term, law_on = deadline.term, deadline.length.from_on
        yield Occurrence(
            term,
            variation.name or f"variazione-{index + 1}",
            variation.name or f"variazione n. {index + 1}",
            happened_on,
            ("variazioni", index, "comunicata_il"),
            due_on=due_on,
            law_on=law_on,
            done_on=variation.notified_on,
        )


def _decision(clock: DecisionClock, term: str, label: str, path: FieldPath) -> Iterator[Occurrence]:
    """Yield the day of the decision net of the days in which the clock stood still; none while an act has no date."""
    if clock.due_on is not None:
        open_pauses = [pause.act.received_on for pause in clock.pauses] if clock.resumes_on is not None else []
        yield Occurrence(
            term,
            clock.practice or "richiesta",
            label,
            clock.started_on,
            path,
            due_on=clock.due_on,
            done_on=clock.concluded_on,
            suspended_on=max((day for day in open_pauses if day is not None), default=None),
        )


def _decided_on(dossier: Dossier, practice: str | None) -> date | None:
    days = [a.received_on for a in dossier.gse_acts if a.kind in _DECIDED and a.practice == practice]
    return max((day for day in days if day is not None), default=None)
