"""Merges one record into another, field by field: what the new one does not say stays as it was."""

from dataclasses import dataclass
from typing import Any, TypeVar

from workflow.domain.record import Record
from workflow.intake.shape import shape_of

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class FieldChange:
    """A field that gets a new value: its keys, what it was (None if unknown) and what it becomes."""

    keys: tuple[str, ...]
    before: Any
    after: Any


def merge_records(
    known: AnyRecord, new: AnyRecord, skipped: frozenset[str] = frozenset()
) -> tuple[AnyRecord, list[FieldChange]]:
    """Return the known record with what the new one says, and the changes; `skipped` keys are left alone.

    A field at its default says nothing: an absent column must not erase what is known.
    """
    changes: list[FieldChange] = []
    update: dict[str, Any] = {}
    for key, shape in shape_of(type(known)).items():
        before, after = getattr(known, shape.name), getattr(new, shape.name)
        if key in skipped or after == _default(new, shape.name) or after == before:
            continue
        if isinstance(before, Record) and isinstance(after, Record):
            merged, inner = merge_records(before, after)
            update[shape.name] = merged
            changes += [FieldChange((key, *change.keys), change.before, change.after) for change in inner]
        else:
            update[shape.name] = after
            changes.append(FieldChange((key,), None if before == _default(known, shape.name) else before, after))
    return (known.model_copy(update=update) if update else known), changes


def _default(record: Record, name: str) -> Any:
    return type(record).model_fields[name].get_default()
