"""Writes on PDF pages what the reader must not miss: BOZZA, anteprima, and the line at the foot of a merged file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees, hypot
from pathlib import Path

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, IndirectObject, NameObject, StreamObject
from reportlab.pdfbase.pdfmetrics import stringWidth

from workflow.bundle.fonts import SANS, SANS_BOLD, runs_by_font
from workflow.bundle.stable_canvas import StableCanvas

DRAFT = "BOZZA"
DRAFT_LINE = "BOZZA · da non presentare"
PREVIEW_LINE = "anteprima · impaginazione indicativa"

_NAME = "/TimbroDossier"
_MARGIN = 28.0  # points from the sides
_FOOT = 11.0  # points from the bottom, below the footers of the documents
_SMALL = 6.8
_GREY = 0.38
_RED = (0.62, 0.11, 0.11)
_WATERMARK_SHARE = 0.5  # of the diagonal of the page
_WATERMARK_ALPHA = 0.11


@dataclass(frozen=True)
class Marks:
    """The two warnings a page can carry: the law is not satisfied, the layout is not the final one."""

    is_draft: bool = False
    is_preview: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to warn about."""
        return not (self.is_draft or self.is_preview)

    @property
    def line(self) -> str:
        """The warnings as one line."""
        return "   ".join([DRAFT_LINE] * self.is_draft + [PREVIEW_LINE] * self.is_preview)


@dataclass(frozen=True)
class PageStamp:
    """What goes on one page."""

    marks: Marks
    line: str = ""


def stamp_file(pdf: Path, marks: Marks) -> None:
    """Put the marks on every page of a PDF of ours, in place; without marks the file is not touched."""
    if marks.is_empty:
        return
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf.read_bytes())))
    stamp_pages(writer, [PageStamp(marks)] * len(writer.pages))
    stamped = pdf.with_name(pdf.name + ".timbrato")
    with stamped.open("wb") as file:
        writer.write(file)
    os.replace(stamped, pdf)  # noqa: PTH105  # one step, and the old file stays whole until then


def stamp_pages(writer: PdfWriter, stamps: Sequence[PageStamp]) -> None:
    """Stamp every page of a writer, one stamp a page.

    The stamps are drawn together, so that they share their fonts; each page gets a small form and
    two shared streams around its own content, which is never decoded.
    """
    geometries = [_Geometry.of(page) for page in writer.pages]
    drawn = PdfReader(BytesIO(_draw([(g.width, g.height) for g in geometries], stamps)))
    before = writer._add_object(_stream(b"q\n"))  # noqa: SLF001  # pypdf's only way to add a shared object
    forms: dict[tuple[object, ...], IndirectObject] = {}
    after: dict[str, IndirectObject] = {}
    for page, geometry, stamp, sheet in zip(writer.pages, geometries, stamps, drawn.pages, strict=True):
        key = (geometry, stamp)
        if key not in forms:
            forms[key] = writer._add_object(_form(writer, sheet, geometry))  # noqa: SLF001  # likewise
        name = _add_resource(page, forms[key])
        if name not in after:
            after[name] = writer._add_object(_stream(f"\nQ\nq {name} Do Q\n".encode()))  # noqa: SLF001  # likewise
        page[NameObject("/Contents")] = ArrayObject([before, *_contents(page), after[name]])


@dataclass(frozen=True)
class _Geometry:
    """The visible page as the reader sees it, and how to come from there to the coordinates of the file."""

    width: float
    height: float
    matrix: tuple[float, ...]

    @classmethod
    def of(cls, page: PageObject) -> "_Geometry":
        box = page.cropbox
        left, bottom, wide, high = float(box.left), float(box.bottom), float(box.width), float(box.height)
        turned = int(page.rotation) % 360
        if turned == 90:  # noqa: PLR2004  # quarter turns
            return cls(high, wide, (0, 1, -1, 0, left + wide, bottom))
        if turned == 180:  # noqa: PLR2004  # quarter turns
            return cls(wide, high, (-1, 0, 0, -1, left + wide, bottom + high))
        if turned == 270:  # noqa: PLR2004  # quarter turns
            return cls(high, wide, (0, -1, 1, 0, left, bottom + high))
        return cls(wide, high, (1, 0, 0, 1, left, bottom))


