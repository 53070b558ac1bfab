"""Fills a Word template with a dossier's data: strict, escaped, reproducible byte by byte."""

import difflib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2.exceptions import SecurityError

from workflow.documents.compiled import DOCUMENT_PART, CompiledTemplate, TemplateCache
from workflow.documents.engine.assembly import Filling, ParsingNeededError, join
from workflow.documents.engine.docxtpl_rendering import render_by_docxtpl
from workflow.documents.engine.parsed_tree import parsed_tree
from workflow.documents.engine.part import CompiledPart, Pieces
from workflow.documents.engine.printing import ForeignValueError, PlacedValueError
from workflow.documents.engine.render_state import RenderState
from workflow.documents.engine.unknown_name import UnknownNameError
from workflow.documents.engine.verification import EngineDifferenceError, differing_part
from workflow.documents.errors import Missing, MissingDatumError, TemplateError, UnprintableTextError
from workflow.documents.filters import BLANK, FilterTypeError
from workflow.documents.finishing import DeadReferenceError, finish_part
from workflow.documents.numbering import Numbering, count
from workflow.documents.package import WrittenPart, write_package
from workflow.documents.plain_data import check_plain, check_printable
from workflow.documents.properties import CORE_PART, DocumentProperties
from workflow.documents.wordml import Element, serialise_part

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
    draft = render_draft(template, context, properties=properties, cache=cache)
    if draft.missing:
        raise MissingDatumError(template.name, draft.missing)
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
    cache = cache or TemplateCache()
    compiled, is_due_for_verification = cache.next_document(template)
    data = context if type(context) is dict else dict(context)
    for name, text in properties.texts.items():
        check_printable(text, ("properties", name.partition(":")[2]))
    if not compiled.reserved.isdisjoint(data):
        taken = ", ".join(sorted(compiled.reserved & data.keys()))
        raise TemplateError(compiled.name, f"i dati usano nomi riservati: {taken}.")
    rendering = _Rendering(compiled, data, gap)
    with rendering.explained(CORE_PART):
        properties, of_properties = compiled.properties.applied(properties, data)
    core = properties.core_xml()
    try:
        parts, missing = rendering.parts()
    except PlacedValueError:  # a picture or another document, which docxtpl has to place
        whole, missing = rendering.parts_by_docxtpl()
        return Draft(write_package({**whole, CORE_PART: core}), (*missing, *of_properties))
    content = compiled.packed.with_parts({**parts, CORE_PART: WrittenPart(core)}, cache.deflater)
    if is_due_for_verification:
        rendering.verify(content, missing)
    return Draft(content, (*missing, *of_properties))


