"""What sending on one day or another costs: days lost, and an estimate in euro where the income is known."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from workflow.checks.decorrenza import (
    ONE_DAY,
    PlantStart,
    closing_day,
    earliest_of,
    has_been_sent,
    sending_day,
    sending_day_of,
    start_of,
)
from workflow.checks.plant_constitution import PORTAL_OPENED
from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant
from workflow.law import Law

DAYS_OF_A_YEAR = 365
CENT = Decimal("0.01")
AHEAD_DAYS = (30, 60)


class DayLabel(StrEnum):
    """Why a day stands in the table."""

    SENT = "invio"
    ASKED = "giorno_chiesto"
    TODAY = "oggi"
    LAST_USEFUL = "ultimo_giorno_utile"
    FIRST_LATE = "primo_giorno_di_ritardo"
    AHEAD = "piu_avanti"
    SCHEME_END = "chiusura_tariffa"


@dataclass(frozen=True)
class Mark:
    """A label of a day, with the plants it is of or how many days ahead it lies."""

    label: DayLabel
    plants: tuple[int, ...] = ()
    days: int | None = None


@dataclass(frozen=True)
class PlantCost:
    """What one plant loses for a sending on a day, and what it loses more if one day later."""

    index: int
    start: PlantStart
    lost_eur: Decimal | None
    next_day_lost_days: int
    next_day_lost_eur: Decimal | None
    is_fixed: bool


@dataclass(frozen=True)
class Sending:
    """One row of the table: a day, why it stands there, when the service would start and what would be lost.

    The sums in euro are None as soon as one plant that loses days has no known income.
    """

    on: date
    marks: tuple[Mark, ...]
    is_tariff_open: bool
    configuration_start_on: date | None
    costs: tuple[PlantCost, ...]

    @property
    def lost_days(self) -> int:
        """The days lost by the plant that loses most."""
        return max((cost.start.lost_days for cost in self.costs), default=0)

    @property
    def lost_eur(self) -> Decimal | None:
        """The euro lost by all plants."""
        return _sum([cost.lost_eur for cost in self.costs])

    @property
    def next_day_lost_eur(self) -> Decimal | None:
        """The euro that one more day would cost."""
        return _sum([cost.next_day_lost_eur for cost in self.costs])

    @property
    def next_day_lost_days(self) -> int:
        """The days that one more day would cost to the plant that loses most by it."""
        return max((cost.next_day_lost_days for cost in self.costs), default=0)


def estimate_eur(plant: Plant, days: int) -> Decimal | None:
    """Return what some days without contribution are worth, from the expected income of a year; None if not known."""
    if days == 0:
        return Decimal(0)
    if plant.expected_income_eur is None:
        return None
    return (plant.expected_income_eur * days / DAYS_OF_A_YEAR).quantize(CENT, rounding=ROUND_HALF_UP)


def sendings(dossier: Dossier, law: Law, asked_on: date | None = None) -> tuple[Sending, ...]:
    """Return the days worth comparing, in order, each with what it costs; none is before the portal opened."""
    marks: defaultdict[date, list[Mark]] = defaultdict(list)
    for day, mark in _marks(dossier, law, asked_on):
        marks[day].append(mark)
    opened_on = law.value(PORTAL_OPENED, dossier.sent_on).day
    return tuple(sending(dossier, law, day, tuple(marks[day])) for day in sorted(marks) if day >= opened_on)


def sending(dossier: Dossier, law: Law, on: date, marks: tuple[Mark, ...] = ()) -> Sending:
    """Return what sending on a day costs.

    While something is still to be sent, what has left already stays where it is; once all has left, the whole request
    is judged as if it had left on that day.
    """
    is_open = any(not has_been_sent(dossier, plant) for plant in dossier.plants)
    costs = []
    for index, plant in enumerate(dossier.plants):
        is_fixed = is_open and has_been_sent(dossier, plant)
        day = sending_day_of(dossier, plant) if is_fixed else on
        start = start_of(dossier, plant, law, day)
        later = start if is_fixed else start_of(dossier, plant, law, day + ONE_DAY)
        more = later.lost_days - start.lost_days
        lost_eur, next_eur = estimate_eur(plant, start.lost_days), estimate_eur(plant, more)
        costs.append(PlantCost(index, start, lost_eur, more, next_eur, is_fixed))
    start_on = earliest_of([cost.start for cost in costs])
    closes_on = closing_day(law, on, dossier.request.quota_reached_on)
    return Sending(on, marks, on <= closes_on, start_on, tuple(costs))


def _marks(dossier: Dossier, law: Law, asked_on: date | None) -> Iterator[tuple[date, Mark]]:
    sent_on = sending_day(dossier)
    is_open = not all(has_been_sent(dossier, plant) for plant in dossier.plants) or not dossier.plants
    if not is_open:
        yield sent_on, Mark(DayLabel.SENT)
    if asked_on is not None:
        yield asked_on, Mark(DayLabel.ASKED)
    if is_open:
        yield dossier.as_of, Mark(DayLabel.TODAY)
    for day, plants in _last_days(dossier, law, sent_on).items():
        yield day, Mark(DayLabel.LAST_USEFUL, plants)
        yield day + ONE_DAY, Mark(DayLabel.FIRST_LATE, plants)
    if is_open:
        start_on = max(asked_on or dossier.as_of, dossier.as_of)
        for days in AHEAD_DAYS:
            yield start_on + timedelta(days=days), Mark(DayLabel.AHEAD, days=days)
    if dossier.kind.has_tariff:
        yield closing_day(law, sent_on, dossier.request.quota_reached_on), Mark(DayLabel.SCHEME_END)


def _last_days(dossier: Dossier, law: Law, law_on: date) -> dict[date, tuple[int, ...]]:
    """Return the last days on which each plant loses nothing, each with its plants."""
    found: defaultdict[date, list[int]] = defaultdict(list)
    for index, plant in enumerate(dossier.plants):
        start = start_of(dossier, plant, law, law_on)
        last_on = start.deadline_on if start.is_tariff is False else start.last_useful_on
        if last_on is not None:
            found[last_on].append(index)
    return {day: tuple(indices) for day, indices in found.items()}


def _sum(parts: list[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None
