"""Random settlements in the published format: every kind, source, edge, option, clock change, gap and tie."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

ROME = ZoneInfo("Europe/Rome")
# The two days of the clock change, leap days, the first month of the tariff, the year's ends and a quiet day.
DAYS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2024, 2, 29),
    date(2024, 1, 30),
    date(2026, 12, 31),
    date(2026, 1, 1),
    date(2027, 6, 2),
]
HOLDERS = ["person", "enterprise", "public_body", "religious", "third_sector", "environmental", "other"]
BODIES = ["public_body", "religious", "third_sector", "environmental"]
POWERS = [1, 3, 3.01, 20, 20.5, "99.9", 200, 600, 1000, 1500]
CLASSES = [3, 20, 200, 200.01, 600, 600.01, 1000, 1000.01]
PRICES = st.one_of(
    st.sampled_from([-500.0, -0.01, 0.0, 59.99, 100.0, 139.99, 140.0, 179.99, 180.0, 180.01, 4000.0]),
    st.integers(-30000, 300000).map(lambda n: n / 100),
)
ENERGIES = st.one_of(
    st.just(0.0), st.integers(0, 4000).map(lambda n: n / 8), st.integers(0, 10**6).map(lambda n: n / 1000)
)


@st.composite
def hours_of_days(draw: st.DrawFn) -> tuple[date, list[str]]:
    """Draw a day and its hours, or those of two days, or a part of them with holes; in one offset or another."""
    day = draw(st.sampled_from(DAYS))
    start = datetime(day.year, day.month, day.day, tzinfo=ROME).astimezone(UTC)
    last = day + timedelta(days=draw(st.sampled_from([1, 1, 2])))
    last = min(last, date(day.year + 1, 1, 1))
    end = datetime(last.year, last.month, last.day, tzinfo=ROME).astimezone(UTC)
    hours = [start + timedelta(hours=h) for h in range(int((end - start).total_seconds()) // 3600)]
    step = draw(st.sampled_from([1, 1, 1, 3, 7]))
    zone = draw(st.sampled_from([ROME, UTC]))
    return day, [hour.astimezone(zone).isoformat() for hour in hours[draw(st.integers(0, 3)) :: step]]


@st.composite
def settlements(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the input of one settlement."""
    day, hours = draw(hours_of_days())
    series = st.lists(ENERGIES, min_size=len(hours), max_size=len(hours))
    near = st.sampled_from([day + timedelta(days=n) for n in (-400, -1, 0, 1, 2)])
    return {
        "configuration": {
            "type": draw(st.sampled_from(["CER", "GAC", "AID", "CEC", "CAAC", "CAD"])),
            "sdc": draw(st.sampled_from([False, False, False, True])),
        },
        "hours": hours,
        "zonal_price_eur_mwh": draw(st.lists(PRICES, min_size=len(hours), max_size=len(hours))),
        "plants": [draw(_plants(index, series, near)) for index in range(draw(st.integers(1, 5)))],
        "withdrawal_points": [draw(_points(index, series, near)) for index in range(draw(st.integers(1, 5)))],
        "tariffs": {"TRASe_eur_mwh": draw(st.sampled_from([10.57, 8, 0])), "BTAU_eur_mwh": 0.65},
        "fees": {"charge": draw(st.booleans()), "vat_rate": draw(st.sampled_from([0.22, 0]))},
        "options": draw(_options(near)),
    }


@st.composite
def _plants(draw: st.DrawFn, index: int, series: Any, near: Any) -> dict[str, Any]:
    return {
        "id": f"P{index}",
        "source": draw(st.sampled_from(["pv", "pv", "wind", "hydro", "biogas", "biomass", "other"])),
        "area": draw(st.sampled_from(["north", "centre", "south"])),
        "power_kW": draw(st.sampled_from(POWERS)),
        "class_power_kW": draw(st.sampled_from(CLASSES)),
        "entry_into_operation": draw(st.sampled_from(["2020-01-01", "2024-05-01", "2025-05-01"])),
        "service_start": draw(near).isoformat(),
        "tip_end": draw(st.one_of(st.none(), near.map(date.isoformat))),
        "tip_admitted": draw(st.sampled_from([True, True, False])),
        "grant_share": draw(st.sampled_from([0, 0, 0.1, 0.267, 0.4, 0.400001])),
        "obligation_kW": draw(st.sampled_from([0, 0, 0.5, 2, 50])),
        "superbonus_kW": draw(st.sampled_from([0, 0, 1])),
        "voltage": draw(st.sampled_from(["BT", "MT", "AT"])),
        "in_building": draw(st.booleans()),
        "rid": draw(st.booleans()),
        "injected_kWh": draw(series),
    }


@st.composite
def _points(draw: st.DrawFn, index: int, series: Any, near: Any) -> dict[str, Any]:
    withdrawn = draw(series)
    charged = draw(st.sampled_from([0.0, 0.0, 0.5, 1.0]))
    return {
        "id": f"Y{index}",
        "holder": draw(st.sampled_from(HOLDERS)),
        "voltage": draw(st.sampled_from(["BT", "MT"])),
        "from": draw(st.one_of(st.none(), near.map(date.isoformat))),
        "until": draw(st.one_of(st.none(), near.map(date.isoformat))),
        "withdrawn_kWh": withdrawn,
        "storage_charge_kWh": [energy * charged for energy in withdrawn],
        "storage_efficiency": draw(st.sampled_from([1, 0.5, 0.875, 0])),
    }


@st.composite
def _options(draw: st.DrawFn, near: Any) -> dict[str, Any]:
    every: dict[str, Any] = {
        "exempt_bodies": st.sampled_from([BODIES, [], ["public_body"]]),
        "exempt_persons": st.sampled_from([[], ["person"], ["person", "enterprise", "public_body"]]),
        "persons_exempt_from_on": near.map(date.isoformat),
        "exempt_measure": st.sampled_from(["pro_rata", "first", "last"]),
        "exempt_priority": st.sampled_from(["bodies_only", "all_exempt", "none"]),
        "eligible_energy": st.sampled_from(["after_queue", "before_min"]),
        "tie_rule": st.sampled_from(["pro_rata", "by_id"]),
        "surplus_denominator": st.sampled_from(["full", "eligible"]),
        "building_energy": st.sampled_from(["recomputed", "queue_shares"]),
        "loss_floor": st.sampled_from(["none", "zero"]),
        "fee_scope": st.sampled_from(["all_plants", "tip_plants"]),
        "fee_year": st.sampled_from(["full", "pro_rata"]),
        "fee_fraction": st.sampled_from(["proportional", "whole_kw"]),
    }
    return draw(st.fixed_dictionaries({}, optional=every))
