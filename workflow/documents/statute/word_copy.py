"""A copy of a Word file with passages highlighted and comments in the margin; no word is changed."""

import copy
import io
from collections.abc import Sequence
from datetime import datetime

import docx
from docx.comments import Comment
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.text.run import Run

from workflow.documents.package import read_package, write_package
from workflow.documents.statute.marks import Mark, Tone
from workflow.documents.statute.word_reading import positions, runs_of, text_pieces
from workflow.documents.wordml import Element, tag
from workflow.resources import ProgramError

# The highlighter is for what the upload asks to highlight; it has no light red, so that the rest is a background.
_BACKGROUNDS = {Tone.DOUBTFUL: "B2EBF2", Tone.WRONG: "F8BBD0"}
_AFTER_BACKGROUND = tuple(
    f"w:{name}"
    for name in ("fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout", "specVanish", "oMath")
)
_WEIGHT = {Tone.PRESENT: 0, Tone.DOUBTFUL: 1, Tone.WRONG: 2}
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class UnmarkableWordError(ProgramError):
    """A Word file that can be read but not copied with marks."""

    exit_code = 4


def marked_copy(content: bytes, marks: Sequence[Mark], author: str, at: datetime) -> bytes:
    """Return the Word file with highlights and comments; equal marks and instant give equal bytes."""
    try:
        document = docx.Document(io.BytesIO(content))
        elements = positions(document.element)
        # Light tones first, so that the heavier one of two marks on the same words stays.
        for mark in sorted(marks, key=lambda mark: _WEIGHT[mark.tone]):
            _highlight(mark, elements)
        for mark in marks:
            _comment(document, mark, elements, author, at)
        written = io.BytesIO()
        document.save(written)
    except (KeyError, ValueError, AttributeError, IndexError) as error:
        raise UnmarkableWordError(
            "Il file Word si legge, ma non se ne può fare una copia annotata: salvarlo di nuovo con Word e riprovare."
        ) from error
    return write_package(read_package(written.getvalue()))


def _highlight(mark: Mark, elements: dict[int, Element]) -> None:
    for run in _runs_of_mark(mark, elements):
        font = Run(run, None).font  # type: ignore[arg-type] # only its XML is used
        fill = _BACKGROUNDS.get(mark.tone)
        font.highlight_color = WD_COLOR_INDEX.YELLOW if fill is None else None
        _set_background(run, fill)


def _set_background(run: Element, fill: str | None) -> None:
    properties = run.get_or_add_rPr()
    for old in properties.findall(tag("w:shd")):
        properties.remove(old)
    if fill is not None:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shade.set(tag(f"w:{name}"), value)
        properties.insert_element_before(shade, *_AFTER_BACKGROUND)


def _comment(document: object, mark: Mark, elements: dict[int, Element], author: str, at: datetime) -> None:
    runs = _runs_of_mark(mark, elements)
    if not runs:
        first = elements[min(elements)]
        runs = [run for run in runs_of(first) if any(words.strip() for _, words in text_pieces(run))]
    ends = [Run(runs[0], None), Run(runs[-1], None)]  # type: ignore[arg-type] # likewise
    added: Comment = document.add_comment(ends, mark.comment, author=author, initials="DC")  # type: ignore[attr-defined] # python-docx does not name the type it returns
    added._comment_elm.date = at  # noqa: SLF001 - the library writes its own clock


def _runs_of_mark(mark: Mark, elements: dict[int, Element]) -> list[Element]:
    return [run for span in mark.spans for run in _runs_between(elements[span.paragraph], span.start, span.end)]


def _runs_between(paragraph: Element, start: int, end: int) -> list[Element]:
    """Return the runs that print exactly these characters, cutting those that print more."""
    _cut(paragraph, start)
    _cut(paragraph, end)
    found = []
    place = 0
    for run in runs_of(paragraph):
        length = sum(len(words) for _, words in text_pieces(run))
        if length and start <= place and place + length <= end:
            found.append(run)
        place += length
    return found


def _cut(paragraph: Element, at: int) -> None:
    """Make a run begin at this character, if the paragraph has it."""
    place = 0
    for run in list(runs_of(paragraph)):
        pieces = list(text_pieces(run))
        length = sum(len(words) for _, words in pieces)
        if place < at < place + length:
            _split(run, at - place)
            return
        place += length


def _split(run: Element, offset: int) -> None:
    """Move what the run prints from the offset on into a new run of the same look, right after it."""
    after = copy.deepcopy(run)
    run.addnext(after)
    place = 0
    for (node, words), (twin, _) in zip(list(text_pieces(run)), list(text_pieces(after)), strict=True):
        end = place + len(words)
        if end <= offset:
            after.remove(twin)
        elif place >= offset:
            run.remove(node)
        else:
            node.text, twin.text = words[: offset - place], words[offset - place :]
            for one in (node, twin):
                one.set(_PRESERVE, "preserve")
        place = end
    _keep_marks_once(after)


def _keep_marks_once(run: Element) -> None:
    """Drop from a copied run what must not stand twice: notes, drawings, fields."""
    kept = {tag("w:rPr"), tag("w:t"), tag("w:tab"), tag("w:br"), tag("w:cr"), tag("w:noBreakHyphen"), tag("w:ptab")}
    for node in list(run):
        if node.tag not in kept:
            run.remove(node)
