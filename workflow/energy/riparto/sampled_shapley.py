"""The Shapley value of many players, estimated on antithetic pairs of random orders, with its error stated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workflow.energy.hours import Floats
from workflow.energy.riparto.game import SharingGame

SEED = 20240124
DEFAULT_PAIRS = 256
# Two-sided 95 %: the half width of the interval in standard errors.
_HALF_WIDTH = 1.959963984540054


@dataclass(frozen=True, eq=False)
class SampledShapley:
    """The estimate: its sum is the value of everybody together, whatever the sample.

    `error_eur` is the half width of the interval that holds each player's true value 95 times in a hundred.
    """

    values_eur: Floats
    error_eur: Floats
    pairs: int
    seed: int

    @property
    def largest_error_eur(self) -> float:
        """The largest of the players' errors."""
        return float(self.error_eur.max())


def sampled_shapley(game: SharingGame, pairs: int = DEFAULT_PAIRS, seed: int = SEED) -> SampledShapley:
    """Return the estimate; each random order is walked forwards and backwards, which takes much of the noise away.

    The same game, pairs and seed always give the same figures.
    """
    if pairs < 2:  # noqa: PLR2004 - the error is the spread of the pairs: one has none
        raise ValueError("an error is stated from two pairs on")
    count = len(game.players)
    chance = np.random.default_rng(seed)
    mean = np.zeros(count)
    spread = np.zeros(count)
    for drawn in range(1, pairs + 1):
        order = chance.permutation(count)
        pair = (_added(game, order) + _added(game, order[::-1])) / 2.0
        step = pair - mean
        mean += step / drawn
        spread += step * (pair - mean)
    deviation = np.sqrt(spread / (pairs - 1))
    return SampledShapley(mean, _HALF_WIDTH * deviation / np.sqrt(pairs), pairs, seed)


def _added(game: SharingGame, order: NDArray[np.int64]) -> Floats:
    """Return what each player adds to those who came before it."""
    injected = np.zeros(game.value_eur_kwh.size)
    withdrawn = np.zeros(game.value_eur_kwh.size)
    found = np.zeros(len(game.players))
    before = 0.0
    for player in order:
        injected += game.injected_kwh[player]
        withdrawn += game.withdrawn_kwh[player]
        now = float(np.minimum(injected, withdrawn) @ game.value_eur_kwh)
        found[player] = now - before
        before = now
    return found
