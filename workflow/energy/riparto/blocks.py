"""Producer, consumer, social and cost blocks: how a sum is cut into quotas before anybody's own part."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.energy.riparto import by_coincidence, by_consumption, by_millesimi, equal
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.cents import Rank
from workflow.energy.riparto.players import PlantOutput, Player
from workflow.energy.riparto.rule import Block, Criterion, RipartoRule

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Destination:
    """Somebody, or a fund, that a sum may go to: the block's quota in percent and the weight inside the block."""

    block: Block
    quota_percent: Decimal
    weight: Decimal
    weights: Decimal
    rank: Rank
    player: str | None = None
    plant: str | None = None
    meant_for: Block | None = None

    @property
    def share(self) -> Fraction:
        """The part of the sum, up to the common factor."""
        return Fraction(self.quota_percent) * Fraction(self.weight) / Fraction(self.weights)


def destinations(pot: Pot, players: Sequence[Player], rule: RipartoRule) -> list[Destination]:
    """Return where the tariff or the valorisation goes; a block that nobody can take stays unassigned."""
    quotas = rule.quotas
    found: list[Destination] = []
    if rule.criterion.is_game:
        weights = _weights(players, lambda player: player.game_value_eur or _NOTHING)
        found.extend(_members(Block.MEMBERS, quotas.consumers + quotas.producers, players, weights))
    else:
        found.extend(_members(Block.CONSUMERS, quotas.consumers, players, weights_of(players, rule)))
        found.extend(_plants(pot, quotas.producers, players))
    found.extend(_fund(Block.SOCIAL, quotas.social))
    found.extend(_fund(Block.COSTS, quotas.costs))
    return found


def weights_of(
    players: Sequence[Player], rule: RipartoRule, criterion: Criterion | None = None, *, is_consumers_only: bool = False
) -> dict[str, Decimal]:
    """Return what each player weighs by the rule's criterion, or by another; only as consumer if so asked."""
    is_with_plants = rule.quotas.producers == 0 and not is_consumers_only
    return _weights(players, _criteria(is_with_plants=is_with_plants)[criterion or rule.criterion])


def surplus_destinations(players: Sequence[Player], rule: RipartoRule) -> list[Destination]:
    """Return where the surplus goes: consumers who are surely not firms, by the same criterion, and social purposes."""
    percent = rule.surplus_to_consumers_percent
    if percent is None:
        return [_unassigned(Decimal(100), Block.CONSUMERS)]
    admitted = [player for player in players if player.is_consumer and player.is_enterprise is False]
    weights = weights_of(admitted, rule, rule.surplus_criterion, is_consumers_only=True)
    return [
        *_members(Block.CONSUMERS, percent, admitted, weights),
        *_fund(Block.SOCIAL_SURPLUS, Decimal(100) - percent),
    ]


def _criteria(*, is_with_plants: bool) -> dict[Criterion, Callable[[Player], Decimal]]:
    return {
        Criterion.EQUAL: lambda player: equal.weight(player, is_with_plants=is_with_plants),
        Criterion.BY_CONSUMPTION: by_consumption.weight,
        Criterion.BY_COINCIDENT_WITHDRAWAL: by_coincidence.weight,
        Criterion.MILLESIMI: by_millesimi.weight,
    }


def _weights(players: Sequence[Player], weigh: Callable[[Player], Decimal]) -> dict[str, Decimal]:
    return {player.key: weigh(player) for player in players}


def _members(
    block: Block, quota: Decimal, players: Sequence[Player], weights: dict[str, Decimal]
) -> Iterator[Destination]:
    total = sum(weights.values(), _NOTHING)
    if quota and not total:
        yield _unassigned(quota, block)
    elif quota:
        for player in players:
            if weights[player.key]:
                yield Destination(block, quota, weights[player.key], total, player.rank, player.key)


def _plants(pot: Pot, quota: Decimal, players: Sequence[Player]) -> Iterator[Destination]:
    """Yield the plants by their shared energy; the tariff goes only to those it is recognised to."""
    counted: list[tuple[Player, PlantOutput]] = [
        (player, plant)
        for player in players
        for plant in player.plants
        if plant.shared_kwh and (plant.has_tariff or pot is not Pot.TARIFF)
    ]
    total = sum((plant.shared_kwh for _, plant in counted), _NOTHING)
    if quota and not total:
        yield _unassigned(quota, Block.PRODUCERS)
    elif quota:
        for player, plant in counted:
            rank = Rank(is_fund=False, number=player.rank.number, key=f"{player.key} {plant.name}")
            yield Destination(Block.PRODUCERS, quota, plant.shared_kwh, total, rank, player.key, plant.name)


def _fund(block: Block, quota: Decimal) -> Iterator[Destination]:
    if quota:
        rank = Rank(is_fund=True, number=0, key=block.value)
        yield Destination(block, quota, Decimal(1), Decimal(1), rank)


def _unassigned(quota: Decimal, meant_for: Block) -> Destination:
    rank = Rank(is_fund=True, number=1, key=meant_for.value)
    return Destination(Block.UNASSIGNED, quota, Decimal(1), Decimal(1), rank, meant_for=meant_for)
