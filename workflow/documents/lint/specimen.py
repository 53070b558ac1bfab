"""A dossier in which every record and list of the fascicolo is there, so that every name of a template has a place."""

import types
import typing
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind
from workflow.domain.record import Record

_DAY = date(2026, 1, 1)
_YEAR = 2026
# What is not written in the fascicolo, or has no place in the documents.
_LEFT_OUT = frozenset({"found_in_papers", "other_uses", "allegati", "deroghe", "riscontri"})


def specimen(kind: Kind) -> Dossier:
    """Return a dossier of a kind with one of everything and hardly a value: only its shape means something."""
    facts = {key: value for key, value in _facts(Dossier, ()).items() if key not in _LEFT_OUT}
    facts["configurazione"] = {**facts["configurazione"], "tipologia": kind}
    facts |= {"as_of": _DAY, "slug": "modello"}
    for absent in _absent(kind):
        facts.pop(absent, None)
    return Dossier.model_validate(facts)


def _absent(kind: Kind) -> Iterator[str]:
    if not kind.is_community:
        yield "comunita"
    if not kind.is_group:
        yield from ("edificio", "contratto")


def _facts(record: type[Record], above: tuple[type[Record], ...]) -> dict[str, Any]:
    found = {}
    for name, field in record.model_fields.items():
        value = _value(field.annotation, (*above, record), is_required=field.is_required())
        if value is not None:
            found[field.alias or name] = value
    return found


def _value(annotation: Any, above: tuple[type[Record], ...], *, is_required: bool) -> Any:
    """Return a record, or a list with one, for an annotation that holds records; a plain value only if one must be."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return _value(arguments[0], above, is_required=is_required)
    if origin in {typing.Union, types.UnionType}:
        values = (_value(one, above, is_required=is_required) for one in arguments if one is not types.NoneType)
        return next((value for value in values if value is not None), None)
    if origin in {tuple, list}:
        item = _value(arguments[0], above, is_required=False)
        return None if item is None else [item]
    if not isinstance(annotation, type):
        return None
    if issubclass(annotation, Record):
        return None if annotation in above else _facts(annotation, above)
    return _plain(annotation) if is_required else None


def _plain(kind: type) -> Any:
    if issubclass(kind, Enum):
        return next(iter(kind))
    values: Mapping[type, Any] = {bool: True, int: _YEAR, Decimal: Decimal(1), date: _DAY, str: "x"}
    return values.get(kind)
