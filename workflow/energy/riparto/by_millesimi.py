"""By millesimi: each member weighs its parts of the building, or the table voted, for the time it took part."""

from decimal import Decimal

from workflow.energy.riparto.players import Player


class MillesimiUnknownError(ValueError):
    """A participant whose millesimi nobody has written."""


def weight(player: Player) -> Decimal:
    """Return the millesimi for the part of the year; raise MillesimiUnknownError where they are not known."""
    if not player.is_consumer:
        return Decimal(0)
    if player.millesimi is None:
        raise MillesimiUnknownError(player.key)
    return player.millesimi * player.presence_share
