"""Renders one template and compares the result with docxtpl's, for the tests of the engine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.part import DOCUMENT_PART
from workflow.documents.engine.verification import Verification
from workflow.documents.package import read_package
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import Draft, render_draft
from workflow.documents.wordml import paragraphs, parse_part, text_of

Put = Callable[[bytes], Path]
PROPERTIES = DocumentProperties(title="Titolo", as_of=date(2026, 11, 22))


def verified(path: Path, context: dict[str, Any], *, gap: str = "____") -> Draft:
    """Render and compare with docxtpl; a difference raises."""
    return render_draft(path, context, properties=PROPERTIES, cache=TemplateCache(Verification.ALL), gap=gap)


def lines(draft: Draft, part: str = DOCUMENT_PART) -> list[str]:
    return [text_of(each) for each in paragraphs(parse_part(read_package(draft.content)[part]))]