class _Rendering:
    """One document of one template."""

    def __init__(self, compiled: CompiledTemplate, data: dict[str, Any], gap: str) -> None:
        self._compiled = compiled
        self._data = data
        self._gap = gap
        self._state = RenderState()

    def parts(self) -> tuple[dict[str, WrittenPart], list[Missing]]:
        """Return the parts that the data change, and what they lack; parsed only where there is no other way."""
        rendered = {}
        for name, part in self._compiled.parts.items():
            with self.explained(name):
                rendered[name] = part.render(self._data, self._state)
        document, pieces = self._compiled.parts[DOCUMENT_PART], rendered[DOCUMENT_PART]
        root = self._tree(document, pieces) if self._is_to_be_parsed(document, pieces) else None
        if root is None:
            try:
                filling = Filling(self._state, self._compiled.numbering(pieces.events), self._gap)
                written, missing = join(document, pieces, filling)
            except ParsingNeededError:
                root = self._tree(document, pieces)
        if root is not None:
            filling = Filling(self._state, count(root), self._gap)
            written, missing = self._finished(root, filling)
        parts = {DOCUMENT_PART: written}
        for name, part in self._compiled.parts.items():
            if name != DOCUMENT_PART:
                parts[name], lacking = self._margin(part, rendered[name], filling)
                missing = [*missing, *lacking]
        return parts, missing

    def _is_to_be_parsed(self, part: CompiledPart, rendered: Pieces) -> bool:
        structure = part.structure
        if structure.needs_parsing or rendered.printer.has_line_breaks or rendered.printer.has_markup:
            return True
        return not structure.has_known_numbering and (self._state.marks != [] or self._compiled.has_references)

    def _margin(self, part: CompiledPart, rendered: Pieces, filling: Filling) -> tuple[WrittenPart, list[Missing]]:
        """Write a header, a footer or the notes."""
        if not self._is_to_be_parsed(part, rendered):
            try:
                return join(part, rendered, filling)
            except ParsingNeededError:
                pass
        return self._finished(self._tree(part, rendered), filling)

    def _tree(self, part: CompiledPart, rendered: Pieces) -> Element:
        return parsed_tree(self._compiled.name, part, rendered, self._state)

    def _finished(self, root: Element, filling: Filling) -> tuple[WrittenPart, list[Missing]]:
        try:
            missing = finish_part(root, filling.state, filling.numbering, filling.gap)
        except DeadReferenceError as error:
            raise self._dead_reference(error, filling.numbering) from error
        return WrittenPart(serialise_part(root)), missing

    def parts_by_docxtpl(self) -> tuple[dict[str, bytes], list[Missing]]:
        """Return all the parts as docxtpl writes them, and what they lack."""
        check_plain(self._data)
        compiled = self._compiled
        try:
            return render_by_docxtpl(
                compiled.name, compiled.content, compiled.parts, self._data, self._gap, explained=self.explained
            )
        except DeadReferenceError as error:
            raise self._dead_reference(error, Numbering()) from error

    def verify(self, content: bytes, missing: list[Missing]) -> None:
        """Raise EngineDifferenceError unless docxtpl writes the same."""
        control, lacking = self.parts_by_docxtpl()
        part = differing_part(content, control)
        if part is not None or missing != lacking:
            raise EngineDifferenceError(self._compiled.name, part or "dati mancanti")

    @contextmanager
    def explained(self, part: str) -> Iterator[None]:
        """Say of an error in an expression which template and paragraph it is in, and what may have been meant."""
        compiled = self._compiled
        place = compiled.parts.get(part)
        try:
            yield
        except UnknownNameError as error:
            known = self._data if error.owner is None else error.owner
            raise TemplateError(
                compiled.name,
                f"il nome «{error.name}» non esiste.",
                paragraph=place.paragraph_of(error) if place else part,
                remedy=_suggestion(error.name, known),
            ) from error
        except UnprintableTextError:
            check_plain(self._data)  # names the field, where it is one
            raise
        except (ForeignValueError, FilterTypeError, SecurityError, TypeError) as error:
            if isinstance(error, ForeignValueError):
                check_plain(self._data)
            raise TemplateError(
                compiled.name,
                f"un'espressione non si può calcolare: {error}.",
                paragraph=place.paragraph_of(error) if place else part,
            ) from error

    def _dead_reference(self, error: DeadReferenceError, numbering: Numbering) -> TemplateError:
        clause = error.clause
        if clause in numbering.unnumbered:
            problem, remedy = (
                f"il rinvio a «{clause}» non ha un numero.",
                "Si può rinviare solo ad articoli numerati, ai loro commi e alle loro lettere.",
            )
        elif clause in self._compiled.clauses:
            problem, remedy = (
                f"il rinvio a «{clause}» è rimasto senza articolo, perché l'articolo è stato omesso.",
                "Mettere il rinvio sotto la stessa condizione dell'articolo.",
            )
        else:
            problem, remedy = (
                f"il rinvio a «{clause}» non trova alcun articolo.",
                _suggestion(clause, dict.fromkeys(self._compiled.clauses)),
            )
        return TemplateError(self._compiled.name, problem, paragraph=error.paragraph, remedy=remedy)


def _suggestion(name: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=_LIKENESS)
    return f"Forse si voleva «{near[0]}»." if near else f"Nomi disponibili: {', '.join(sorted(known)) or 'nessuno'}."
