"""Small settlements for tests: a case in the published format, from a few figures."""

from pathlib import Path
from typing import Any

from workflow.energy.settlement import Settlement, settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.settling import year_of


def plant(key: str = "A", injected: list[float] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a photovoltaic plant of the north, 100 kW, in service for years."""
    return {
        "id": key,
        "source": "pv",
        "area": "north",
        "power_kW": 100,
        "class_power_kW": changes.get("power_kW", 100),
        "entry_into_operation": "2024-05-01",
        "service_start": "2024-05-01",
        "tip_end": "2044-05-01",
        "tip_admitted": True,
        "injected_kWh": injected if injected is not None else [100.0],
    } | changes


def point(withdrawn: list[float], key: str = "y", **changes: Any) -> dict[str, Any]:
    """Return a firm's withdrawal point in low voltage."""
    return {"id": key, "holder": "enterprise", "withdrawn_kWh": withdrawn} | changes


def settled(
    law: Law, plants: list[dict[str, Any]], points: list[dict[str, Any]], prices: list[float], **changes: Any
) -> Settlement:
    """Return the settlement of the first hours of 1 July 2026."""
    case = {
        "configuration": {"type": changes.pop("type", "CER"), "sdc": changes.pop("sdc", False)},
        "hours": [f"2026-07-01T{hour:02}:00+02:00" for hour in range(len(prices))],
        "zonal_price_eur_mwh": prices,
        "plants": plants,
        "withdrawal_points": points,
        "tariffs": {"TRASe_eur_mwh": 10.57, "BTAU_eur_mwh": 0.65},
        "fees": {"charge": True, "vat_rate": 0.22},
        "options": changes,
    }
    return settle(year_of(SettlementInput.model_validate(case), Path("case.json"), law))
