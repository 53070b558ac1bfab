"""Refuses a series with a gap or a negative energy, so that no settlement rests on an hour that nobody measured."""

import numpy as np

from workflow.energy.hours import Flags, Floats
from workflow.resources import ProgramError


class HourMissingError(ProgramError):
    """An hour without a measure, or with one that cannot be; the message says whose and which."""

    exit_code = 4


def require_energy(series_kwh: Floats, whose: str, *, hours_before: int = 0) -> None:
    """Raise HourMissingError unless every value is a number and none is negative.

    `hours_before` says how many hours of the year come before the first value.
    """
    # One comparison is enough: the least of values with a gap among them is a gap, and no gap is above zero.
    if len(series_kwh) and not (series_kwh.min() >= 0.0 and np.isfinite(series_kwh.max())):
        _refuse(series_kwh, whose, ~(np.isfinite(series_kwh) & (series_kwh >= 0.0)), hours_before)


def require_numbers(series: Floats, whose: str) -> None:
    """Raise HourMissingError unless every value is a number; a price may be negative."""
    if not np.isfinite(series).all():
        _refuse(series, whose, ~np.isfinite(series), 0)


def require_part(part_kwh: Floats, whole_kwh: Floats, whose: str, *, hours_before: int = 0) -> None:
    """Raise HourMissingError where what is said to be a part is more than the whole."""
    beyond = np.flatnonzero(part_kwh > whole_kwh)
    if len(beyond):
        hour = hours_before + int(beyond[0]) + 1
        raise HourMissingError(f"Nell'ora {hour} {whose} supera il prelievo di cui è parte.")


def require_length(series: Floats, wanted: int, whose: str) -> None:
    """Raise HourMissingError unless there is one value an hour."""
    if len(series) != wanted:
        raise HourMissingError(f"Le ore sono {wanted} ma {whose} ha {len(series)} valori: dare un valore per ogni ora.")


def _refuse(series: Floats, whose: str, wrong: Flags, hours_before: int) -> None:
    places = np.flatnonzero(wrong)
    first = int(places[0])
    value = series[first]
    what = "manca" if np.isnan(value) else f"è {value:g}"
    others = f" (e in altre {len(places) - 1} ore)" if len(places) > 1 else ""
    raise HourMissingError(f"Nell'ora {hours_before + first + 1} {whose} {what}{others}: il conto non lo inventa.")
