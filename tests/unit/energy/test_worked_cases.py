"""Published figures and boundaries of the tariff, the queue, the surplus, the valorisation, the advance and the fee."""

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import EnumType
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from tests.builders.settlements import plant, point, settled
from workflow.domain.plant import Source
from workflow.energy.advance import advance_of
from workflow.energy.assumptions import Assumptions
from workflow.energy.inputs import Area, SettledPlant, UnitTariffs
from workflow.energy.named_assumptions import named
from workflow.energy.rates import Rates
from workflow.energy.settlement import settle
from workflow.intake.settlement_file import OptionsInput, SettlementInput
from workflow.law import Law, UnknownOnThatDayError
from workflow.services.settling import year_of

MONTH = date(2026, 7, 1)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def energy_plant(power: str, **changes: Any) -> SettledPlant:
    facts: dict[str, Any] = {
        "key": "A",
        "source": Source.SOLAR,
        "area": Area.NORTH,
        "power_kw": Decimal(power),
        "class_power_kw": Decimal(power),
        "entered_on": date(2026, 1, 1),
        "service_from_on": date(2026, 1, 1),
        "tip_until_on": None,
        "is_tip_admitted": True,
        "injected_kwh": np.zeros(1),
    }
    return SettledPlant(**facts | changes)


@pytest.mark.parametrize(
    ("power", "price", "site", "wanted"),
    [
        ("700", 180, "pv north", 70),  # A1, Regione Emilia-Romagna
        ("500", 140, "pv north", 120),  # A3, sunnycer
        ("100", 150, "pv north", 120),  # B1, cer-motore
        ("700", 100, "pv south", 100),  # B3
        ("300", 0, "wind south", 110),  # B5
        ("1000", 150, "wind south", 90),  # B7
        ("200", 150, "pv south", 110),  # B9: 200 kW is still in the first band
        ("200.01", 150, "pv south", 100),
        ("600", 150, "pv south", 100),  # B11: 600 kW is still in the second
        ("600.01", 150, "pv south", 90),
        ("100", 180, "pv centre", 84),
        ("100", 140, "pv north", 130),  # the correction is outside the cap
        ("100", -50, "hydro south", 120),  # a negative price meets the cap
    ],
)
def test_the_tariff_of_an_hour(law: Law, power: str, price: float, site: str, wanted: float) -> None:
    source, area = site.split()
    plants = [plant(power_kW=float(power), source=source, area=area, injected=[1000.0])]
    found = settled(law, plants, [point([1000.0])], [price])
    assert found.plants[0].earned.gross_eur_mwh.tolist() == [wanted]
    assert found.plants[0].tip_eur == Decimal(repr(float(wanted)))


def test_two_hours_of_500_kwh_at_two_prices(law: Law) -> None:
    found = settled(law, [plant(area="south", injected=[500.0, 500.0])], [point([500.0, 500.0])], [200.0, 100.0])
    assert found.tip_eur == Decimal("100.0"), "B13: 40 + 60"


@pytest.mark.parametrize(("power", "admitted"), [("1000", True), ("1000.01", False)])
def test_one_megawatt_is_still_in(law: Law, power: str, admitted: bool) -> None:
    assert Rates(law, 2026).admits(energy_plant(power)) is admitted


@pytest.mark.parametrize(("grant", "cut"), [("0", "0"), ("0.2", "0.25"), ("0.4", "0.5")])
def test_the_cut_grows_with_the_grant(law: Law, grant: str, cut: str) -> None:
    assert Rates(law, 2026).cut(Decimal(grant)) == Decimal(cut)
    assert Rates(law, 2026).admits(energy_plant("100", grant_share=Decimal(grant)))


def test_above_forty_per_cent_there_is_no_tariff(law: Law) -> None:
    assert not Rates(law, 2026).admits(energy_plant("100", grant_share=Decimal("0.4001")))
    found = settled(law, [plant(grant_share=0.41)], [point([100.0])], [100.0])
    assert found.tip_eur == 0
    assert found.valorisation.total_eur > 0


def test_the_older_plant_is_served_first(law: Law) -> None:
    old = plant("old", [30.0], entry_into_operation="2020-01-01", tip_admitted=False)
    new = plant("new", [20.0])
    found = settled(law, [new, old], [point([40.0])], [100.0])
    assert {one.key: one.shared_kwh.tolist() for one in found.plants} == {"old": [30.0], "new": [10.0]}, "D3, not D5"
    assert found.plants[1].tip_eur == 0


