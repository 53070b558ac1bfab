"""Names, in the margin and in the bookmarks of a copy to upload, the element that each highlighted passage carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

from workflow.bundle.fonts import SANS_BOLD, register_fonts
from workflow.bundle.page_look import ACCENT
from workflow.bundle.stable_canvas import StableCanvas

_NAME = "/EtichetteDossier"
_FROM_EDGE = 34.0
_SIZE = 11.0
_CIRCLE = 9.0


@dataclass(frozen=True)
class MarginLabel:
    """What to print beside a passage, where (page from 1, points from the foot), and the title of its bookmark."""

    page: int
    top: float
    text: str
    title: str


def label_margins(pdf: Path, labels: Sequence[MarginLabel]) -> None:
    """Print the labels in the left margin and add the bookmarks; the rest of the pages does not move."""
    register_fonts()
    with pikepdf.open(pdf, allow_overwriting_input=True) as document:
        for number in sorted({label.page for label in labels}):
            page = document.pages[number - 1]
            drawn = _drawn(page, [label for label in labels if label.page == number])
            with pikepdf.open(BytesIO(drawn)) as sheet:
                form = document.copy_foreign(sheet.make_indirect(sheet.pages[0].as_form_xobject()))
            # Under a name of ours: the library's own overlay takes a random one, and the bytes would never be the same.
            page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name(_NAME))
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(f"\nQ\nq {_NAME} Do Q\n".encode())
        with document.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(label.title, label.page - 1) for label in labels)
        document.save(pdf, deterministic_id=True)


def _drawn(page: pikepdf.Page, labels: Sequence[MarginLabel]) -> bytes:
    width, height = (float(page.mediabox[2]), float(page.mediabox[3]))
    buffer = BytesIO()
    canvas = StableCanvas(buffer, pagesize=(width, height), invariant=1)
    taken: list[float] = []
    for label in sorted(labels, key=lambda one: -one.top):
        y = label.top - _SIZE
        while any(abs(y - other) < 2 * _CIRCLE for other in taken):  # two elements may begin on the same line
            y -= 2 * _CIRCLE
        taken.append(y)
        canvas.setStrokeColor(ACCENT)
        canvas.setFillColor(ACCENT)
        canvas.circle(_FROM_EDGE, y + _SIZE * 0.35, _CIRCLE, stroke=1, fill=0)
        canvas.setFont(SANS_BOLD, _SIZE)
        canvas.drawCentredString(_FROM_EDGE, y, label.text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
