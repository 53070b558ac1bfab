"""The machine envelope of `documents diff`."""

from collections.abc import Iterable
from typing import Any

from workflow.documents.comparison.items import Item
from workflow.documents.comparison.report import ClauseChange, Comparison, ItemChange, Status
from workflow.documents.comparison.words import Op
from workflow.services.document_comparison import Side

SCHEMA_VERSION = 1


def comparison_json(found: Comparison, one: Side, other: Side) -> dict[str, Any]:
    """Return the comparison as plain data: English keys, Italian words."""
    return {
        "schema": SCHEMA_VERSION,
        "a": _side(one),
        "b": _side(other),
        "is_equal": found.is_equal,
        "document": found.document,
        "counts": {status.value: found.count(status) for status in Status},
        "requirements_touched": list(found.touched),
        "clauses": [_clause(change) for change in found.clauses],
        "margins": [_item(change) for change in found.margins],
        "tracked_changes": [
            {"author": r.author, "at": r.at, "kind": r.kind, "text": r.text, "paragraph": r.paragraph}
            for r in found.revisions
        ],
        "untracked_changes": [_clause(change) for change in found.silent],
        "comments": [{"author": r.author, "at": r.at, "text": r.text, "about": r.about} for r in found.remarks],
        "hints": list(found.hints),
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "sha256": side.sha256, "is_pdf": side.is_pdf}


def _clause(change: ClauseChange) -> dict[str, Any]:
    return {
        "title": change.title,
        "title_before": None if change.before is None else change.before.title,
        "number": None if change.after is None else change.after.number or None,
        "number_before": None if change.before is None else change.before.number or None,
        "clause_ids": sorted(
            {*(change.before.ids if change.before else ()), *(change.after.ids if change.after else ())}
        ),
        "status": change.status.value,
        "is_moved": change.is_moved,
        "is_renumbered": change.is_renumbered,
        "is_only_typographic": change.is_only_typographic,
        "touches_requirement": bool(change.answers) and change.is_different,
        "answers": list(change.answers),
        "changes": [_item(item) for item in change.items if not item.is_same],
        "facts": _facts(change.items),
    }


def _item(item: ItemChange) -> dict[str, Any]:
    return {
        "before": _text(item.before),
        "after": _text(item.after),
        "is_table_row": bool((item.after or item.before or Item("")).is_row),
        "is_only_typographic": item.is_only_typographic,
        "words": [
            {"op": {Op.SAME: "same", Op.REMOVED: "removed", Op.ADDED: "added"}[one.op], "text": one.text}
            for one in item.stretches
        ],
        "facts": _facts((item,)),
    }


def _text(item: Item | None) -> dict[str, Any] | None:
    return None if item is None else {"label": item.label, "text": item.text, "page": item.page}


def _facts(items: Iterable[ItemChange]) -> list[dict[str, str]]:
    return [
        {"kind": fact.kind.value, "before": fact.before, "after": fact.after} for item in items for fact in item.facts
    ]
