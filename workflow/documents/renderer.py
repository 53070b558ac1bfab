"""Fills a Word template with a dossier's data: strict, escaped, reproducible byte by byte."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2.exceptions import SecurityError
from lxml import etree

from workflow.documents.compiled import DOCUMENT_PART, CompiledTemplate, TemplateCache
from workflow.documents.environment import STATE_NAME, RenderState, UnknownNameError
from workflow.documents.errors import Missing, MissingDatumError, TemplateError
from workflow.documents.filters import BLANK, FilterTypeError
from workflow.documents.finishing import DeadReferenceError, finish_part
from workflow.documents.numbering import Numbering, count
from workflow.documents.package import write_package
from workflow.documents.plain_data import check_plain, check_printable
from workflow.documents.properties import CORE_PART, DocumentProperties
from workflow.documents.wordml import Element, parse_part, serialise_part

_LIKENESS = 0.6


@dataclass(frozen=True)
class Draft:
    """A document written in spite of unknown data, each shown where it is missing."""

    content: bytes
    missing: tuple[Missing, ...]


def render(
    template: Path, context: Mapping[str, Any], *, properties: DocumentProperties, cache: TemplateCache | None = None
) -> bytes:
    """Return the finished Word file.

    Raises MissingDatumError with every unknown datum that the text would have printed,
    TemplateError if the template is wrong, UnprintableTextError if a value cannot stand in a document.
    """
    compiled = (cache or TemplateCache()).get(template)
    draft = _render(compiled, context, properties, BLANK)
    if draft.missing:
        raise MissingDatumError(compiled.name, draft.missing)
    return draft.content


def render_draft(
    template: Path,
    context: Mapping[str, Any],
    *,
    properties: DocumentProperties,
    cache: TemplateCache | None = None,
    gap: str = BLANK,
) -> Draft:
    """Return the Word file with a visible blank where a datum is unknown, and the list of what is missing."""
    compiled = (cache or TemplateCache()).get(template)
    return _render(compiled, context, properties, gap)


def _render(compiled: CompiledTemplate, context: Mapping[str, Any], properties: DocumentProperties, gap: str) -> Draft:
    data = dict(context)
    check_plain(data)
    for name in ("title", "author", "subject", "keywords"):
        check_printable(getattr(properties, name), ("properties", name))
    taken = sorted({STATE_NAME, *compiled.functions} & set(data))
    if taken:
        raise TemplateError(compiled.name, f"i dati usano nomi riservati: {', '.join(taken)}.")
    state = RenderState()
    roots = {part: _render_part(compiled, part, data, state) for part in compiled.templates}
    numbering = count(roots[DOCUMENT_PART])
    missing: list[Missing] = []
    parts = dict(compiled.static)
    for part in sorted(roots, key=lambda name: (name != DOCUMENT_PART, name)):
        try:
            missing.extend(finish_part(roots[part], state, numbering, gap))
        except DeadReferenceError as error:
            raise _dead_reference(compiled, error, numbering) from error
        parts[part] = serialise_part(roots[part])
    parts[CORE_PART] = properties.core_xml()
    return Draft(write_package(parts), tuple(missing))


def _render_part(compiled: CompiledTemplate, part: str, data: dict[str, Any], state: RenderState) -> Element:
    try:
        text = compiled.templates[part].render({**data, STATE_NAME: state})
    except UnknownNameError as error:
        known = data if error.owner is None else error.owner
        raise TemplateError(
            compiled.name,
            f"il nome «{error.name}» non esiste.",
            paragraph=compiled.paragraph_of(part, error),
            remedy=_suggestion(error.name, known),
        ) from error
    except (FilterTypeError, SecurityError, TypeError) as error:
        raise TemplateError(
            compiled.name,
            f"un'espressione non si può calcolare: {error}.",
            paragraph=compiled.paragraph_of(part, error),
        ) from error
    try:
        return parse_part(text)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            compiled.name,
            "le condizioni spezzano il documento.",
            remedy="Scrivere {% if %} e {% for %} da soli in un paragrafo, o aprirli e chiuderli nella stessa frase.",
        ) from error


def _suggestion(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=_LIKENESS)
    return f"Forse si voleva «{near[0]}»." if near else f"Nomi disponibili: {', '.join(sorted(known)) or 'nessuno'}."


def _dead_reference(compiled: CompiledTemplate, error: DeadReferenceError, numbering: Numbering) -> TemplateError:
    clause = error.clause
    if clause in numbering.unnumbered:
        problem, remedy = (
            f"il rinvio a «{clause}» non ha un numero.",
            "Si può rinviare solo ad articoli numerati, ai loro commi e alle loro lettere.",
        )
    elif clause in compiled.clauses:
        problem, remedy = (
            f"il rinvio a «{clause}» è rimasto senza articolo, perché l'articolo è stato omesso.",
            "Mettere il rinvio sotto la stessa condizione dell'articolo.",
        )
    else:
        problem, remedy = (
            f"il rinvio a «{clause}» non trova alcun articolo.",
            _suggestion(clause, dict.fromkeys(compiled.clauses)),
        )
    return TemplateError(compiled.name, problem, paragraph=error.paragraph, remedy=remedy)
