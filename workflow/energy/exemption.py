"""The energy to which factor F does not apply: how much it is in an hour, and from which plants it comes."""

from datetime import date

import numpy as np

from workflow.energy.assumptions import Assumptions, ExemptMeasure, ExemptPriority
from workflow.energy.hours import Floats
from workflow.energy.sharing import Queue, Withdrawals
from workflow.energy.year import SettledYear


def exempt_energy(year: SettledYear, queue: Queue) -> list[Floats]:
    """Return the exempt part of what the queue gave to each plant; the queue itself never moves (A-EXQ).

    Bodies' energy goes first to the plants with a grant, the oldest first, then to the others; persons' energy is
    spread in proportion over what is left (A-EXPRIO).
    """
    shared_kwh, queued_kwh = queue.shared_kwh, queue.given_kwh
    assumptions = year.assumptions
    bodies, persons = _exempt_of_hour(shared_kwh, year.withdrawals, assumptions)
    if assumptions.exempt_priority is ExemptPriority.ALL_EXEMPT:
        bodies, persons = bodies + persons, np.zeros_like(persons)
    exempt: list[Floats] = [np.zeros_like(shared_kwh) for _ in queued_kwh]
    if assumptions.exempt_priority is ExemptPriority.NONE:
        share = _ratio(bodies + persons, shared_kwh)
        return [queued * share for queued in queued_kwh]
    left = bodies.copy()
    for index in bodies_order(year):
        exempt[index] = np.minimum(queued_kwh[index], left)
        left = left - exempt[index]
    share = _ratio(persons, shared_kwh - bodies)
    return [taken + (queued - taken) * share for taken, queued in zip(exempt, queued_kwh, strict=True)]


def bodies_order(year: SettledYear) -> list[int]:
    """Return the places of the plants in the order in which the bodies' exempt energy reaches them."""

    def priority(index: int) -> tuple[bool, date, str]:
        plant = year.plants[index]
        return (not (plant.has_grant and year.admitted[index]), plant.entered_on, plant.key)

    return sorted(range(len(year.plants)), key=priority)


def _exempt_of_hour(shared: Floats, withdrawals: Withdrawals, assumptions: Assumptions) -> tuple[Floats, Floats]:
    """Return the shared energy of exempt bodies and of exempt persons, hour by hour (A-EXMEAS)."""
    total = withdrawals.total
    bodies = withdrawals.of_holders(assumptions.exempt_bodies)
    persons = withdrawals.of_holders(assumptions.exempt_persons - assumptions.exempt_bodies)
    persons[~withdrawals.hours.within(assumptions.persons_exempt_from_on, None)] = 0.0
    exempt = bodies + persons
    if assumptions.exempt_measure is ExemptMeasure.FIRST:
        measured = np.minimum(shared, exempt)
    elif assumptions.exempt_measure is ExemptMeasure.LAST:
        measured = np.maximum(0.0, shared - (total - exempt))
    else:
        return shared * _ratio(bodies, total), shared * _ratio(persons, total)
    of_bodies = measured * _ratio(bodies, exempt)
    return of_bodies, measured - of_bodies


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
