"""The settlement agrees, hour by hour and euro by euro, with a slow one written apart, on random communities."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.energy import slow_settlement
from workflow.energy.settlement import settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.settling import settlement_json, year_of

LAW = Law.load()
# The two days of the clock change, a leap day, the year's ends and a quiet day: local midnights in UTC.
DAYS = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2028, 2, 29),
    date(2026, 12, 31),
    date(2026, 1, 1),
    date(2027, 6, 2),
]
HOLDERS = ["person", "enterprise", "public_body", "religious", "third_sector", "environmental", "other"]
energies = st.one_of(st.just(0.0), st.integers(0, 4000).map(lambda n: n / 8))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    day = draw(st.sampled_from(DAYS))
    start = datetime(day.year, day.month, day.day, tzinfo=slow_settlement.ROME).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=slow_settlement.ROME).astimezone(UTC)
    count = int((end - start).total_seconds()) // 3600
    hours = [(start + timedelta(hours=h)).isoformat() for h in range(count)]
    series = st.lists(energies, min_size=count, max_size=count)
    near = st.sampled_from([day - timedelta(days=1), day, day + timedelta(days=1)])
    plants = [
        {
            "id": f"P{index}",
            "source": draw(st.sampled_from(["pv", "wind", "hydro", "other"])),
            "area": draw(st.sampled_from(["north", "centre", "south"])),
            "power_kW": draw(st.sampled_from([3, 20, 20.5, 200, 600, 1000])),
            "class_power_kW": draw(st.sampled_from([20, 200, 200.01, 600, 600.01, 1000, 1000.01])),
            "entry_into_operation": draw(st.sampled_from(["2020-01-01", "2024-05-01", "2025-05-01"])),
            "service_start": draw(near).isoformat(),
            "tip_end": draw(st.one_of(st.none(), near.map(date.isoformat))),
            "tip_admitted": draw(st.booleans()),
            "grant_share": draw(st.sampled_from([0, 0, 0.1, 0.4, 0.41])),
            "obligation_kW": draw(st.sampled_from([0, 0, 2, 50])),
            "superbonus_kW": draw(st.sampled_from([0, 0, 1])),
            "voltage": draw(st.sampled_from(["BT", "MT", "AT"])),
            "in_building": draw(st.booleans()),
            "rid": draw(st.booleans()),
            "injected_kWh": draw(series),
        }
        for index in range(draw(st.integers(1, 4)))
    ]
    points = []
    for index in range(draw(st.integers(1, 4))):
        withdrawn = draw(series)
        points.append(
            {
                "id": f"Y{index}",
                "holder": draw(st.sampled_from(HOLDERS)),
                "voltage": draw(st.sampled_from(["BT", "MT"])),
                "from": draw(st.one_of(st.none(), near.map(date.isoformat))),
                "until": draw(st.one_of(st.none(), near.map(date.isoformat))),
                "withdrawn_kWh": withdrawn,
                "storage_charge_kWh": [w * draw(st.sampled_from([0.0, 0.5])) for w in withdrawn],
                "storage_efficiency": draw(st.sampled_from([1, 0.5, 0.875])),
            }
        )
    prices = st.sampled_from([-50.0, 0.0, 59.99, 100.0, 140.0, 180.0, 250.5])
    return {
        "configuration": {
            "type": draw(st.sampled_from(["CER", "GAC", "AID", "CEC", "CAAC", "CAD"])),
            "sdc": draw(st.booleans()),
        },
        "hours": hours,
        "zonal_price_eur_mwh": draw(st.lists(prices, min_size=count, max_size=count)),
        "plants": plants,
        "withdrawal_points": points,
        "tariffs": {"TRASe_eur_mwh": 10.57, "BTAU_eur_mwh": 0.65},
        "fees": {"charge": draw(st.booleans()), "vat_rate": 0.22},
        "options": {
            "exempt_bodies": ["public_body", "religious", "third_sector", "environmental"],
            "exempt_persons": draw(st.sampled_from([[], ["person"]])),
            "exempt_measure": "pro_rata",
            "exempt_priority": "bodies_only",
            "tie_rule": "pro_rata",
            "surplus_denominator": "full",
            "fee_scope": "all_plants",
        },
    }


def ours(case: dict[str, Any]) -> dict[str, Any]:
    found = SettlementInput.model_validate_json(json.dumps(case))
    result = settlement_json(settle(year_of(found, Path("case.json"), LAW)))
    return {
        "shared_kWh": result["hourly"]["shared_kWh"],
        "plants": {
            key: {name: value for name, value in plant.items() if name != "hourly_shared_kWh"}
            for key, plant in result["plants"].items()
        },
        "surplus_eur": result["surplus"]["surplus_eur"],
        "valorisation": {k: v for k, v in result["valorisation"].items() if k != "E_ACV_kWh"},
        "net_of_fees_eur": result["totals"]["net_of_fees_eur"],
    }


def differences(slow: Any, fast: Any, path: str = "") -> list[str]:
    if isinstance(slow, dict):
        assert set(slow) == set(fast)
        return [line for key in slow for line in differences(slow[key], fast[key], f"{path}.{key}")]
    if isinstance(slow, list):
        assert len(slow) == len(fast)
        return [line for i, one in enumerate(slow) for line in differences(one, fast[i], f"{path}[{i}]")]
    return [] if abs(slow - Decimal(repr(fast))) < Decimal("1e-6") else [f"{path}: {slow} apart, {fast} here"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(cases())
def test_the_two_settlements_agree(case: dict[str, Any]) -> None:
    assert differences(slow_settlement.settle(case), ours(case)) == []


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_day_has_the_hours_of_its_clock(day: date, count: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=slow_settlement.ROME)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=slow_settlement.ROME)
    assert (end.astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=count)
