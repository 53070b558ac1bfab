"""Lints templates and finished documents: every clause present, every name known, no placeholder left behind."""

import re
from collections.abc import Iterable

from workflow.documents.catalogue import DocumentType
from workflow.documents.compiled import TemplateCache
from workflow.documents.errors import TemplateError, quote
from workflow.documents.package import read_package
from workflow.documents.wordml import paragraphs, parse_part, text_of

_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}")
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")


def problems_of(document: DocumentType, cache: TemplateCache) -> list[str]:
    """Everything wrong with the editions of a document, in Italian; an empty list if they are sound."""
    found = []
    for edition in document.editions:
        try:
            compiled = cache.get(edition.path)
        except TemplateError as error:
            found.append(str(error))
            continue
        found.extend(
            f"Modello {compiled.name}: manca la clausola «{clause.id}», che risponde a {', '.join(clause.answers)}."
            for clause in document.clauses
            if clause.id not in compiled.clauses
        )
    return found


def leftovers(content: bytes, *, known: Iterable[str] = ()) -> list[str]:
    """Return the paragraphs that still hold template marks; `known` are values that hold such marks themselves."""
    allowed = list(known)
    found = []
    for name, data in sorted(read_package(content).items()):
        if _RENDERED.fullmatch(name):
            for paragraph in paragraphs(parse_part(data)):
                text = text_of(paragraph)
                for value in allowed:
                    text = text.replace(value, "")
                if _LEFTOVER.search(text):
                    found.append(f"{name}: {quote(text)}")
    return found
