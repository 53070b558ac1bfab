"""Reads the pages of a returned file, in the child process: text, printed codes, blank pages, scans."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from workflow.bundle.page_code import is_code
from workflow.bundle.signatures.seen import PageSeen, Problem

MAX_PAGES = 300
MAX_CHARACTERS = 60_000
MAX_PIXELS = 80_000_000
_FORMATS = zxingcpp.barcode_formats_from_str("QRCode")
_SCALE = 200 / 72  # dots per inch that keep the smallest square of a code over three dots
_FINER = 300 / 72
_LONGEST_SIDE = 4200
_INK = 140  # a dot darker than this is ink
_CORNER = 0.24  # of the sides of a page
_BLANK_SHARE = 0.0004  # of the page: dust, a shadow at the edge
_SCAN_SHARE = 0.6  # of the page that one picture covers


@dataclass(frozen=True)
class Reading:
    """The pages of a file, or why it could not be read."""

    pages: tuple[PageSeen, ...] = ()
    page_count: int = 0
    problem: Problem | None = None


def read_pdf(content: bytes, *, only_first_code: bool) -> Reading:
    """Read a PDF page by page, only the first pages of one with too many; a code tells the version of a known file."""
    try:
        document = PdfDocument(content)
    except PdfiumError as error:
        protected = "password" in str(error).lower()
        return Reading(problem=Problem.PROTECTED if protected else Problem.DAMAGED)
    try:
        count = len(document)
        looked_at = range(min(count, MAX_PAGES))
        pages = tuple(_page(document, number, with_codes=number == 0 or not only_first_code) for number in looked_at)
    finally:
        document.close()
    return Reading(pages, count, None if count else Problem.DAMAGED)


def read_picture(content: bytes) -> Reading:
    """Read a photograph or a scan: one page."""
    try:
        with Image.open(BytesIO(content)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return Reading(problem=Problem.TOO_LARGE)
            image = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return Reading(problem=Problem.DAMAGED)
    image.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return Reading((PageSeen(codes=codes_in(image), is_blank=_is_blank(image), is_scan=True),), 1)


def codes_in(image: Image.Image) -> tuple[str, ...]:
    """Return the codes of ours on a page, trying harder with a picture that hides them."""
    for attempt in (_as_it_is, _smoothed, _corners_enlarged):
        found = dict.fromkeys(
            code.text
            for picture in attempt(image)
            for code in zxingcpp.read_barcodes(picture, formats=_FORMATS)
            if is_code(code.text)
        )
        if found:
            return tuple(found)
    return ()


def _as_it_is(image: Image.Image) -> Iterator[Image.Image]:
    yield image


def _smoothed(image: Image.Image) -> Iterator[Image.Image]:
    yield image.filter(ImageFilter.MedianFilter(3))


def _corners_enlarged(image: Image.Image) -> Iterator[Image.Image]:
    """Yield the corners, where the code is however the sheet was put in, twice as large and without grain."""
    wide, high = round(image.width * _CORNER), round(image.height * _CORNER)
    for left in (0, image.width - wide):
        for top in (0, image.height - high):
            corner = image.crop((left, top, left + wide, top + high))
            larger = corner.resize((wide * 2, high * 2), Image.Resampling.BICUBIC)
            yield larger.filter(ImageFilter.GaussianBlur(1.2))


def _page(document: PdfDocument, number: int, *, with_codes: bool) -> PageSeen:
    try:
        page = document[number]
    except PdfiumError:
        return PageSeen()
    try:
        text = _text(page)
        is_scan = _is_scan(page)
        if not with_codes:
            return PageSeen(text=text, is_scan=is_scan)
        image = _drawn(page, _SCALE)
        if not text.strip() and _is_blank(image):
            return PageSeen(is_blank=True, is_scan=is_scan)
        codes = codes_in(image)
        if not codes and is_scan:
            codes = codes_in(_drawn(page, _FINER))
        return PageSeen(text=text, codes=codes, is_scan=is_scan)
    except (PdfiumError, ValueError, MemoryError):
        return PageSeen()
    finally:
        page.close()


def _text(page: Any) -> str:
    read = page.get_textpage()
    try:
        return str(read.get_text_range()[:MAX_CHARACTERS]).encode("utf-8", "replace").decode()
    finally:
        read.close()


def _drawn(page: Any, scale: float) -> Image.Image:
    width, height = page.get_size()
    scale = min(scale, _LONGEST_SIDE / max(width, height, 1))
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture.convert("L")


def _is_scan(page: Any) -> bool:
    """Whether one picture covers most of the page."""
    width, height = page.get_size()
    with contextlib.suppress(PdfiumError, ValueError):
        for item in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left, bottom, right, top = item.get_bounds()
            if abs((right - left) * (top - bottom)) >= _SCAN_SHARE * width * height:
                return True
    return False


def _is_blank(image: Image.Image) -> bool:
    """Whether a page has no ink but dust: the edges, where scanners leave shadows, do not count."""
    edge_x, edge_y = image.width // 20, image.height // 20
    inner = image.crop((edge_x, edge_y, image.width - edge_x, image.height - edge_y))
    small = inner.resize((max(1, inner.width // 4), max(1, inner.height // 4)), Image.Resampling.BOX)
    dark = sum(small.histogram()[:_INK])
    return dark < _BLANK_SHARE * small.width * small.height
