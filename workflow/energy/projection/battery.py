"""A battery behind a plant's connection point: it keeps the energy that nobody would share for the hours of need.

It charges only from its own plant and gives back to the grid, so that nothing is withdrawn for storage; what it
injects counts as metered (A-STO). Greedy: it never keeps energy that could be shared now for a better hour.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from workflow.energy.hours import Floats


@dataclass(frozen=True)
class Battery:
    """Usable capacity, power of charge and discharge, and efficiency of the whole cycle."""

    capacity_kwh: float
    power_kw: float
    efficiency: float


@dataclass(frozen=True, eq=False)
class Dispatch:
    """What a plant injects with its battery, and what went in and out of the battery."""

    injected_kwh: Floats
    charged_kwh: float
    discharged_kwh: float


def dispatch(battery: Battery, plant_kwh: Floats, community_kwh: Floats, withdrawn_kwh: Floats) -> Dispatch:
    """Return the plant's injection with the battery; `community_kwh` is all the injection, this plant's included.

    The battery starts empty, and what it holds at the end of the year is not counted.
    """
    half = sqrt(battery.efficiency)
    stored = charged_total = discharged_total = 0.0
    changed = np.array(plant_kwh, dtype=np.float64)
    surplus = (community_kwh - withdrawn_kwh).tolist()
    own = plant_kwh.tolist()
    for hour, left_over in enumerate(surplus):
        if left_over > 0.0:
            charged = min(left_over, own[hour], battery.power_kw, (battery.capacity_kwh - stored) / half)
            if charged > 0.0:
                stored += charged * half
                changed[hour] -= charged
                charged_total += charged
        elif stored > 0.0:
            discharged = min(-left_over, battery.power_kw, stored * half)
            stored -= discharged / half
            changed[hour] += discharged
            discharged_total += discharged
    return Dispatch(changed, charged_total, discharged_total)
