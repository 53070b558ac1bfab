"""Draws the invented papers: sheets of text with letterhead, tables and signatures, and photographs of labels."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from workflow.bundle.fonts import SERIF, font_folder
from workflow.bundle.stable_canvas import StableCanvas

MARK = "Esempio inventato – dossier-cer"
WIDTH, HEIGHT = A4
# The packaged font under a name of its own, so that a file embeds only the letters it uses.
FONT = "Caladea-Esempi"
registerFont(TTFont(FONT, str(font_folder() / f"{SERIF}.ttf"), asciiReadable=0))
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, WIDTH - 62, HEIGHT - 58, 74
_SIZE, _LEAD = 10.5, 14.5
_GREY, _MARKER = HexColor("#666666"), HexColor("#fff3a0")


def put(canvas: StableCanvas, x: float, y: float, words: str, size: float, *, is_bold: bool = False) -> None:
    """Draw a line of text; bold is the same font with a thicker stroke, which keeps small files small."""
    canvas.setFont(FONT, size)
    canvas.setLineWidth(0.4)
    canvas.drawString(x, y, words, mode=2 if is_bold else None)
    canvas.setLineWidth(1)


def day(value: date) -> str:
    """Write a date as papers do."""
    return f"{value.day:02}/{value.month:02}/{value.year}"


class Sheet:
    """A paper of one or more pages, written from the top down; every page says that it is invented."""

    def __init__(self, title: str, issuer: Sequence[str]) -> None:
        self._stream = io.BytesIO()
        self.canvas = StableCanvas(self._stream, pagesize=A4)
        self.canvas.setTitle(title)
        self.page = 0
        self.y = 0.0
        self._begin()
        for place, line in enumerate(issuer):
            self._line(line, 12.5 if place == 0 else 9.5, 15, is_bold=place == 0)
        self.canvas.line(_LEFT, self.y + 4, _RIGHT, self.y + 4)
        self.y -= 26
        for line in simpleSplit(title, FONT, 15, _RIGHT - _LEFT):
            put(self.canvas, (WIDTH - stringWidth(line, FONT, 15)) / 2, self.y, line, 15, is_bold=True)
            self.y -= 20
        self.y -= 6

    def text(self, words: str, *, is_marked: bool = False, heading: str = "") -> "Sheet":
        """Write a paragraph; a marked one is as if somebody had passed a highlighter over it."""
        if heading:
            self._room(3 * _LEAD)
            self.y -= 3
            self._line(heading, _SIZE, _LEAD, is_bold=True)
        for line in simpleSplit(words, FONT, _SIZE, _RIGHT - _LEFT):
            self._room(_LEAD)
            if is_marked:
                self.canvas.setFillColor(_MARKER)
                self.canvas.rect(
                    _LEFT - 2, self.y - 3.5, stringWidth(line, FONT, _SIZE) + 4, _LEAD - 1.5, stroke=0, fill=1
                )
                self.canvas.setFillGray(0)
            self._line(line, _SIZE, _LEAD)
        self.y -= 5
        return self

    def facts(self, pairs: Iterable[tuple[str, Any]], *, label_width: float = 170) -> "Sheet":
        """Write a list of label and value, one under the other."""
        for label, value in pairs:
            lines = simpleSplit(str(value), FONT, _SIZE, _RIGHT - _LEFT - label_width)
            self._room(len(lines) * _LEAD)
            self.canvas.setFillColor(_GREY)
            put(self.canvas, _LEFT, self.y, label, 9.5)
            self.canvas.setFillGray(0)
            for line in lines:
                put(self.canvas, _LEFT + label_width, self.y, line, _SIZE)
                self.y -= _LEAD
        self.y -= 8
        return self

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float]) -> "Sheet":
        """Write a ruled table; widths are shares of the line."""
        total = sum(widths)
        columns = [share / total * (_RIGHT - _LEFT) for share in widths]
        for place, row in enumerate([heads, *rows]):
            cells = [simpleSplit(str(cell), FONT, 9.5, width - 9) for cell, width in zip(row, columns, strict=True)]
            height = max(len(cell) for cell in cells) * 12 + 6
            self._room(height)
            x = float(_LEFT)
            for cell, width in zip(cells, columns, strict=True):
                self.canvas.setLineWidth(0.5)
                self.canvas.rect(x, self.y + 12 - height, width, height)
                for number, line in enumerate(cell):
                    put(self.canvas, x + 4, self.y - 12 * number, line, 9.5, is_bold=place == 0)
                x += width
            self.y -= height
        self.y -= 14
        return self

    def ticked(self, items: Iterable[str]) -> "Sheet":
        """Write a list of boxes, all ticked."""
        for item in items:
            lines = simpleSplit(item, FONT, _SIZE, _RIGHT - _LEFT - 20)
            self._room(len(lines) * _LEAD)
            self.canvas.rect(_LEFT, self.y - 1, 9, 9)
            self.canvas.line(_LEFT + 1.5, self.y + 3, _LEFT + 4, self.y + 0.5)
            self.canvas.line(_LEFT + 4, self.y + 0.5, _LEFT + 8, self.y + 7)
            for line in lines:
                put(self.canvas, _LEFT + 20, self.y, line, _SIZE)
                self.y -= _LEAD
        self.y -= 5
        return self

    def signed(self, place_and_day: str, *signers: tuple[str, str]) -> "Sheet":
        """Close with place, day and who signs, two to a row; the pen strokes are drawn from the name."""
        self._room(30)
        self.y -= 8
        self._line(place_and_day, _SIZE, 24)
        for start in range(0, len(signers), 2):
            self._room(58)
            for column, (office, name) in enumerate(signers[start : start + 2]):
                x = _LEFT + column * 245
                put(self.canvas, x, self.y, office, 9.5)
                put(self.canvas, x, self.y - 13, name, 9.5)
                _stroke(self.canvas, name, x + 20, self.y - 34)
                self.canvas.line(x, self.y - 42, x + 200, self.y - 42)
            self.y -= 60
        return self

    def content(self) -> bytes:
        """Close the sheet and return the file."""
        self.canvas.save()
        return self._stream.getvalue()

    def _begin(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.y = _TOP
        self.canvas.setFillColor(_GREY)
        self.canvas.setFont(FONT, 8.5)
        self.canvas.drawString(_LEFT, 40, f"{MARK}: persone, codici e fatti di questo foglio non esistono.")
        self.canvas.drawRightString(_RIGHT, 40, f"pag. {self.page}")
        self.canvas.setFillGray(0)

    def _room(self, height: float) -> None:
        if self.y - height < _BOTTOM:
            self._begin()

    def _line(self, words: str, size: float, lead: float, *, is_bold: bool = False) -> None:
        put(self.canvas, _LEFT, self.y, words, size, is_bold=is_bold)
        self.y -= lead


def label_photo(lines: Sequence[str], *, extension: str) -> bytes:
    """Return a photograph of a maker's label, slightly askew on a metal plate, as PNG or JPEG."""
    plate = Image.new("RGB", (720, 520), "#b9bcbf")
    label = Image.new("RGB", (600, 400), "#f7f7f2")
    draw = ImageDraw.Draw(label)
    draw.rectangle((6, 6, 593, 393), outline="#222222", width=3)
    big, small = (ImageFont.truetype(str(font_folder() / f"{SERIF}.ttf"), size) for size in (34, 23))
    draw.text((26, 22), lines[0], font=big, fill="#111111")
    for place, line in enumerate(lines[1:]):
        draw.text((26, 78 + 33 * place), line, font=small, fill="#222222")
    for place, byte in enumerate(hashlib.sha256(lines[0].encode()).digest()):
        if byte % 3:
            draw.rectangle((330 + 8 * place, 30, 330 + 8 * place + byte % 6, 64), fill="#111111")
    draw.text((26, 362), MARK, font=ImageFont.truetype(str(font_folder() / f"{SERIF}.ttf"), 17), fill="#666666")
    tilted = label.rotate(2, expand=True, fillcolor="#b9bcbf", resample=Image.Resampling.BILINEAR)
    plate.paste(tilted, (54, 48))
    stream = io.BytesIO()
    if extension == "jpg":
        plate.save(stream, "JPEG", quality=60)
    else:
        plate.quantize(12).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def _stroke(canvas: StableCanvas, name: str, x: float, y: float) -> None:
    """Draw a scribble that is always the same for the same name."""
    bytes_of_name = hashlib.sha256(name.encode()).digest()
    path = canvas.beginPath()
    path.moveTo(x, y)
    for place in range(0, 24, 4):
        one, two, three, four = bytes_of_name[place : place + 4]
        path.curveTo(x + one % 22, y + two % 26, x + 8 + three % 18, y - four % 14, x + 22, y + one % 9)
        x += 22
    canvas.setStrokeColor(HexColor("#1b2d6b"))
    canvas.setLineWidth(1.1)
    canvas.drawPath(path)
    canvas.setStrokeGray(0)
    canvas.setLineWidth(1)
