"""Puts the lines of a PDF back into paragraphs: words broken at the end of a line, heads and feet of pages left out."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from workflow.documents.statute.source_text import SourceParagraph, SourceText, Span, TextLine

_PAGE_NUMBER = re.compile(
    r"^[\s–—-]*(?:pag(?:ina|\.)?\s*)?\d{1,4}(?:\s*(?:di|/|su)\s*\d{1,4})?[\s–—-]*$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:Art(?:icolo|\.)?|ARTICOLO|ART\.?)\s*(?:\d|[IVXLC]+\b|[A-Z]{4,})(?!.{0,8},\s*comma)")
_SECTION = re.compile(r"^(?:TITOLO|CAPO|SEZIONE|PARTE|Titolo|Capo|Sezione|Parte)\s+(?:[IVXLC]+|\d+)\b")
_ITEM = re.compile(
    r"^(?:[-–—•▪●◦‣·*]\s*\S|\(?[a-z]{1,2}\)\s+\S|\d{1,2}(?:\.\d{1,2})*\s*[.)]\s+\S|\d{1,2}\.\d{1,2}\s+\S)"
)
_OPENS = re.compile(r"^[«“\"(]?[A-ZÀ-Ý0-9]")
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")
_NAMES_WHAT_FOLLOWS = re.compile(r"(?:^|[\s(])(?:artt?\.?|articol[oi]|comm[ai]|lett\.|n{1,2}\.|punto)$", re.IGNORECASE)
_LINES_AT_EDGE = 2
_SHARE_OF_PAGES = 0.4  # left and right pages may have different heads
_WIDE_GAP = 1.4
_SHORT_LINE = 0.82
_SMALL = 0.88  # of the usual height: what is printed so at the foot of a page is a note
_NOTE_SIGN = re.compile(r"^(?:\(?\d{1,3}\)?|[*†])\s*[^\W\d]")
_FEWEST_LETTERS = 200
_FEWEST_LETTERS_A_PAGE = 20


@dataclass(frozen=True)
class _Piece:
    """A stretch of a paragraph and the line that it comes from."""

    start: int
    end: int
    line: int
    line_start: int


@dataclass
class _Draft:
    lines: list[int] = field(default_factory=list)
    is_note: bool = False


@dataclass(frozen=True)
class JoinedText:
    """The paragraphs, and where each of their letters was printed."""

    source: SourceText
    pieces: tuple[tuple[_Piece, ...], ...]

    def places(self, span: Span) -> list[tuple[int, int, int]]:
        """Return the lines that a stretch of text covers, each with its first and last letter."""
        found = []
        for piece in self.pieces[span.paragraph - 1]:
            start, end = max(span.start, piece.start), min(span.end, piece.end)
            if start < end:
                offset = piece.line_start - piece.start
                found.append((piece.line, start + offset, end + offset))
        return found


def joined_lines(lines: Sequence[TextLine], pages: int, unread_pages: tuple[int, ...]) -> JoinedText:
    """Return the text of a PDF as paragraphs; a scan without text is a problem, never an empty text."""
    letters = Counter(line.page for line in lines for letter in line.text if letter.isalpha())
    unread = tuple(sorted({*unread_pages, *(page for page in letters if letters[page] < _FEWEST_LETTERS_A_PAGE)}))
    if letters.total() < _FEWEST_LETTERS:
        problem = "il PDF non contiene un testo: è la scansione di un documento di carta."
        return JoinedText(SourceText((), pages=pages, unread_pages=unread, problem=problem), ())
    kept = _without_margins(lines, pages)
    drafts = _paragraphs(lines, kept)
    paragraphs: list[SourceParagraph] = []
    pieces: list[tuple[_Piece, ...]] = []
    for draft in drafts:
        text, parts = _written(lines, draft)
        if text.strip():
            paragraphs.append(
                SourceParagraph(
                    number=len(paragraphs) + 1,
                    text=text,
                    page=lines[draft.lines[0]].page,
                    is_aside=bool(re.search(r"\.{4,}\s*\d+\s*$", text)),
                    is_note=draft.is_note,
                )
            )
            pieces.append(tuple(parts))
    return JoinedText(
        SourceText(tuple(paragraphs), pages=pages, unread_pages=_meaningful(unread, pages)), tuple(pieces)
    )


def _meaningful(unread: tuple[int, ...], pages: int) -> tuple[int, ...]:
    """Leave out a last page with nothing on it: it is blank, not a picture of text."""
    return tuple(page for page in unread if page != pages)


def _without_margins(lines: Sequence[TextLine], pages: int) -> list[int]:
    """Return the lines that are neither heads nor feet of pages."""
    by_page: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(index)
    edges: dict[int, list[int]] = {}
    for page, indexes in by_page.items():
        ordered = sorted(indexes, key=lambda index: lines[index].top)
        edges[page] = list(dict.fromkeys([*ordered[:_LINES_AT_EDGE], *ordered[-_LINES_AT_EDGE:]]))
    shapes = Counter(shape for page in edges for shape in {_shape(lines[index].text) for index in edges[page]})
    often = max(2, round(pages * _SHARE_OF_PAGES))
    margins = {
        index
        for page in edges
        for index in edges[page]
        if _PAGE_NUMBER.match(lines[index].text)
        or (pages > 1 and shapes[_shape(lines[index].text)] >= often and not _ARTICLE.match(lines[index].text.strip()))
    }
    return [index for index in range(len(lines)) if index not in margins]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))


def _paragraphs(lines: Sequence[TextLine], kept: Sequence[int]) -> list[_Draft]:
    """Put lines together; the notes of a page stand after the paragraph that ends it or goes on over it."""
    notes = _note_lines(lines, kept)
    drafts = _drafts(lines, [index for index in kept if index not in notes])
    for page in sorted({lines[index].page for index in notes}, reverse=True):
        of_page = _drafts(lines, [index for index in kept if index in notes and lines[index].page == page])
        last = max((place for place, draft in enumerate(drafts) if lines[draft.lines[0]].page <= page), default=-1)
        drafts[last + 1 : last + 1] = [_Draft(draft.lines, is_note=True) for draft in of_page]
    return drafts


def _note_lines(lines: Sequence[TextLine], kept: Sequence[int]) -> frozenset[int]:
    """Return the lines at the foot of a page that are smaller than the text and begin with the sign of a note."""
    if not kept:
        return frozenset()
    usual = median(lines[index].bottom - lines[index].top for index in kept)
    found: set[int] = set()
    for page in {lines[index].page for index in kept}:
        foot: list[int] = []
        for index in sorted((one for one in kept if lines[one].page == page), key=lambda one: -lines[one].bottom):
            if lines[index].bottom - lines[index].top > _SMALL * usual:
                break
            foot.append(index)
        signs = [place for place, index in enumerate(foot) if _NOTE_SIGN.match(lines[index].text.strip())]
        found.update(foot[: signs[-1] + 1] if signs else [])
    return frozenset(found)


def _drafts(lines: Sequence[TextLine], kept: Sequence[int]) -> list[_Draft]:
    edges: dict[int, float] = {}
    for index in kept:
        edges[lines[index].column] = max(edges.get(lines[index].column, 0.0), lines[index].right)
    steps = [
        lines[after].top - lines[before].top
        for before, after in pairwise(kept)
        if _is_below(lines[after], lines[before])
    ]
    step = median(steps) if steps else 0.0
    drafts: list[_Draft] = []
    for place, index in enumerate(kept):
        before = lines[kept[place - 1]]
        if place == 0 or _begins(lines[index], before, edges[before.column], step):
            drafts.append(_Draft())
        drafts[-1].lines.append(index)
    return drafts


def _is_below(line: TextLine, before: TextLine) -> bool:
    return line.page == before.page and line.column == before.column and line.top > before.top


def _begins(line: TextLine, before: TextLine, edge: float, step: float) -> bool:
    """Whether a line begins a paragraph, given the one before it."""
    text, last = line.text.strip(), before.text.strip()
    if (_BROKEN_WORD.search(last) and text[:1].islower()) or (text[:1].isdigit() and _NAMES_WHAT_FOLLOWS.search(last)):
        return False
    if _ARTICLE.match(text) or _SECTION.match(text) or _ITEM.match(text):
        return True
    if _is_below(line, before) and step and line.top - before.top > _WIDE_GAP * step:
        return True
    ends = last.endswith((".", ";", ":", "!", "?", "»", "”"))
    is_short = (
        before.right < before.left + (edge - before.left) * _SHORT_LINE
        if before.column
        else before.right < edge * _SHORT_LINE
    )
    if is_short and (ends or _OPENS.match(text)):
        return True
    return text.isupper() != last.isupper() and not (text[:1].islower() or last.endswith(","))


def _written(lines: Sequence[TextLine], draft: _Draft) -> tuple[str, list[_Piece]]:
    text = ""
    pieces: list[_Piece] = []
    for index in draft.lines:
        printed = lines[index].text
        lead = len(printed) - len(printed.lstrip())
        words = printed.strip()
        if text and _BROKEN_WORD.search(text) and words[:1].islower():
            text = text[:-1]
            pieces[-1] = _Piece(pieces[-1].start, pieces[-1].end - 1, pieces[-1].line, pieces[-1].line_start)
        elif text:
            text += " "
        pieces.append(_Piece(len(text), len(text) + len(words), index, lead))
        text += words
    return text, pieces
