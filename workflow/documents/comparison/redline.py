"""Writes the changes into the first document as tracked changes: accepted they give the second, refused the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflow.documents.comparison.alignment import align
from workflow.documents.comparison.inserting import Inserter
from workflow.documents.comparison.items import lines_of, paragraph_text
from workflow.documents.comparison.marking import Marker, delete_paragraph, rewrite_paragraph
from workflow.documents.comparison.revisions import accepted, refused
from workflow.documents.comparison.words import Op, bag, likeness
from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.package import write_package
from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, parse_part, serialise_part, tag
from workflow.resources import ProgramError

_NOTES = ("word/footnotes.xml", "word/endnotes.xml")


class RedlineError(ProgramError):
    """A file with tracked changes that would not give back the two texts: it is not written."""

    exit_code = 10


@dataclass
class _Block:
    """One paragraph or table of the result: taken over, put in or taken away."""

    element: Element
    is_added: bool = False
    is_removed: bool = False


@dataclass
class Redliner:
    """Marks one document with what makes it another."""

    marker: Marker
    inserter: Inserter
    boxes: list[str] = field(default_factory=list)

    def container(self, one: Element, other: Element) -> None:
        """Mark the blocks of a body, a cell, a note or a margin."""
        left, right = blocks_of(one), blocks_of(other)
        keys = [block_key(block) for block in left], [block_key(block) for block in right]
        bags = [bag(key[1]) for key in keys[0]], [bag(key[1]) for key in keys[1]]

        def alike(i: int, j: int) -> float:
            if keys[0][i][0] != keys[1][j][0]:
                return 0.0
            if keys[0][i][0] == "tbl":
                return 0.5 + likeness(bags[0][i], bags[1][j]) / 2
            return likeness(bags[0][i], bags[1][j])

        pairs = _joined_ends(align(keys[0], keys[1], alike), left, right)
        result: list[_Block] = []
        following: Op | None = None
        for i, j in reversed(pairs):  # what the next paragraph begins with decides how one may end
            if i is not None and j is not None:
                blocks, following = self._pair(left[i], right[j], following)
            elif i is not None:
                blocks, following = [_Block(left[i], is_removed=True)], Op.REMOVED
            elif j is not None:
                blocks, following = self._added(right[j]), Op.ADDED
            result[:0] = blocks
        self._place(one, left, result)
        self._mark(result)

    def _added(self, other: Element) -> list[_Block]:
        boxes = self.inserter.boxes(other) if local(other) == "p" else ()
        return [_Block(one, is_added=True) for one in (self.inserter.block(other), *boxes)]

    def _pair(self, one: Element, other: Element, following: Op | None) -> tuple[list[_Block], Op | None]:
        """Mark one block that became another; return the blocks, and what became of their first words."""
        if local(one) == "p":
            first = None
            if paragraph_text(one) != paragraph_text(other):
                first = rewrite_paragraph(one, paragraph_text(other), self.marker, following)
            for mine, theirs in zip(_boxes(one), _boxes(other), strict=False):
                self.container(mine, theirs)
            return [_Block(one)], first
        if _columns(one) != _columns(other):
            return [_Block(one, is_removed=True), *self._added(other)], None
        self._table(one, other)
        return [_Block(one)], None

    def _table(self, one: Element, other: Element) -> None:
        left, right = _rows(one), _rows(other)
        keys = [_text(row) for row in left], [_text(row) for row in right]
        bags = [bag(key) for key in keys[0]], [bag(key) for key in keys[1]]
        before: Element | None = None
        for i, j in align(keys[0], keys[1], lambda i, j: likeness(bags[0][i], bags[1][j])):
            if i is not None and j is not None:
                mine, theirs = _cells(left[i]), _cells(right[j])
                if len(mine) == len(theirs):
                    for cell, new in zip(mine, theirs, strict=True):
                        self.container(cell, new)
                    before = left[i]
                    continue
            if i is not None:
                self.marker.remove_row(left[i])
                before = left[i]
            if j is not None:
                row = self.inserter.row(right[j])
                if before is None:
                    first = left[0] if left else None
                    if first is None:
                        one.append(row)
                    else:
                        first.addprevious(row)
                else:
                    before.addnext(row)
                before = row

    def _place(self, home: Element, left: Sequence[Element], result: Sequence[_Block]) -> None:
        """Put the new blocks in their place among those that were there."""
        before: Element | None = None
        for block in result:
            if block.is_added:
                if before is not None:
                    before.addnext(block.element)
                elif left:
                    left[0].addprevious(block.element)
                else:
                    home.insert(1 if len(home) and local(home[0]).endswith("Pr") else 0, block.element)
            before = block.element

    def _mark(self, result: Sequence[_Block]) -> None:
        """Mark what was put in and taken away; at the end of a container the mark before the last one goes instead."""
        for block in result:
            if block.is_removed:
                if local(block.element) == "p":
                    delete_paragraph(block.element, self.marker)
                else:
                    for row in _rows(block.element):
                        self.marker.remove_row(row)
        for kind in ("ins", "del"):
            self._mark_ends(result, kind)

    def _mark_ends(self, result: Sequence[_Block], kind: str) -> None:
        def is_marked(block: _Block) -> bool:
            return local(block.element) == "p" and (block.is_added if kind == "ins" else block.is_removed)

        tail = len(result)
        while tail and is_marked(result[tail - 1]):
            tail -= 1
        for place, block in enumerate(result):
            if is_marked(block) and place < len(result) - 1:
                self.marker.mark_end(block.element, kind)
        if tail < len(result):
            before = result[tail - 1] if tail else None
            if before is not None and local(before.element) == "p":
                self.marker.mark_end(before.element, kind)


def redline(
    one: Mapping[str, bytes], other: Mapping[str, bytes], *, author: str, at: datetime
) -> tuple[bytes, tuple[str, ...]]:
    """Return the first document with what makes it the second as tracked changes, and what could not be carried over.

    Raises RedlineError rather than give a file that accepted or refused says something else.
    """
    mine = {name: accepted(parse_part(one[name])) for name in _stories(one)}
    theirs = {name: accepted(parse_part(other[name])) for name in _stories(other)}
    wanted = {name: lines_of(root) for name, root in theirs.items()}
    was = {name: lines_of(root) for name, root in mine.items()}
    marker = Marker(author, at, first_id=_last_id(mine) + 1)
    redliner = Redliner(marker, Inserter(marker, one, other, mine))
    redliner.container(_body(mine[DOCUMENT_PART]), _body(theirs[DOCUMENT_PART]))
    hints = []
    for name, target in _margin_pairs(one, other, mine, theirs):
        redliner.container(mine[name], theirs[target])
        _check(name, mine[name], was[name], wanted[target])
    hints += _notes(redliner, mine, theirs)
    _check(DOCUMENT_PART, mine[DOCUMENT_PART], was[DOCUMENT_PART], wanted[DOCUMENT_PART])
    if redliner.inserter.dropped:
        hints.append(f"Non riportati nel file con le revisioni: {', '.join(sorted(redliner.inserter.dropped))}.")
    parts = {**one, **{name: serialise_part(root) for name, root in mine.items()}}
    return write_package(parts), tuple(hints)


def _check(name: str, root: Element, was: Sequence[str], wanted: Sequence[str]) -> None:
    if lines_of(accepted(root)) != list(wanted) or lines_of(refused(root)) != list(was):
        raise RedlineError(
            f"Il file con le revisioni non ridà i due testi ({name}): non viene scritto. "
            "Il rapporto in HTML è completo; segnalare il caso."
        )


def blocks_of(home: Element) -> list[Element]:
    """Return the paragraphs and tables of a container, those inside content controls included."""
    found = []
    for child in home:
        name = local(child) if isinstance(child.tag, str) else ""
        if name in {"p", "tbl"}:
            found.append(child)
        elif name in {"sdt", "sdtContent", "customXml", "smartTag"}:
            found.extend(blocks_of(child))
    return found


def block_key(block: Element) -> tuple[str, str]:
    """Return what makes two blocks equal: their kind and their words."""
    return (local(block), paragraph_text(block) if local(block) == "p" else _text(block))


def _joined_ends(
    pairs: Sequence[tuple[int | None, int | None]], left: Sequence[Element], right: Sequence[Element]
) -> list[tuple[int | None, int | None]]:
    """Make one changed paragraph of a last one that went and a last one that came: an end cannot be given away."""
    found = list(pairs)
    gone = next((at for at in range(len(found) - 1, -1, -1) if found[at][0] is not None), None)
    came = next((at for at in range(len(found) - 1, -1, -1) if found[at][1] is not None), None)
    if gone is None or came is None or gone == came:
        return found
    i, j = found[gone][0], found[came][1]
    if found[gone][1] is not None or found[came][0] is not None or i is None or j is None:
        return found
    if local(left[i]) != "p" or local(right[j]) != "p":
        return found
    later, earlier = max(gone, came), min(gone, came)
    found[later] = (i, j)
    del found[earlier]
    # Between the two there are only blocks of one side: their order is kept.
    return found


def _stories(parts: Mapping[str, bytes]) -> list[str]:
    return [
        name
        for name in parts
        if name == DOCUMENT_PART
        or name in _NOTES
        or (name.startswith(("word/header", "word/footer")) and name.endswith(".xml"))
    ]


def _margin_pairs(
    one: Mapping[str, bytes],
    other: Mapping[str, bytes],
    mine: Mapping[str, Element],
    theirs: Mapping[str, Element],
) -> list[tuple[str, str]]:
    """Return which header or footer of one is which of the other: by the use that the sections make of them."""
    uses = margin_uses(one, mine[DOCUMENT_PART]), margin_uses(other, theirs[DOCUMENT_PART])
    found: dict[str, str] = {}
    for use, name in uses[0].items():
        target = uses[1].get(use)
        if target in theirs and name in mine and name not in found:
            found[name] = str(target)
    return list(found.items())


def margin_uses(parts: Mapping[str, bytes], root: Element) -> dict[tuple[int, str, str], str]:
    """Return the part of each header and footer by section, kind and page."""
    rels = parts.get("word/_rels/document.xml.rels")
    targets = {} if rels is None else {one.get("Id"): one.get("Target", "") for one in parse_part(rels)}
    found = {}
    for number, section in enumerate(root.iter(tag("w:sectPr"))):
        for one in section:
            if local(one) in {"headerReference", "footerReference"}:
                target = targets.get(one.get(tag("r:id")), "")
                found[number, local(one), one.get(tag("w:type"), "default")] = f"word/{target.removeprefix('/word/')}"
    return found


def _notes(redliner: Redliner, mine: Mapping[str, Element], theirs: Mapping[str, Element]) -> list[str]:
    hints = []
    for name in _NOTES:
        here, there = (_note_list(side.get(name)) for side in (mine, theirs))
        if len(here) != len(there):
            hints.append("Le note a piè di pagina sono di più o di meno: il confronto delle note è solo nel rapporto.")
            continue
        for one, other in zip(here, there, strict=True):
            redliner.container(one, other)
    return hints


def _note_list(root: Element | None) -> list[Element]:
    return [] if root is None else [one for one in root if one.get(tag("w:type")) is None]


def _body(root: Element) -> Element:
    return root.find(tag("w:body"))


def _boxes(paragraph: Element) -> list[Element]:
    return [
        one
        for one in paragraph.iter()
        if isinstance(one.tag, str)
        and local(one) == "txbxContent"
        and not any(local(above) == "Fallback" for above in one.iterancestors())
        and next(one.iterancestors(tag("w:p")), None) is paragraph
    ]


def _rows(table: Element) -> list[Element]:
    return [row for row in table.iter(tag("w:tr")) if next(row.iterancestors(tag("w:tbl")), None) is table]


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(tag("w:tc")) if next(cell.iterancestors(tag("w:tr")), None) is row]


def _columns(table: Element) -> int:
    return max((len(_cells(row)) for row in _rows(table)), default=0)


def _text(element: Element) -> str:
    return "\n".join(paragraph_text(one) for one in element.iter(tag("w:p")))


def _last_id(roots: Mapping[str, Element]) -> int:
    found = [0]
    for root in roots.values():
        for one in root.iter():
            value = one.get(tag("w:id"))
            if value is not None and value.lstrip("-").isdigit():
                found.append(int(value))
    return max(found)
