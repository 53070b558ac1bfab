"""Shapley and nucleolus: the axioms, and games whose answers are in the textbooks."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.energy.riparto.game import MAX_EXACT_PLAYERS, MAX_NUCLEOLUS_PLAYERS, SharingGame, TooManyPlayersError
from workflow.energy.riparto.nucleolus import nucleolus
from workflow.energy.riparto.sampled_shapley import sampled_shapley
from workflow.energy.riparto.shapley import shapley

Worth = Callable[[set[int]], float]


def table(count: int, worth: Worth) -> np.ndarray:
    return np.array([worth({p for p in range(count) if place >> p & 1}) if place else 0.0 for place in range(2**count)])


def bankruptcy(estate: float, claims: list[float]) -> np.ndarray:
    """What a group can be sure of: what is left of the estate when the others have had all they claim."""
    return table(
        len(claims),
        lambda group: max(0.0, estate - sum(claim for place, claim in enumerate(claims) if place not in group)),
    )


def community(*players: tuple[list[float], list[float]], value: float = 0.1) -> SharingGame:
    hours = len(players[0][0])
    return SharingGame.of(
        [f"m{place}" for place in range(len(players))],
        np.array([injected for injected, _ in players]),
        np.array([withdrawn for _, withdrawn in players]),
        np.full(hours, value),
    )


@st.composite
def communities(draw: st.DrawFn) -> SharingGame:
    count, hours = draw(st.integers(2, 6)), draw(st.integers(1, 5))
    cells = st.lists(
        st.lists(st.integers(0, 50).map(float), min_size=hours, max_size=hours), min_size=count, max_size=count
    )
    injected, withdrawn = np.array(draw(cells)), np.array(draw(cells))
    value = np.array(draw(st.lists(st.sampled_from([0.0, 0.08, 0.12]), min_size=hours, max_size=hours)))
    return SharingGame.of([f"m{place}" for place in range(count)], injected, withdrawn, value)


def test_a_majority_of_three_equal_players_gives_a_third_to_each() -> None:
    majority = table(3, lambda group: float(len(group) >= 2))
    assert shapley(majority) == pytest.approx([1 / 3] * 3)
    assert nucleolus(majority) == pytest.approx([1 / 3] * 3)


def test_a_plant_of_10_kwh_and_two_loads_of_6_share_one_euro_as_in_closed_form() -> None:
    game = community(([10.0], [0.0]), ([0.0], [6.0]), ([0.0], [6.0]))
    assert shapley(game.values()) == pytest.approx([8 / 15, 7 / 30, 7 / 30])


@pytest.mark.parametrize(
    ("estate", "parts"),
    [
        (100, [100 / 3, 100 / 3, 100 / 3]),
        (200, [50, 75, 75]),
        (300, [50, 100, 150]),
    ],
)
def test_the_three_widows_of_the_talmud_receive_the_nucleolus(estate: float, parts: list[float]) -> None:
    assert nucleolus(bankruptcy(estate, [100, 200, 300])) == pytest.approx(parts)


def test_with_one_left_glove_and_two_right_ones_the_nucleolus_gives_all_to_the_left() -> None:
    gloves = table(3, lambda group: float(0 in group and len(group) > 1))
    assert nucleolus(gloves) == pytest.approx([1, 0, 0], abs=1e-9)
    assert shapley(gloves) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_two_players_share_equally_what_they_gain_together() -> None:
    pair = table(2, lambda group: 10.0 if len(group) == 2 else (4.0 if group == {0} else 0.0))
    assert nucleolus(pair) == pytest.approx([7, 3])
    assert shapley(pair) == pytest.approx([7, 3])


def test_one_player_alone_and_a_game_worth_nothing() -> None:
    alone = np.array([0.0, 5.0])
    assert nucleolus(alone) == pytest.approx([5])
    assert shapley(alone) == pytest.approx([5])
    assert nucleolus(np.zeros(8)) == pytest.approx([0, 0, 0])


def excesses(values: np.ndarray, parts: np.ndarray) -> list[float]:
    count = len(parts)
    groups = range(1, values.size - 1)
    return sorted(values[g] - sum(parts[p] for p in range(count) if g >> p & 1) for g in groups)[::-1]


@settings(max_examples=25, deadline=None)
@given(communities(), st.lists(st.floats(0.01, 1.0), min_size=6, max_size=6))
def test_no_other_division_leaves_its_most_dissatisfied_groups_better_off(
    game: SharingGame, other: list[float]
) -> None:
    values = game.values()
    best = nucleolus(values)
    assert best.sum() == pytest.approx(values[-1])
    assert best.min() >= -1e-9
    rival = np.array(other[: len(best)])
    rival = rival / rival.sum() * values[-1]
    for mine, theirs in zip(excesses(values, best), excesses(values, rival), strict=True):
        if abs(mine - theirs) > 1e-7:
            assert mine < theirs
            break


@settings(max_examples=40, deadline=None)
@given(communities())
def test_shapley_is_efficient_monotone_fair_to_equals_and_gives_nothing_to_whoever_adds_nothing(
    game: SharingGame,
) -> None:
    values = game.values()
    found = shapley(values)
    everybody = set(range(len(game.players)))
    assert found.sum() == pytest.approx(game.value_of(everybody))
    assert found.min() >= -1e-12
    for player in everybody:
        others = everybody - {player}
        if all(values[g] == pytest.approx(values[g | 1 << player]) for g in range(values.size) if not g >> player & 1):
            assert found[player] == pytest.approx(0)
        for other in others:
            if np.array_equal(game.injected_kwh[player], game.injected_kwh[other]) and np.array_equal(
                game.withdrawn_kwh[player], game.withdrawn_kwh[other]
            ):
                assert found[player] == pytest.approx(found[other])


@settings(max_examples=25, deadline=None)
@given(communities(), communities())
def test_shapley_of_two_games_together_is_the_sum_of_the_two(first: SharingGame, second: SharingGame) -> None:
    one, two = first.values(), second.values()
    size = min(one.size, two.size)
    assert shapley(one[:size] + two[:size]) == pytest.approx(shapley(one[:size]) + shapley(two[:size]))


@settings(max_examples=25, deadline=None)
@given(communities())
def test_the_table_of_all_groups_is_the_value_of_each_one_taken_alone(game: SharingGame) -> None:
    values = game.values()
    for group in range(values.size):
        members = [p for p in range(len(game.players)) if group >> p & 1]
        assert values[group] == pytest.approx(game.value_of(members))


def test_the_order_in_which_players_are_given_changes_nothing() -> None:
    injected, withdrawn = np.array([[9.0, 0.0], [0.0, 0.0], [2.0, 1.0]]), np.array([[0.0, 1.0], [5.0, 5.0], [1.0, 0.0]])
    value = np.array([0.11, 0.12])
    usual = SharingGame.of(["a", "b", "c"], injected, withdrawn, value)
    other = SharingGame.of(["c", "a", "b"], injected[[2, 0, 1]], withdrawn[[2, 0, 1]], value)
    assert usual.players == other.players
    assert np.array_equal(shapley(usual.values()), shapley(other.values()))
    assert np.array_equal(sampled_shapley(usual, 4).values_eur, sampled_shapley(other, 4).values_eur)


def test_the_sample_makes_the_whole_and_holds_the_true_value_within_its_stated_error() -> None:
    chance = np.random.default_rng(7)
    size = 9, 60
    game = SharingGame.of(
        [f"m{place}" for place in range(size[0])],
        chance.random(size) * (np.arange(size[0])[:, None] % 3 == 0) * 9,
        chance.random(size) * 4,
        chance.random(size[1]) * 0.1 + 0.05,
    )
    exact = shapley(game.values())
    found = sampled_shapley(game, 200)
    assert found.values_eur.sum() == pytest.approx(game.values()[-1])
    assert np.all(np.abs(found.values_eur - exact) < 2 * found.error_eur + 1e-9)
    assert 0 < found.largest_error_eur < 0.1 * exact.max()
    assert sampled_shapley(game, 50).largest_error_eur > found.largest_error_eur
    assert np.array_equal(sampled_shapley(game, 8).values_eur, sampled_shapley(game, 8).values_eur)


def test_too_many_players_are_refused_and_so_are_tables_that_are_not_games() -> None:
    many = MAX_EXACT_PLAYERS + 1
    with pytest.raises(TooManyPlayersError):
        SharingGame.of([str(p) for p in range(many)], np.ones((many, 1)), np.ones((many, 1)), np.ones(1)).values()
    with pytest.raises(TooManyPlayersError):
        nucleolus(np.arange(2.0 ** (MAX_NUCLEOLUS_PLAYERS + 1)))
    with pytest.raises(ValueError, match="every group"):
        shapley(np.zeros(3))
    with pytest.raises(ValueError, match="nobody"):
        shapley(np.array([1.0, 2.0]))
    with pytest.raises(ValueError, match="less than nothing"):
        community(([1.0], [1.0]), value=-0.1)
    with pytest.raises(ValueError, match="two pairs"):
        sampled_shapley(community(([1.0], [1.0])), 1)


def test_twelve_players_over_a_year_are_enumerated() -> None:
    chance = np.random.default_rng(1)
    size = MAX_EXACT_PLAYERS, 300
    game = SharingGame.of([str(p) for p in range(12)], chance.random(size), chance.random(size), np.full(300, 0.1))
    assert shapley(game.values()).sum() == pytest.approx(game.value_of(range(12)))
