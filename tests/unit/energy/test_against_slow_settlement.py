"""The settlement agrees, hour by hour and euro by euro, with a slow one written apart, on random communities."""

import ast
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.builders.random_settlements import settlements
from tests.unit.energy import slow_settlement
from workflow.energy.settlement import settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.settling import settlement_json, year_of

LAW = Law.load()
CASES = json.loads((Path(__file__).parent / "settlement_cases.json").read_text(encoding="utf-8"))
TOLERANCE = Decimal("1e-6")


def ours(case: dict[str, Any]) -> dict[str, Any]:
    found = SettlementInput.model_validate_json(json.dumps(case))
    return settlement_json(settle(year_of(found, Path("case.json"), LAW)))


def differences(slow: Any, fast: Any, path: str = "") -> list[str]:
    """Return where the slow result is not the fast one; what the fast one adds is not looked at."""
    if isinstance(slow, dict):
        return [line for key in slow for line in differences(slow[key], fast[key], f"{path}.{key}")]
    if isinstance(slow, list):
        assert len(slow) == len(fast)
        return [line for i, one in enumerate(slow) for line in differences(one, fast[i], f"{path}[{i}]")]
    return [] if abs(slow - Decimal(repr(fast))) < TOLERANCE else [f"{path}: {slow} apart, {fast} here"]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(settlements())
def test_the_two_settlements_agree(case: dict[str, Any]) -> None:
    slow = slow_settlement.settle(case)
    fast = ours(case)
    assert set(fast) - set(slow) == {"assumptions", "named_assumptions"}
    assert differences(slow, fast) == []


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_the_slow_settlement_gives_the_published_results(case: dict[str, Any]) -> None:
    assert differences(slow_settlement.settle(case["input"]), case["expected"]) == []


def test_the_slow_settlement_imports_nothing_of_ours() -> None:
    tree = ast.parse(Path(slow_settlement.__file__ or "").read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(isinstance(node, ast.Import) for node in ast.walk(tree))
    assert imported == {"datetime", "decimal", "typing", "zoneinfo"}


@pytest.mark.parametrize(("day", "count"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 1), 24)])
def test_a_day_has_the_hours_of_its_clock(day: date, count: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=slow_settlement.ROME)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=slow_settlement.ROME)
    assert (end.astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=count)
