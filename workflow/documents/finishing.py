"""Completes a parsed part: references, blanks for unknown data, no cell or table that Word would refuse."""

import copy
import re
from collections.abc import Iterable, Iterator

from workflow.documents.engine.render_state import Mark, MarkKind, RenderState
from workflow.documents.errors import Missing
from workflow.documents.filters import BLANK
from workflow.documents.numbering import Numbering
from workflow.documents.wordml import Element, bookmark_of, tag, text_of

_BREAK = re.compile(r"(\n|\t)")


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
    return _Finisher(state, numbering, gap).finish(root)


def surroundings(blocks: Iterable[Element]) -> str:
    """Return the text of a paragraph, or of the paragraphs of a row, as people will find it."""
    return " | ".join(filter(None, map(text_of, blocks))).strip()


class _Finisher:
    """Fills the marks of one part."""

    def __init__(self, state: RenderState, numbering: Numbering, gap: str) -> None:
        self._state = state
        self._numbering = numbering
        self._gap = gap
        self._missing: list[Missing] = []

    def finish(self, root: Element) -> list[Missing]:
        for run in [*root.iter(tag("w:r"))]:
            for node in run.findall(tag("w:t")):
                if self._state.start in (node.text or "") or _BREAK.search(node.text or ""):
                    self._complete_text(node)
        for element in root.iter():
            self._complete_elsewhere(element)
        return self._missing

    def _complete_text(self, node: Element) -> None:
        """Part the run around each reference, which becomes a link where it may be one, and around each tab.

        docxtpl has placed the tabs and line breaks already, but for those it does not find: after a text box.
        """
        run = node.getparent()
        is_linking = next(run.iterancestors(tag("w:hyperlink")), None) is None
        pieces = list(self._pieces(node.text, run))  # all of them, while the text is still whole
        writer = _RunWriter(run, node)
        for text, clause in pieces:
            if clause is None or not is_linking:
                writer.write(text)
            else:
                writer.link(text, clause)
        writer.close()

    def _pieces(self, text: str, near: Element) -> Iterator[tuple[str, str | None]]:
        """Yield the texts between the marks and those that take the marks' places, with the clause these link to."""
        end = 0
        for start, following, mark in self._state.marks_in(text):
            yield text[end:start], None
            if mark.kind is MarkKind.MISSING:
                self._missing.append(Missing(mark.value, self._around(near)))
                yield self._gap, None
            elif mark.kind is MarkKind.REFERENCE:
                if mark.value not in self._numbering.clauses:
                    raise DeadReferenceError(mark.value, self._around(near))
                yield self._numbering.clauses[mark.value], mark.value
            end = following
        yield text[end:], None

    def _complete_elsewhere(self, element: Element) -> None:
        """Fill the marks in attributes and in texts that are not of a run: nothing there can be a link."""
        if element.text and self._state.start in element.text:
            element.text = "".join(text for text, _ in self._pieces(element.text, element))
        if element.tail and self._state.start in element.tail:
            element.tail = "".join(text for text, _ in self._pieces(element.tail, element))
        for name, value in element.attrib.items():
            if self._state.start in value:
                element.set(name, "".join(text for text, _ in self._pieces(value, element)))

    def _around(self, element: Element) -> str:
        """Return the row, or else the paragraph, in which something stands, with every mark filled."""
        row = next(element.iterancestors(tag("w:tr")), None)
        paragraph = next(element.iterancestors(tag("w:p")), None)
        blocks = [*row.iter(tag("w:p"))] if row is not None else [] if paragraph is None else [paragraph]
        return self._state.filled(surroundings(blocks), self._shown)

    def _shown(self, mark: Mark) -> str:
        if mark.kind is MarkKind.MISSING:
            return BLANK
        return self._numbering.clauses.get(mark.value, BLANK) if mark.kind is MarkKind.REFERENCE else ""


class _RunWriter:
    """Writes texts in place of a text node; whatever needs a run of its own parts the node's run."""

    def __init__(self, run: Element, node: Element) -> None:
        self._run = run
        self._node = node
        self._tail = [*node.itersiblings()]
        self._last: Element = run  # after which the next element goes
        node.text = ""

    def write(self, text: str) -> None:
        """Go on with the text; a new line is a break, a tab a run of its own."""
        for piece in _BREAK.split(text):
            if piece == "\t":
                tabulation = _twin(self._run)
                tabulation.append(tabulation.makeelement(tag("w:tab")))
                self._put(tabulation)
                self._reopen()
            elif piece == "\n":
                line_break = self._node.makeelement(tag("w:br"))
                self._node.addnext(line_break)
                self._node = self._new_text()
                line_break.addnext(self._node)
            else:
                self._node.text += piece

    def link(self, text: str, clause: str) -> None:
        """Write a text that leads to a clause."""
        link = self._run.makeelement(tag("w:hyperlink"), {tag("w:anchor"): bookmark_of(clause), tag("w:history"): "1"})
        inside = _twin(self._run)
        inside.append(self._new_text())
        inside[-1].text = text
        link.append(inside)
        self._put(link)
        self._reopen()

    def close(self) -> None:
        """Let what followed the node follow the last text."""
        for sibling in self._tail:
            self._node.getparent().append(sibling)

    def _reopen(self) -> None:
        run = _twin(self._run)
        self._node = self._new_text()
        run.append(self._node)
        self._put(run)

    def _put(self, element: Element) -> None:
        self._last.addnext(element)
        self._last = element

    def _new_text(self) -> Element:
        node = self._run.makeelement(tag("w:t"), {tag("xml:space"): "preserve"})
        node.text = ""
        return node


def _twin(run: Element) -> Element:
    """Return an empty run with the same look."""
    twin = run.makeelement(tag("w:r"))
    properties = run.find(tag("w:rPr"))
    if properties is not None:
        twin.append(copy.deepcopy(properties))
    return twin


def _repair_tables(root: Element) -> None:
    """Word refuses a table without rows, and a cell that does not end with a paragraph."""
    for table in [*root.iter(tag("w:tbl"))]:
        if table.find(tag("w:tr")) is None:
            table.getparent().remove(table)
    for cell in root.iter(tag("w:tc")):
        if len(cell) == 0 or cell[-1].tag != tag("w:p"):
            cell.append(cell.makeelement(tag("w:p")))
