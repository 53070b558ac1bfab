"""The grid of a year is the local year: days of 23 and 25 hours, leap years, the hour that clocks show."""

from datetime import UTC, datetime

import numpy as np
import pytest

from workflow.energy.year_grid import YearGrid


@pytest.mark.parametrize(("year", "hours"), [(2026, 8760), (2028, 8784), (2024, 8784)])
def test_a_year_has_all_its_hours_and_begins_at_local_midnight(year, hours):
    grid = YearGrid.of(year)
    assert len(grid) == hours
    assert grid.hours.starts[0] == datetime(year - 1, 12, 31, 23, tzinfo=UTC)
    assert grid.local_hour[0] == 0
    assert grid.day_count == hours // 24


def test_one_day_has_23_hours_and_one_has_25_in_which_an_hour_comes_twice():
    grid = YearGrid.of(2026)
    lengths = np.bincount(grid.day_index)
    spring, autumn = int(np.argmin(lengths)), int(np.argmax(lengths))
    assert sorted(set(lengths.tolist())) == [23, 24, 25]
    assert 2 not in grid.local_hour[grid.day_index == spring]
    assert grid.local_hour[grid.day_index == autumn].tolist().count(2) == 2


def test_the_weekday_counts_from_monday():
    grid = YearGrid.of(2026)  # 1 January 2026 is a Thursday
    assert grid.weekday[0] == 3
    assert grid.month[-1] == 12
    assert [int(day) for day in np.unique(grid.weekday)] == list(range(7))


def test_nobody_can_change_the_grid_that_all_share():
    with pytest.raises(ValueError, match="read-only"):
        YearGrid.of(2026).local_hour[0] = 5
