"""Checks that the pictures of a Word document are in its PDF: each one seen, not only counted."""

import contextlib
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageStat
from pypdfium2 import PdfiumError, PdfPage
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

_SIDE = 16
# Of 255, between two small grey copies: what compression and smoothing change is well below, another picture above.
_ALIKE = 24.0
_MAX_PIXELS = 120_000_000


class PictureSearch:
    """Looks for the pictures of a document on the pages of its PDF, one after the other, until all are found."""

    def __init__(self, pictures: Sequence[bytes], *, draws_vectors: bool) -> None:
        """With `draws_vectors`, pictures without dots (EMF, WMF, SVG) become lines and are not looked for."""
        wanted = [_look_of_file(data) for data in pictures]
        self._unseen = [look for look in wanted if look is not None]
        self._expected = len(self._unseen) if draws_vectors else len(wanted)
        self._different: set[bytes] = set()

    @property
    def lost(self) -> int:
        """How many pictures were on none of the pages."""
        return max(len(self._unseen), self._expected - len(self._different))

    def look_at(self, page: PdfPage) -> None:
        """Look at a page; when nothing is missing any more, the emblem at the head of every page is not seen again."""
        if not self.lost:
            return
        for drawing in page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,)):
            with contextlib.suppress(PdfiumError):
                drawn = _look(drawing.get_bitmap(render=True).to_pil())
                self._unseen = [look for look in self._unseen if not _are_alike(look, drawn)]
                self._different.add(drawn.tobytes())


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


def _look(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA", "P"}:
        opaque = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", opaque.size, "white"), opaque)
    return image.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX)


def _are_alike(one: Image.Image, other: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < _ALIKE
