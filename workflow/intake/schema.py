"""The JSON Schemas of `fascicolo.yaml` and of the rows of `soci.xlsx`, so that editors complete and explain them."""

from typing import Any

from workflow.domain.dossier import FORMAT_VERSION, Fascicolo
from workflow.domain.record import Record
from workflow.intake.columns import member_columns
from workflow.intake.shape import FieldShape, ValueKind, shape_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_LONGEST_TEXT = 500
_YES_NO = ["sì", "si", "no", True, False]
_DAY = r"^(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})$"
_NUMBER = r"^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$"


def fascicolo_schema() -> dict[str, Any]:
    """Return the schema of `fascicolo.yaml`."""
    definitions: dict[str, Any] = {}
    top = _of_record(Fascicolo, definitions)
    top["properties"]["versione"] |= {"const": FORMAT_VERSION, "type": "integer"}
    return {
        "$schema": DRAFT,
        "title": "fascicolo.yaml",
        "description": "I dati di una configurazione per l’autoconsumo diffuso. Ciò che non è noto si lascia vuoto.",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def members_schema() -> dict[str, Any]:
    """Return the schema of the rows of `soci.xlsx`, one for each POD, by column key."""
    properties = {}
    for column in member_columns():
        described = _of_field(column.shape, {})
        properties[column.key] = {**described, "title": column.heading, "description": column.help}
    return {
        "$schema": DRAFT,
        "title": "soci.xlsx, foglio «Soci»",
        "description": "Una riga per POD; le righe con lo stesso codice fiscale sono un solo socio.",
        "type": "array",
        "items": {"type": "object", "properties": properties, "additionalProperties": False},
    }


def _of_record(record: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    shapes = shape_of(record)
    described: dict[str, Any] = {
        "type": "object",
        "properties": {key: _of_field(shape, definitions) for key, shape in shapes.items()},
        "additionalProperties": False,
    }
    required = [key for key, shape in shapes.items() if shape.is_required]
    if required:
        described["required"] = required
    return described


def _of_field(shape: FieldShape, definitions: dict[str, Any]) -> dict[str, Any]:
    described = {"title": shape.key.replace("_", " "), "description": shape.description}
    if shape.record is not None:
        return {**described, "anyOf": [_reference(shape.record, definitions), {"type": "null"}]}
    if shape.item is not None:
        item = _of_item(shape.item, definitions)
        return {**described, "anyOf": [{"type": "array", "items": item}, {"type": "null"}]}
    if shape.choices is not None:
        values: list[Any] = [choice.value for choice in shape.choices]
        return {**described, "enum": values if shape.is_required else [*values, None]}
    return {**described, **_SCALARS[shape.kind]}


def _of_item(shape: FieldShape, definitions: dict[str, Any]) -> dict[str, Any]:
    if shape.record is not None:
        return {"anyOf": [_reference(shape.record, definitions), {"type": "null"}]}
    return dict(_SCALARS[shape.kind])


def _reference(record: type[Record], definitions: dict[str, Any]) -> dict[str, Any]:
    name = record.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _of_record(record, definitions)
    return {"$ref": f"#/$defs/{name}"}


_SCALARS: dict[ValueKind, dict[str, Any]] = {
    # A text may be left unquoted when it is a whole number, as house numbers are; a code may not.
    ValueKind.TEXT: {"type": ["string", "integer", "null"], "maxLength": _LONGEST_TEXT},
    ValueKind.CODE: {"type": ["string", "null"], "maxLength": _LONGEST_TEXT},
    ValueKind.DAY: {"type": ["string", "null"], "pattern": _DAY},
    ValueKind.NUMBER: {"type": ["number", "string", "null"], "pattern": _NUMBER},
    ValueKind.INTEGER: {"type": ["integer", "null"]},
    ValueKind.YES_NO: {"enum": [*_YES_NO, None]},
}
