"""From which day the GSE buys a plant's energy, when the request asks for ritiro dedicato (par. 2.2.1.2)."""

from dataclasses import dataclass
from datetime import date

from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant
from workflow.law import Law
from workflow.law.calendar import day_of_nth_month_after

RID_TERM = "richiesta_ritiro_dedicato"


@dataclass(frozen=True)
class RidStart:
    """The start of the ritiro dedicato for one plant.

    `start_on` is None when the day is agreed with the GSE (`is_agreed`) or a date is missing (`missing`).
    """

    start_on: date | None
    deadline_on: date | None
    is_agreed: bool = False
    missing: tuple[str, ...] = ()


def first_operation(dossier: Dossier) -> date | None:
    """Return the entry into operation of the first plant of the configuration; None while one is unknown."""
    days = [plant.entered_operation_on for plant in dossier.plants]
    return None if None in days or not days else min(day for day in days if day is not None)


def rid_start_of(dossier: Dossier, plant: Plant, law: Law, sent_on: date) -> RidStart | None:
    """Return when the ritiro dedicato of the plant starts for a request sent on a day, or None if it is not asked.

    The 120 days run from the first plant of the configuration, not from each one. An agreement still running on
    the plant decides alone: the new one starts with the month after its end.
    """
    if not dossier.request.wants_rid:
        return None
    first_on = first_operation(dossier)
    deadline_on = None if first_on is None else law.due(RID_TERM, first_on, sent_on).due_on
    ended = [day for day in (plant.ssp_ends_on, plant.rid_ends_on) if day is not None]
    if ended:
        return RidStart(day_of_nth_month_after(max(ended), 1, 1), deadline_on)
    if plant.ssp_active:
        return RidStart(None, deadline_on, missing=("ssp_fine",))
    if deadline_on is None or plant.entered_operation_on is None:
        return RidStart(None, deadline_on, missing=("entrata_in_esercizio",))
    if sent_on > deadline_on:
        return RidStart(None, deadline_on, is_agreed=True)
    return RidStart(plant.entered_operation_on, deadline_on)
