"""The output of a plant without sun, from the energy it declares: a course over the months and some chance."""

import numpy as np

from workflow.domain.plant import Source
from workflow.energy.hours import Floats
from workflow.energy.projection.chance import positive_noise
from workflow.energy.projection.figures import OtherSources
from workflow.energy.year_grid import YearGrid

STEADY = "costante"


def spread_output(name: str, source: Source, annual_kwh: float, grid: YearGrid, figures: OtherSources) -> Floats:
    """Return the hours of a year of a plant whose yearly energy is declared."""
    course = source.value if source.value in figures.months else STEADY
    weights = np.array(figures.months[course])[grid.month - 1]
    weights = weights * positive_noise(f"{course} {name} {grid.year}", len(grid), figures.hourly_variation[course])
    series: Floats = weights * (annual_kwh / float(weights.sum()))
    return series
