"""Writes on PDF pages what the reader must not miss: BOZZA, anteprima, and the line at the foot of a merged file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees, hypot
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab.pdfbase.pdfmetrics import stringWidth

from workflow.bundle.fonts import SANS, SANS_BOLD
from workflow.bundle.page_code import DocumentCode, code_operators
from workflow.bundle.stable_canvas import StableCanvas
from workflow.bundle.text_width import text_width

DRAFT = "BOZZA"
DRAFT_LINE = "BOZZA · da non presentare"
PREVIEW_LINE = "anteprima · impaginazione indicativa"

_NAME = "/TimbroDossier"
_MARGIN = 28.0  # points from the sides
_FOOT = 11.0  # points from the bottom, below the footers of the documents
_SMALL = 6.8
_GREY = (0.38, 0.38, 0.38)
_RED = (0.62, 0.11, 0.11)
_WATERMARK_SHARE = 0.5  # of the diagonal of the page
_WATERMARK_ALPHA = 0.11
_TREE_DEPTH = 50


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
    code: str = ""


def stamp_file(pdf: Path, marks: Marks, code: DocumentCode | None = None) -> None:
    """Put the marks, and the code of a document to be signed, on every page of a PDF of ours, in place.

    Without marks and code the file is not touched.
    """
    if marks.is_empty and code is None:
        return
    stamped = pdf.with_name(pdf.name + ".timbrato")
    with pikepdf.open(pdf) as document:
        count = len(document.pages)
        codes = ["" if code is None else code.on_page(number, count) for number in range(1, count + 1)]
        stamp_pages(document, [PageStamp(marks, code=one) for one in codes])
        document.save(stamped, deterministic_id=True)
    os.replace(stamped, pdf)  # noqa: PTH105  # one step, and the old file stays whole until then


def stamp_pages(document: pikepdf.Pdf, stamps: Sequence[PageStamp]) -> None:
    """Stamp every page of a document, one stamp a page.

    All lines are drawn with one set of fonts; each page gets a small form and two shared streams around its own
    content, which is never decoded.
    """
    ink = _Ink()
    pages = list(document.pages)
    keys = list(zip(map(_Geometry.of, pages), stamps, strict=True))
    drawn = {key: ink.drawn(*key) for key in dict.fromkeys(keys)}
    sheets = _Sheets(document, *ink.resources(document))
    forms = {key: sheets.form(content, key[0]) for key, content in drawn.items()}
    before = document.make_stream(b"q\n")
    after: dict[str, pikepdf.Object] = {}
    for page, key in zip(pages, keys, strict=True):
        name = _add_resource(page.obj, forms[key])
        if name not in after:
            after[name] = document.make_stream(f"\nQ\nq {name} Do Q\n".encode())
        page.obj[Name.Contents] = Array([before, *_contents(page.obj), after[name]])


@dataclass(frozen=True)
class _Geometry:
    """The visible page as the reader sees it, and how to come from there to the coordinates of the file."""

    width: float
    height: float
    matrix: tuple[float, ...]

    @classmethod
    def of(cls, page: pikepdf.Page) -> "_Geometry":
        left, bottom, right, top = (float(edge) for edge in page.cropbox)
        wide, high = right - left, top - bottom
        turned = int(_inherited(page.obj, "/Rotate") or 0) % 360
        if turned == 90:  # noqa: PLR2004  # quarter turns
            return cls(high, wide, (0, 1, -1, 0, left + wide, bottom))
        if turned == 180:  # noqa: PLR2004  # quarter turns
            return cls(wide, high, (-1, 0, 0, -1, left + wide, bottom + high))
        if turned == 270:  # noqa: PLR2004  # quarter turns
            return cls(high, wide, (0, -1, 1, 0, left, bottom + high))
        return cls(wide, high, (1, 0, 0, 1, left, bottom))


class _Ink:
    """Draws stamps as PDF operators with fonts of one sheet: making a page for each would cost ten times as much."""

    def __init__(self) -> None:
        self._buffer = BytesIO()
        self._canvas = StableCanvas(self._buffer)
        self._sizes: list[tuple[float, float]] = []
        self._lines = self._canvas.lines
        self._warnings: dict[str, tuple[bytes, float]] = {}

    def drawn(self, geometry: _Geometry, stamp: PageStamp) -> bytes:
        """Return the operators of a stamp on a page of this shape."""
        pieces = []
        if stamp.marks.is_draft:
            pieces.append(f"q {self._watermark_of(geometry)} Do Q".encode())
        warned = stamp.marks.line
        used = 0.0
        if warned:
            if warned not in self._warnings:
                self._warnings[warned] = self._text(_MARGIN, warned, SANS_BOLD, _RED)
            code, used = self._warnings[warned]
            pieces.append(code)
        if stamp.line:
            room = geometry.width - 2 * _MARGIN - used - 12
            line = _shortened(stamp.line, room)
            code, _ = self._text(geometry.width - _MARGIN - text_width(line, SANS, _SMALL), line, SANS, _GREY)
            pieces.append(code)
        if stamp.code:
            pieces.append(code_operators(stamp.code, geometry.width))
        return b"\n".join(pieces)

    def resources(self, document: pikepdf.Pdf) -> tuple[pikepdf.Object, dict[str, pikepdf.Object]]:
        """Return the fonts and the watermarks, copied into the document that the stamps are for."""
        for width, height in self._sizes:
            self._canvas.setPageSize((width, height))
            _draw_watermark(self._canvas, width, height)
            self._canvas.showPage()
        self._canvas.showPage()
        self._canvas.save()
        with pikepdf.open(BytesIO(self._buffer.getvalue())) as sheet:
            pages = list(sheet.pages)
            watermarks = {
                _watermark_name(number): document.copy_foreign(sheet.make_indirect(page.as_form_xobject()))
                for number, page in enumerate(pages[: len(self._sizes)])
            }
            fonts = document.copy_foreign(sheet.make_indirect(pages[-1].obj.Resources))
        return fonts, watermarks

    def _watermark_of(self, geometry: _Geometry) -> str:
        size = (geometry.width, geometry.height)
        if size not in self._sizes:
            self._sizes.append(size)
        return _watermark_name(self._sizes.index(size))

    def _text(self, x: float, text: str, font: str, colour: tuple[float, float, float]) -> tuple[bytes, float]:
        """Draw on a white strip, because scans may be dark down to the edge; return the operators and the width."""
        width = text_width(text, font, _SMALL)
        red, green, blue = colour
        strip = f"1 g {x - 2:.2f} {_FOOT - 2.2:.2f} {width + 4:.2f} {_SMALL + 2.6:.2f} re f {red} {green} {blue} rg"
        return f"{strip}\n{self._lines.line(text, font, _SMALL, x, _FOOT)}".encode("latin-1"), width


def _watermark_name(number: int) -> str:
    return f"/Filigrana{number}"


class _Sheets:
    """Makes the small forms of one document; what equal forms have in common is made once."""

    def __init__(self, document: pikepdf.Pdf, resources: pikepdf.Object, watermarks: dict[str, pikepdf.Object]) -> None:
        self._document = document
        self._plain = resources
        self._marked = document.make_indirect(
            Dictionary({**dict(resources.items()), "/XObject": Dictionary(watermarks)})
        )
        self._bases: dict[_Geometry, dict[str, Any]] = {}

    def form(self, content: bytes, geometry: _Geometry) -> pikepdf.Object:
        """Return the form that draws a stamp on a page of this shape."""
        if geometry not in self._bases:
            self._bases[geometry] = {
                "Type": Name.XObject,
                "Subtype": Name.Form,
                "BBox": Array([0, 0, round(geometry.width, 4), round(geometry.height, 4)]),
                "Matrix": Array([round(number, 4) for number in geometry.matrix]),
            }
        resources = self._marked if b"/Filigrana" in content else self._plain
        return self._document.make_stream(content, **self._bases[geometry], Resources=resources)


def _inherited(page: pikepdf.Object, key: str) -> Any:
    """Return a value of the page or of the nodes above it; None if nobody has it."""
    node = page
    for _ in range(_TREE_DEPTH):
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return None
        node = node["/Parent"]
    return None


def _add_resource(page: pikepdf.Object, form: pikepdf.Object) -> str:
    """Give the page its own copy of its resources, because pages may share them, and add the form under a free name."""
    old = _inherited(page, "/Resources")
    resources = Dictionary({} if old is None else dict(old.items()))
    drawings = resources.get("/XObject")
    own = Dictionary({} if drawings is None else dict(drawings.items()))
    name = next(name for name in (f"{_NAME}{n or ''}" for n in range(len(own) + 1)) if name not in own)
    own[name] = form
    resources["/XObject"] = own
    page[Name.Resources] = resources
    return name


def _contents(page: pikepdf.Object) -> list[pikepdf.Object]:
    if "/Contents" not in page:
        return []
    raw = page["/Contents"]
    return list(raw) if isinstance(raw, Array) else [raw]


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


def _shortened(line: str, room: float) -> str:
    """Cut the beginning of a line that is too long: its end says the page."""
    cut = line
    while cut and text_width(cut, SANS, _SMALL) > room:
        cut = "…" + cut.lstrip("…")[1:] if len(cut) > 1 else ""
    return cut
