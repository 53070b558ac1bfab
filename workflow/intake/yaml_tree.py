"""Turns the tree of `fascicolo.yaml` into plain typed values, and reports each value that cannot be read."""

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from workflow.domain.finding import FieldPath
from workflow.domain.record import Record
from workflow.domain.scalars import parse_decimal
from workflow.intake.codes import settled_code, settled_text
from workflow.intake.import_findings import ImportFindings
from workflow.intake.shape import FieldShape, ValueKind, shape_of
from workflow.intake.written_values import (
    UnreadableValueError,
    read_choice,
    read_day,
    read_integer,
    read_number,
    read_yes_no,
)
from workflow.intake.yaml_place import YamlPlace
from workflow.resources import BrokenFileError

# More values than any dossier has: what grows beyond them is a file that repeats itself through anchors.
MAX_VALUES = 100_000
MAX_DEPTH = 20
_THREE_DECIMALS = 3


class YamlTree:
    """Walks one file by the shape of its records; what it cannot read becomes a finding and is left out."""

    def __init__(self, place: YamlPlace, findings: ImportFindings, top: type[Record]) -> None:
        self._place = place
        self._findings = findings
        self._top = top
        self._count = 0

    def record(self, record: type[Record], node: Mapping[Any, Any], path: FieldPath = ()) -> dict[str, Any]:
        """Return the readable values of a mapping, by key; what is null or empty is left out, as unknown."""
        self._count_one(path)
        shapes = shape_of(record)
        settled: dict[str, Any] = {}
        for written, value in node.items():
            key = str(written)
            shape = shapes.get(key)
            if shape is None:
                self._refuse_key(record, key, (*path, key))
                continue
            result = self._value(shape, value, (*path, key))
            if result is not None:
                settled[key] = result
        return settled

    def _value(self, shape: FieldShape, node: Any, path: FieldPath) -> Any:
        """Return the value, or None where nothing is written or nothing can be read."""
        self._count_one(path)
        if node is None or (isinstance(node, str) and not node.strip()):
            return None
        if shape.record is not None:
            return self._group(shape, shape.record, node, path)
        if shape.item is not None:
            return self._list(shape, shape.item, node, path)
        if isinstance(node, Mapping | Sequence) and not isinstance(node, str):
            self._add("IMP-07", path, shape, wording="testo", valore=_shown(node))
            return None
        try:
            return self._scalar(shape, node, path)
        except UnreadableValueError as error:
            self._add(error.code, path, shape, wording=error.wording, **error.values)
            return None

    def _group(self, shape: FieldShape, record: type[Record], node: Any, path: FieldPath) -> dict[str, Any] | None:
        if not isinstance(node, Mapping):
            self._add("IMP-07", path, shape, wording="gruppo", valore=_shown(node))
            return None
        return self.record(record, node, path) or None

    def _list(self, shape: FieldShape, item: FieldShape, node: Any, path: FieldPath) -> list[Any] | None:
        if isinstance(node, str) or not isinstance(node, Sequence):
            self._add("IMP-07", path, shape, wording="elenco", valore=_shown(node))
            return None
        values = [self._value(item, each, (*path, index)) for index, each in enumerate(node)]
        while values and values[-1] is None:
            values.pop()
        if not values:
            # «[]» says that there are none; a list of blanks says nothing.
            return None if node else []
        if item.record is not None:
            # A blank in the middle keeps its place, so that the paths of what follows stay true.
            return [{} if value is None else value for value in values]
        return [value for value in values if value is not None]

    def _scalar(self, shape: FieldShape, node: Any, path: FieldPath) -> Any:
        if shape.kind is ValueKind.CHOICE and shape.choices is not None:
            return read_choice(_plain_number(node), shape.choices, lambda choice: choice.value)
        if shape.kind is ValueKind.DAY:
            if isinstance(node, int | float):
                raise UnreadableValueError("IMP-04", valore=_shown(node))
            return read_day(node)
        if shape.kind is ValueKind.YES_NO:
            return read_yes_no(_plain_number(node))
        if shape.kind is ValueKind.INTEGER:
            return read_integer(_plain_number(node))
        if shape.kind is ValueKind.NUMBER:
            return self._number(shape, node, path)
        return _text(shape, node, self._written(node, path))

    def _written(self, node: Any, path: FieldPath) -> str:
        is_number = isinstance(node, int | float) and not isinstance(node, bool)
        return (self._place.number_as_written(path) if is_number else None) or _shown(node)

    def _number(self, shape: FieldShape, node: Any, path: FieldPath) -> Any:
        if isinstance(node, str):
            return read_number(node, shape.unit)
        number = read_number(_plain_number(node))
        written = self._written(node, path)
        decimals = written.partition(".")[2]
        if shape.unit in {"kwh", "eur"} and len(decimals) == _THREE_DECIMALS:
            self._add(
                "IMP-10", path, shape, valore=written, letto=parse_decimal(written), intero=written.replace(".", "")
            )
        return number

    def _refuse_key(self, record: type[Record], key: str, path: FieldPath) -> None:
        shapes = shape_of(record)
        by_name = {shape.name: shape.key for shape in shapes.values()}
        close = get_close_matches(key.lower().replace(" ", "_"), shapes, n=1, cutoff=0.7)
        elsewhere = _groups_with(self._top, key)
        where = path[:-1]
        if key in by_name:
            proposal, wording = by_name[key], "ripetuta"
        elif close:
            proposal, wording = close[0], "proposta"
        elif elsewhere and not isinstance(where[-1] if where else "", int):
            proposal, wording = elsewhere[0], "altrove"
        else:
            self._findings.add("IMP-01", path, self._place.of(path), chiave=key)
            return
        self._findings.add("IMP-01", path, self._place.of(path), wording=wording, chiave=key, proposta=proposal)

    def _add(self, code: str, path: FieldPath, shape: FieldShape, *, wording: str | None = None, **values: Any) -> None:
        said = {"chiave": shape.key, "campo": shape.key, "descrizione": shape.description or shape.key, **values}
        self._findings.add(code, path, self._place.of(path), wording=wording, **said)

    def _count_one(self, path: FieldPath) -> None:
        self._count += 1
        if self._count > MAX_VALUES or len(path) > MAX_DEPTH:
            raise BrokenFileError(
                self._place.path,
                "il file contiene troppi valori, o valori che contengono sé stessi.",
                "Togliere àncore e rimandi (& e *) e scrivere i valori per esteso.",
            )


