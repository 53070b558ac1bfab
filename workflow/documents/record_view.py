"""Turns records into the plain dictionaries that templates may read, with the Italian keys of the files."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from workflow.domain.record import Record


def plain_record(record: Record) -> dict[str, Any]:
    """Return the record's fields under their Italian keys, enumerations as text, tuples as lists."""
    return {
        field.alias or name: plain_value(getattr(record, name)) for name, field in type(record).model_fields.items()
    }


def plain_value(value: Any) -> Any:
    """Return one value as plain data."""
    if isinstance(value, Record):
        return plain_record(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    if isinstance(value, str | bool | int | Decimal | date) or value is None:
        return value
    raise TypeError(f"a value of type {type(value).__name__} cannot reach a template")
