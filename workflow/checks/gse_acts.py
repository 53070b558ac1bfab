"""Rules on the acts of the GSE: terms to answer, pauses of its own term, and a silence that is never assent."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.decorrenza import sending_day
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.istruttoria import (
    DECISION_TERM,
    AnswerClock,
    AnswerState,
    DecisionClock,
    answer_clocks,
    request_clock,
    variation_clock,
)
from workflow.checks.variation_facts import path_of_variation
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Severity
from workflow.domain.request import Procedure
from workflow.law import Law

ANSWER_DAYS = "procedura/integrazione"
SENT: FieldPath = ("richiesta", "inviata_il")


@rule("SCD-01")
def decision_is_not_awaited(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say by when the GSE must decide on a request already sent, net of the days its acts stopped the clock."""
    sent_on = sending_day(dossier)
    answer_days = law.value(ANSWER_DAYS, sent_on).whole
    if dossier.is_sending_assumed:
        due_on = law.due(DECISION_TERM, sent_on, sent_on).due_on
        yield passed(SENT, inviata_il=sent_on, esito_entro=due_on, giorni_risposta=answer_days)
        return
    clock = request_clock(dossier, law)
    if clock is None:
        yield not_applicable(SENT)
        return
    values = {**_values(clock), "inviata_il": sent_on, "giorni_risposta": answer_days}
    if clock.concluded_on is not None:
        yield passed(SENT, **values)
    elif clock.missing:
        yield unknown(clock.missing[0], **values)
    else:
        yield failed(SENT, _stage(dossier, clock), **values)


@rule("SCD-02")
def integration_is_answered(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether each request of integrations is answered in full by its last day, which counts."""
    for clock in answer_clocks(dossier, law):
        if clock.code == "SCD-02":
            yield _answer(dossier, clock)


@rule("SCD-03")
def rejection_notice_is_answered(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether observations to each notice of rejection are sent by their last day; say when the term restarts."""
    for clock in answer_clocks(dossier, law):
        if clock.code != "SCD-03":
            continue
        verdict = _answer(dossier, clock)
        if clock.state is not AnswerState.ANSWERED:
            yield verdict
            continue
        decision = _decision_of(dossier, clock, law)
        is_concluded = decision is None or decision.concluded_on is not None
        values = {**verdict.values, "esito_entro": None if decision is None else decision.due_on}
        if is_concluded:
            yield passed(verdict.path, **values)
        else:
            yield failed(verdict.path, "osservazioni", **values).weighing(Severity.NOTE)


@rule("SCD-04")
def silence_is_not_taken_for_assent(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where the GSE has let its term pass: the practice is still open, whatever the time."""
    of_variations = (
        (path_of_variation(index, "comunicata_il"), variation_clock(dossier, index, law))
        for index in range(len(dossier.variations))
    )
    for path, clock in ((SENT, request_clock(dossier, law)), *of_variations):
        if clock is None:
            yield not_applicable(path)
            continue
        values = {**_values(clock), "pratica": _name(clock.practice)}
        if clock.missing and clock.concluded_on is None:
            yield unknown(path, **values)
        elif clock.is_late(dossier.as_of):
            yield failed(path, **values)
        else:
            yield passed(path, **values)


def _answer(dossier: Dossier, clock: AnswerClock) -> Verdict:
    field = "risposto_il" if clock.state is not AnswerState.UNKNOWN else clock.missing[0]
    path = (*clock.path, field)
    entro = "rispondere_entro" if clock.code == "SCD-02" else "osservazioni_entro"
    values: dict[str, Any] = {
        "pratica": _name(clock.act.practice),
        "ricevuto_il": clock.act.received_on,
        entro: clock.due_on,
        "risposto_il": clock.answered_on,
        "ripresa_il": clock.resumes_on,
        "giorni_sospesi": clock.suspended_days,
    }
    is_over = clock.due_on is not None and dossier.as_of > clock.due_on
    if clock.state is AnswerState.UNKNOWN:
        return unknown(path, clock.missing[0], **values)
    if clock.state is AnswerState.SUPERSEDED:
        return not_applicable(path)
    if clock.state is AnswerState.ANSWERED:
        return passed(path, **values)
    if clock.state is AnswerState.INCOMPLETE:
        verdict = failed((*clock.path, "risposta_completa"), "incompleta", **values)
        return verdict if is_over else verdict.weighing(Severity.WARNING)
    if clock.state is AnswerState.MISSED:
        return failed(path, **values)
    key = "aperto" if clock.state is AnswerState.OPEN else "tardiva"
    return failed(path, key, **values).weighing(Severity.WARNING)


def _decision_of(dossier: Dossier, clock: AnswerClock, law: Law) -> DecisionClock | None:
    """Return the clock of the practice the act belongs to."""
    if clock.act.practice is None:
        return request_clock(dossier, law)
    places = (index for index, one in enumerate(dossier.variations) if one.name == clock.act.practice)
    index = next(places, None)
    return None if index is None else variation_clock(dossier, index, law)


def _stage(dossier: Dossier, clock: DecisionClock) -> str | None:
    if clock.is_late(dossier.as_of):
        return "trascorso"
    if clock.resumes_on is not None:
        return "sospeso"
    if clock.suspended_days:
        return "con_sospensioni"
    return "preliminare" if dossier.request.procedure is Procedure.PRELIMINARY else None


def _values(clock: DecisionClock) -> dict[str, Any]:
    return {
        "esito_entro": clock.due_on,
        "giorni_sospesi": clock.suspended_days,
        "ripresa_il": clock.resumes_on,
        "conclusa_il": clock.concluded_on,
    }


def _name(practice: str | None) -> str:
    return "richiesta di accesso" if practice is None else practice
