"""The JSON Schema of what `energy settle --json` prints."""

from typing import Any

_NUMBER = {"type": "number"}
_SERIES = {"type": "array", "items": _NUMBER, "description": "One value an hour, in the order of `hours`."}


def settlement_result_schema() -> dict[str, Any]:
    """Return the schema; every figure is unrounded."""
    surplus_set = _record("tip_energy_kWh", "injected_kWh", "ratio", "excess", "tip_eur", "surplus_eur")
    plant = _record(
        "injected_kWh", "shared_kWh", "tip_energy_kWh", "exempt_tip_energy_kWh", "tip_eur", "rid_eur", "fee_eur",
        hourly_shared_kWh=_SERIES,
    )  # fmt: skip
    named = {
        "id": {"type": "string", "pattern": "^A-"},
        "question": {"type": "string"},
        "answer": {"type": "string"},
        "option": {"type": ["string", "null"], "description": "Its key in `options`; null if it cannot be changed."},
        "choice": {"type": ["string", "null"]},
        "others": {"type": "array", "items": {"type": "string"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "energy settle --json",
        "description": "A settled year. Energies in kWh, amounts in EUR, nothing is rounded.",
        **_record(
            hourly=_record(injected_kWh=_SERIES, withdrawn_kWh=_SERIES, shared_kWh=_SERIES),
            plants=_by_plant(plant),
            surplus=_record("surplus_eur", tip_only=surplus_set, tip_and_grant=surplus_set),
            valorisation=_record(
                "E_ACV_kWh", "E_ACVC_kWh", "E_BT_kWh", "E_MT_kWh", "transmission_eur", "distribution_eur",
                "losses_eur", "total_eur",
            ),
            totals=_record(
                "tip_eur", "tip_surplus_eur", "tip_base_eur", "valorisation_eur", "rid_eur", "fees_eur",
                "fees_vat_eur", "net_of_fees_eur",
            ),
            acconto_month=_by_plant(_record("tip_eur", "valorisation_eur")),
            assumptions={"type": "object", "additionalProperties": {"type": "string"}},
            named_assumptions={"type": "array", "items": _record(**named)},
        ),
    }  # fmt: skip


def _record(*numbers: str, **others: Any) -> dict[str, Any]:
    properties: dict[str, Any] = dict.fromkeys(numbers, _NUMBER) | others
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _by_plant(one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": one, "description": "By the id of the plant."}
