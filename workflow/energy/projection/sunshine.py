"""The output of a photovoltaic site hour by hour, per kWp: solar geometry of the place, a synthetic sky, a known yield.

pvlib gives the position of the sun, the clear sky and what reaches the plane of the modules; the sky of each day is
drawn by repeatable chance from the clearness of the area; the year is then scaled to a yield. It is an order of
magnitude, and it is only as good as the yield.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np

from workflow.energy.hours import Floats
from workflow.energy.inputs import Area
from workflow.energy.projection.chance import persistent_steps
from workflow.energy.projection.figures import Sky
from workflow.energy.year_grid import YearGrid

DARKEST_DAY = 0.12
CLEAREST_DAY = 1.0
# Heat and inverters keep a kWp from giving a kW: the hours above are cut and the year scaled back to its yield.
PEAK_KW_PER_KWP = 0.88
HALF_HOUR_NS = 1_800_000_000_000
# A usual clear atmosphere of Italy: it shapes the day, the yield sets its size.
AEROSOL_DEPTH = 0.15
WATER_CM = 1.5
KW_OF_A_WATT = 1e-3


@dataclass(frozen=True)
class Site:
    """Where modules stand and how they look at the sun; the azimuth counts from north, 180 is south."""

    latitude: float
    longitude: float
    tilt_deg: float
    azimuth_deg: float
    area: Area


def output_per_kwp(
    site: Site, grid: YearGrid, sky: Sky, yield_kwh_kwp: float, reference: tuple[float, float]
) -> Floats:
    """Return the output of a kWp whose site gives a yield at the reference tilt and azimuth.

    The yield is moved by what the plane of the modules gets compared with the reference plane under the same sky.
    """
    clearness = clearness_of(site, grid, sky)
    plane = _plane(site, grid, clearness)
    tilt_deg, azimuth_deg = reference
    standard = _plane(Site(site.latitude, site.longitude, tilt_deg, azimuth_deg, site.area), grid, clearness)
    output = plane * (yield_kwh_kwp / float(standard.sum()))
    cut = np.minimum(output, PEAK_KW_PER_KWP)
    whole: Floats = cut * (float(output.sum()) / float(cut.sum()))
    return whole


def clearness_of(site: Site, grid: YearGrid, sky: Sky) -> Floats:
    """Return the share of the clear sky in each hour; a day has one, and it resembles the day before."""
    area = site.area.value
    steps = persistent_steps(f"cielo {area} {grid.year}", grid.day_count, sky.persistence)
    first_hours = np.searchsorted(grid.day_index, np.arange(grid.day_count))
    mean = np.array(sky.clearness[area])[grid.month[first_hours] - 1]
    daily = np.clip(mean * (1.0 + sky.variation[area] / float(mean.mean()) * steps), DARKEST_DAY, CLEAREST_DAY)
    whole: Floats = daily[grid.day_index]
    return whole


def _plane(site: Site, grid: YearGrid, clearness: Floats) -> Floats:
    """Return the irradiation of the plane of the modules, in kWh/m² for each hour."""
    import pandas as pd  # type: ignore[import-untyped] # noqa: PLC0415 - loaded by who projects; no types
    from pvlib import clearsky, irradiance, solarposition  # type: ignore[import-untyped] # noqa: PLC0415 - likewise

    first = int(grid.hours.starts[0].timestamp())
    instants = (first + np.arange(len(grid)) * 3600) * 1_000_000_000 + HALF_HOUR_NS
    times = pd.DatetimeIndex(instants).tz_localize("UTC")
    with warnings.catch_warnings():
        # pvlib still asks pandas for names that pandas will drop; the numbers are the same.
        warnings.simplefilter("ignore", DeprecationWarning)
        watts = _watts(site, times, clearness, (clearsky, irradiance, solarposition))
    return watts * KW_OF_A_WATT


def _watts(site: Site, times: Any, clearness: Floats, library: tuple[Any, Any, Any]) -> Floats:
    clearsky, irradiance, solarposition = library
    sun: Any = solarposition.get_solarposition(times, site.latitude, site.longitude, method="ephemeris")
    clear: Any = clearsky.simplified_solis(sun["apparent_elevation"], aod700=AEROSOL_DEPTH, precipitable_water=WATER_CM)
    horizontal = np.nan_to_num(clear["ghi"].to_numpy(dtype=np.float64)) * clearness
    split: Any = irradiance.erbs(horizontal, sun["zenith"].to_numpy(dtype=np.float64), times)
    plane: Any = irradiance.get_total_irradiance(
        site.tilt_deg,
        site.azimuth_deg,
        sun["apparent_zenith"].to_numpy(dtype=np.float64),
        sun["azimuth"].to_numpy(dtype=np.float64),
        np.nan_to_num(np.asarray(split["dni"], dtype=np.float64)),
        horizontal,
        np.nan_to_num(np.asarray(split["dhi"], dtype=np.float64)),
        model="isotropic",
    )
    watts: Floats = np.clip(np.nan_to_num(np.asarray(plane["poa_global"], dtype=np.float64)), 0.0, None)
    return watts
