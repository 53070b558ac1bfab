"""The last cents: the parts always make the sum, in the way each agreement gives away what whole cents leave over."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.energy.riparto.cents import NothingToWeighError, Rank, apportion, cents_of, euro_of

WEIGHTS = st.lists(st.fractions(min_value=0, max_value=10**6, max_denominator=1000), min_size=1, max_size=12).filter(
    any
)


def people(count: int) -> list[Rank]:
    return [Rank(is_fund=False, number=place + 1, key=f"k{place}") for place in range(count)]


def shared(cents: int, weights: list[int]) -> list[int]:
    return apportion(cents, [Fraction(weight) for weight in weights], people(len(weights)))


def test_a_cent_left_over_goes_to_the_largest_part_cut_off() -> None:
    # 100 cents by 1, 2 and 3: 16.67, 33.33, 50 exactly.
    assert shared(100, [1, 2, 3]) == [17, 33, 50]


def test_between_equal_parts_cut_off_the_lower_number_has_it() -> None:
    assert shared(100, [1, 1, 1]) == [34, 33, 33]


def test_a_fund_comes_after_the_people_who_are_equal_to_it() -> None:
    ranks = [Rank(is_fund=True, number=0, key="a"), Rank(is_fund=False, number=9, key="z")]
    assert apportion(1, [Fraction(1), Fraction(1)], ranks) == [0, 1]


def test_nothing_divided_among_nobody_is_nothing_but_a_sum_is_refused() -> None:
    assert shared(0, [0, 0]) == [0, 0]
    with pytest.raises(NothingToWeighError):
        shared(1, [0, 0])
    with pytest.raises(ValueError, match="never negative"):
        shared(-1, [1])
    with pytest.raises(ValueError, match="never negative"):
        shared(1, [2, -1])


def test_half_a_cent_goes_up() -> None:
    assert [cents_of(Decimal(text)) for text in ("0.005", "0.0049", "12.345")] == [1, 0, 1235]
    assert euro_of(1235) == Decimal("12.35")


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), WEIGHTS)
def test_the_parts_make_the_sum_and_nobody_is_below_zero(cents: int, weights: list[Fraction]) -> None:
    found = apportion(cents, weights, people(len(weights)))
    assert sum(found) == cents
    assert min(found) >= 0
    assert all(part == 0 for part, weight in zip(found, weights, strict=True) if weight == 0)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**9), WEIGHTS)
def test_by_largest_remainder_nobody_is_a_cent_away_from_its_exact_part(cents: int, weights: list[Fraction]) -> None:
    found = apportion(cents, weights, people(len(weights)))
    total = sum(weights)
    assert all(abs(part - cents * weight / total) < 1 for part, weight in zip(found, weights, strict=True))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6), WEIGHTS, st.randoms())
def test_the_order_in_which_people_are_given_changes_nothing(cents, weights, chance) -> None:
    ranks = people(len(weights))
    order = list(range(len(weights)))
    chance.shuffle(order)
    usual = apportion(cents, weights, ranks)
    other = apportion(cents, [weights[place] for place in order], [ranks[place] for place in order])
    assert other == [usual[place] for place in order]
