"""The tariff of every plant: which of its shared energy is eligible, which of that is exempt, what it earns."""

import numpy as np

from workflow.energy.assumptions import EligibleEnergy
from workflow.energy.exemption import exempt_energy
from workflow.energy.sharing import Queue, queue
from workflow.energy.tariff import TariffEarned, earned
from workflow.energy.year import SettledYear


def earnings_of(year: SettledYear, queued: Queue) -> list[TariffEarned]:
    """Return what each plant earns: the queue comes before ρ, or ρ before the hourly minimum (A-RHO)."""
    is_reduced_after = year.assumptions.eligible_energy is EligibleEnergy.AFTER_QUEUE
    of_tariff = queued if is_reduced_after else _queue_of_eligible_power(year)
    exempt = exempt_energy(year, of_tariff)
    return [
        earned(year, index, of_tariff.given_kwh[index], exempt[index], is_reduced=not is_reduced_after)
        for index in range(len(year.plants))
    ]


def _queue_of_eligible_power(year: SettledYear) -> Queue:
    """Return the queue when the plants with tariff inject for their eligible power alone."""
    eligible = [
        injected * float(plant.eligible_share) if is_admitted else injected
        for plant, injected, is_admitted in zip(year.plants, year.injected_kwh, year.admitted, strict=True)
    ]
    total = np.zeros(len(year.hours))
    for series in eligible:
        total += series
    return queue(np.minimum(total, year.withdrawn_kwh), year.plants, eligible, year.assumptions)
