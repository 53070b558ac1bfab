"""The shape of a record: its keys, their Italian help and the kind of value each one takes."""

import types
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from workflow.domain.record import Record
from workflow.intake.written_values import unit_of

# Keys whose value is a code: as a number it would lose its zeros.
CODE_KEYS = frozenset(
    {
        "cabina_primaria",
        "cap",
        "ateco",
        "censimp",
        "codice_fiscale",
        "codice_sezione",
        "codice_up",
        "iban",
        "intestatario_bolletta",
        "mandante",
        "partita_iva",
        "pod",
        "produttori_collegati",
        "telefono",
        "titolare_area",
    }
)


class ValueKind(StrEnum):
    """What may be written as the value of a key."""

    TEXT = "testo"
    CODE = "codice"
    DAY = "data"
    NUMBER = "numero"
    INTEGER = "intero"
    YES_NO = "si_no"
    CHOICE = "scelta"
    RECORD = "gruppo"
    LIST = "elenco"


@dataclass(frozen=True)
class FieldShape:
    """One key: how it is written, what it means, what it takes."""

    key: str
    name: str
    description: str
    kind: ValueKind
    is_required: bool
    choices: type[StrEnum] | None = None
    record: type[Record] | None = None
    item: "FieldShape | None" = None

    @property
    def unit(self) -> str | None:
        """The unit of its number, as the end of the key says."""
        return unit_of(self.key)


@cache
def shape_of(record: type[Record]) -> dict[str, FieldShape]:
    """Return the fields of a record by the key that people write; fields without a key are not for people."""
    shapes = {}
    for name, field in record.model_fields.items():
        if field.alias is not None:
            shapes[field.alias] = _field_shape(name, field.alias, field)
    return shapes


def _field_shape(name: str, key: str, field: FieldInfo) -> FieldShape:
    return _of_type(_bare(field.annotation), key, name, field.description or "", field.is_required())


def _of_type(python_type: Any, key: str, name: str, description: str, is_required: bool) -> FieldShape:
    def made(kind: ValueKind, **parts: Any) -> FieldShape:
        return FieldShape(key=key, name=name, description=description, kind=kind, is_required=is_required, **parts)

    if get_origin(python_type) is tuple:
        item = _of_type(_bare(get_args(python_type)[0]), key, name, description, is_required=True)
        return made(ValueKind.LIST, item=item)
    if issubclass(python_type, Record):
        return made(ValueKind.RECORD, record=python_type)
    if issubclass(python_type, StrEnum):
        return made(ValueKind.CHOICE, choices=python_type)
    # bool is an int, so it comes first
    for known, kind in ((bool, ValueKind.YES_NO), (int, ValueKind.INTEGER), (date, ValueKind.DAY)):
        if issubclass(python_type, known):
            return made(kind)
    if issubclass(python_type, Decimal):
        return made(ValueKind.NUMBER)
    return made(ValueKind.CODE if key in CODE_KEYS else ValueKind.TEXT)


def _bare(annotation: Any) -> Any:
    """Return the type under Annotated and Optional."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return _bare(next(part for part in get_args(annotation) if part is not types.NoneType))
    return annotation