def _text(shape: FieldShape, node: Any, written: str) -> str | None:
    """Return a text; a number or a date is accepted only where nothing is lost by it."""
    is_code = shape.kind is ValueKind.CODE
    if isinstance(node, str):
        return (settled_code(shape.key, node) if is_code else settled_text(shape.key, node)) or None
    if isinstance(node, bool) or (isinstance(node, date) and not is_code):
        raise UnreadableValueError("IMP-07", "testo", valore=written)
    if isinstance(node, date):
        raise UnreadableValueError("IMP-09", "data", valore=written, proposta="…")
    if isinstance(node, float):
        raise UnreadableValueError("IMP-09", "decimali", valore=str(float(node)), proposta=written)
    if is_code or written.startswith("0"):
        raise UnreadableValueError("IMP-09", valore=str(int(node)), proposta=written)
    return written


def _plain_number(node: Any) -> Any:
    """Return ruamel's numbers as Python's own."""
    if isinstance(node, bool):
        return node
    if isinstance(node, int):
        return int(node)
    return float(node) if isinstance(node, float) else node


def _shown(node: Any) -> str:
    """Return what a message calls a value."""
    if isinstance(node, bool):
        return "sì" if node else "no"
    if isinstance(node, date):
        return f"{node:%d/%m/%Y}"
    if isinstance(node, Mapping):
        return "un gruppo di chiavi"
    return str(node) if isinstance(node, str | int | float) else "un elenco"


def _groups_with(record: type[Record], key: str) -> list[str]:
    """Return the groups, at any depth, in which a key may be written."""
    found = []
    for shape in shape_of(record).values():
        inner = shape.record or (shape.item.record if shape.item else None)
        if inner is not None:
            found += [shape.key] if key in shape_of(inner) else _groups_with(inner, key)
    return found
