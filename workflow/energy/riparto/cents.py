"""Turns exact shares into whole cents whose sum is the sum divided: the largest remainders take the cents left over."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENTS_IN_EURO = 100


@dataclass(frozen=True, order=True)
class Rank:
    """The place that decides between equals: people before the community's own funds, then register number, then key.

    It belongs to who receives, not to the order in which they are given: so the result does not depend on that order.
    """

    is_fund: bool
    number: int
    key: str


class NothingToWeighError(ValueError):
    """A sum to divide among nobody, or among people who all weigh nothing."""


def cents_of(amount: Decimal) -> int:
    """Return an amount in whole cents, half up (A-ROUND)."""
    return int((amount * CENTS_IN_EURO).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def euro_of(cents: int) -> Decimal:
    """Return cents as euro with two decimals."""
    return Decimal(cents).scaleb(-2)


def apportion(cents: int, weights: Sequence[Fraction], ranks: Sequence[Rank]) -> list[int]:
    """Divide cents in proportion to the weights; the sum is always the sum divided and nobody is below zero.

    Each part is cut to the cent; the cents left go one each to the largest parts cut off, to the lower rank if equal.
    Raises NothingToWeighError where there are cents and no weight.
    """
    if cents < 0 or any(weight < 0 for weight in weights):
        raise ValueError("cents and weights are never negative")
    if cents == 0:
        return [0] * len(weights)
    total = sum(weights, Fraction(0))
    if total == 0:
        raise NothingToWeighError("no weight to divide by")
    exact = [cents * weight / total for weight in weights]
    given = [int(share) for share in exact]
    order = sorted(range(len(exact)), key=lambda place: (given[place] - exact[place], ranks[place]))
    for place in order[: cents - sum(given)]:
        given[place] += 1
    return given
