"""Who takes part in a riparto, with the figures of the year that can weigh: energy, presence, millesimi, plants."""

from dataclasses import dataclass
from decimal import Decimal

from workflow.energy.riparto.cents import Rank

_NOTHING = Decimal(0)
_WHOLE = Decimal(1)
_LAST_NUMBER = 10**9


@dataclass(frozen=True)
class PlantOutput:
    """A plant with the shared energy that its injection made, whether the tariff is its own, and what its sale paid."""

    name: str
    shared_kwh: Decimal
    has_tariff: bool = True
    sale_eur: Decimal = _NOTHING


@dataclass(frozen=True)
class Player:
    """A member, or a producer who is not one; the figures are those of its own period of participation.

    `presence` is that period as the agreement counts it, in days or in whole months, and `presence_share` its part of
    the year from 0 to 1. `is_enterprise` None is unknown: no surplus then. `game_value_eur` is a value of the game.
    Who is not a member has nothing but what its plants bring.
    """

    key: str
    number: int | None = None
    is_member: bool = True
    is_consumer: bool = True
    is_enterprise: bool | None = False
    presence: Decimal = _WHOLE
    presence_share: Decimal = _WHOLE
    withdrawn_kwh: Decimal = _NOTHING
    shared_kwh: Decimal = _NOTHING
    millesimi: Decimal | None = None
    plants: tuple[PlantOutput, ...] = ()
    game_value_eur: Decimal | None = None

    @property
    def rank(self) -> Rank:
        """What decides between equals: the number in the register, then the key."""
        return Rank(is_fund=False, number=_LAST_NUMBER if self.number is None else self.number, key=self.key)
