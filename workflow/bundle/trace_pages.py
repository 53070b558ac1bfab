"""Draws the table of traceability: which article of which document answers each requirement, and on which page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, PageTemplate, Spacer, Table, TableStyle

from workflow.bundle.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD, SERIF_ITALIC, register_fonts
from workflow.bundle.page_look import ACCENT, BAD, MUTED, RULE, SHADE, WIDTH, draw_head, frame, paragraph
from workflow.bundle.stable_canvas import StableCanvas

_TITLE = "Tracciabilità dei requisiti"
_NOTE = (
    "Per ogni requisito, l’articolo che risponde e la pagina su cui è stampato. La tabella è letta dalle pagine dei "
    "PDF già fatti, non dai modelli."
)
_WIDTHS = (62 * mm, 62 * mm, WIDTH - 124 * mm)


@dataclass(frozen=True)
class TraceLine:
    """A requirement with its reference, the clauses that answer it, their pages; and whether the proof holds."""

    requirement: str
    reference: str
    clauses: tuple[str, ...]
    pages: tuple[str, ...]
    is_proven: bool


@dataclass(frozen=True)
class TraceTable:
    """One document, or several alike: the heading, what to say under it, and the lines."""

    title: str
    note: str
    lines: tuple[TraceLine, ...]


def draw_traces(dossier: str, as_of: date, tables: Sequence[TraceTable]) -> bytes:
    """Draw the pages; equal words give equal bytes."""
    register_fonts()
    buffer = BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=f"{_TITLE} – {dossier}",
        author="dossier-cer",
        creator="dossier-cer",
        lang="it-IT",
        invariant=1,
    )
    document.addPageTemplates(PageTemplate(frames=[frame()], onPage=lambda canvas, _: draw_head(canvas, dossier)))
    story: list[Flowable] = [
        paragraph(_TITLE, SERIF_BOLD, 19, colour=ACCENT, after=4),
        paragraph(f"{_NOTE} Situazione al {as_of:%d/%m/%Y}.", SERIF_ITALIC, 9.5, colour=MUTED, after=12),
    ]
    for table in tables:
        story += [_table(table), Spacer(1, 7 * mm)]
    document.build(story, canvasmaker=StableCanvas)
    return buffer.getvalue()


def _table(table: TraceTable) -> Table:
    heading: list[Flowable] = [paragraph(table.title, SANS_BOLD, 11, colour=ACCENT)]
    if table.note:
        heading.append(paragraph(table.note, SANS, 8, colour=MUTED))
    names = [paragraph(name, SANS_BOLD, 8, colour=MUTED) for name in ("Requisito", "Articolo o clausola", "Pagine")]
    rows: list[list[object]] = [[heading, "", ""], list(names)]
    rows += [_row(line) for line in table.lines]
    drawn = Table(rows, colWidths=_WIDTHS, repeatRows=2)
    drawn.setStyle(
        TableStyle(
            [
                ("SPAN", (0, 0), (-1, 0)),
                ("BACKGROUND", (0, 1), (-1, 1), SHADE),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return drawn


def _row(line: TraceLine) -> list[object]:
    requirement = [paragraph(line.requirement, SERIF, 9.5), paragraph(line.reference, SANS, 7.2, colour=MUTED)]
    colour = {} if line.is_proven else {"colour": BAD}
    return [
        requirement,
        [paragraph(clause, SERIF, 9.5) for clause in line.clauses],
        [paragraph(pages, SERIF, 9.5, **colour) for pages in line.pages],
    ]