@pytest.mark.parametrize(
    ("shared", "grant", "surplus_share"),
    [(60.0, 0, "0.05"), (60.0, 0.2, "0.15"), (50.0, 0, "0"), (55.0, 0, "0"), (45.0, 0.2, "0"), (45.5, 0.2, "0.005")],
)
def test_the_surplus_is_percentage_points_times_the_premium(
    law: Law, shared: float, grant: float, surplus_share: str
) -> None:
    found = settled(law, [plant(injected=[100.0], grant_share=grant)], [point([shared])], [100.0])
    assert float(found.surplus.total_eur) == pytest.approx(float(Decimal(surplus_share) * found.tip_eur), abs=1e-9)


def test_the_ratio_of_a_published_year(law: Law) -> None:
    found = settled(law, [plant(injected=[4473.698])], [point([4367.190])], [100.0])
    assert found.surplus.tip_only.ratio == pytest.approx(0.9761924028, abs=1e-10), "C1"


def test_sixty_per_cent_over_a_threshold_of_fifty_five_is_five_points_of_the_premium(law: Law) -> None:
    found = settled(law, [plant(area="south", injected=[50_000 / 3])], [point([10_000.0])], [160.0])
    assert found.tip_eur == Decimal("1000.0")
    assert float(found.surplus.total_eur) == pytest.approx(50.0, abs=1e-9), "C5, not the 83.33 of C7"


def test_what_is_consumed_at_once_is_not_shared(law: Law) -> None:
    found = settled(law, [plant(injected=[100.0 - 20.0])], [point([60.0])], [100.0])
    assert found.shared_kwh.tolist() == [60.0], "D1"


def test_the_premium_less_the_costs_of_the_community(law: Law) -> None:
    found = settled(law, [plant(power_kW=500, injected=[1000.0])], [point([1000.0])], [140.0])
    assert found.tip_eur * Decimal("0.85") == Decimal(102), "A5"


@pytest.mark.parametrize(("power", "fee"), [(3, "0"), (3.5, "15"), (20, "15"), (100, "95"), (1000, "995")])
def test_the_yearly_fee_of_a_plant(law: Law, power: float, fee: str) -> None:
    assert settled(law, [plant(power_kW=power)], [point([1.0])], [100.0]).fees_eur == Decimal(fee), "F3, F100"


def test_a_municipality_is_exempt_from_the_cut_and_a_shop_is_not(law: Law) -> None:
    def tip(holder: str, persons: list[str]) -> Decimal:
        points = [point([100.0], holder=holder)]
        return settled(law, [plant(grant_share=0.4)], points, [100.0], exempt_persons=persons).tip_eur

    assert tip("public_body", []) == Decimal("13.0")
    assert tip("enterprise", []) == Decimal("6.5")
    assert tip("person", []) == Decimal("6.5"), "under the rules of 2024"
    assert tip("person", ["person"]) == Decimal("13.0"), "since the decree of 2025"


@pytest.mark.parametrize(
    ("priority", "exempt_of_funded"), [("bodies_only", 50.0), ("none", 25.0), ("all_exempt", 50.0)]
)
def test_bodies_energy_goes_first_to_the_plants_with_a_grant(law: Law, priority: str, exempt_of_funded: float) -> None:
    plants = [plant("own", [50.0]), plant("funded", [50.0], grant_share=0.4, entry_into_operation="2025-01-01")]
    points = [point([50.0], "town", holder="public_body"), point([50.0], "shop")]
    found = settled(law, plants, points, [100.0], exempt_priority=priority)
    assert found.plants[1].earned.exempt_kwh.tolist() == [exempt_of_funded]


def test_bodies_first_or_last_change_what_is_exempt(law: Law) -> None:
    points = [point([60.0], "town", holder="public_body"), point([60.0], "shop")]

    def exempt(measure: str) -> float:
        found = settled(law, [plant(injected=[90.0])], points, [100.0], exempt_measure=measure)
        return float(found.plants[0].earned.exempt_kwh.sum())

    assert (exempt("pro_rata"), exempt("first"), exempt("last")) == (45.0, 60.0, 30.0)


def test_equal_dates_share_by_injection_or_by_name(law: Law) -> None:
    plants = [plant("A", [30.0]), plant("B", [10.0])]

    def shared(rule: str) -> list[float]:
        found = settled(law, plants, [point([20.0])], [100.0], tie_rule=rule)
        return [float(one.shared_kwh.sum()) for one in found.plants]

    assert shared("pro_rata") == [15.0, 5.0]
    assert shared("by_id") == [20.0, 0.0]


