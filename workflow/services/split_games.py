"""Gives participants their value in the cooperative game: Shapley, exact or sampled, or nucleolus."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.riparto.game import MAX_EXACT_PLAYERS, MAX_NUCLEOLUS_PLAYERS, SharingGame
from workflow.energy.riparto.rule import Criterion
from workflow.energy.riparto.sampled_shapley import sampled_shapley
from workflow.energy.riparto.shapley import shapley
from workflow.services.split_energy import YearEnergy, series_of_member
from workflow.services.split_players import Participant, SplitFrame

_MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True)
class GameReport:
    """How the values were found, and how far from the truth they can be."""

    method: str
    players: int
    total_eur: Decimal
    error_eur: Decimal | None = None
    pairs: int | None = None
    seed: int | None = None


def is_too_large(criterion: Criterion, participants: Sequence[Participant]) -> bool:
    """Whether the nucleolus has more players than it can be found for."""
    return criterion is Criterion.NUCLEOLUS and len(participants) > MAX_NUCLEOLUS_PLAYERS


def with_game_values(
    frame: SplitFrame, energy: YearEnergy, participants: Sequence[Participant]
) -> tuple[tuple[Participant, ...], GameReport]:
    """Return the participants with what the game gives each, in euro, and how it was found."""
    game = _game(frame, energy, participants)
    report = GameReport("nucleolo", len(game.players), Decimal(0))
    if frame.rule.criterion is Criterion.NUCLEOLUS:
        from workflow.energy.riparto.nucleolus import nucleolus  # noqa: PLC0415 - scipy only for who asks for it

        values = nucleolus(game.values())
    elif len(game.players) <= MAX_EXACT_PLAYERS:
        values = shapley(game.values())
        report = replace(report, method="shapley_esatto")
    else:
        sample = sampled_shapley(game)
        values = sample.values_eur
        error = _euro(sample.largest_error_eur)
        report = replace(report, method="shapley_campionato", error_eur=error, pairs=sample.pairs, seed=sample.seed)
    by_key = dict(zip(game.players, (_euro(max(0.0, float(value))) for value in values), strict=True))
    found = tuple(
        replace(one, player=replace(one.player, game_value_eur=by_key[one.player.key])) for one in participants
    )
    return found, replace(report, total_eur=sum(by_key.values(), Decimal(0)))


def _game(frame: SplitFrame, energy: YearEnergy, participants: Sequence[Participant]) -> SharingGame:
    settled = energy.settlement
    injected = {plant.key: plant.injected_kwh for plant in settled.plants}
    count, hours = len(participants), len(settled.hours)
    made, drawn = np.zeros((count, hours)), np.zeros((count, hours))
    for place, one in enumerate(participants):
        for plant in one.player.plants:
            made[place] += injected.get(plant.name, 0.0)
        if one.member is not None and one.player.is_consumer:
            drawn[place] += series_of_member(energy, frame.dossier, one.member)
    return SharingGame.of([one.player.key for one in participants], made, drawn, _value_of_a_kwh(energy))


def _value_of_a_kwh(energy: YearEnergy) -> Floats:
    """Return what a shared kWh of each hour earned: its own tariff, and the mean valorisation of the year."""
    settled = energy.settlement
    shared = settled.shared_kwh
    tariff = np.zeros_like(shared)
    for plant in settled.plants:
        tariff += plant.earned.amount_eur
    mean = max(0.0, float(settled.valorisation.total_eur)) / total if (total := float(shared.sum())) > 0 else 0.0
    value: Floats = np.divide(tariff, shared, out=np.zeros_like(shared), where=shared > 0)
    return value + np.where(shared > 0, mean, 0.0)


def _euro(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(_MILLIONTH)
