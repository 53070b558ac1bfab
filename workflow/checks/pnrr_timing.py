"""The terms of a PNRR project: end of the works and entry into operation, by the act that governs it."""

from datetime import date
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, unknown
from workflow.checks.pnrr_facts import Filed, Regime, least_sure
from workflow.checks.three_valued import judged
from workflow.law import Law
from workflow.law.term import Deadline


def works_end(filed: Filed, law: Law, regime: Regime) -> Verdict:
    """Judge the last day for the works, where the act fixes one; a plant in operation has ended them."""
    path = filed.path("fine_lavori")
    if regime.works_end_term is None:
        return not_applicable(path)
    limit = _fixed(law, regime.works_end_term, regime)
    ended_on = filed.project.works_ended_on
    entered_on = filed.plant.entered_operation_on if filed.plant else None
    values = {"impianto": filed.name, "fine_lavori": ended_on, "entro": limit.due_on}
    if ended_on is not None:
        return judged(path, ended_on <= limit.due_on, "fine_lavori", **values).resting_on(limit.length.confidence)
    if entered_on is not None and entered_on <= limit.due_on:
        return passed(path, **values)
    return unknown(path, "fine_lavori_ignota", **values)


def operation(filed: Filed, law: Law, regime: Regime) -> Verdict:
    """Judge the entry into operation: within the months of the act, and not after its last day."""
    event_on = _event_day(filed, regime)
    terms = [] if event_on is None else [law.due(regime.operation_term, event_on, regime.values_on)]
    terms += [] if regime.last_day_term is None else [_fixed(law, regime.last_day_term, regime)]
    entered_on = filed.plant.entered_operation_on if filed.plant else None
    due_on = min((term.due_on for term in terms), default=None)
    path = filed.plant_path("entrata_in_esercizio")
    values: dict[str, Any] = {"impianto": filed.name, "entrata_in_esercizio": entered_on, "entro": due_on}
    confidence = least_sure(*(term.length.confidence for term in terms)) if terms else None
    if entered_on is not None and due_on is not None and entered_on > due_on:
        return failed(path, "esercizio", **values).resting_on(confidence)
    if entered_on is None or event_on is None:
        missing = filed.path(regime.runs_from) if event_on is None else path
        return unknown(missing, "esercizio_ignoto", **values, corre_da=regime.runs_from)
    return passed(path, **values)


def _event_day(filed: Filed, regime: Regime) -> date | None:
    """Return the day from which the months run: it is one of the project's own dates."""
    days: dict[str, date | None] = {
        "ammesso_il": filed.project.admitted_on,
        "fine_lavori": filed.project.works_ended_on,
        "accordo_comunicato_il": filed.project.agreement_notified_on,
    }
    return days[regime.runs_from]


def _fixed(law: Law, term: str, regime: Regime) -> Deadline:
    """Return a last day fixed by the act itself, which no event moves."""
    return law.due(term, regime.values_on, regime.values_on)
