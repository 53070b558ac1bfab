"""Measured against projected: months compared on the hours that were measured, alarms at their thresholds."""

from datetime import date

import numpy as np
import pytest

from workflow.energy.monitoring import (
    AlarmKind,
    Thresholds,
    Watched,
    alarms_of,
    compare_months,
    compare_shares,
)
from workflow.energy.series import Direction
from workflow.energy.year_grid import YearGrid

GRID = YearGrid.of(2025)
LIMITS = Thresholds(
    share_fall_ratio=0.75,
    share_fall_months=2,
    stopped_days=5,
    missing_days=10,
    low_production_ratio=0.75,
    least_covered_ratio=0.8,
)
END = date(2026, 1, 1)
EVERY = np.ones(len(GRID), dtype=np.bool_)


def flat(value):
    return np.full(len(GRID), float(value))


def plant(measured, *, expected=10.0, low=8.0, key="Tetto"):
    return Watched(key, Direction.INJECTION, measured, EVERY, flat(expected), flat(low), flat(12))


def point(measured, *, expected=4.0):
    return Watched("POD", Direction.WITHDRAWAL, measured, EVERY, flat(expected), flat(expected), flat(expected))


def days(first, last):
    """Which hours fall between two days of the year, from 0, the last excluded."""
    return (GRID.day_index >= first) & (GRID.day_index < last)


def alarms(*meters, until=END):
    months = [one for meter in meters for one in compare_months(meter, GRID, LIMITS)]
    return [(alarm.kind, alarm.month, alarm.since_on, alarm.count) for alarm in alarms_of(
        meters, months, [], GRID, LIMITS, until=until
    )]  # fmt: skip


def test_a_month_is_compared_on_the_hours_that_were_measured():
    measured = flat(9)
    measured[days(28, 31)] = np.nan
    january = next(compare_months(plant(measured), GRID, LIMITS))
    assert january.covered == pytest.approx(28 / 31)
    assert (january.measured_kwh, january.expected_kwh) == (28 * 24 * 9, 28 * 24 * 10)
    assert january.ratio == pytest.approx(0.9)


@pytest.mark.parametrize(("known", "is_compared"), [(25, True), (24, False), (0, False)])
def test_a_month_hardly_measured_is_not_compared(known, is_compared):
    measured = flat(9)
    measured[days(known, 31)] = np.nan
    january = next(compare_months(plant(measured), GRID, LIMITS))
    assert (january.measured_kwh is not None) is is_compared
    assert (january.ratio is not None) is is_compared


@pytest.mark.parametrize(("length", "alarmed"), [(4, False), (5, True)])
def test_a_plant_stopped_for_the_days_of_the_threshold_is_an_alarm(length, alarmed):
    measured = flat(10)
    measured[days(100, 100 + length)] = 0
    found = [one for one in alarms(plant(measured)) if one[0] is AlarmKind.PLANT_STOPPED]
    assert found == ([(AlarmKind.PLANT_STOPPED, None, date(2025, 4, 11), length)] if alarmed else [])


def test_a_plant_from_which_nothing_was_expected_is_not_stopped():
    measured = flat(10)
    measured[days(100, 120)] = 0
    expected = np.where(days(100, 120), 0.0, 10.0)
    still = Watched("Centralina", Direction.INJECTION, measured, EVERY, expected, expected, expected)
    assert alarms(still) == []


@pytest.mark.parametrize(("length", "alarmed"), [(9, False), (10, True)])
@pytest.mark.parametrize("kind", [plant, point])
def test_a_meter_silent_for_the_days_of_the_threshold_is_an_alarm(length, alarmed, kind):
    measured = flat(10)
    measured[days(40, 40 + length)] = np.nan
    found = [one for one in alarms(kind(measured)) if one[0] is AlarmKind.METER_MISSING]
    assert found == ([(AlarmKind.METER_MISSING, None, date(2025, 2, 10), length)] if alarmed else [])


def test_days_to_come_are_not_missing():
    measured = flat(10)
    measured[days(40, 365)] = np.nan
    assert alarms(point(measured), until=date(2025, 2, 19)) == []
    assert alarms(point(measured), until=date(2025, 2, 20)) == [(AlarmKind.METER_MISSING, None, date(2025, 2, 10), 10)]


def test_days_in_which_a_point_does_not_count_are_not_missing():
    measured = flat(10)
    measured[days(0, 90)] = np.nan
    late = Watched("POD", Direction.WITHDRAWAL, measured, ~days(0, 90), flat(4), flat(4), flat(4))
    assert alarms(late) == []
    assert next(compare_months(late, GRID, LIMITS)).month == 4


@pytest.mark.parametrize(("measured", "months"), [(6.0, 0), (5.99, 12)])
def test_production_below_three_quarters_of_the_lowest_expected_is_an_alarm(measured, months):
    found = [one for one in alarms(plant(flat(measured))) if one[0] is AlarmKind.LOW_PRODUCTION]
    assert len(found) == months


def test_a_low_withdrawal_is_not_a_fault():
    assert alarms(point(flat(0.1))) == []


def shares(measured_withdrawal, *, expected_share=0.4, hole=None):
    measured = flat(10)
    if hole is not None:
        measured[hole] = np.nan
    meters = [plant(measured), point(measured_withdrawal)]
    return list(compare_shares(meters, flat(10), flat(10 * expected_share), GRID, LIMITS))


def test_the_share_is_of_the_hours_in_which_every_meter_is_known():
    found = shares(flat(3), hole=days(0, 3))
    assert found[0].covered == pytest.approx(28 / 31)
    assert found[0].measured == pytest.approx(0.3)
    assert found[0].expected == pytest.approx(0.4)
    assert shares(flat(3), hole=days(0, 20))[0].measured is None


@pytest.mark.parametrize(
    ("poor", "alarmed"),
    [([], []), ([4], []), ([4, 5], [5]), ([4, 6], []), ([4, 5, 6], [5, 6])],
)
def test_a_share_poor_for_two_months_in_a_row_is_an_alarm(poor, alarmed):
    withdrawn = np.where(np.isin(GRID.month, poor), 3.74, 3.75)
    found = alarms_of([], [], shares(withdrawn, expected_share=0.5), GRID, LIMITS, until=END)
    assert [alarm.month for alarm in found] == alarmed
    assert {alarm.kind for alarm in found} <= {AlarmKind.SHARE_FALLING}


def test_a_month_without_measures_breaks_the_row_of_poor_months():
    withdrawn = np.where(np.isin(GRID.month, [4, 5, 6]), 3.74, 3.75)
    found = shares(withdrawn, expected_share=0.5, hole=days(120, 151))
    assert found[4].measured is None
    assert alarms_of([], [], found, GRID, LIMITS, until=END) == ()
