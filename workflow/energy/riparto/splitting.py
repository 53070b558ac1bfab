"""Splits the sums of a year: costs first, then quotas and members, surplus apart, exact to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from workflow.energy.riparto.amounts import Pot, Pots
from workflow.energy.riparto.blocks import Destination, destinations, surplus_destinations
from workflow.energy.riparto.cents import CENTS_IN_EURO, Rank, apportion, cents_of, euro_of
from workflow.energy.riparto.players import Player
from workflow.energy.riparto.rule import Block, CostMethod, RipartoRule

_NOTHING = Decimal(0)
_WHOLE = Decimal(1)
_SHARED_POTS = (Pot.TARIFF, Pot.VALORISATION)


@dataclass(frozen=True)
class Line:
    """One amount with what makes it: base × quota ÷ 100 × weight ÷ weights, then the last cent if it got one."""

    pot: Pot
    block: Block
    base_eur: Decimal
    quota_percent: Decimal
    weight: Decimal
    weights: Decimal
    exact_eur: Fraction
    amount_eur: Decimal
    player: str | None = None
    plant: str | None = None
    meant_for: Block | None = None

    @property
    def leftover_cents(self) -> int:
        """How many cents it has more, or less, than its part cut to the cent."""
        return cents_of(self.amount_eur) - int(self.exact_eur * CENTS_IN_EURO)


@dataclass(frozen=True)
class CostCover:
    """What the costs are, what pays them, and what is left over or lacking."""

    owed_eur: Decimal
    taken_eur: Decimal

    @property
    def saved_eur(self) -> Decimal:
        """What the quota had more than the costs: it goes to the reserve."""
        return max(_NOTHING, self.taken_eur - self.owed_eur)

    @property
    def lacking_eur(self) -> Decimal:
        """What the sums of the year could not pay."""
        return max(_NOTHING, self.owed_eur - self.taken_eur)


@dataclass(frozen=True)
class Split:
    """The whole riparto; the lines of a pot always make the pot."""

    amounts: Pots
    rule: RipartoRule
    lines: tuple[Line, ...]
    costs: CostCover

    @property
    def reserve_eur(self) -> Decimal:
        """What is set aside of the reserve ordered: it is paid after fees and management, by what they leave."""
        left = self.costs.taken_eur - self.amounts.gse_fees_eur - self.amounts.management_eur
        return min(self.amounts.reserve_eur, max(_NOTHING, left))

    @cached_property
    def _by_player(self) -> dict[str | None, tuple[Line, ...]]:
        found: dict[str | None, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.player, []).append(line)
        return {key: tuple(lines) for key, lines in found.items()}

    def of_player(self, key: str) -> tuple[Line, ...]:
        """Return the lines of one player."""
        return self._by_player.get(key, ())

    def of_block(self, *blocks: Block) -> tuple[Line, ...]:
        """Return the lines of some blocks."""
        return tuple(line for line in self.lines if line.block in blocks)

    def total_eur(self, pot: Pot | None = None, *, player: str | None = None) -> Decimal:
        """Return what the lines of a pot, or of a player, make."""
        lines = self.lines if player is None else self.of_player(player)
        return sum((line.amount_eur for line in lines if pot is None or line.pot is pot), _NOTHING)


def split(amounts: Pots, players: Sequence[Player], rule: RipartoRule) -> Split:
    """Return who receives what.

    Costs are taken from tariff and valorisation before any member, in proportion; the surplus and the sale never pay
    them. Each pot is divided once, among all its destinations, and only then brought to the cent.
    """
    known = sorted(players, key=lambda player: player.rank)
    pots = {Pot.TARIFF: cents_of(amounts.tariff_eur), Pot.VALORISATION: cents_of(amounts.valorisation_eur)}
    costs = cents_of(amounts.costs_eur)
    lines: list[Line] = []
    if rule.costs is CostMethod.FIRST:
        first = min(costs, sum(pots.values()))
        ranks = [Rank(is_fund=True, number=place, key=pot.value) for place, pot in enumerate(_SHARED_POTS)]
        parts = apportion(first, [Fraction(pots[pot]) for pot in _SHARED_POTS], ranks)
        for pot, part in zip(_SHARED_POTS, parts, strict=True):
            lines.extend(_costs_line(pot, part))
            pots[pot] -= part
    for pot in _SHARED_POTS:
        if pots[pot]:
            lines.extend(_divided(pot, pots[pot], destinations(pot, known, rule)))
    taken = sum(cents_of(line.amount_eur) for line in lines if line.block is Block.COSTS)
    surplus = cents_of(amounts.surplus_eur)
    if surplus:
        lines.extend(_divided(Pot.SURPLUS, surplus, surplus_destinations(known, rule)))
    lines.extend(_sales(known))
    return Split(amounts, rule, tuple(lines), CostCover(euro_of(costs), euro_of(taken)))


def _divided(pot: Pot, cents: int, found: Sequence[Destination]) -> list[Line]:
    shares = [one.share for one in found]
    total = sum(shares, Fraction(0))
    given = apportion(cents, shares, [one.rank for one in found])
    base = euro_of(cents)
    return [
        Line(
            pot=pot,
            block=one.block,
            base_eur=base,
            quota_percent=one.quota_percent,
            weight=one.weight,
            weights=one.weights,
            exact_eur=Fraction(base) * share / total,
            amount_eur=euro_of(amount),
            player=one.player,
            plant=one.plant,
            meant_for=one.meant_for,
        )
        for one, share, amount in zip(found, shares, given, strict=True)
    ]


def _costs_line(pot: Pot, cents: int) -> list[Line]:
    """Return the part of the costs that a pot pays, where they come before the quotas."""
    amount = euro_of(cents)
    whole = Decimal(100)
    line = Line(pot, Block.COSTS, amount, whole, _WHOLE, _WHOLE, Fraction(amount), amount)
    return [line] if cents else []


def _sales(players: Sequence[Player]) -> list[Line]:
    """Return what the sale of each plant's energy pays to who owns it, whole."""
    whole = Decimal(100)
    return [
        Line(Pot.SALE, Block.PRODUCERS, sale, whole, _WHOLE, _WHOLE, Fraction(sale), sale, player.key, plant.name)
        for player in players
        for plant in player.plants
        if (sale := euro_of(cents_of(plant.sale_eur)))
    ]
