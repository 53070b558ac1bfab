"""Joins the pieces of a part: references get their numbers and unknown data their blanks, without parsing the XML."""

import re
from dataclasses import dataclass

from workflow.documents.engine.code_generator import Reference
from workflow.documents.engine.escaping import escape
from workflow.documents.engine.part import DECLARATION, CompiledPart, Pieces
from workflow.documents.engine.printing import Deferred, Site, SiteKind
from workflow.documents.engine.render_state import MarkKind, RenderState
from workflow.documents.errors import Missing
from workflow.documents.filters import BLANK
from workflow.documents.finishing import surroundings
from workflow.documents.numbering import Numbering
from workflow.documents.package import WrittenPart
from workflow.documents.wordml import paragraphs, parse_part

_BLOCK = re.compile(rb"<(/?)w:(tr|p)(?: [^>]*)?(?<!/)>")
_ROOT = re.compile(rb"<([^?!][^\s>]*)[^>]*>")
_TABLE_END, _TABLE_END_AFTER_ROW = b"</w:tbl>", b"</w:tr></w:tbl>"
_CELL_END, _CELL_END_AFTER_PARAGRAPH = b"</w:tc>", b"</w:p></w:tc>"


class ParsingNeededError(Exception):
    """A part of which more has to be known than its pieces tell: it goes the way of the parsed tree."""


@dataclass(frozen=True)
class Filling:
    """What stands in the places that had to wait: the numbers of the clauses, and the blank for unknown data."""

    state: RenderState
    numbering: Numbering
    gap: str


def join(part: CompiledPart, rendered: Pieces, filling: Filling) -> tuple[WrittenPart, list[Missing]]:
    """Return a part written, and what it lacks; raises ParsingNeededError."""
    gaps: list[tuple[int, str]] = []
    if part.references or filling.state.marks:
        pieces, gaps = _filled(rendered, filling)
    else:
        pieces = [DECLARATION, *rendered.pieces]  # type: ignore[list-item]  # without these all are bytes
    written = b"".join(pieces)
    if _has_gone_empty(part, written):
        raise ParsingNeededError
    return WrittenPart(written, pieces, part.long_literals), _missing(pieces, gaps) if gaps else []


def join_with_marks(rendered: Pieces, state: RenderState) -> str:
    """Return the XML of a part with its marks still in it, for those that go on with the parsed tree."""
    written = []
    for piece in rendered.pieces:
        if isinstance(piece, Reference):
            written.append((piece.word + state.mark(MarkKind.REFERENCE, piece.clause)).encode())
        elif isinstance(piece, Deferred):
            written.append(rendered.printer.escaped(piece.text, piece.site))
        else:
            written.append(piece)
    return b"".join(written).decode()


def _has_gone_empty(part: CompiledPart, written: bytes) -> bool:
    """Whether a table was left without rows, or a cell without its last paragraph, which Word refuses."""
    structure = part.structure
    if structure.has_table_that_may_be_empty and written.count(_TABLE_END) != written.count(_TABLE_END_AFTER_ROW):
        return True
    if not structure.has_cell_that_may_be_empty:
        return False
    return written.count(_CELL_END) != written.count(_CELL_END_AFTER_PARAGRAPH)


def _filled(rendered: Pieces, filling: Filling) -> tuple[list[bytes], list[tuple[int, str]]]:
    """Return the pieces as bytes, and the positions of the blanks with the placeholders that lacked a datum."""
    written = [DECLARATION]
    gaps: list[tuple[int, str]] = []
    numbers = filling.numbering.clauses
    for piece in rendered.pieces:
        if isinstance(piece, bytes):
            written.append(piece)
        elif isinstance(piece, Reference):
            number = numbers.get(piece.clause)
            if number is None or piece.before is None:  # a dead reference: its error quotes the finished paragraph
                raise ParsingNeededError
            written += (piece.before, number.encode(), piece.after)
        else:
            _fill_marks(piece, rendered, filling, written, gaps)
    return written, gaps


def _fill_marks(
    piece: Deferred, rendered: Pieces, filling: Filling, written: list[bytes], gaps: list[tuple[int, str]]
) -> None:
    end = 0
    for start, following, mark in filling.state.marks_in(piece.text):
        written.append(rendered.printer.escaped(piece.text[end:start], piece.site))
        if mark.kind is MarkKind.REFERENCE:
            written.append(_link(piece.site, mark.value, filling.numbering))
        elif mark.kind is MarkKind.MISSING:
            gaps.append((len(written), mark.value))
            written.append(escape(filling.gap).encode())
        end = following
    written.append(rendered.printer.escaped(piece.text[end:], piece.site))


def _link(site: Site, clause: str, numbering: Numbering) -> bytes:
    number = numbering.clauses.get(clause)
    if number is None:
        raise ParsingNeededError
    if site.kind is not SiteKind.TEXT or not site.can_link:
        return number.encode()
    if not site.has_known_run:
        raise ParsingNeededError
    before, after = site.link(clause)
    return before + number.encode() + after


def _missing(pieces: list[bytes], gaps: list[tuple[int, str]]) -> list[Missing]:
    """Return the unknown data with the row or the paragraph, as people will find it, in which each is missing."""
    shown = list(pieces)
    for position, _ in gaps:
        shown[position] = BLANK.encode()
    ends = []
    length = 0
    for piece in shown:
        length += len(piece)
        ends.append(length)
    xml = b"".join(shown)
    root = _ROOT.search(xml)
    places = _blocks_around(xml, [ends[position] for position, _ in gaps])
    texts = {place: _text(xml, root, place) for place in set(places)}
    return [Missing(name, texts[place]) for (_, name), place in zip(gaps, places, strict=True)]


def _blocks_around(xml: bytes, positions: list[int]) -> list[tuple[int, int]]:
    """Return where the nearest row around each position, or else the paragraph, begins and ends."""
    found: list[tuple[int, int]] = [(0, 0)] * len(positions)
    stack: list[tuple[bytes, int, list[int]]] = []
    following = 0
    for block in _BLOCK.finditer(xml):
        while following < len(positions) and positions[following] <= block.start():
            rows = [each for each in stack if each[0] == b"tr"]
            if stack:
                (rows or stack)[-1][2].append(following)
            following += 1
        if not block[1]:
            stack.append((block[2], block.start(), []))
        elif stack:
            _, start, inside = stack.pop()
            for number in inside:
                found[number] = (start, block.end())
    return found


def _text(xml: bytes, root: re.Match[bytes] | None, place: tuple[int, int]) -> str:
    if root is None or place == (0, 0):
        return ""
    block = parse_part(root[0] + xml[place[0] : place[1]] + b"</" + root[1] + b">")[0]
    is_row = xml.startswith(b"<w:tr", place[0])
    return surroundings(paragraphs(block) if is_row else [block])
