"""The JSON Schemas that the tool publishes, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from workflow.bundle.manifest import manifest_schema
from workflow.intake.measures.mapping_file import mapping_schema
from workflow.intake.received_file import received_schema
from workflow.intake.schema import fascicolo_schema, members_schema
from workflow.intake.settlement_file import settlement_schema
from workflow.services.batch.tasks import batch_schema
from workflow.services.collecting_json import collect_schema
from workflow.services.decorrenza_json import decorrenza_schema
from workflow.services.energy_report_json import energy_report_schema
from workflow.services.measure_json import import_schema, measured_schema, monitoring_schema
from workflow.services.projection_json import projection_schema
from workflow.services.report_json import report_schema
from workflow.services.settling_schema import settlement_result_schema
from workflow.services.sign_checking_json import sign_check_schema
from workflow.services.signature_plan_json import signature_plan_schema
from workflow.services.split_json import split_schema
from workflow.services.statute_json import statute_schema
from workflow.services.what_if_json import what_if_schema

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "fascicolo": fascicolo_schema,
    "soci": members_schema,
    "report": report_schema,
    "manifest": manifest_schema,
    "settlement": settlement_schema,
    "settlement-result": settlement_result_schema,
    "energy-split": split_schema,
    "energy-report": energy_report_schema,
    "received": received_schema,
    "decorrenza": decorrenza_schema,
    "sign-plan": signature_plan_schema,
    "sign-check": sign_check_schema,
    "collect": collect_schema,
    "batch": batch_schema,
    "statute-check": statute_schema,
    "projection": projection_schema,
    "what-if": what_if_schema,
    "measures-import": import_schema,
    "measures-mapping": mapping_schema,
    "measured-year": measured_schema,
    "monitoring": monitoring_schema,
}
