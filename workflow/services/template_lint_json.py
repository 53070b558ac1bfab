"""The machine envelope of `templates lint`."""

from collections.abc import Sequence
from typing import Any

from workflow.documents.lint.fault import Fault
from workflow.services.template_lint import LintedTemplate

SCHEMA_VERSION = 1


def lint_json(linted: Sequence[LintedTemplate]) -> dict[str, Any]:
    """Return what was found as plain data: English keys, Italian words."""
    return {
        "schema": SCHEMA_VERSION,
        "is_fine": all(one.is_fine for one in linted),
        "files": [
            {
                "file": one.path.name,
                "document": None if one.document is None else one.document.id,
                "is_letterhead": one.is_letterhead,
                "is_fine": one.is_fine,
                "problem": one.problem,
                "pages_from": one.pages_from,
                "findings": [_fault(fault) for fault in one.faults],
            }
            for one in linted
        ],
    }


def _fault(fault: Fault) -> dict[str, Any]:
    place = fault.place
    return {
        "code": fault.code.code,
        "title": fault.code.title,
        "severity": fault.severity.value,
        "message": fault.message,
        "remedy": fault.remedy,
        "count": fault.count,
        "place": {
            "part": place.kind.value,
            "file_part": place.part or None,
            "paragraph": place.paragraph,
            "excerpt": place.excerpt,
            "page": place.page,
        },
    }