def test_only_a_group_has_distribution_and_losses(law: Law) -> None:
    plants = [plant(in_building=True), plant("B", [50.0], in_building=False)]
    community = settled(law, plants, [point([120.0])], [100.0]).valorisation
    group = settled(law, plants, [point([120.0])], [100.0], type="GAC").valorisation
    assert community.distribution_eur == community.losses_eur == 0
    assert group.transmission_eur == community.transmission_eur
    assert float(group.distribution_eur) == pytest.approx(100 * 0.65 / 1000)
    assert float(group.losses_eur) == pytest.approx(100 * 0.026 * 100 / 1000)


def test_a_low_voltage_plant_avoids_no_losses_for_a_medium_voltage_load(law: Law) -> None:
    points = [point([40.0], "low"), point([60.0], "medium", voltage="MT")]
    found = settled(law, [plant(in_building=True)], points, [100.0], type="GAC").valorisation
    assert (found.in_building_kwh, found.low_voltage_kwh, found.medium_voltage_kwh) == (100.0, 40.0, 0.0)


def test_inside_a_closed_network_there_is_tariff_and_no_valorisation(law: Law) -> None:
    found = settled(law, [plant()], [point([100.0])], [100.0], sdc=True)
    assert found.valorisation.total_eur == 0
    assert found.tip_eur > 0


@pytest.mark.parametrize("kind", ["CEC", "CAAC", "CAD"])
def test_the_three_kinds_without_tariff_have_valorisation_only(law: Law, kind: str) -> None:
    found = settled(law, [plant()], [point([100.0])], [100.0], type=kind)
    assert found.tip_eur == found.fees_eur == 0
    assert found.valorisation.total_eur > 0


def test_the_advance_of_100_kw_in_lombardia(law: Law) -> None:
    one = advance_of(energy_plant("100"), law, MONTH, has_tariff=True)
    assert (one.energy_kwh, one.tip_eur) == (Decimal(4500), Decimal(495))
    funded = advance_of(energy_plant("100", grant_share=Decimal("0.4")), law, MONTH, has_tariff=True)
    assert funded.tip_eur == Decimal("247.5")


def test_the_advance_counts_the_eligible_power_for_the_tariff_and_all_of_it_for_the_valorisation(law: Law) -> None:
    tariffs = UnitTariffs(Decimal("10.57"))
    one = advance_of(energy_plant("100", obligation_kw=Decimal(40)), law, MONTH, tariffs, has_tariff=True)
    assert (one.tip_eur, one.valorisation_eur) == (Decimal(297), Decimal("47.565"))


@pytest.mark.parametrize(("source", "hours"), [(Source.WIND, 1500), (Source.BIOGAS, 5000), (Source.GEOTHERMAL, 500)])
def test_the_advance_of_the_other_sources(law: Law, source: Source, hours: int) -> None:
    one = advance_of(energy_plant("100", source=source), law, MONTH, has_tariff=True)
    assert one.energy_kwh == Decimal(100 * hours) / 12 * Decimal("0.6")


@pytest.mark.parametrize(("scope", "total"), [("all_plants", "140"), ("tip_plants", "45")])
def test_whether_existing_plants_pay_the_fee_is_a_named_assumption(law: Law, scope: str, total: str) -> None:
    plants = [plant(power_kW=50), plant("old", power_kW=100, tip_admitted=False)]
    found = settled(law, plants, [point([100.0])], [100.0], type="AID", fee_scope=scope)
    assert found.fees_eur == Decimal(total)
    assert found.fees_vat_eur == Decimal(total) * Decimal("0.22")


@pytest.mark.parametrize(
    ("option", "choice", "figure", "total"),
    [
        ("fee_fraction", "proportional", "fees_eur", "80.5"),
        ("fee_fraction", "whole_kw", "fees_eur", "80"),
        ("fee_year", "full", "fees_eur", "80.5"),
        ("fee_year", "pro_rata", "fees_eur", "40.58082191780821917808219178"),
        ("eligible_energy", "after_queue", "tip_eur", "6.5"),
        ("eligible_energy", "before_min", "tip_eur", "10.4"),
    ],
)
def test_each_choice_changes_its_figure(law: Law, option: str, choice: str, figure: str, total: str) -> None:
    half = plant(power_kW=85.5, class_power_kW=85, obligation_kW=42.75, service_start="2026-07-01", injected=[160.0])
    found = settled(law, [half], [point([100.0])], [100.0], **{option: choice})
    assert float(getattr(found, figure)) == pytest.approx(float(total), abs=1e-9)


