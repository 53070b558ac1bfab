"""The terms of the PNRR projects already filed."""

from collections.abc import Iterator
from datetime import date

from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant
from workflow.domain.pnrr_project import PnrrProject, PnrrRules
from workflow.law import Law
from workflow.phases.tracking.occurrence import Occurrence

INSTRUCTION_TERM = "pnrr_istruttoria"
WORKS_TERM = "pnrr_avvio_lavori"
WORKS_END_TERM = "pnrr_fine_lavori"
OPERATION_TERM = "pnrr_entrata_in_esercizio"
FACILITY_OPERATION_TERM = "pnrr_facility_esercizio"
BALANCE_TERM = "pnrr_saldo"
RUNNING_TERM = "pnrr_funzionamento"
# The decree of 2025 is the first to fix an end of the works: its first day is where its rules begin.
DECREE_2025_VALUE = "pnrr/fine_lavori"


def pnrr_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield the terms of each project, by the act that its own concession cites."""
    for index, project in enumerate(dossier.pnrr_projects):
        plant = next((p for p in dossier.plants if project.plant in {p.name, p.censimp} - {None}), None)
        law_on = _law_day(project, law)
        name = project.plant or f"progetto n. {index + 1}"
        for term, event_on, key, done_on in _events(project, plant):
            if event_on is not None:
                path = ("pnrr", index, key)
                yield Occurrence(term, name, name, event_on, path, law_on=law_on, done_on=done_on)


def _events(project: PnrrProject, plant: Plant | None) -> Iterator[tuple[str, date | None, str, date | None]]:
    entered_on = plant.entered_operation_on if plant else None
    yield INSTRUCTION_TERM, project.requested_on, "domanda_il", project.admitted_on
    yield WORKS_TERM, project.works_started_on, "avvio_comunicato_il", project.works_notified_on
    yield RUNNING_TERM, entered_on, "impianto", None
    if project.rules is PnrrRules.FACILITY:
        yield FACILITY_OPERATION_TERM, project.agreement_notified_on, "accordo_comunicato_il", entered_on
        return
    if project.rules is PnrrRules.DECREE_2025:
        yield WORKS_END_TERM, project.requested_on, "fine_lavori", project.works_ended_on
    if project.rules is not None:
        yield OPERATION_TERM, project.requested_on, "impianto", entered_on
        yield BALANCE_TERM, project.requested_on, "saldo_chiesto_il", project.balance_requested_on


def _law_day(project: PnrrProject, law: Law) -> date | None:
    """Return the day that picks the values: projects filed earlier too fall under the later act that granted them."""
    if project.rules is PnrrRules.FACILITY:
        return project.agreement_notified_on
    if project.rules is PnrrRules.DECREE_2025 and project.requested_on is not None:
        return max(project.requested_on, law.get(DECREE_2025_VALUE).history[0].from_on)
    return project.requested_on
