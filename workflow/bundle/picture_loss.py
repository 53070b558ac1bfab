"""Checks that the pictures of a Word document are in its PDF: each one seen, not only counted."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageStat
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

_SIDE = 16
# Of 255, between two small grey copies: what compression and smoothing change is well below, another picture above.
_ALIKE = 24.0
_MAX_PIXELS = 120_000_000


def lost_pictures(pictures: Sequence[bytes], pdf: Path, *, draws_vectors: bool) -> int:
    """Return how many pictures the PDF lacks.

    With `draws_vectors`, drawings that are no dots (EMF, WMF, SVG) become lines of the page and cannot be looked for.
    """
    if not pictures:
        return 0
    wanted = [_look_of_file(data) for data in pictures]
    unseen = [look for look in wanted if look is not None]
    expected = len(unseen) if draws_vectors else len(wanted)
    different: set[bytes] = set()
    for drawn in _looks_of_pdf(pdf):
        unseen = [look for look in unseen if not _are_alike(look, drawn)]
        different.add(drawn.tobytes())
        if not unseen and len(different) >= expected:
            return 0  # the emblem at the head of every page need not be looked at again
    return max(len(unseen), expected - len(different))


@lru_cache(maxsize=16)
def _look_of_file(data: bytes) -> Image.Image | None:
    """Return a small grey copy of a picture, or None for what is not made of dots."""
    try:
        with Image.open(BytesIO(data)) as opened:
            if opened.format in {"EMF", "WMF"} or opened.width * opened.height > _MAX_PIXELS:
                return None
            return _look(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _looks_of_pdf(pdf: Path) -> Iterator[Image.Image]:
    document = PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            for drawing in page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,)):
                try:
                    yield _look(drawing.get_bitmap(render=True).to_pil())
                except PdfiumError:
                    continue
            page.close()
    finally:
        document.close()


def _look(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        opaque = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", opaque.size, "white"), opaque)
    return image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)


def _are_alike(one: Image.Image, other: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < _ALIKE
