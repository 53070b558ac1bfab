"""The searches find the top of a hill, zero where nothing pays, the limit where more would pay still, and an order."""

import pytest

from workflow.energy.whatif.search import best_order, best_size


def test_the_top_of_a_hill_is_found_within_a_hundredth_of_the_limit():
    found = best_size(lambda size: -((size - 37.0) ** 2), 100.0)
    assert found.size == pytest.approx(37.0, abs=1.0)
    assert not found.is_at_limit


def test_what_never_pays_has_size_zero():
    found = best_size(lambda size: -size, 100.0)
    assert (found.size, found.value, found.is_at_limit) == (0.0, 0.0, False)


def test_what_always_pays_stops_at_the_limit_and_says_so():
    found = best_size(lambda size: size, 100.0)
    assert found.size == 100.0
    assert found.is_at_limit


def test_of_two_hills_the_higher_one_wins_when_the_steps_see_it():
    found = best_size(lambda size: max(5 - abs(size - 20) / 4, 9 - abs(size - 80) / 4), 100.0)
    assert found.size == pytest.approx(80.0, abs=1.5)


def test_few_values_are_tried():
    found = best_size(lambda size: -((size - 37.0) ** 2), 100.0)
    assert len(found.tried) <= 20


def test_the_order_takes_at_each_step_what_adds_most_to_what_is_there():
    # The second and the third cover the same need: once one is in, the other adds little.
    needs = [{"a"}, {"b", "c", "d"}, {"b", "c", "e"}]
    steps = best_order(3, lambda chosen: float(len(set().union(*(needs[one] for one in chosen)))) if chosen else 0.0)
    assert [(step.candidate, step.added) for step in steps] == [(1, 3.0), (0, 1.0), (2, 1.0)]


def test_equals_keep_their_order_and_nobody_is_no_order():
    assert [step.candidate for step in best_order(3, lambda chosen: float(len(chosen)))] == [0, 1, 2]
    assert best_order(0, lambda chosen: float(len(chosen))) == []
