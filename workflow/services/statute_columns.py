"""Puts the printed lines of a PDF in the order in which a person reads them, where a page has two columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from workflow.bundle.pdf_lines import Box, PdfLine

_WIDE_GAP = 9.0  # points between two letters of a line: more than any space between words
_MIDDLE = (0.3, 0.7)
_SLACK = 2.0
_FEWEST_LINES = 6
_MOST_CROSSING = 0.3
_FULLNESS = 0.55  # of its column: shorter lines are those of a table or of a list of signatures


@dataclass(frozen=True)
class ColumnLine:
    """A line, or the half of it that stands in a column: 0 for the whole width, 1 on the left, 2 on the right."""

    line: PdfLine
    column: int


def in_reading_order(lines: Sequence[PdfLine]) -> tuple[ColumnLine, ...]:
    """Return the lines in order, those of pages in two columns cut at the gutter: first the left, then the right."""
    pages = {page: list(group) for page, group in groupby(lines, key=lambda line: line.page)}
    gutters = {page: _gutter(found) for page, found in pages.items()}
    usual = [gutter for gutter in gutters.values() if gutter is not None]
    ordered: list[ColumnLine] = []
    for page, found in pages.items():
        gutter = gutters[page]
        # The last page may have few lines: it has columns if the others do and nothing crosses the gutter.
        if gutter is None and usual and _is_clear(found, median(usual)):
            gutter = median(usual)
        ordered += [ColumnLine(line, 0) for line in found] if gutter is None else _by_columns(found, gutter)
    return tuple(ordered)


def _gutter(lines: Sequence[PdfLine]) -> float | None:
    pieces = [piece for line in lines for piece in _pieces(line)]
    if len(pieces) < 2 * _FEWEST_LINES:
        return None
    left, right = min(piece.left for piece in pieces), max(piece.right for piece in pieces)
    width = right - left
    places = [left + width * share / 100 for share in range(round(100 * _MIDDLE[0]), round(100 * _MIDDLE[1]) + 1)]
    crossing = {place: sum(_crosses(piece, place) for piece in pieces) for place in places}
    fewest = min(crossing.values())
    best = [place for place in places if crossing[place] == fewest]
    gutter = best[len(best) // 2]
    before = [piece for piece in pieces if piece.right <= gutter + _SLACK]
    after = [piece for piece in pieces if piece.left >= gutter - _SLACK]
    if min(len(before), len(after)) < _FEWEST_LINES or fewest > _MOST_CROSSING * len(pieces):
        return None
    is_full = median(piece.right - piece.left for piece in before) > _FULLNESS * (gutter - left) and median(
        piece.right - piece.left for piece in after
    ) > _FULLNESS * (right - gutter)
    return gutter if is_full else None


def _is_clear(lines: Sequence[PdfLine], gutter: float) -> bool:
    pieces = [piece for line in lines for piece in _pieces(line)]
    return sum(_crosses(piece, gutter) for piece in pieces) <= _MOST_CROSSING * len(pieces)


def _crosses(piece: PdfLine, place: float) -> bool:
    return piece.left < place - _SLACK and piece.right > place + _SLACK


def _by_columns(lines: Iterable[PdfLine], gutter: float) -> list[ColumnLine]:
    """Cut and order one page: a line over the whole width ends what stands above it in both columns."""
    found: list[ColumnLine] = []
    for line in lines:
        pieces = _pieces(line)
        if any(_crosses(piece, gutter) for piece in pieces):
            found.append(ColumnLine(line, 0))
        else:
            found += [
                ColumnLine(_joined(list(group)), 2 if is_right else 1)
                for is_right, group in groupby(pieces, key=lambda piece: piece.left >= gutter - _SLACK)
            ]
    found.sort(key=lambda one: -(one.line.top + one.line.bottom))
    ordered: list[ColumnLine] = []
    for is_whole, band in groupby(found, key=lambda one: one.column == 0):
        lines_of_band = list(band)
        ordered += lines_of_band if is_whole else sorted(lines_of_band, key=lambda one: one.column)
    return ordered


def _pieces(line: PdfLine) -> list[PdfLine]:
    """Cut a line where two letters stand far apart."""
    letters = [place for place, letter in enumerate(line.text) if not letter.isspace()]
    cuts = [after for before, after in pairwise(letters) if line.boxes[after][0] - line.boxes[before][2] > _WIDE_GAP]
    edges = [0, *cuts, len(line.text)]
    return [
        PdfLine(line.page, line.text[start:end], line.boxes[start:end])
        for start, end in pairwise(edges)
        if line.text[start:end].strip()
    ]


def _joined(pieces: list[PdfLine]) -> PdfLine:
    text = " ".join(piece.text.rstrip() for piece in pieces)
    boxes: list[Box] = []
    for piece in pieces:
        if boxes:
            boxes.append((boxes[-1][2], boxes[-1][1], boxes[-1][2], boxes[-1][3]))
        boxes += piece.boxes[: len(piece.text.rstrip())]
    return PdfLine(pieces[0].page, text, tuple(boxes))