def test_the_plants_in_the_building_share_alone_or_take_their_place_in_the_queue(law: Law) -> None:
    plants = [plant("old", [80.0], entry_into_operation="2020-01-01"), plant("here", [50.0], in_building=True)]

    def shared(choice: str) -> float:
        found = settled(law, plants, [point([100.0])], [100.0], type="GAC", building_energy=choice)
        return found.valorisation.in_building_kwh

    assert (shared("recomputed"), shared("queue_shares")) == (50.0, 20.0)


@pytest.mark.parametrize(("choice", "losses"), [("none", -0.26), ("zero", 0.0)])
def test_a_negative_price_makes_the_losses_negative_unless_it_is_chosen_otherwise(
    law: Law, choice: str, losses: float
) -> None:
    found = settled(law, [plant(in_building=True)], [point([100.0])], [-100.0], type="GAC", loss_floor=choice)
    assert float(found.valorisation.losses_eur) == pytest.approx(losses)


@pytest.mark.parametrize(("first_day", "exempt"), [("2026-07-01", 100.0), ("2026-07-02", 0.0)])
def test_natural_persons_are_exempt_from_the_day_that_is_set(law: Law, first_day: str, exempt: float) -> None:
    points = [point([100.0], holder="person")]
    found = settled(
        law, [plant(grant_share=0.4)], points, [100.0], exempt_persons=["person"], persons_exempt_from_on=first_day
    )
    assert found.plants[0].earned.exempt_kwh.tolist() == [exempt]


def test_the_month_in_which_the_tariff_began_is_all_under_it(law: Law) -> None:
    case = {
        "configuration": {"type": "CER"},
        "hours": [f"2024-01-{day}T12:00+01:00" for day in ("10", "25", "31")],
        "zonal_price_eur_mwh": [100, 100, 100],
        "plants": [plant(injected=[100.0] * 3, service_start="2024-01-24")],
        "withdrawal_points": [point([100.0] * 3)],
        "tariffs": {"TRASe_eur_mwh": 10.57},
    }
    found = settle(year_of(SettlementInput.model_validate(case), Path("case.json"), law))
    assert found.tip_eur == Decimal("26.0")
    before = case | {"hours": [f"2023-12-{day}T12:00+01:00" for day in ("10", "25", "31")]}
    with pytest.raises(UnknownOnThatDayError):
        settle(year_of(SettlementInput.model_validate(before), Path("case.json"), law))


def test_inside_a_closed_network_no_tariff_of_the_year_is_needed(law: Law) -> None:
    case = {
        "configuration": {"type": "GAC", "sdc": True},
        "hours": ["2026-07-01T12:00+02:00"],
        "zonal_price_eur_mwh": [100],
        "plants": [plant()],
        "withdrawal_points": [point([100.0])],
    }
    found = settle(year_of(SettlementInput.model_validate(case), Path("case.json"), law))
    assert (found.valorisation.total_eur, found.tip_eur) == (0, Decimal("13.0"))


def test_every_assumption_is_in_the_result(law: Law) -> None:
    shown = settled(law, [plant()], [point([100.0])], [100.0]).assumptions.shown()
    assert shown["tie_rule"] == "pro_rata"
    assert shown["exempt_bodies"] == "environmental, public_body, religious, third_sector"


def test_every_assumption_is_in_words_with_the_answers_it_could_have(law: Law) -> None:
    changed = {"tie_rule": "by_id", "exempt_persons": ["person"], "persons_exempt_from_on": "2026-06-01"}
    shown = {one.code: one for one in named(settled(law, [plant()], [point([100.0])], [100.0], **changed).assumptions)}
    assert len(shown) == 27
    assert shown["A-TIE"].answer == "nell’ordine del nome"
    assert shown["A-TIE"].others == ("in proporzione a quanto immettono",)
    assert shown["A-PF"].answer == "persone fisiche, dal 01/06/2026"
    assert shown["A-EX"].answer.startswith("enti territoriali e autorità locali, enti religiosi")
    assert shown["A-ROUND"].option is None
    changeable = {one.option for one in shown.values() if one.option} | {"exempt_persons"}
    assert changeable == {field.name for field in fields(Assumptions)}


def test_the_guide_says_every_option_its_choices_and_every_assumption() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "conto.md").read_text(encoding="utf-8")
    for name, field in OptionsInput.model_fields.items():
        choices = [str(choice) for kind in get_args(field.annotation) if isinstance(kind, EnumType) for choice in kind]
        assert [word for word in (name, *choices) if f"`{word}`" not in guide] == []
    assert {one.code for one in named(Assumptions())} == set(re.findall(r"A-[A-Z0-9]+", guide))
