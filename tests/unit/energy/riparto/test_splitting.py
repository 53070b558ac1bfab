"""The split of a year: costs first, quotas, members, surplus apart; every sum exact to the cent."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.energy.riparto.amounts import Pot, Pots
from workflow.energy.riparto.by_coincidence import shared_part_kwh
from workflow.energy.riparto.by_millesimi import MillesimiUnknownError
from workflow.energy.riparto.cents import cents_of, euro_of
from workflow.energy.riparto.players import PlantOutput, Player
from workflow.energy.riparto.rule import Block, CostMethod, Criterion, Quotas, QuotasError, RipartoRule
from workflow.energy.riparto.splitting import Split, split

COINCIDENT = Criterion.BY_COINCIDENT_WITHDRAWAL


def member(key: str, kwh: int = 0, **facts: object) -> Player:
    return Player(key, shared_kwh=Decimal(kwh), withdrawn_kwh=Decimal(kwh), **facts)  # type: ignore[arg-type] # a test's words


def quotas(producers: int = 0, consumers: int = 100, social: int = 0, costs: int = 0) -> Quotas:
    return Quotas(Decimal(producers), Decimal(consumers), Decimal(social), Decimal(costs))


def given_to(found: Split, pot: Pot | None = None) -> dict[str, Decimal]:
    keys = dict.fromkeys(line.player for line in found.lines if line.player)
    return {key: found.total_eur(pot, player=key) for key in keys}


def test_three_consumers_have_half_three_tenths_and_a_fifth_of_their_block() -> None:
    # The example of the regolamento: 1,000 euro; 5 % costs, 40 % producers (60/40), 45 % consumers, 10 % social fund.
    producer = Player(
        "P",
        9,
        is_consumer=False,
        plants=(PlantOutput("uno", Decimal(60)), PlantOutput("due", Decimal(40))),
    )
    rule = RipartoRule(COINCIDENT, quotas(40, 45, 10, 5), CostMethod.WITHIN_QUOTA)
    found = split(Pots(Decimal(1000)), [member("A", 50), member("B", 30), member("C", 20), producer], rule)
    assert given_to(found) == {"A": 225, "B": 135, "C": 90, "P": 400}
    assert [(line.plant, line.amount_eur) for line in found.of_player("P")] == [("uno", 240), ("due", 160)]
    assert found.of_block(Block.SOCIAL)[0].amount_eur == 100
    assert found.of_block(Block.COSTS)[0].amount_eur == 50
    assert found.costs.saved_eur == 50


def test_costs_come_first_in_proportion_from_tariff_and_valorisation_and_never_from_the_surplus() -> None:
    pots = Pots(Decimal(900), Decimal(100), Decimal(50), gse_fees_eur=Decimal(15), management_eur=Decimal(85))
    found = split(pots, [member("A", 1)], RipartoRule(COINCIDENT))
    assert {pot: found.total_eur(pot, player="A") for pot in Pot} == {
        Pot.TARIFF: 810,
        Pot.VALORISATION: 90,
        Pot.SURPLUS: 50,
        Pot.SALE: 0,
    }
    assert (found.costs.owed_eur, found.costs.taken_eur, found.costs.lacking_eur) == (100, 100, 0)


def test_costs_above_what_came_in_leave_nothing_to_members_and_say_what_is_lacking() -> None:
    pots = Pots(Decimal(60), surplus_eur=Decimal(9), management_eur=Decimal("100.01"))
    found = split(pots, [member("A", 1)], RipartoRule(COINCIDENT))
    assert found.costs.lacking_eur == Decimal("40.01")
    assert given_to(found) == {"A": 9}


def test_costs_above_their_quota_do_not_touch_the_members() -> None:
    rule = RipartoRule(COINCIDENT, quotas(0, 90, 0, 10), CostMethod.WITHIN_QUOTA)
    found = split(Pots(Decimal(100), management_eur=Decimal(25)), [member("A", 1)], rule)
    assert given_to(found) == {"A": 90}
    assert (found.costs.lacking_eur, found.costs.saved_eur) == (15, 0)


def test_the_surplus_goes_only_to_consumers_who_are_surely_not_firms() -> None:
    players = [
        member("family", 10),
        member("firm", 80, is_enterprise=True),
        member("unknown", 10, is_enterprise=None),
        Player("producer", is_consumer=False, plants=(PlantOutput("x", Decimal(100)),)),
    ]
    found = split(Pots(Decimal(100), surplus_eur=Decimal(20)), players, RipartoRule(COINCIDENT))
    assert given_to(found, Pot.SURPLUS)["family"] == 20
    assert given_to(found, Pot.TARIFF) == {"family": 10, "firm": 80, "unknown": 10}


def test_a_surplus_that_only_firms_could_take_stays_unassigned() -> None:
    found = split(Pots(surplus_eur=Decimal(20)), [member("firm", 80, is_enterprise=True)], RipartoRule(COINCIDENT))
    [line] = found.of_block(Block.UNASSIGNED)
    assert (line.amount_eur, line.meant_for, line.player) == (20, Block.CONSUMERS, None)


def test_half_of_the_surplus_is_for_social_purposes_and_the_odd_cent_is_for_people() -> None:
    rule = RipartoRule(COINCIDENT, surplus_to_consumers_percent=Decimal(50))
    found = split(Pots(surplus_eur=Decimal("10.01")), [member("A", 1)], rule)
    assert given_to(found) == {"A": Decimal("5.01")}
    assert found.of_block(Block.SOCIAL_SURPLUS)[0].amount_eur == 5
    unsaid = RipartoRule(COINCIDENT, surplus_to_consumers_percent=None)
    assert split(Pots(surplus_eur=Decimal(3)), [member("A", 1)], unsaid).of_block(Block.UNASSIGNED)[0].amount_eur == 3


def test_equal_parts_weigh_the_time_and_not_the_points() -> None:
    players = [
        member("A", 1, presence=Decimal(365)),
        member("B", 9, presence=Decimal(73)),
        Player("S", is_consumer=False),
    ]
    found = split(Pots(Decimal(120)), players, RipartoRule(Criterion.EQUAL))
    assert given_to(found) == {"A": 100, "B": 20}


def test_with_equal_parts_a_producer_shares_unless_producers_have_a_quota() -> None:
    producer = Player("P", is_consumer=False, plants=(PlantOutput("x", Decimal(5)),))
    players = [member("A", 1), producer]
    assert given_to(split(Pots(Decimal(10)), players, RipartoRule(Criterion.EQUAL))) == {"A": 5, "P": 5}
    third = Player("T", is_member=False, is_consumer=False, plants=producer.plants)
    assert given_to(split(Pots(Decimal(10)), [*players, third], RipartoRule(Criterion.EQUAL))) == {"A": 5, "P": 5}
    with_quota = RipartoRule(Criterion.EQUAL, quotas(20, 80))
    assert given_to(split(Pots(Decimal(10)), players, with_quota)) == {"A": 8, "P": 2}


def test_millesimi_weigh_for_the_part_of_the_year_and_unknown_ones_are_refused() -> None:
    rule = RipartoRule(Criterion.MILLESIMI)
    players = [member("A", millesimi=Decimal(200)), member("B", millesimi=Decimal(200), presence_share=Decimal("0.5"))]
    assert given_to(split(Pots(Decimal(90)), players, rule)) == {"A": 60, "B": 30}
    with pytest.raises(MillesimiUnknownError):
        split(Pots(Decimal(90)), [*players, member("C")], rule)


def test_consumption_weighs_withdrawals_even_when_nothing_is_injected() -> None:
    players = [Player("A", withdrawn_kwh=Decimal(30)), Player("B", withdrawn_kwh=Decimal(10))]
    rule = RipartoRule(Criterion.BY_CONSUMPTION)
    assert given_to(split(Pots(valorisation_eur=Decimal(8)), players, rule)) == {"A": 6, "B": 2}


def test_the_tariff_goes_only_to_plants_it_is_recognised_to_and_the_valorisation_to_all() -> None:
    old = Player("old", is_consumer=False, plants=(PlantOutput("old", Decimal(50), has_tariff=False),))
    new = Player("new", is_consumer=False, plants=(PlantOutput("new", Decimal(50)),))
    rule = RipartoRule(COINCIDENT, quotas(100, 0))
    found = split(Pots(Decimal(100), Decimal(40)), [old, new], rule)
    assert given_to(found, Pot.TARIFF) == {"new": 100, "old": 0}
    assert given_to(found, Pot.VALORISATION) == {"new": 20, "old": 20}


def test_a_producers_quota_without_shared_energy_stays_unassigned() -> None:
    rule = RipartoRule(COINCIDENT, quotas(25, 75))
    found = split(Pots(Decimal(100)), [member("A", 1)], rule)
    assert [(line.meant_for, line.amount_eur) for line in found.of_block(Block.UNASSIGNED)] == [(Block.PRODUCERS, 25)]


def test_the_sale_is_of_who_owns_the_plant_whole() -> None:
    owner = Player("P", is_consumer=False, plants=(PlantOutput("x", Decimal(0), sale_eur=Decimal("12.345")),))
    found = split(Pots(management_eur=Decimal(7)), [owner, member("A", 1)], RipartoRule(COINCIDENT))
    assert found.total_eur(Pot.SALE, player="P") == Decimal("12.35")
    assert found.costs.lacking_eur == 7


def test_a_game_divides_the_blocks_of_members_together_and_its_surplus_follows_the_energy() -> None:
    players = [
        member("A", 30, game_value_eur=Decimal(20)),
        member("B", 10, game_value_eur=Decimal(5)),
        Player("P", is_consumer=False, game_value_eur=Decimal(25), plants=(PlantOutput("x", Decimal(40)),)),
    ]
    rule = RipartoRule(Criterion.SHAPLEY, quotas(30, 60, 10))
    found = split(Pots(Decimal(100), surplus_eur=Decimal(8)), players, rule)
    assert given_to(found, Pot.TARIFF) == {"A": 36, "B": 9, "P": 45}
    assert given_to(found, Pot.SURPLUS) == {"A": 6, "B": 2, "P": 0}


def test_a_line_can_be_done_again_by_hand() -> None:
    found = split(Pots(Decimal(100)), [member("A", 1), member("B", 2)], RipartoRule(COINCIDENT))
    line = found.of_player("B")[0]
    assert (line.base_eur, line.quota_percent, line.weight, line.weights) == (100, 100, 2, 3)
    assert (euro_of(cents_of(Decimal(200) / 3)), line.leftover_cents) == (line.amount_eur, 1)


@pytest.mark.parametrize("wrong", [(50, 49, 0, 0), (60, 50, -10, 0), (50, 50, 1, 0)])
def test_quotas_that_do_not_make_a_hundred_are_refused(wrong: tuple[int, int, int, int]) -> None:
    with pytest.raises(QuotasError):
        quotas(*wrong)


def test_shared_energy_is_attributed_hour_by_hour() -> None:
    shared, whole = np.array([4.0, 0.0, 6.0]), np.array([8.0, 0.0, 6.0])
    assert shared_part_kwh(shared, np.array([2.0, 0.0, 3.0]), whole) == 4.0


def test_the_worked_example_of_the_guide_is_what_the_program_gives() -> None:
    people = [
        member("Ada", 1200, number=1),
        member("Bice", 700, number=2),
        member("Bar", 1100, number=3, is_enterprise=True),
        Player("Comune", 4, is_consumer=False, plants=(PlantOutput("scuola", Decimal(3000)),)),
    ]
    pots = Pots(Decimal("360.50"), Decimal("31.71"), Decimal("18.25"), gse_fees_eur=Decimal(15))
    rule = RipartoRule(COINCIDENT, quotas(40, 45, 10, 5), CostMethod.WITHIN_QUOTA, Decimal(50))
    found = split(pots, people, rule)
    page = (Path(__file__).parents[4] / "docs" / "riparto.md").read_text(encoding="utf-8")
    shown = {f"{line.amount_eur}".replace(".", ",") for line in found.lines}
    shown |= {f"{key} {amount}".replace(".", ",") for key, amount in given_to(found).items()}
    assert {text for text in shown if text not in page} == set()
    assert given_to(found) == {
        "Ada": Decimal("76.36"),
        "Bice": Decimal("44.54"),
        "Bar": Decimal("64.71"),
        "Comune": Decimal("156.88"),
    }
    assert found.costs.saved_eur == Decimal("4.62")


EUROS = st.integers(0, 5_000_000).map(euro_of)
PERCENTS = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)
FIGURES = st.tuples(
    *[st.integers(0, 9_999)] * 6,
    st.none() | st.integers(1, 3),
    st.booleans(),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, True, False]),
)


def player_of(place: int, figures: tuple[int | bool | None, ...]) -> Player:
    """A member whose energy is in Wh; it has a plant, with tariff or without, or none."""
    *whole, number, is_consumer, is_enterprise, has_tariff = figures
    withdrawn, shared, parts, value, made, sale = (Decimal(wh or 0).scaleb(-3) for wh in whole)
    plant = PlantOutput("x", made, has_tariff=has_tariff is True, sale_eur=euro_of(cents_of(sale)))
    return Player(
        f"m{place}",
        number,
        is_consumer=bool(is_consumer),
        is_enterprise=is_enterprise,  # type: ignore[arg-type] # drawn from three
        presence=Decimal(1 + place),
        withdrawn_kwh=withdrawn,
        shared_kwh=shared,
        millesimi=parts,
        plants=() if has_tariff is None else (plant,),
        game_value_eur=value,
    )


def players() -> st.SearchStrategy[list[Player]]:
    return st.lists(FIGURES, min_size=1, max_size=6).map(
        lambda people: [player_of(place, figures) for place, figures in enumerate(people)]
    )


@st.composite
def rules(draw: st.DrawFn) -> RipartoRule:
    first, second, third = draw(PERCENTS)
    return RipartoRule(
        draw(st.sampled_from(Criterion)),
        quotas(first, second - first, third - second, 100 - third),
        draw(st.sampled_from(CostMethod)),
        draw(st.none() | st.integers(0, 100).map(Decimal)),
    )


POTS = st.builds(Pots, EUROS, EUROS, EUROS, EUROS, EUROS, EUROS)


@settings(max_examples=60, deadline=None)
@given(POTS, players(), rules())
def test_whatever_the_rule_the_parts_of_each_sum_make_it_and_none_is_negative(
    pots: Pots, people: list[Player], rule: RipartoRule
) -> None:
    found = split(pots, people, rule)
    assert found.total_eur(Pot.TARIFF) == pots.tariff_eur
    assert found.total_eur(Pot.VALORISATION) == pots.valorisation_eur
    assert found.total_eur(Pot.SURPLUS) == pots.surplus_eur
    assert found.total_eur(Pot.SALE) == sum(plant.sale_eur for player in people for plant in player.plants)
    assert all(line.amount_eur >= 0 for line in found.lines)
    assert found.costs.taken_eur + found.costs.lacking_eur == found.costs.owed_eur + found.costs.saved_eur
    firms = {player.key for player in people if player.is_enterprise is not False}
    assert not any(found.total_eur(Pot.SURPLUS, player=key) for key in firms)


@settings(max_examples=25, deadline=None)
@given(POTS, players(), rules(), st.randoms())
def test_the_order_of_the_members_changes_nothing(pots, people, rule, chance) -> None:
    other = list(people)
    chance.shuffle(other)
    assert split(pots, people, rule) == split(pots, other, rule)


@settings(max_examples=25, deadline=None)
@given(POTS, players(), rules())
def test_two_members_who_weigh_the_same_are_never_more_than_a_cent_apart_in_each_block(pots, people, rule) -> None:
    found = split(pots, people, rule)
    for pot in (Pot.TARIFF, Pot.VALORISATION, Pot.SURPLUS):
        for block in (Block.CONSUMERS, Block.MEMBERS, Block.PRODUCERS):
            lines = [line for line in found.of_block(block) if line.pot is pot]
            for one in lines:
                same = [line.amount_eur for line in lines if line.weight == one.weight]
                assert max(same) - min(same) <= Decimal("0.01")
