"""A report of two hours of an invented plant: what a template of the energy report can be tried on."""

from functools import cache
from pathlib import Path
from typing import Any

from workflow.energy.explained import explain
from workflow.energy.hour_trace import busiest_hour, trace_hour
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.energy.settlement import settle
from workflow.intake.settlement_file import SettlementInput
from workflow.law import Law
from workflow.services.energy_report_view import view_of
from workflow.services.energy_reported import MemberFigures, ReportedYear, load_texts
from workflow.services.settling import year_of
from workflow.services.split_energy import Origin

_HOURS = ("2024-06-03T10:00:00+02:00", "2024-06-03T11:00:00+02:00")
_PLANT = {
    "id": "Tetto della scuola",
    "source": "pv",
    "area": "north",
    "power_kW": 20,
    "class_power_kW": 20,
    "entry_into_operation": "2024-05-02",
    "service_start": "2024-05-02",
    "tip_end": "2044-05-02",
    "tip_admitted": True,
    "injected_kWh": [9.0, 12.0],
}
_POINT = {"id": "famiglia", "holder": "person", "voltage": "BT", "withdrawn_kWh": [6.0, 7.0]}


def specimen_view(law: Law) -> dict[str, Any]:
    """Return what the template may name, of the specimen, without drawings."""
    return view_of(specimen(law), {})


@cache
def specimen(law: Law) -> ReportedYear:
    """Return the specimen as an estimate, which has everything a report can have."""
    found = SettlementInput.model_validate(
        {
            "configuration": {"type": "CER", "sdc": False},
            "hours": list(_HOURS),
            "zonal_price_eur_mwh": [90.0, 80.0],
            "plants": [_PLANT],
            "withdrawal_points": [_POINT],
            "tariffs": {"TRASe_eur_mwh": 10.0},
            "fees": {"charge": True, "vat_rate": 0},
            "options": {},
        }
    )
    settled, texts = settle(year_of(found, Path("esempio.json"), law)), load_texts()
    return ReportedYear(
        title="Comunità di esempio",
        year=settled.hours.year,
        origin=Origin.PROJECTED,
        settled=settled,
        figures=explain(settled, texts),
        hour=trace_hour(settled, busiest_hour(settled)),
        members=(MemberFigures("Anna Verdi", 13.0, 13.0, 1.2),),
        assumptions=(NamedAssumption("P-ESEMPIO", "Consumi", "13", "kWh", "sintetico", "esempio"),),
        rounding=texts.rounding,
        scenarios=dict.fromkeys(Level, settled),
        notes=("Una nota.",),
        law=law,
    )
