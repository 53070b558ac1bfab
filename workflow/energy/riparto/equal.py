"""Equal parts: each member who takes part weighs the time for which it did, however many points it has."""

from decimal import Decimal

from workflow.energy.riparto.players import Player


def weight(player: Player, *, is_with_plants: bool) -> Decimal:
    """Return the presence of who has a point; also of who has only a plant, where producers have no quota of theirs."""
    counts = player.is_member and (player.is_consumer or (is_with_plants and bool(player.plants)))
    return player.presence if counts else Decimal(0)
