"""Published figures and boundaries of the tariff, the queue, the surplus, the valorisation, the advance and the fee."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from tests.builders.settlements import plant, point, settled
from workflow.domain.plant import Source
from workflow.energy.advance import advance_of
from workflow.energy.inputs import Area, SettledPlant, UnitTariffs
from workflow.energy.rates import Rates
from workflow.law import Law

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


def test_every_assumption_is_in_the_result(law: Law) -> None:
    shown = settled(law, [plant()], [point([100.0])], [100.0]).assumptions.shown()
    assert shown["tie_rule"] == "pro_rata"
    assert shown["exempt_bodies"] == "environmental, public_body, religious, third_sector"
