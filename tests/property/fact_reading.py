"""Records which facts of a dossier a rule reads, by watching the records themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.builders.rulebook import catalogue, law
from workflow.checks.engine import Rule
from workflow.checks.run import run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.record import Record

# Who copies, compares or dumps a record has read all of it.
_WHOLE = {"__dict__", "model_copy", "model_dump", "model_dump_json", "__eq__", "__hash__"}
EVERYTHING = "*"


@dataclass(frozen=True)
class Reading:
    """What a rule concluded, and the facts it read; a path that ends with `*` is a record read whole."""

    verdicts: tuple[tuple[Any, ...], ...]
    read: frozenset[FieldPath] = field(default=frozenset())

    def has_read(self, path: FieldPath) -> bool:
        """Whether the rule read the fact, alone or with the whole record that holds it."""
        heads = {(*path[:length], EVERYTHING) for length in range(len(path))}
        return path in self.read or bool(heads & self.read)


def judged_by(rule: Rule, dossier: Dossier) -> Reading:
    """Judge the dossier by one rule, and say what the rule read of it."""
    with _watched(dossier) as read:
        verdicts = conclusions(rule, dossier)
    return Reading(verdicts, frozenset(read))


def conclusions(rule: Rule, dossier: Dossier) -> tuple[tuple[Any, ...], ...]:
    """Return what one rule concludes: outcomes by place, and what its findings say."""
    report = run(dossier, law(), catalogue().cards, [rule])
    own = [found for found in report.findings if found.code in rule.codes]
    outcomes = tuple((item.code, item.path, item.outcome) for item in report.evaluated)
    return (*outcomes, *((found.code, found.path, found.severity, found.message) for found in own))


def leaves(node: Any, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Yield every fact of plain data by its path in the person's own keys."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list | tuple) and node and isinstance(node[0], dict):
        for index, value in enumerate(node):
            yield from leaves(value, (*path, index))
    elif node is not None:
        yield path, node


@contextmanager
def _watched(dossier: Dossier) -> Iterator[set[FieldPath]]:
    places = _places(dossier, ())
    read: set[FieldPath] = set()

    def watch(record: Record, name: str) -> Any:
        place = places.get(id(record))
        if place is not None:
            known = type(record).model_fields.get(name)
            if known is not None:
                read.add((*place, known.alias or name))
            elif name in _WHOLE:
                read.add((*place, EVERYTHING))
        return object.__getattribute__(record, name)

    Record.__getattribute__ = watch  # type: ignore[method-assign] # the only place that sees every reading
    try:
        yield read
    finally:
        del Record.__getattribute__


def _places(record: Record, path: FieldPath) -> dict[int, FieldPath]:
    found = {id(record): path}
    for name, known in type(record).model_fields.items():
        value, place = getattr(record, name), (*path, known.alias or name)
        if isinstance(value, Record):
            found |= _places(value, place)
        elif isinstance(value, tuple):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    found |= _places(item, (*place, index))
    return found