def _form(writer: PdfWriter, sheet: PageObject, geometry: _Geometry) -> StreamObject:
    content = sheet.get_contents()
    form = _stream(content.get_data() if content is not None else b"")
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(FloatObject(n) for n in (0, 0, geometry.width, geometry.height)),
            NameObject("/Matrix"): ArrayObject(FloatObject(n) for n in geometry.matrix),
            NameObject("/Resources"): sheet["/Resources"].clone(writer),
        }
    )
    return form


def _stream(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream.set_data(data)
    return stream


def _add_resource(page: PageObject, form: IndirectObject) -> str:
    """Give the page its own copy of its resources, because pages may share them, and add the form under a free name."""
    old = page.get("/Resources", DictionaryObject()).get_object()
    resources = DictionaryObject({key: old.raw_get(key) for key in old})
    drawings = old.get("/XObject", DictionaryObject()).get_object()
    own = DictionaryObject({key: drawings.raw_get(key) for key in drawings})
    name = next(name for name in (f"{_NAME}{n or ''}" for n in range(len(own) + 1)) if name not in own)
    own[NameObject(name)] = form
    resources[NameObject("/XObject")] = own
    page[NameObject("/Resources")] = resources
    return name


def _contents(page: PageObject) -> list[object]:
    if "/Contents" not in page:
        return []
    raw = page.raw_get("/Contents")
    inner = raw.get_object()
    return list(list.__iter__(inner)) if isinstance(inner, ArrayObject) else [raw]


def _draw(sizes: Sequence[tuple[float, float]], stamps: Sequence[PageStamp]) -> bytes:
    buffer = BytesIO()
    canvas = StableCanvas(buffer, pageCompression=0)
    for (width, height), stamp in zip(sizes, stamps, strict=True):
        canvas.setPageSize((width, height))
        if stamp.marks.is_draft:
            _draw_watermark(canvas, width, height)
        _draw_foot(canvas, width, stamp)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_watermark(canvas: StableCanvas, width: float, height: float) -> None:
    size = 100 * _WATERMARK_SHARE * hypot(width, height) / stringWidth(DRAFT, SANS_BOLD, 100)
    canvas.saveState()
    canvas.translate(width / 2, height / 2)
    canvas.rotate(degrees(atan2(height, width)))
    canvas.setFillGray(0.35)
    canvas.setFillAlpha(_WATERMARK_ALPHA)
    canvas.setFont(SANS_BOLD, size)
    canvas.drawCentredString(0, -size * 0.33, DRAFT)
    canvas.restoreState()


def _draw_foot(canvas: StableCanvas, width: float, stamp: PageStamp) -> None:
    warned = stamp.marks.line
    used = _draw_text(canvas, _MARGIN, warned, SANS_BOLD, _RED) if warned else 0.0
    if stamp.line:
        room = width - 2 * _MARGIN - used - 12
        line = _shortened(stamp.line, room)
        _draw_text(canvas, width - _MARGIN - _width(line, SANS), line, SANS, (_GREY, _GREY, _GREY))


def _draw_text(canvas: StableCanvas, x: float, text: str, font: str, colour: tuple[float, float, float]) -> float:
    """Draw on a white strip, because scans may be dark down to the edge; return the width."""
    width = _width(text, font)
    canvas.setFillGray(1)
    canvas.rect(x - 2, _FOOT - 2.2, width + 4, _SMALL + 2.6, stroke=0, fill=1)
    canvas.setFillColorRGB(*colour)
    at = x
    for chosen, piece in runs_by_font(text, font):
        canvas.setFont(chosen, _SMALL)
        canvas.drawString(at, _FOOT, piece)
        at += stringWidth(piece, chosen, _SMALL)
    return width


def _width(text: str, font: str) -> float:
    return float(sum(stringWidth(piece, chosen, _SMALL) for chosen, piece in runs_by_font(text, font)))


def _shortened(line: str, room: float) -> str:
    """Cut the beginning of a line that is too long: its end says the page."""
    cut = line
    while cut and _width(cut, SANS) > room:
        cut = "…" + cut.lstrip("…")[1:] if len(cut) > 1 else ""
    return cut
