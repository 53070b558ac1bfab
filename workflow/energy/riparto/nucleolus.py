"""The nucleolus of a small game: its most dissatisfied group is as satisfied as can be, then the next, and so on."""

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped] # scipy ships no types

from workflow.energy.hours import Flags, Floats
from workflow.energy.riparto.game import MAX_NUCLEOLUS_PLAYERS, TooManyPlayersError
from workflow.energy.riparto.shapley import player_count

_TOLERANCE = 1e-9


class NucleolusError(RuntimeError):
    """A linear program that did not end well, or a game whose whole is worth less than its players alone."""


def nucleolus(values: Floats) -> Floats:
    """Return the nucleolus of a game given by all its groups, each player never below what it earns alone.

    A sequence of linear programs (HiGHS): each raises the least satisfaction of the groups not yet settled; those
    that keep it from rising have a dual above zero, stay where they are in every best solution, and are settled.
    Raises TooManyPlayersError above ten players.
    """
    count = player_count(values)
    if count > MAX_NUCLEOLUS_PLAYERS:
        raise TooManyPlayersError(f"{count} players are too many for the nucleolus")
    scale = float(np.abs(values).max())
    if scale == 0.0:
        return np.zeros(count)
    worth = values / scale
    members = ((np.arange(values.size)[:, None] >> np.arange(count)) & 1).astype(np.float64)
    whole = values.size - 1
    settled: dict[int, float] = {whole: float(worth[whole])}
    is_open = np.ones(values.size, dtype=np.bool_)
    is_open[[0, whole]] = False
    found = np.zeros(count)
    while is_open.any():
        found = _step(worth, members, settled, is_open)
        is_open &= ~_in_span(members, members[list(settled)])
    if count == 1:
        return values[1:].copy()
    return np.asarray(found * scale)


def _step(worth: Floats, members: Floats, settled: dict[int, float], is_open: Flags) -> Floats:
    """Raise the least excess of the open groups; settle, in place, those that hold it down; return the division."""
    count = members.shape[1]
    groups = np.flatnonzero(is_open)
    known = list(settled)
    # Unknowns: the parts x and the least satisfaction e; maximise e with x(S) − e ≥ v(S).
    result = linprog(
        c=np.append(np.zeros(count), -1.0),
        A_ub=np.column_stack([-members[groups], np.ones(len(groups))]),
        b_ub=-worth[groups],
        A_eq=np.column_stack([members[known], np.zeros(len(known))]),
        b_eq=np.array([settled[group] for group in known]),
        bounds=[*((float(worth[1 << player]), None) for player in range(count)), (None, None)],
        method="highs",
    )
    if result.status != 0:
        raise NucleolusError(f"linear program: {result.message}")
    parts, least = result.x[:count], float(result.x[count])
    tight = groups[-result.ineqlin.marginals > _TOLERANCE]
    for group in tight:
        settled[int(group)] = float(worth[group]) + least
        is_open[group] = False
    return np.asarray(parts)


def _in_span(members: Floats, known: Floats) -> Flags:
    """Return which groups are combinations of the settled ones: their satisfaction can no longer change."""
    basis = _basis(known)
    rest = members - (members @ basis) @ basis.T
    flags: Flags = np.abs(rest).max(axis=1) < _TOLERANCE
    return flags


def _basis(known: Floats) -> Floats:
    """Return orthonormal vectors that span the rows."""
    _, sizes, rows = np.linalg.svd(known, full_matrices=False)
    return np.asarray(rows[sizes > _TOLERANCE * sizes[0]].T)
