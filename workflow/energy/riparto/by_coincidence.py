"""By coincident withdrawal: who consumes while the plants inject weighs more, hour by hour."""

from decimal import Decimal

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.riparto.players import Player


def weight(player: Player) -> Decimal:
    """Return the shared energy that the player's withdrawals made."""
    return player.shared_kwh if player.is_consumer else Decimal(0)


def shared_part_kwh(shared_kwh: Floats, series_kwh: Floats, whole_kwh: Floats) -> float:
    """Return Σ(h) S(h) × series(h) ÷ whole(h): the part of the shared energy of a point, or of a plant.

    Where the whole is nothing so is the shared energy, and the hour gives nothing.
    """
    ratio = np.divide(shared_kwh, whole_kwh, out=np.zeros_like(shared_kwh), where=whole_kwh > 0)
    return float(ratio @ series_kwh)
