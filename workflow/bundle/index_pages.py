"""Draws the cover and the index of a bundle: what is in it, in which state and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Spacer,
    Table,
    TableStyle,
)

from workflow.bundle.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, register_fonts
from workflow.bundle.index_content import Cover, IndexSection
from workflow.bundle.index_rows import IndexRow
from workflow.bundle.page_look import (
    ACCENT,
    BAD,
    GOOD,
    MUTED,
    RULE,
    SHADE,
    SIDE,
    WIDTH,
    draw_head,
    frame,
    paragraph,
)
from workflow.bundle.stable_canvas import StableCanvas

_FRAME_HEIGHT = A4[1] - 42 * mm


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
    rows: list[IndexRow] = []
    story = [*_cover(cover), PageBreak(), *_index(sections, rows)]
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
    document.addPageTemplates(PageTemplate(frames=[frame()], onPage=lambda canvas, _: _head(canvas, cover)))
    document.build(story, canvasmaker=StableCanvas)
    links = tuple(IndexLink(*row.drawn_at, row.item.key) for row in rows if row.item.key and row.drawn_at is not None)
    return IndexPdf(buffer.getvalue(), document.page, links)


def index_length(sections: Sequence[IndexSection]) -> int:
    """Foresee how many pages cover and index take, as platypus will fill them."""
    register_fonts()
    pages, used = 2, 0.0
    for flowable in _index(sections, []):
        height = flowable.wrap(WIDTH, _FRAME_HEIGHT)[1]
        if used + height > _FRAME_HEIGHT:
            pages, used = pages + 1, 0.0
        used += height + flowable.getSpaceAfter()
    return pages


def _head(canvas: StableCanvas, cover: Cover) -> None:
    if canvas.getPageNumber() == 1:
        canvas.setFillColor(ACCENT)
        canvas.rect(0, A4[1] - 9 * mm, A4[0], 9 * mm, stroke=0, fill=1)
        return
    draw_head(canvas, cover.dossier)


def _cover(cover: Cover) -> list[Flowable]:
    facts = (("Configurazione", cover.kind), *cover.facts, ("Giudizio al", cover.as_of.strftime("%d/%m/%Y")))
    rows = [[paragraph(label, SANS, 9.5, colour=MUTED), paragraph(value, SERIF, 11)] for label, value in facts]
    table = Table(rows, colWidths=[42 * mm, WIDTH - 42 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    colour = BAD if cover.marks.is_draft else GOOD
    verdict: list[Flowable] = [paragraph(cover.verdict, SERIF_BOLD, 12, colour=colour)]
    if cover.marks.is_draft:
        verdict.append(
            paragraph("Ogni pagina porta la scritta BOZZA: il fascicolo non va presentato.", SERIF, 10, colour=MUTED)
        )
    if cover.marks.is_preview:
        verdict.append(
            paragraph(
                "Anteprima: l'impaginazione è indicativa; i documenti da firmare sono quelli in Word.",
                SERIF,
                10,
                colour=MUTED,
            )
        )
    box = Table([[verdict]], colWidths=[WIDTH])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), SHADE),
                ("LINEBEFORE", (0, 0), (0, -1), 3, colour),
                ("LEFTPADDING", (0, 0), (-1, -1), 12),
                ("TOPPADDING", (0, 0), (-1, -1), 9),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 11),
            ]
        )
    )
    return [
        Spacer(1, 52 * mm),
        paragraph(cover.title, SANS_BOLD, 12, colour=ACCENT, after=8),
        paragraph(cover.dossier, SERIF_BOLD, 27, colour=ACCENT, leading=1.15, after=26),
        table,
        Spacer(1, 12 * mm),
        box,
    ]


def _index(sections: Sequence[IndexSection], drawn: list[IndexRow]) -> list[Flowable]:
    story: list[Flowable] = [paragraph("Indice", SERIF_BOLD, 19, colour=ACCENT, after=14)]
    for section in sections:
        heading: list[Flowable] = [paragraph(section.title, SANS_BOLD, 12.5, colour=ACCENT, after=2)]
        if section.note:
            heading.append(paragraph(section.note, SERIF_ITALIC, 9.5, colour=MUTED, after=4))
        items = [IndexRow(item) for item in section.items]
        drawn += items
        rows = items or [paragraph("Nessun documento.", SERIF, 10, colour=MUTED)]
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


def draw_sheet(title: str, lines: Sequence[tuple[str, str]]) -> bytes:
    """Draw the one page that stands in the merged file for a file kept apart."""
    register_fonts()
    rows = [[paragraph(label, SANS, 9.5, colour=MUTED), paragraph(value, SERIF, 10.5)] for label, value in lines]
    table = Table(rows, colWidths=[38 * mm, WIDTH - 38 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, title=title, author="dossier-cer", lang="it-IT", invariant=1)
    frame = Frame(SIDE, 20 * mm, WIDTH, A4[1] - 42 * mm, leftPadding=0, rightPadding=0)
    document.addPageTemplates(PageTemplate(frames=[frame]))
    story = [
        Spacer(1, 60 * mm),
        paragraph("Allegato: vedere il file", SANS_BOLD, 11, colour=ACCENT, align=TA_CENTER, after=6),
        paragraph(title, SERIF_BOLD, 18, colour=ACCENT, align=TA_CENTER, after=20),
        table,
    ]
    document.build(story, canvasmaker=StableCanvas)
    return buffer.getvalue()
