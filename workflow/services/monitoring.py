"""Watches a community: its measures against the projection of the same year, and the alarms that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath, Finding
from workflow.energy.hours import Flags
from workflow.energy.monitoring import (
    Alarm,
    AlarmKind,
    MonthCompared,
    ShareCompared,
    Watched,
    alarms_of,
    compare_months,
    compare_shares,
)
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.energy.series import Direction
from workflow.law import Law
from workflow.services.energy_figures import load_figures
from workflow.services.energy_year import counted_points, plant_keys
from workflow.services.measure_thresholds import MonitoringLimits, load_measure_figures
from workflow.services.measured_year import Coverage, MeasuredChoices, measured_series, month_names
from workflow.services.opening import Opened
from workflow.services.projecting import Projection, project
from workflow.services.projection_choices import Given, choices_of

_CODES = {
    AlarmKind.SHARE_FALLING: "ENE-15",
    AlarmKind.PLANT_STOPPED: "ENE-16",
    AlarmKind.METER_MISSING: "ENE-17",
    AlarmKind.LOW_PRODUCTION: "ENE-18",
}


@dataclass(frozen=True, eq=False)
class Monitoring:
    """A year watched: months and shares compared, alarms with their words, and what the comparison rests on."""

    year: int
    names: Mapping[str, str]
    months: tuple[MonthCompared, ...]
    shares: tuple[ShareCompared, ...]
    alarms: tuple[Alarm, ...]
    findings: tuple[Finding, ...]
    coverage: tuple[Coverage, ...]
    assumptions: tuple[NamedAssumption, ...]
    limits: MonitoringLimits

    @property
    def has_measures(self) -> bool:
        """Whether anything was measured in the year."""
        return any(one.known_hours for one in self.coverage if one.direction is not Direction.PRICE)


def monitor(opened: Opened, law: Law, year: int) -> Monitoring:
    """Return the year watched until the day of judgement, against the projection of what the dossier's files tell.

    Measured withdrawals are left out of the projection: a year compared with itself would never raise an alarm.

    Raises IncompleteYearError while the dossier cannot be projected, BrokenFileError for an unreadable original.
    """
    dossier = opened.dossier
    choices = replace(choices_of(opened, Given(is_full_year=False)), measured={})
    projection = project(dossier, law, load_figures(), year, choices)
    series = measured_series(opened, year, law, MeasuredChoices())
    limits = load_measure_figures().monitoring
    meters = _meters(projection, series.injected, Direction.INJECTION, series.windows)
    meters += _meters(projection, series.withdrawn, Direction.WITHDRAWAL, series.windows)
    expected = projection.scenarios[Level.EXPECTED].settlement
    months = tuple(one for meter in meters for one in compare_months(meter, series.grid, limits.thresholds))
    shares = tuple(compare_shares(meters, expected.injected_kwh, expected.shared_kwh, series.grid, limits.thresholds))
    alarms = alarms_of(meters, months, shares, series.grid, limits.thresholds, until=dossier.as_of)
    return Monitoring(
        year=year,
        names=names_of(dossier),
        months=months,
        shares=shares,
        alarms=alarms,
        findings=tuple(_finding(alarm, year) for alarm in alarms),
        coverage=series.coverage,
        assumptions=projection.assumptions,
        limits=limits,
    )


def names_of(dossier: Dossier) -> dict[str, str]:
    """Return who stands behind each meter: the member of a POD, the plant itself."""
    found = {point.pod: member.full_name or "" for member, point in counted_points(dossier) if point.pod}
    return found | {name: name for name in plant_keys(dossier)}


def _meters(
    projection: Projection, measured: Mapping[str, Any], direction: Direction, windows: Mapping[str, Flags]
) -> list[Watched]:
    """Return the meters that are projected too: a point that has left is not."""
    found = []
    for key, values in measured.items():
        levels = {
            level: (one.injected if direction is Direction.INJECTION else one.withdrawn).get(key)
            for level, one in projection.scenarios.items()
        }
        low, expected, high = (levels[level] for level in (Level.LOW, Level.EXPECTED, Level.HIGH))
        if low is not None and expected is not None and high is not None:
            found.append(Watched(key, direction, values, windows[key], expected, low, high))
    return found


def _finding(alarm: Alarm, year: int) -> Finding:
    values: dict[str, Any] = {"anno": str(year), "chi": alarm.key, "giorni": alarm.count, "volte": alarm.count}
    values["che_cosa"] = alarm.direction.value if alarm.direction is not None else ""
    values["mese"] = month_names([alarm.month])[0].capitalize() if alarm.month is not None else ""
    values["dal"] = alarm.since_on
    for name, figure in (("misurata", alarm.measured), ("attesa", alarm.expected)):
        if figure is not None:
            shown = figure * 100 if alarm.kind is AlarmKind.SHARE_FALLING else figure
            values[name] = f"{shown:.0f}"
    path: FieldPath = ("misure", alarm.key) if alarm.key else ("misure",)
    return finding_of(packaged_card(_CODES[alarm.kind]), path, values)
