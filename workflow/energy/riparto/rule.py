"""The rule of a riparto as the agreement states it: criterion, quotas, how costs come first, surplus, last cents."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

WHOLE_PERCENT = Decimal(100)
_NOTHING = Decimal(0)


class Criterion(StrEnum):
    """What a member's part is in proportion to."""

    EQUAL = "parti_uguali"
    BY_CONSUMPTION = "consumo"
    BY_COINCIDENT_WITHDRAWAL = "prelievo_coincidente"
    MILLESIMI = "millesimi"
    SHAPLEY = "shapley"
    NUCLEOLUS = "nucleolo"

    @property
    def is_game(self) -> bool:
        """Whether the weights are values of the cooperative game, which count plants and loads together."""
        return self in {Criterion.SHAPLEY, Criterion.NUCLEOLUS}


class CostMethod(StrEnum):
    """Where the costs are taken."""

    FIRST = "detratti_prima"
    WITHIN_QUOTA = "dentro_la_quota_spese"


class Block(StrEnum):
    """What a part of a sum is for."""

    COSTS = "spese"
    PRODUCERS = "produttori"
    CONSUMERS = "consumatori"
    MEMBERS = "membri"
    SOCIAL = "fondo_sociale"
    SOCIAL_SURPLUS = "finalita_sociali"
    UNASSIGNED = "non_attribuito"


class QuotasError(ValueError):
    """Quotas that are negative or do not make a hundred."""


@dataclass(frozen=True)
class Quotas:
    """The parts in percent; consumers have everything unless the agreement says otherwise."""

    producers: Decimal = _NOTHING
    consumers: Decimal = WHOLE_PERCENT
    social: Decimal = _NOTHING
    costs: Decimal = _NOTHING

    def __post_init__(self) -> None:
        """Refuse quotas that cannot be."""
        every = (self.producers, self.consumers, self.social, self.costs)
        if min(every) < 0 or sum(every, _NOTHING) != WHOLE_PERCENT:
            raise QuotasError("quotas are never negative and make a hundred")


@dataclass(frozen=True)
class RipartoRule:
    """Everything that a riparto applies.

    `surplus_to_consumers_percent` is the part of the surplus for consumers who are not firms; the rest is for social
    purposes. None is an agreement that does not say: the surplus stays unassigned.
    """

    criterion: Criterion
    quotas: Quotas = Quotas()
    costs: CostMethod = CostMethod.FIRST
    surplus_to_consumers_percent: Decimal | None = WHOLE_PERCENT

    @property
    def surplus_criterion(self) -> Criterion:
        """The criterion of the surplus: the same on consumers; a game counts plants too, so energy takes its place."""
        return Criterion.BY_COINCIDENT_WITHDRAWAL if self.criterion.is_game else self.criterion
