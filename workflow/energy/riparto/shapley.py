"""The Shapley value, exact: each player gets the mean of what it adds, over all orders in which a group can form."""

from math import comb

import numpy as np

from workflow.energy.hours import Floats


def shapley(values: Floats) -> Floats:
    """Return the value of each player of a game given by all its groups (bit p of the place: player p is in it)."""
    count = player_count(values)
    places = np.arange(values.size)
    sizes = np.array([int(place).bit_count() for place in places])
    weights = np.array([1.0 / (count * comb(count - 1, size)) if size < count else 0.0 for size in range(count + 1)])
    found = np.zeros(count)
    for player in range(count):
        without = places[(places >> player) & 1 == 0]
        added = values[without | (1 << player)] - values[without]
        found[player] = float(weights[sizes[without]] @ added)
    return found


def player_count(values: Floats) -> int:
    """Return how many players the table of all groups is of; raise ValueError if it is not such a table."""
    count = int(values.size).bit_length() - 1
    if values.size != 2**count or count == 0:
        raise ValueError("a game has the value of every group")
    if values[0] != 0:
        raise ValueError("nobody earns nothing")
    return count
