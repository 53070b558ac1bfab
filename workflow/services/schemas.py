"""The JSON Schemas that the tool publishes, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from workflow.bundle.manifest import manifest_schema
from workflow.intake.schema import fascicolo_schema, members_schema
from workflow.intake.settlement_file import settlement_schema
from workflow.services.collecting_json import collect_schema
from workflow.services.decorrenza_json import decorrenza_schema
from workflow.services.report_json import report_schema
from workflow.services.sign_checking_json import sign_check_schema
from workflow.services.signature_plan_json import signature_plan_schema
from workflow.services.statute_json import statute_schema

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "fascicolo": fascicolo_schema,
    "soci": members_schema,
    "report": report_schema,
    "manifest": manifest_schema,
    "settlement": settlement_schema,
    "decorrenza": decorrenza_schema,
    "sign-plan": signature_plan_schema,
    "sign-check": sign_check_schema,
    "collect": collect_schema,
    "statute-check": statute_schema,
}
