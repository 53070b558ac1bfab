"""Draws the cover and the index of a bundle: what is in it, in which state and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from workflow.bundle.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, register_fonts, runs_by_font
from workflow.bundle.index_content import Cover, IndexItem, IndexSection
from workflow.bundle.plan import ItemState
from workflow.bundle.stable_canvas import StableCanvas

_ACCENT = HexColor("#1D4B57")
_MUTED = HexColor("#55636A")
_RULE = HexColor("#AEBBC0")
_SHADE = HexColor("#EEF3F4")
_BAD = HexColor("#9E1C1C")
_GOOD = HexColor("#1D6B45")
_AMBER = HexColor("#8A5A00")
_BLACK = HexColor("#000000")
_SIDE = 24 * mm
_WIDTH = A4[0] - 2 * _SIDE
_STATE_WIDTH = 27 * mm
_PAGE_WIDTH = 14 * mm


_STATE_COLOURS = {
    ItemState.MISSING: _BAD,
    ItemState.DRAFT: _AMBER,
    ItemState.READY: _AMBER,
    ItemState.GIVEN: _GOOD,
    ItemState.NOT_REQUIRED: _MUTED,
    ItemState.UNKNOWN: _AMBER,
}


@dataclass(frozen=True)
class IndexLink:
    """Where on the index pages (0-based) a line lies, to make it a link."""

    page: int
    rectangle: tuple[float, float, float, float]
    key: str


@dataclass(frozen=True)
class IndexPdf:
    """The drawn pages and the places of their lines."""

    data: bytes
    pages: int
    links: tuple[IndexLink, ...]


def draw_index(cover: Cover, sections: Sequence[IndexSection]) -> IndexPdf:
    """Draw the cover and the index; equal words give equal bytes."""
    register_fonts()
    links: list[IndexLink] = []
    story = [*_cover(cover), PageBreak(), *_index(sections, links)]
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=f"{cover.title} – {cover.dossier}",
        author="dossier-cer",
        creator="dossier-cer",
        lang="it-IT",
        invariant=1,
    )
    frame = Frame(_SIDE, 20 * mm, _WIDTH, A4[1] - 42 * mm, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=lambda canvas, _: _head(canvas, cover)))
    document.build(story, canvasmaker=StableCanvas)
    return IndexPdf(buffer.getvalue(), document.page, tuple(links))


def _head(canvas: StableCanvas, cover: Cover) -> None:
    if canvas.getPageNumber() == 1:
        canvas.setFillColor(_ACCENT)
        canvas.rect(0, A4[1] - 9 * mm, A4[0], 9 * mm, stroke=0, fill=1)
        return
    line = Paragraph(_marked(cover.dossier, SANS), _style(SANS, 8.5, colour=_MUTED, align=TA_RIGHT))
    _, height = line.wrap(_WIDTH, 20 * mm)
    line.drawOn(canvas, _SIDE, A4[1] - 13 * mm - height / 2)
    canvas.setStrokeColor(_RULE)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, A4[1] - 17 * mm, A4[0] - _SIDE, A4[1] - 17 * mm)


def _style(
    font: str,
    size: float,
    *,
    colour: HexColor = _BLACK,
    align: int = 0,
    after: float = 0,
    leading: float = 1.25,
) -> ParagraphStyle:
    return ParagraphStyle(
        f"{font}-{size}",
        fontName=font,
        fontSize=size,
        leading=size * leading,
        textColor=colour,
        alignment=align,
        spaceAfter=after,
    )


def _marked(text: str, font: str) -> str:
    """Return text as reportlab markup, with the characters that the font lacks in the symbols font."""
    pieces = (
        escape(piece) if chosen == font else f'<font name="{chosen}">{escape(piece)}</font>'
        for chosen, piece in runs_by_font(text, font)
    )
    return "".join(pieces)


def _paragraph(text: str, font: str, size: float, **look: Any) -> Paragraph:
    return Paragraph(_marked(text, font), _style(font, size, **look))


def _cover(cover: Cover) -> list[Flowable]:
    facts = (("Configurazione", cover.kind), *cover.facts, ("Giudizio al", cover.as_of.strftime("%d/%m/%Y")))
    rows = [[_paragraph(label, SANS, 9.5, colour=_MUTED), _paragraph(value, SERIF, 11)] for label, value in facts]
    table = Table(rows, colWidths=[42 * mm, _WIDTH - 42 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    colour = _BAD if cover.marks.is_draft else _GOOD
    verdict: list[Flowable] = [_paragraph(cover.verdict, SERIF_BOLD, 12, colour=colour)]
    if cover.marks.is_draft:
        verdict.append(
            _paragraph("Ogni pagina porta la scritta BOZZA: il fascicolo non va presentato.", SERIF, 10, colour=_MUTED)
        )
    if cover.marks.is_preview:
        verdict.append(
            _paragraph(
                "Anteprima: l'impaginazione è indicativa; i documenti da firmare sono quelli in Word.",
                SERIF,
                10,
                colour=_MUTED,
            )
        )
    box = Table([[verdict]], colWidths=[_WIDTH])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), _SHADE),
                ("LINEBEFORE", (0, 0), (0, -1), 3, colour),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 9),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 11),
            ]
        )
    )
    return [
        Spacer(1, 52 * mm),
        _paragraph(cover.title, SANS_BOLD, 12, colour=_ACCENT, after=8),
        _paragraph(cover.dossier, SERIF_BOLD, 27, colour=_ACCENT, leading=1.15, after=26),
        table,
        Spacer(1, 12 * mm),
        box,
    ]


def _index(sections: Sequence[IndexSection], links: list[IndexLink]) -> list[Flowable]:
    story: list[Flowable] = [_paragraph("Indice", SERIF_BOLD, 19, colour=_ACCENT, after=14)]
    for section in sections:
        heading: list[Flowable] = [_paragraph(section.title, SANS_BOLD, 12.5, colour=_ACCENT, after=2)]
        if section.note:
            heading.append(_paragraph(section.note, SERIF_ITALIC, 9.5, colour=_MUTED, after=4))
        rows = [_Row(item, links) for item in section.items] or [
            _paragraph("Nessun documento.", SERIF, 10, colour=_MUTED)
        ]
        story += [_Together([*heading, rows[0]]), *rows[1:], Spacer(1, 8 * mm)]
    return story


class _Together(Flowable):  # type: ignore[misc]  # reportlab has no type information
    """Some flowables that no page may separate: a heading and its first line."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self._parts = parts

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._heights = [part.wrap(width, height)[1] + part.getSpaceAfter() for part in self._parts]
        return width, sum(self._heights)

    def draw(self) -> None:
        top = sum(self._heights)
        for part, height in zip(self._parts, self._heights, strict=True):
            top -= height
            part.drawOn(self.canv, 0, top + part.getSpaceAfter())


