"""A year of zonal prices that nobody knows yet: a level, and the course of the day in the two halves of the year."""

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.projection.figures import ZonalPrice
from workflow.energy.year_grid import YearGrid


def price_path(grid: YearGrid, figures: ZonalPrice, mean_eur_mwh: float) -> Floats:
    """Return hourly prices with the mean of the year given."""
    is_summer = np.isin(grid.month, figures.summer_months)
    winter, summer = np.array(figures.winter_hours), np.array(figures.summer_hours)
    course = np.where(is_summer, summer[grid.local_hour], winter[grid.local_hour])
    prices: Floats = course * (mean_eur_mwh / float(course.mean()))
    return prices
