"""By consumption: each member weighs the energy that its points drew from the grid while it took part."""

from decimal import Decimal

from workflow.energy.riparto.players import Player


def weight(player: Player) -> Decimal:
    """Return the energy withdrawn."""
    return player.withdrawn_kwh if player.is_consumer else Decimal(0)
