"""From which day the GSE buys a plant's energy, when the request asks for ritiro dedicato (par. 2.2.1.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant
from workflow.domain.variation import VariationKind
from workflow.law import Law
from workflow.law.calendar import day_of_nth_month_after

RID_TERM = "richiesta_ritiro_dedicato"


class RidCase(StrEnum):
    """Which sentence of the paragraph decides; the last is that of a request made after admission."""

    OPERATION = "entrata_in_esercizio"
    AFTER_CONTRACT = "dopo_contratto_in_corso"
    AGREED = "data_concordata"
    ASKED_LATER = "richiesto_dopo"


@dataclass(frozen=True)
class RidStart:
    """The start of the ritiro dedicato for one plant, and the sentence of the law that decides it.

    `start_on` is None when the day is agreed with the GSE (`is_agreed`) or a date is missing (`missing`).
    """

    start_on: date | None
    deadline_on: date | None
    case: RidCase | None = None
    missing: tuple[str, ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether the day is left to the GSE, and no date of the dossier gives it."""
        return self.case in {RidCase.AGREED, RidCase.ASKED_LATER}


def first_operation(dossier: Dossier) -> date | None:
    """Return the entry into operation of the first plant of the configuration; None while one is unknown."""
    days = [plant.entered_operation_on for plant in dossier.plants]
    return None if None in days or not days else min(day for day in days if day is not None)


def rid_start_of(dossier: Dossier, plant: Plant, law: Law, sent_on: date) -> RidStart | None:
    """Return when the ritiro dedicato of the plant starts for a request sent on a day, or None if it is not asked.

    The 120 days run from the first plant of the configuration, not from each one. An agreement that still runs on
    the day of sending decides alone: the new one starts with the month after its end. One that ended before can only
    hold back a request in time, since a late one leaves the day to the GSE anyway.
    """
    if not dossier.request.wants_rid:
        is_asked_later = any(variation.kind is VariationKind.RID_STARTED for variation in dossier.variations)
        return RidStart(None, None, RidCase.ASKED_LATER) if is_asked_later else None
    return _asked_with_the_request(dossier, plant, law, sent_on)


def _asked_with_the_request(dossier: Dossier, plant: Plant, law: Law, sent_on: date) -> RidStart:
    first_on = first_operation(dossier)
    entered_on = plant.entered_operation_on
    deadline_on = None if first_on is None else law.due(RID_TERM, first_on, sent_on).due_on
    ended = [day for day in (plant.ssp_ends_on, plant.rid_ends_on) if day is not None]
    free_on = day_of_nth_month_after(max(ended), 1, 1) if ended else None
    if free_on is not None and max(ended) >= sent_on:
        return RidStart(free_on, deadline_on, RidCase.AFTER_CONTRACT)
    if plant.ssp_active and plant.ssp_ends_on is None:
        return RidStart(None, deadline_on, missing=("ssp_fine",))
    if deadline_on is None or entered_on is None:
        return RidStart(None, deadline_on, missing=("entrata_in_esercizio",))
    if sent_on > deadline_on:
        return RidStart(None, deadline_on, RidCase.AGREED)
    if free_on is not None and free_on > entered_on:
        return RidStart(free_on, deadline_on, RidCase.AFTER_CONTRACT)
    return RidStart(entered_on, deadline_on, RidCase.OPERATION)
