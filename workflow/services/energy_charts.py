"""The charts of a reported year, those that it has something to draw for."""

import numpy as np

from workflow.documents.charts.chart import Chart
from workflow.documents.charts.energy import (
    DayPanel,
    MemberBar,
    MonthBar,
    RangeBar,
    SharePanel,
    members_chart,
    months_chart,
    range_chart,
    share_chart,
    typical_days_chart,
)
from workflow.energy.chart_series import month_sums, shares, typical_days
from workflow.energy.hours import Floats
from workflow.energy.projection.named_assumption import Level
from workflow.energy.projection.rounding import significant
from workflow.services.energy_report_view import members_shown
from workflow.services.energy_reported import ReportedYear


def charts_of(reported: ReportedYear) -> dict[str, Chart]:
    """Return the charts by the name that the template gives them."""
    settled = reported.settled
    found = {
        "giorno": typical_days_chart(
            [
                DayPanel(one.season, *(_drawn(each) for each in (one.injected_kwh, one.withdrawn_kwh, one.shared_kwh)))
                for one in typical_days(settled)
            ]
        ),
        "mesi": months_chart(
            [MonthBar(one.month, one.injected_kwh, one.withdrawn_kwh, one.shared_kwh) for one in month_sums(settled)]
        ),
    }
    panels = [SharePanel(one.name, one.months, one.year, one.threshold) for one in shares(settled)]
    if panels:
        found["quota"] = share_chart(panels)
    members = [MemberBar(one.name, one.shared_kwh, one.benefit_eur) for one in members_shown(reported)]
    if members:
        found["soci"] = members_chart(members)
    if reported.scenarios:
        found["intervallo"] = range_chart(_ranges(reported))
    return found


def _drawn(means: Floats) -> list[float]:
    """Return the steps of a line: what never comes lies on the ground, and the table says that it is not known."""
    return [float(mean) for mean in np.nan_to_num(means, nan=0.0)]


def _ranges(reported: ReportedYear) -> list[RangeBar]:
    low, expected, high = (reported.scenarios[level] for level in (Level.LOW, Level.EXPECTED, Level.HIGH))
    rows = [
        ("Tariffa premio", [float(one.tip_eur) for one in (low, expected, high)]),
        ("Valorizzazione", [float(one.valorisation.total_eur) for one in (low, expected, high)]),
        ("Ritiro dedicato", [float(one.rid_eur) for one in (low, expected, high)]),
        ("Netto per il Referente", [float(one.net_of_fees_eur) for one in (low, expected, high)]),
    ]
    return [RangeBar(name, *(float(significant(value)) for value in values)) for name, values in rows if any(values)]
