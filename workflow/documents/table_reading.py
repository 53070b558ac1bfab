"""Reads the tables of a Word file row by row, each under the heading it stands below."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.filters import BLANK
from workflow.documents.numbering import count
from workflow.documents.package import read_package
from workflow.documents.wordml import (
    ARTICLE_STYLE,
    LOOSE_ARTICLE_STYLE,
    Element,
    child_value,
    paragraphs,
    parse_part,
    tag,
    text_of,
)

_NBSP = "\u00a0"
_HEADINGS = frozenset({"TitoloSezione", ARTICLE_STYLE, LOOSE_ARTICLE_STYLE})
_SMALLER = "TitoloMinore"


@dataclass(frozen=True)
class TableRow:
    """One row: the heading it stands below, the heads of the columns, and its cells; a datum left blank is empty."""

    heading: str
    columns: tuple[str, ...]
    cells: tuple[str, ...]


def read_tables(content: bytes) -> tuple[TableRow, ...]:
    """Return the rows of every table of the body, in order, but for the first of each, which names the columns."""
    root = parse_part(read_package(content)[DOCUMENT_PART])
    labels = count(root).labels
    heading = smaller = ""
    found: list[TableRow] = []
    position = 0
    for element in root.find(tag("w:body")):
        if element.tag == tag("w:p") and _style(element) in _HEADINGS:
            heading, smaller = f"{labels.get(position, '')} {_plain(text_of(element))}".strip(), ""
        elif element.tag == tag("w:p") and _style(element) == _SMALLER:
            smaller = _plain(text_of(element))
        elif element.tag == tag("w:tbl"):
            found += _rows(element, f"{heading} – {smaller}" if smaller else heading)
        position += sum(1 for _ in paragraphs(element))
    return tuple(found)


def _rows(table: Element, heading: str) -> Iterator[TableRow]:
    rows = [tuple(_cell(cell) for cell in row.findall(tag("w:tc"))) for row in table.findall(tag("w:tr"))]
    if len(rows) > 1:
        for cells in rows[1:]:
            yield TableRow(heading, rows[0], cells)


def _cell(cell: Element) -> str:
    text = " ".join(filter(None, (_plain(text_of(paragraph)) for paragraph in paragraphs(cell))))
    return " ".join(text.replace(BLANK, " ").split())


def _plain(text: str) -> str:
    return " ".join(text.replace(_NBSP, " ").split())


def _style(paragraph: Element) -> str:
    return child_value(paragraph, "w:pPr/w:pStyle") or ""
