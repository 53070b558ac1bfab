"""The look of the pages that the program draws itself: colours, paragraphs, the line at the head."""

from html import escape
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Frame, Paragraph

from workflow.bundle.fonts import SANS, runs_by_font
from workflow.bundle.stable_canvas import StableCanvas

ACCENT = HexColor("#1D4B57")
MUTED = HexColor("#55636A")
RULE = HexColor("#AEBBC0")
SHADE = HexColor("#EEF3F4")
BAD = HexColor("#9E1C1C")
GOOD = HexColor("#1D6B45")
AMBER = HexColor("#8A5A00")
BLACK = HexColor("#000000")
SIDE = 24 * mm
WIDTH = A4[0] - 2 * SIDE


def frame() -> Frame:
    """Return the part of a page that holds the text."""
    return Frame(SIDE, 20 * mm, WIDTH, A4[1] - 42 * mm, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)


def draw_head(canvas: StableCanvas, title: str) -> None:
    """Write the title at the head of a page, over a line."""
    line = Paragraph(marked(title, SANS), style(SANS, 8.5, colour=MUTED, align=TA_RIGHT))
    _, height = line.wrap(WIDTH, 20 * mm)
    line.drawOn(canvas, SIDE, A4[1] - 13 * mm - height / 2)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, A4[1] - 17 * mm, A4[0] - SIDE, A4[1] - 17 * mm)


def style(
    font: str,
    size: float,
    *,
    colour: HexColor = BLACK,
    align: int = 0,
    after: float = 0,
    leading: float = 1.25,
) -> ParagraphStyle:
    """Return how a paragraph looks; sizes in points, `leading` as a share of the size."""
    return ParagraphStyle(
        f"{font}-{size}",
        fontName=font,
        fontSize=size,
        leading=size * leading,
        textColor=colour,
        alignment=align,
        spaceAfter=after,
    )


def marked(text: str, font: str) -> str:
    """Return text as reportlab markup, with the characters that the font lacks in the symbols font."""
    pieces = (
        escape(piece) if chosen == font else f'<font name="{chosen}">{escape(piece)}</font>'
        for chosen, piece in runs_by_font(text, font)
    )
    return "".join(pieces)


def paragraph(text: str, font: str, size: float, **look: Any) -> Paragraph:
    """Return a paragraph of plain text; `look` goes to `style`."""
    return Paragraph(marked(text, font), style(font, size, **look))
