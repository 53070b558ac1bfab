"""The terms of the PNRR projects already filed."""

from collections.abc import Iterator
from datetime import date

from workflow.checks.pnrr_facts import Filed, filed_projects, regimes_of, works_began
from workflow.domain.dossier import Dossier
from workflow.domain.pnrr_project import PnrrRules
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence

INSTRUCTION_TERM = "pnrr_istruttoria"
WORKS_TERM = "pnrr_avvio_lavori"
RUNNING_TERM = "pnrr_funzionamento"
LAST_DAY_TERM = "pnrr_entrata_in_esercizio"
FROM_ADMISSION_TERM = "pnrr_esercizio_da_ammissione"
RECEIPTS_TERM = "pnrr_quietanze"
BALANCE_TERM = "pnrr_saldo"
WORKS_END_TERM = "pnrr_fine_lavori"
FROM_WORKS_END_TERM = "pnrr_esercizio_da_fine_lavori"
AGREEMENT_TERM = "pnrr_accordo_concessione"
FROM_AGREEMENT_TERM = "pnrr_facility_esercizio"

# The term, the day it counts from, the key people fill in, the day it was done.
Event = tuple[str, date | None, str, date | None]


def pnrr_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the terms of each project: those of any, then those of the act that its own concession cites.

    An act fixes its values once, whatever the day of the request; its last days count from the day it holds.
    """
    for filed in filed_projects(dossier):
        began_on = next(iter(works_began(filed, law, dossier.sent_on).values()), None)
        yield from _running(filed, _of_any(filed, began_on), None)
        if filed.project.rules is not None:
            for regime in regimes_of(filed.project, law, dossier.sent_on):
                yield from _running(filed, _of_act(filed, regime.values_on), regime.values_on)


def _running(filed: Filed, events: Iterator[Event], law_on: date | None) -> Iterator[Occurrence]:
    label = filed.project.plant or f"progetto n. {filed.index + 1}"
    for term, event_on, key, done_on in events:
        if event_on is not None:
            yield Occurrence(term, label, label, event_on, filed.path(key), law_on=law_on, done_on=done_on)


def _of_any(filed: Filed, began_on: date | None) -> Iterator[Event]:
    project = filed.project
    yield INSTRUCTION_TERM, project.requested_on, "domanda_il", project.admitted_on
    yield WORKS_TERM, began_on, "avvio_comunicato_il", project.works_notified_on
    yield RUNNING_TERM, _entered_on(filed), "impianto", None


def _of_act(filed: Filed, values_on: date) -> Iterator[Event]:
    project, entered_on = filed.project, _entered_on(filed)
    match project.rules:
        case PnrrRules.DECREE_2023:
            yield FROM_ADMISSION_TERM, project.admitted_on, "ammesso_il", entered_on
            yield LAST_DAY_TERM, values_on, "impianto", entered_on
            yield RECEIPTS_TERM, values_on, "spese", project.balance_requested_on
            yield BALANCE_TERM, values_on, "saldo_chiesto_il", project.balance_requested_on
        case PnrrRules.DECREE_2025:
            yield WORKS_END_TERM, values_on, "fine_lavori", project.works_ended_on
            yield FROM_WORKS_END_TERM, project.works_ended_on, "fine_lavori", entered_on
            yield LAST_DAY_TERM, values_on, "impianto", entered_on
        case _:  # the facility of 2026
            yield AGREEMENT_TERM, values_on, "accordo_comunicato_il", project.agreement_notified_on
            yield FROM_AGREEMENT_TERM, project.agreement_notified_on, "accordo_comunicato_il", entered_on


def _entered_on(filed: Filed) -> date | None:
    return filed.plant.entered_operation_on if filed.plant else None
