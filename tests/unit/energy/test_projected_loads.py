"""Loads: what the bill says is kept to the kWh, band by band and month by month; the shape only spreads it."""

from datetime import date

import numpy as np
import pytest

from workflow.energy.projection.calendar_days import DayKind, DayKinds
from workflow.energy.projection.chance import generator, positive_noise
from workflow.energy.projection.load import TOTAL, Bill, bands_of, shape_of, spread
from workflow.energy.projection.named_assumption import Level
from workflow.energy.year_grid import YearGrid
from workflow.law.calendar import national_holidays
from workflow.services.energy_figures import load_figures

GRID = YearGrid.of(2027)
DAYS = DayKinds.of(GRID, national_holidays(2027))
LOADS = load_figures().loads
BANDS = DAYS.bands(LOADS.bands)


def at(day: date, hour: int) -> int:
    number = (day - date(2027, 1, 1)).days
    return int(np.flatnonzero((GRID.day_index == number) & (GRID.local_hour == hour))[0])


def weights(use: str, level: Level = Level.EXPECTED, name: str = "IT001E00000001"):
    return shape_of(DAYS, LOADS.kinds[use], LOADS.daytime, level, name)


@pytest.mark.parametrize(
    ("day", "hour", "band"),
    [
        (date(2027, 3, 3), 8, "f1"),  # a Wednesday
        (date(2027, 3, 3), 18, "f1"),
        (date(2027, 3, 3), 19, "f2"),
        (date(2027, 3, 3), 7, "f2"),
        (date(2027, 3, 3), 6, "f3"),
        (date(2027, 3, 3), 23, "f3"),
        (date(2027, 3, 6), 10, "f2"),  # a Saturday
        (date(2027, 3, 6), 23, "f3"),
        (date(2027, 3, 7), 10, "f3"),  # a Sunday
        (date(2027, 6, 2), 10, "f3"),  # a Wednesday, and a national holiday
    ],
)
def test_every_hour_falls_in_its_band(day, hour, band):
    assert [name for name, hours in BANDS.items() if hours[at(day, hour)]] == [band]


def test_easter_monday_is_a_holiday_for_the_shape_too():
    assert DAYS.of_hour[at(date(2027, 3, 29), 12)] == DayKind.HOLIDAY
    assert DAYS.of_hour[at(date(2027, 3, 30), 12)] == DayKind.WORKING


@pytest.mark.parametrize("use", sorted(LOADS.kinds))
def test_each_shape_spreads_the_whole_year_and_no_hour_is_negative(use):
    series = spread(Bill(annual_kwh=1234.5), weights(use), BANDS, DAYS)
    assert series.sum() == pytest.approx(1234.5)
    assert series.min() >= 0


def test_the_energy_of_each_band_is_that_of_the_bill():
    told = {"f1": 900.0, "f2": 700.0, "f3": 400.0}
    series = spread(Bill(bands_kwh=told), weights("famiglia"), BANDS, DAYS)
    assert {name: pytest.approx(series[hours].sum()) for name, hours in BANDS.items()} == told


def test_the_energy_of_each_month_is_that_of_the_bill_and_months_without_one_follow_the_shape():
    bill = Bill(months={1: {TOTAL: 300.0}, 2: {"f1": 50.0, "f2": 60.0, "f3": 70.0}})
    series = spread(bill, weights("ufficio"), BANDS, DAYS)
    assert series[GRID.month == 1].sum() == pytest.approx(300.0)
    assert series[(GRID.month == 2) & BANDS["f3"]].sum() == pytest.approx(70.0)
    shape = weights("ufficio")
    ratio = series[GRID.month == 7].sum() / shape[GRID.month == 7].sum()
    assert ratio == pytest.approx(480.0 / shape[np.isin(GRID.month, [1, 2])].sum())


def test_months_without_a_bill_are_even_where_the_shape_gives_the_billed_ones_nothing():
    closed = np.where(GRID.month == 8, 0.0, weights("scuola"))
    series = spread(Bill(months={8: {TOTAL: 31.0}}), closed, BANDS, DAYS)
    assert series[GRID.month == 8].sum() == pytest.approx(31.0)
    assert series[GRID.month == 4].sum() == pytest.approx(30.0)


def test_bands_are_whole_or_none():
    assert bands_of([1.0, None, 3.0]) is None
    assert bands_of([1.0, 2.0, 3.0]) == {"f1": 1.0, "f2": 2.0, "f3": 3.0}


def test_the_low_scenario_weighs_the_hours_of_sun_less_than_the_high_one():
    sunny = (GRID.local_hour >= LOADS.daytime.first_hour) & (GRID.local_hour < LOADS.daytime.last_hour)
    shares = [weights("negozio", level)[sunny].sum() / weights("negozio", level).sum() for level in Level]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


def test_an_office_sleeps_on_holidays_and_street_lights_at_noon():
    office, lights = weights("ufficio"), weights("illuminazione")
    assert office[DAYS.of_hour == DayKind.HOLIDAY].mean() < 0.5 * office[DAYS.of_hour == DayKind.WORKING].mean()
    assert lights[GRID.local_hour == 12].mean() < 0.05 * lights[GRID.local_hour == 22].mean()


def test_a_name_gives_the_same_chance_every_time_and_another_name_another():
    assert generator("a").random() == generator("a").random()
    assert generator("a").random() != generator("b").random()
    noise = positive_noise("prova", 200_000, 0.7)
    assert noise.min() > 0
    assert noise.mean() == pytest.approx(1.0, abs=0.01)
    assert noise.std() == pytest.approx(0.7, abs=0.02)
    assert positive_noise("prova", 3, 0.0).tolist() == [1.0, 1.0, 1.0]
