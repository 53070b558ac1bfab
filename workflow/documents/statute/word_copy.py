"""A copy of a Word file with passages highlighted and comments in the margin; no word is changed."""

import copy
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.comments import Comment
from docx.text.run import Run

from workflow.documents.package import read_package, write_package
from workflow.documents.statute.marks import Mark, Tone
from workflow.documents.statute.word_story import NOTE_PARTS, Story, StoryParagraph, runs_of, text_pieces
from workflow.documents.wordml import Element, parse_part, serialise_part, tag
from workflow.resources import ProgramError

# The highlighter is for what the upload asks to highlight; it has no light red, so that the rest is a background.
_BACKGROUNDS = {Tone.DOUBTFUL: "B2EBF2", Tone.WRONG: "F8BBD0"}
_PROPERTY_ORDER = tuple(
    f"w:{name}"
    for name in (
        "highlight", "u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang", "eastAsianLayout",
        "specVanish", "oMath", "rPrChange",
    )
)  # fmt: skip
_WEIGHT = {Tone.PRESENT: 0, Tone.DOUBTFUL: 1, Tone.WRONG: 2}
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


class UnmarkableWordError(ProgramError):
    """A Word file that can be read but not copied with marks."""

    exit_code = 4


def marked_copy(content: bytes, marks: Sequence[Mark], author: str, at: datetime) -> bytes:
    """Return the Word file with highlights and comments; equal marks and instant give equal bytes."""
    try:
        document = docx.Document(io.BytesIO(content))
        notes = _note_roots(document)
        story = Story.of_roots(document.element, {name: root for name, (_, root) in notes.items()})
        elements = dict(enumerate(story.telling(), start=1))
        # Light tones first, so that the heavier one of two marks on the same words stays.
        for mark in sorted(marks, key=lambda mark: _WEIGHT[mark.tone]):
            _highlight(mark, elements)
        for mark in marks:
            _comment(document, mark, elements, author, at)
        for part, root in notes.values():
            part._blob = serialise_part(root)  # noqa: SLF001 - the library reads notes but has no way to write them
        written = io.BytesIO()
        document.save(written)
    except (KeyError, ValueError, AttributeError, IndexError) as error:
        raise UnmarkableWordError(
            "Il file Word si legge, ma non se ne può fare una copia annotata: salvarlo di nuovo con Word e riprovare."
        ) from error
    return write_package(read_package(written.getvalue()))


def _note_roots(document: Any) -> dict[str, tuple[Any, Element]]:
    """Return the parts that hold notes, each with its XML, by name."""
    wanted = {f"/{name}": name for name, _ in NOTE_PARTS.values()}
    return {
        wanted[str(part.partname)]: (part, parse_part(part.blob))
        for part in document.part.package.iter_parts()
        if str(part.partname) in wanted
    }


def _highlight(mark: Mark, elements: dict[int, StoryParagraph]) -> None:
    for run in _runs_of_mark(mark, elements):
        properties = run.find(tag("w:rPr"))
        if properties is None:
            properties = run.makeelement(tag("w:rPr"))
            run.insert(0, properties)
        for name in ("w:highlight", "w:shd"):
            for old in properties.findall(tag(name)):
                properties.remove(old)
        fill = _BACKGROUNDS.get(mark.tone)
        if fill is None:
            _add_property(properties, "w:highlight", {"val": "yellow"})
        else:
            _add_property(properties, "w:shd", {"val": "clear", "color": "auto", "fill": fill})


def _add_property(properties: Element, name: str, values: dict[str, str]) -> None:
    """Add a property where the format wants it: Word refuses a file whose properties are out of order."""
    added = properties.makeelement(tag(name), {tag(f"w:{key}"): value for key, value in values.items()})
    later = {tag(one) for one in _PROPERTY_ORDER[_PROPERTY_ORDER.index(name) + 1 :]}
    place = next((index for index, node in enumerate(properties) if node.tag in later), len(properties))
    properties.insert(place, added)


def _comment(document: Any, mark: Mark, elements: dict[int, StoryParagraph], author: str, at: datetime) -> None:
    runs = _runs_in_text(mark, elements)
    if not runs:
        first = next((one for one in elements.values() if one.anchor is None), elements[min(elements)])
        runs = _printing(first.element) if first.anchor is None else [first.anchor]
    ends = [Run(runs[0], None), Run(runs[-1], None)]  # type: ignore[arg-type] # only its XML is used
    added: Comment = document.add_comment(ends, mark.comment, author=author, initials="DC")
    added._comment_elm.date = at  # noqa: SLF001 - the library writes its own clock


def _runs_in_text(mark: Mark, elements: dict[int, StoryParagraph]) -> list[Element]:
    """Return the runs where the comment of a mark may stand: for a note or a box, the run that calls it."""
    found = []
    for span in mark.spans:
        one = elements[span.paragraph]
        if one.anchor is None:
            found += _runs_between(one.element, span.start, span.end)
    return found or [elements[span.paragraph].anchor for span in mark.spans]


def _printing(paragraph: Element) -> list[Element]:
    return [run for run in runs_of(paragraph) if any(words.strip() for _, words in text_pieces(run))]


def _runs_of_mark(mark: Mark, elements: dict[int, StoryParagraph]) -> list[Element]:
    return [run for span in mark.spans for run in _runs_between(elements[span.paragraph].element, span.start, span.end)]


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
