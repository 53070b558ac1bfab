"""Finds formatting put by hand where a style should be: fonts, sizes, colours, spaces, empty paragraphs, numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workflow.documents.lint import codes
from workflow.documents.lint.fault import Code, Fault, PartKind, fault
from workflow.documents.lint.story import StoryParagraph
from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, child_value, tag

_MARGINS = frozenset({PartKind.HEADER, PartKind.FOOTER})
_SPACES = re.compile(r"(?<=\S) {3,}(?=\S)|^ {2,}(?=\S)|\t[ \t]*\t")
_TYPED_NUMBER = re.compile(
    r"^\s*(?:art(?:icolo|\.)\s*\d+|\d{1,2}(?:\.\d{1,2})*[.)](?=\s)|\(?[a-z]\)(?=\s)|[ivx]{1,5}[.)](?=\s)|[-–—•▪](?=\s))",
    re.IGNORECASE,
)
_KEPT_EMPTY = (
    "br",
    "drawing",
    "pict",
    "object",
    "sectPr",
    "fldChar",
    "fldSimple",
    "footnoteReference",
    "bookmarkStart",
)
# Ours: the headings of a form, whose numbers are part of their text.
_UNNUMBERED_HEADINGS = frozenset({"ArticoloLibero", "Sottotitolo", "TitoloSezione"})
_PLAIN_COLOURS = frozenset({"auto", "000000"})
_HALF_POINTS = 2
_BOX = "casella("  # a tick box wants the font that has its sign


@dataclass
class _Seen:
    """The same thing done by hand in several places."""

    first: StoryParagraph
    at: int
    count: int = 0
    paragraphs: set[int] = field(default_factory=set)


def formatting_faults(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    """Yield one fault for each thing done by hand, with how many places have it."""
    yield from _direct(paragraphs)
    yield from _spaces(paragraphs)
    yield from _empty(paragraphs)
    yield from _typed_numbers(paragraphs)


def _direct(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    seen: dict[tuple[Code, str], _Seen] = {}
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind in _MARGINS:  # a letterhead is drawn, not written
            continue
        for piece in paragraph.pieces:
            properties = piece.run.find(tag("w:rPr"))
            if properties is None or not any(sign.isalnum() for sign in piece.text) or _BOX in piece.text:
                continue
            for code, what in _by_hand(properties):
                if code is codes.SIZE and paragraph.kind is PartKind.TABLE:  # how a table is made to fit a page
                    continue
                one = seen.setdefault((code, what), _Seen(paragraph, piece.start))
                if index not in one.paragraphs:
                    one.paragraphs.add(index)
                    one.count += 1
    for (code, what), one in seen.items():
        yield fault(code, f"{what}: messo a mano{_times(one.count)}.", one.first.place(one.at), count=one.count)


def _by_hand(properties: Element) -> Iterator[tuple[Code, str]]:
    fonts = properties.find(tag("w:rFonts"))
    if fonts is not None:
        name = fonts.get(tag("w:ascii")) or fonts.get(tag("w:hAnsi"))
        if name:
            yield codes.FONT, f"Carattere «{name}»"
    size = child_value(properties, "w:sz")
    if size and size.isdigit():
        yield codes.SIZE, f"Corpo {int(size) / _HALF_POINTS:g}".replace(".", ",")
    colour = child_value(properties, "w:color")
    if colour and colour.lower() not in _PLAIN_COLOURS:
        yield codes.COLOUR, f"Colore {colour}"


def _spaces(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    found = [
        (paragraph, match.start())
        for paragraph in paragraphs
        if paragraph.kind not in _MARGINS and (match := _SPACES.search(paragraph.masked_text)) is not None
    ]
    if found:
        first, at = found[0]
        message = f"Spazi o tabulazioni ripetuti per allineare il testo{_times(len(found))}."
        yield fault(codes.SPACES, message, first.place(at), count=len(found))


def _empty(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    found: list[int] = []
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind is PartKind.BODY and not paragraph.text.strip() and _is_spare(paragraph):
            found.append(index)
    if not found:
        return
    before = next((paragraphs[index] for index in range(found[0] - 1, -1, -1) if paragraphs[index].text.strip()), None)
    place = (before or paragraphs[found[0]]).place()
    where = "dopo il paragrafo indicato" if before is not None else "in testa al documento"
    message = f"Paragrafi vuoti usati come spazio: {len(found)} in tutto, il primo {where}."
    yield fault(codes.EMPTY, message, place, count=len(found))


def _is_spare(paragraph: StoryParagraph) -> bool:
    """Whether an empty paragraph is only white: not one that the format asks for, nor one that holds something."""
    element = paragraph.element
    if any(local(one) in _KEPT_EMPTY for one in element.iter()):
        return False
    before, after = element.getprevious(), element.getnext()
    beside_table = any(one is not None and local(one) == "tbl" for one in (before, after))
    is_last = after is None or local(after) == "sectPr"
    return not beside_table and not is_last


def _typed_numbers(paragraphs: Sequence[StoryParagraph]) -> Iterator[Fault]:
    found = [
        paragraph
        for paragraph in paragraphs
        if paragraph.kind is PartKind.BODY
        and _TYPED_NUMBER.match(paragraph.text)
        and paragraph.style not in _UNNUMBERED_HEADINGS
        and child_value(paragraph.element, "w:pPr/w:numPr/w:numId") is None
    ]
    if found:
        number = (_TYPED_NUMBER.match(found[0].text) or [""])[0].strip()
        message = f"Numeri o elenchi scritti a mano (per esempio «{number}»){_times(len(found))}."
        yield fault(codes.TYPED_NUMBER, message, found[0].place(), count=len(found))


def _times(count: int) -> str:
    return "" if count == 1 else f" in {count} paragrafi"
