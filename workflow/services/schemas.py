"""The JSON Schemas that the tool publishes, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from workflow.bundle.manifest import manifest_schema
from workflow.intake.schema import fascicolo_schema, members_schema
from workflow.intake.settlement_file import settlement_schema
from workflow.services.decorrenza_json import decorrenza_schema
from workflow.services.report_json import report_schema

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "fascicolo": fascicolo_schema,
    "soci": members_schema,
    "report": report_schema,
    "manifest": manifest_schema,
    "settlement": settlement_schema,
    "decorrenza": decorrenza_schema,
}
