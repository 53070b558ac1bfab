"""A document as a list of what a reader goes through: paragraphs and rows of tables, with number, clause and page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.numbering import clause_ids, count
from workflow.documents.package import write_package
from workflow.documents.statute.source_text import SourceText
from workflow.documents.statute.word_reading import read_word
from workflow.documents.word_runs import is_removed, local, own_runs, printed
from workflow.documents.wordml import (
    ARTICLE_STYLE,
    LOOSE_ARTICLE_STYLE,
    Element,
    child_value,
    serialise_part,
    tag,
)

_HEADINGS = frozenset({ARTICLE_STYLE, LOOSE_ARTICLE_STYLE, "TitoloSezione", "TitoloDocumento"})
_COMMAS = frozenset({"Comma", "Lettera", "NumeroRomano", "Corpo", "Elenco"})
_CELL_MARK = " | "


@dataclass(frozen=True)
class Item:
    """One paragraph, or one row of a table."""

    text: str
    label: str = ""
    is_heading: bool = False
    is_row: bool = False
    clauses: tuple[str, ...] = ()
    page: int | None = None

    @property
    def line(self) -> str:
        """Number and text."""
        return f"{self.label} {self.text}".strip()


def word_items(root: Element, parts: Mapping[str, bytes]) -> list[Item]:
    """Return the items of the body of a Word file whose tracked changes are already settled."""
    numbering = count(root)
    source = read_word(write_package({**parts, DOCUMENT_PART: serialise_part(root)}))
    known = iter(source.paragraphs) if source.is_readable else iter(())
    pending = list(known)
    everything = list(root.iter(tag("w:p")))  # kept: an element is the same object only as long as somebody holds it
    places = {id(one): place for place, one in enumerate(everything)}
    cursor = 0
    found: list[Item] = []
    for block in _blocks(root):
        if local(block) == "tr":
            found.append(_row(block))
            continue
        text = paragraph_text(block)
        if not text.strip():
            continue
        style = child_value(block, "w:pPr/w:pStyle") or ""
        at = next((n for n in range(cursor, min(cursor + 400, len(pending))) if pending[n].text == text), None)
        label, is_heading = (
            numbering.labels.get(places[id(block)], "") if style in _HEADINGS | _COMMAS else "",
            style in _HEADINGS,
        )
        if at is not None:
            cursor = at + 1
            label = label or pending[at].label
            is_heading = is_heading or (pending[at].is_heading and style not in _COMMAS)
        found.append(Item(text, label, is_heading, clauses=tuple(clause_ids(block))))
    return found


def source_items(source: SourceText) -> list[Item]:
    """Return the items of a text read from a PDF."""
    return [Item(" ".join(one.text.split()), one.label, one.is_heading, page=one.page) for one in source.paragraphs]


def paragraph_text(paragraph: Element) -> str:
    """Return what a paragraph prints, hidden text included and boxes drawn in it left out."""
    return "".join(text for run in own_runs(paragraph) if not is_removed(run) for _, text in printed(run))


def lines_of(root: Element) -> list[str]:
    """Return every paragraph of a part that says something, in order; of alternative contents only the first."""
    return [text for one in root.iter(tag("w:p")) if not _is_fallback(one) and (text := paragraph_text(one)).strip()]


def _blocks(root: Element) -> Iterator[Element]:
    """Yield the paragraphs outside tables and the rows of tables, in order; a table inside a cell is in its row."""
    for element in root.iter(tag("w:p"), tag("w:tr")):
        if _is_fallback(element):
            continue
        depth = sum(local(one) == "tr" for one in element.iterancestors())
        if depth == 0:
            yield element


def _row(row: Element) -> Item:
    cells = [
        " ".join(filter(None, (" ".join(paragraph_text(one).split()) for one in cell.iter(tag("w:p")))))
        for cell in row.iterchildren(tag("w:tc"))
    ]
    clauses = tuple(clause for one in row.iter(tag("w:p")) for clause in clause_ids(one))
    return Item(_CELL_MARK.join(cells), is_row=True, clauses=clauses)


def _is_fallback(element: Element) -> bool:
    return any(local(one) == "Fallback" for one in element.iterancestors())
