"""Puts highlights and comments in the margin of a copy of a PDF; the pages themselves are not touched."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Highlight, MarkupAnnotation, Text
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from workflow.bundle.pdf_lines import Box
from workflow.resources import ProgramError

_NOTE_SIDE = 18.0
_NOTE_FROM_EDGE = 24.0
_NOTE_STEP = 26.0


class UnmarkablePdfError(ProgramError):
    """A PDF that can be read but not copied with marks."""

    exit_code = 4


@dataclass(frozen=True)
class PdfMark:
    """Words to highlight and what to say of them; without boxes it is only a note at the head of the page."""

    page: int
    boxes: tuple[Box, ...]
    colour: str
    comment: str


def marked_copy(content: bytes, marks: Sequence[PdfMark], author: str) -> bytes:
    """Return the PDF with the marks as annotations."""
    try:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
        for number in sorted({mark.page for mark in marks}):
            _mark_page(writer, number, [mark for mark in marks if mark.page == number], author)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, IndexError, RecursionError) as error:
        raise UnmarkablePdfError(
            "Il PDF si legge, ma non se ne può fare una copia annotata: è danneggiato o protetto."
        ) from error
    return written.getvalue()


def _mark_page(writer: PdfWriter, number: int, marks: Iterable[PdfMark], author: str) -> None:
    page = writer.pages[number - 1]
    notes = 0
    for mark in marks:
        annotation: MarkupAnnotation
        if mark.boxes:
            annotation = Highlight(
                rect=_around(mark.boxes), quad_points=_quads(mark.boxes), highlight_color=mark.colour, printing=True
            )
            annotation[NameObject("/Contents")] = TextStringObject(mark.comment)
        else:
            right, top = float(page.mediabox.right), float(page.mediabox.top)
            left = right - _NOTE_FROM_EDGE - notes * _NOTE_STEP
            rect = (left, top - _NOTE_FROM_EDGE, left + _NOTE_SIDE, top - _NOTE_FROM_EDGE + _NOTE_SIDE)
            annotation = Text(rect=rect, text=mark.comment, open=False)
            notes += 1
        annotation[NameObject("/T")] = TextStringObject(author)
        writer.add_annotation(number - 1, annotation)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _quads(boxes: Iterable[Box]) -> ArrayObject:
    """Give the corners of each box as readers of PDF draw them: the two at the top, then the two at the bottom."""
    corners: list[float] = []
    for left, bottom, right, top in boxes:
        corners += [left, top, right, top, left, bottom, right, bottom]
    return ArrayObject([FloatObject(corner) for corner in corners])
