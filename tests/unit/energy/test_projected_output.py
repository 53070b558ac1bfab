"""Production: the sun of the place and no other, the yield as given, the plane of the modules; batteries."""

import numpy as np
import pytest

from workflow.domain.plant import Source
from workflow.energy.inputs import Area
from workflow.energy.projection.battery import Battery, dispatch
from workflow.energy.projection.other_output import spread_output
from workflow.energy.projection.other_year import onto_year
from workflow.energy.projection.price import price_path
from workflow.energy.projection.rounding import significant
from workflow.energy.projection.self_use import behind_the_meter
from workflow.energy.projection.sunshine import Site, clearness_of, output_per_kwp
from workflow.energy.year_grid import YearGrid
from workflow.services.energy_figures import load_figures

GRID = YearGrid.of(2027)
FIGURES = load_figures()
PV = FIGURES.photovoltaic
REFERENCE = (PV.reference_tilt_deg, PV.reference_azimuth_deg)
TURIN = Site(45.1, 7.7, 30, 180, Area.NORTH)
PALERMO = Site(38.1, 13.4, 30, 180, Area.SOUTH)


def of(site: Site, yearly: float = 1500.0):
    return output_per_kwp(site, GRID, PV.sky, yearly, REFERENCE)


def test_the_year_has_the_yield_and_the_night_has_nothing():
    output = of(TURIN, 1340.0)
    assert output.sum() == pytest.approx(1340.0)
    assert output[(GRID.local_hour < 4) | (GRID.local_hour > 22)].max() == 0
    assert output.max() < 1.0
    assert output[GRID.month == 6].sum() > 1.5 * output[GRID.month == 12].sum()


def test_sicily_never_takes_the_sun_of_piemonte():
    """Neither its yield, nor the length of its days, nor its clouds."""
    north, south = (PV.yields_kwh_kwp[region] for region in ("Piemonte", "Sicilia"))
    assert PV.low * south > north
    assert south > 1.15 * north
    turin, palermo = of(TURIN), of(PALERMO)
    december = GRID.month == 12
    # On the same yield, the southern winter still gives more: its days are longer and its sun is higher.
    assert np.count_nonzero(palermo[december]) > np.count_nonzero(turin[december]) + 15
    assert palermo[(GRID.month == 1) | december].sum() > turin[(GRID.month == 1) | december].sum()
    cloudy = [clearness_of(site, GRID, PV.sky) for site in (TURIN, PALERMO)]
    assert cloudy[1].mean() > cloudy[0].mean()
    assert cloudy[1].std() < cloudy[0].std()
    assert abs(np.corrcoef(cloudy[0][::24], cloudy[1][::24])[0, 1]) < 0.5


def test_a_roof_to_the_east_gives_less_and_earlier_than_one_to_the_south():
    east = of(Site(41.9, 12.5, 30, 90, Area.CENTRE))
    south = of(Site(41.9, 12.5, 30, 180, Area.CENTRE))
    hour = GRID.local_hour.astype(float)
    assert 0.75 * south.sum() < east.sum() < 0.95 * south.sum()
    assert (east * hour).sum() / east.sum() < (south * hour).sum() / south.sum() - 0.5


def test_the_same_question_has_the_same_answer():
    assert np.array_equal(of(TURIN), of(TURIN))


@pytest.mark.parametrize("source", [Source.WIND, Source.HYDRO, Source.BIOGAS, Source.GEOTHERMAL])
def test_other_sources_spread_what_they_declare(source):
    series = spread_output("Impianto", source, 50_000.0, GRID, FIGURES.other_sources)
    assert series.sum() == pytest.approx(50_000.0)
    assert series.min() > 0


def test_prices_have_the_mean_asked_for_and_dip_at_noon_in_summer():
    prices = price_path(GRID, FIGURES.prices.zonal_price, 110.0)
    assert prices.mean() == pytest.approx(110.0)
    july = GRID.month == 7
    assert prices[july & (GRID.local_hour == 12)].mean() < 0.7 * prices[july & (GRID.local_hour == 19)].mean()


def test_a_battery_moves_energy_to_the_hours_of_need_and_never_makes_any():
    plant = np.array([10.0, 10.0, 0.0, 0.0, 0.0])
    need = np.array([2.0, 2.0, 3.0, 3.0, 3.0])
    found = dispatch(Battery(8.0, 5.0, 0.81), plant, plant, need)
    assert found.injected_kwh[0] == pytest.approx(5.0)  # 8 left over, 5 kW of charge
    assert found.charged_kwh == pytest.approx(8.0 / 0.9)  # until it is full
    assert found.discharged_kwh == pytest.approx(8.0 * 0.9)
    assert found.injected_kwh[2:].tolist() == pytest.approx([3.0, 3.0, 1.2])
    assert found.injected_kwh.sum() == pytest.approx(plant.sum() - found.charged_kwh + found.discharged_kwh)
    shared_before, shared_after = np.minimum(plant, need).sum(), np.minimum(found.injected_kwh, need).sum()
    assert shared_after == pytest.approx(shared_before + found.discharged_kwh)


def test_a_battery_without_capacity_changes_nothing():
    plant, need = np.array([5.0, 0.0]), np.array([1.0, 4.0])
    assert dispatch(Battery(0.0, 5.0, 0.9), plant, plant, need).injected_kwh.tolist() == plant.tolist()


def test_a_battery_takes_only_from_its_own_plant():
    own, other, need = np.array([1.0, 0.0]), np.array([9.0, 0.0]), np.array([0.0, 9.0])
    found = dispatch(Battery(100.0, 100.0, 1.0), own, own + other, need)
    assert found.injected_kwh.tolist() == [0.0, 1.0]


def test_who_has_a_plant_uses_first_and_injects_what_is_left():
    plants = {"a": np.array([6.0, 0.0]), "b": np.array([2.0, 0.0])}
    injected, withdrawn = behind_the_meter(plants, np.array([4.0, 3.0]))
    assert injected["a"].tolist() == [3.0, 0.0]
    assert injected["b"].tolist() == [1.0, 0.0]
    assert withdrawn is not None
    assert withdrawn.tolist() == [0.0, 3.0]


def test_a_measured_year_is_moved_to_days_of_the_same_weekday():
    measured, wanted = YearGrid.of(2025), YearGrid.of(2027)
    series = measured.weekday * 100.0 + measured.local_hour
    moved = onto_year(series, measured, wanted)
    same_clock = wanted.day_index != int(np.argmin(np.bincount(wanted.day_index)))
    assert np.array_equal(moved[same_clock], (wanted.weekday * 100.0 + wanted.local_hour)[same_clock])
    assert np.isfinite(moved).all()


def test_the_holes_of_a_measured_year_take_the_mean_of_alike_hours():
    grid = YearGrid.of(2026)
    series = np.where(grid.month == 3, 2.0, 1.0)
    series[(grid.month == 3) & (grid.day_index == 70)] = np.nan
    assert np.array_equal(onto_year(series, grid, grid), np.where(grid.month == 3, 2.0, 1.0))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(11018.5, "11000"), (0.0, "0"), (96.5, "97"), (0.0345, "0.035"), (1450, "1500"), (-149.0, "-150")],
)
def test_an_estimate_is_said_with_two_figures(value, shown):
    assert str(significant(value)) == shown
