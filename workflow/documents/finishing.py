"""Turns rendered XML into a sound Word part: references, unknown data, line breaks, no empty cell or table."""

import copy
import re
from collections.abc import Iterator

from workflow.documents.environment import RenderState
from workflow.documents.errors import Missing
from workflow.documents.filters import BLANK
from workflow.documents.numbering import Numbering
from workflow.documents.wordml import Element, bookmark_of, tag, text_of

_BREAKS = re.compile(r"(\n|\t)")


class DeadReferenceError(Exception):
    """A reference to a clause that the finished text does not number; the renderer adds template and cure."""

    def __init__(self, clause: str, paragraph: str) -> None:
        """Keep the clause and the paragraph that cites it."""
        super().__init__(clause)
        self.clause = clause
        self.paragraph = paragraph


def finish_part(root: Element, state: RenderState, numbering: Numbering, gap: str) -> list[Missing]:
    """Complete one part in place; `gap` stands where a datum is unknown. Returns the unknown data, in order."""
    _repair_tables(root)
    missing: list[Missing] = []
    for run in [*root.iter(tag("w:r"))]:
        text = "".join(node.text or "" for node in run.findall(tag("w:t")))
        if state.token in text:
            _resolve_run(run, state, numbering, gap, missing)
    for run in [*root.iter(tag("w:r"))]:
        for node in run.findall(tag("w:t")):
            if _BREAKS.search(node.text or ""):
                _split_breaks(run, node)
    return missing


def _resolve_run(run: Element, state: RenderState, numbering: Numbering, gap: str, missing: list[Missing]) -> None:
    for node in run.findall(tag("w:t")):
        pieces: list[tuple[str, str | None]] = []  # the text, and the clause it links to
        end = 0
        for mark in state.pattern.finditer(node.text or ""):
            pieces.append(((node.text or "")[end : mark.start()], None))
            kind, value = mark.groups()
            if kind == "missing":
                name = state.unknown[int(value)]
                missing.append(Missing(name, _surroundings(run, state)))
                pieces.append((gap, None))
            else:
                if value not in numbering.clauses:
                    raise DeadReferenceError(value, _surroundings(run, state))
                pieces.append((numbering.clauses[value], value))
            end = mark.end()
        pieces.append(((node.text or "")[end:], None))
        _replace_text(run, node, [piece for piece in pieces if piece[0]])


def _replace_text(run: Element, node: Element, pieces: list[tuple[str, str | None]]) -> None:
    """Put the pieces in place of the text node: what follows the node in its run moves to a run of its own."""
    if all(clause is None for _, clause in pieces):
        node.text = "".join(text for text, _ in pieces)
        return
    parent = run.getparent()
    position = parent.index(run)
    tail = _twin(run)
    for sibling in [*node.itersiblings()]:
        tail.append(sibling)
    run.remove(node)
    new = []
    for text, clause in pieces:
        twin = _twin(run)
        _text(twin, text)
        if clause is None:
            new.append(twin)
        else:
            link = run.makeelement(tag("w:hyperlink"), {tag("w:anchor"): bookmark_of(clause), tag("w:history"): "1"})
            link.append(twin)
            new.append(link)
    if len(tail) > _property_count(tail):
        new.append(tail)
    for offset, element in enumerate(new, start=1):
        parent.insert(position + offset, element)
    if len(run) == _property_count(run):
        parent.remove(run)


def _split_breaks(run: Element, node: Element) -> None:
    position = run.index(node)
    run.remove(node)
    for offset, piece in enumerate(piece for piece in _BREAKS.split(node.text) if piece):
        if piece == "\n":
            element = run.makeelement(tag("w:br"))
        elif piece == "\t":
            element = run.makeelement(tag("w:tab"))
        else:
            element = run.makeelement(tag("w:t"), {tag("xml:space"): "preserve"})
            element.text = piece
        run.insert(position + offset, element)


def _repair_tables(root: Element) -> None:
    """Word refuses a table without rows, and a cell that does not end with a paragraph."""
    for table in [*root.iter(tag("w:tbl"))]:
        if table.find(tag("w:tr")) is None:
            table.getparent().remove(table)
    for cell in root.iter(tag("w:tc")):
        if len(cell) == 0 or cell[-1].tag != tag("w:p"):
            cell.append(cell.makeelement(tag("w:p")))


def _surroundings(run: Element, state: RenderState) -> str:
    """Return the paragraph, or the whole row of a table, as people will find it."""
    row = next(run.iterancestors(tag("w:tr")), None)
    blocks = [next(run.iterancestors(tag("w:p")))] if row is None else [*row.iter(tag("w:p"))]
    text = " | ".join(_filled(blocks))
    return state.pattern.sub(BLANK, text).strip()


def _filled(blocks: list[Element]) -> Iterator[str]:
    return (text for text in map(text_of, blocks) if text)


def _twin(run: Element) -> Element:
    twin = run.makeelement(tag("w:r"))
    properties = run.find(tag("w:rPr"))
    if properties is not None:
        twin.append(copy.deepcopy(properties))
    return twin


def _text(run: Element, text: str) -> None:
    node = run.makeelement(tag("w:t"), {tag("xml:space"): "preserve"})
    node.text = text
    run.append(node)


def _property_count(run: Element) -> int:
    return 0 if run.find(tag("w:rPr")) is None else 1
