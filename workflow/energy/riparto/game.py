"""The cooperative game of a community: what the energy shared inside each group of members is worth in a year."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from workflow.energy.hours import Floats

MAX_EXACT_PLAYERS = 12
MAX_NUCLEOLUS_PLAYERS = 10
_HOURS_AT_ONCE = 128


class TooManyPlayersError(ValueError):
    """More players than can be enumerated."""


@dataclass(frozen=True, eq=False)
class SharingGame:
    """v(S) = Σ(h) t(h) × min(what S injects; what S withdraws), in euro: one row of each table for each player.

    t(h) is what a shared kWh of the hour earned the whole community, tariff and valorisation together, so that the
    value of everybody together is what came in. Players are kept in the order of their keys.
    """

    players: tuple[str, ...]
    injected_kwh: Floats
    withdrawn_kwh: Floats
    value_eur_kwh: Floats

    @classmethod
    def of(
        cls, players: Sequence[str], injected_kwh: Floats, withdrawn_kwh: Floats, value_eur_kwh: Floats
    ) -> "SharingGame":
        """Build the game; hours in which nothing can be shared, by anybody, are dropped: they are worth nothing."""
        if value_eur_kwh.size and float(value_eur_kwh.min()) < 0:
            raise ValueError("a shared kWh is never worth less than nothing")
        useful = (injected_kwh.sum(axis=0) > 0) & (withdrawn_kwh.sum(axis=0) > 0) & (value_eur_kwh > 0)
        order = sorted(range(len(players)), key=lambda place: players[place])
        return cls(
            tuple(players[place] for place in order),
            np.ascontiguousarray(injected_kwh[order][:, useful]),
            np.ascontiguousarray(withdrawn_kwh[order][:, useful]),
            value_eur_kwh[useful],
        )

    def value_of(self, members: Collection[int]) -> float:
        """Return the value of a group, given by the places of its players."""
        chosen = sorted(members)
        injected = self.injected_kwh[chosen].sum(axis=0)
        withdrawn = self.withdrawn_kwh[chosen].sum(axis=0)
        return float(np.minimum(injected, withdrawn) @ self.value_eur_kwh)

    def values(self) -> Floats:
        """Return the value of every group; bit p of the place says whether player p is in it.

        Raises TooManyPlayersError above twelve. The sums of the groups double at each player, some hours at a time.
        """
        count = len(self.players)
        if count > MAX_EXACT_PLAYERS:
            raise TooManyPlayersError(f"{count} players cannot be enumerated")
        found = np.zeros(2**count)
        for start in range(0, self.value_eur_kwh.size, _HOURS_AT_ONCE):
            hours = slice(start, start + _HOURS_AT_ONCE)
            shared = np.minimum(_group_sums(self.injected_kwh[:, hours]), _group_sums(self.withdrawn_kwh[:, hours]))
            found += shared @ self.value_eur_kwh[hours]
        return found


def _group_sums(rows: Floats) -> Floats:
    """Return the sum of the rows of every subset."""
    count, width = rows.shape
    sums = np.zeros((2**count, width))
    for place in range(count):
        size = 2**place
        np.add(sums[:size], rows[place], out=sums[size : 2 * size])
    return sums