class _Row(Flowable):  # type: ignore[misc]  # reportlab has no type information
    """One line of the index, which remembers where it was drawn."""

    def __init__(self, item: IndexItem, links: list[IndexLink]) -> None:
        super().__init__()
        self._item = item
        self._links = links
        self._table = _row_table(item)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self._size = self._table.wrapOn(None, width, height)
        return (width, float(self._size[1]))

    def draw(self) -> None:
        self._table.drawOn(self.canv, 0, 0)
        if self._item.key:
            x, y = self.canv.absolutePosition(0, 0)
            rectangle = (x, y, x + self._size[0], y + self._size[1])
            self._links.append(IndexLink(self.canv.getPageNumber() - 1, rectangle, self._item.key))


def _row_table(item: IndexItem) -> Table:
    texts: list[Flowable] = [_paragraph(item.title, SERIF, 10.5)]
    if item.reason:
        texts.append(_paragraph(item.reason, SERIF, 8.8, colour=_MUTED))
    if item.file:
        texts.append(_paragraph(item.file, SANS, 8, colour=_MUTED))
    cells: list[Any] = [texts, _paragraph(str(item.page or ""), SERIF, 10.5, align=TA_RIGHT)]
    widths = [_WIDTH - _PAGE_WIDTH, _PAGE_WIDTH]
    if item.state:
        cells.insert(0, _paragraph(item.state.value, SANS_BOLD, 8.5, colour=_STATE_COLOURS[item.state]))
        widths = [_STATE_WIDTH, _WIDTH - _PAGE_WIDTH - _STATE_WIDTH, _PAGE_WIDTH]
    table = Table([cells], colWidths=widths)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("TOPPADDING", (0, 0), (0, 0), 5.5 if item.state else 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def draw_sheet(title: str, lines: Sequence[tuple[str, str]]) -> bytes:
    """Draw the one page that stands in the merged file for a file kept apart."""
    register_fonts()
    rows = [[_paragraph(label, SANS, 9.5, colour=_MUTED), _paragraph(value, SERIF, 10.5)] for label, value in lines]
    table = Table(rows, colWidths=[38 * mm, _WIDTH - 38 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, title=title, author="dossier-cer", lang="it-IT", invariant=1)
    frame = Frame(_SIDE, 20 * mm, _WIDTH, A4[1] - 42 * mm, leftPadding=0, rightPadding=0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    story = [
        Spacer(1, 60 * mm),
        _paragraph("Allegato: vedere il file", SANS_BOLD, 11, colour=_ACCENT, align=TA_CENTER, after=6),
        _paragraph(title, SERIF_BOLD, 18, colour=_ACCENT, align=TA_CENTER, after=20),
        table,
    ]
    document.build(story, canvasmaker=StableCanvas)
    return buffer.getvalue()
