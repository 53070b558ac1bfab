"""The letters of a PDF that the program itself made: finds where a text is printed, and on what ground."""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

Pixels = NDArray[Any]

_SURROGATES = range(0xD800, 0xE000)
_BEYOND_UNICODE = 0x10FFFF
_LAST_LATIN = "\u024f"
_SCALE = 2
"""Pixels a point: enough for the ground of the smallest print."""
_NEAR = 24
"""How far each of red, green and blue may be from the colour looked for: rounding and smoothed edges."""
_MARGIN = 2
"""Pixels around a letter that belong to its ground too: the box of an «l» holds little but ink."""
_GROUND_SHARE = 0.2
"""The part of a letter's box that its ground covers at the least, even under bold capitals."""
_LEAST_LETTERS = 3
"""A piece shorter than this at the end of a page is chance, not the beginning of a paragraph."""


@dataclass(frozen=True)
class Found:
    """Where a text is printed: from one page to another (1-based), and its letters as (page, position)."""

    first_page: int
    last_page: int
    letters: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Page:
    """The letters and digits of a page in the order of printing, and the place of each among its characters."""

    text: str
    places: tuple[int, ...]


def letters_of(text: str) -> str:
    """Return the Latin letters and digits alone, as compared: no case, ligatures opened, hyphens and spaces dropped.

    Letters of other alphabets come from another font, and readers give them out of their order on the line.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum() and character <= _LAST_LATIN)


class PrintedText:
    """One PDF, open for reading; close it when done (it is a context manager)."""

    def __init__(self, path: Path) -> None:
        """Open a PDF of our own making; for a file that people gave use `pdf_lines`, which reads in a child."""
        self._document = pypdfium2.PdfDocument(path)
        self._drawn: dict[int, Pixels] = {}
        self._pages = [self._read(number) for number in range(len(self._document))]

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._document.close()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return len(self._pages)

    def locate(self, texts: Sequence[str]) -> list[Found | None]:
        """Find each text after the one before it; what is not found does not move the search on.

        A text may run from the foot of a page to the head of the next: headers and footers stand between.
        """
        found: list[Found | None] = []
        page, start = 0, 0
        for text in texts:
            wanted = letters_of(text)
            place = self._find(wanted, page, start) if wanted else None
            found.append(place)
            if place is not None:
                last_page, last_letter = place.letters[-1]
                page, start = last_page, last_letter + 1
        return found

    def ground_share(self, found: Found, colour: str) -> float:
        """Return how much of a text, from 0 to 1, is printed on a ground of the colour (six hexadecimal digits)."""
        wanted = np.array([int(colour[index : index + 2], 16) for index in (0, 2, 4)])
        coloured = 0
        for number in sorted({page for page, _ in found.letters}):
            near = self._near(number, wanted)
            for left, top, right, bottom in self._boxes(number, [at for page, at in found.letters if page == number]):
                around = near[max(top - _MARGIN, 0) : bottom + _MARGIN, max(left - _MARGIN, 0) : right + _MARGIN]
                coloured += bool(around.size) and float(around.mean()) >= _GROUND_SHARE
        return coloured / len(found.letters)

    def top_of(self, found: Found) -> float:
        """Return how high on its first page a text begins: the top of its first letter, in points from the foot."""
        number, letter = found.letters[0]
        _, top, _, _ = next(self._boxes(number, [letter]))
        page = self._document[number]
        height = float(page.get_height())
        page.close()
        return height - top / _SCALE

    def _near(self, number: int, wanted: Pixels) -> Pixels:
        """Return, for each pixel of a page at twice the points, whether it has the colour; drawn once a page."""
        if number not in self._drawn:
            page = self._document[number]
            self._drawn[number] = np.asarray(page.render(scale=_SCALE).to_pil().convert("RGB")).astype(np.int16)
            page.close()
        near: Pixels = (np.abs(self._drawn[number] - wanted) <= _NEAR).all(axis=2)
        return near

    def _find(self, wanted: str, page: int, start: int) -> Found | None:
        for number in range(page, len(self._pages)):
            since = start if number == page else 0
            at = self._pages[number].text.find(wanted, since)
            if at >= 0:
                return Found(number + 1, number + 1, tuple((number, at + step) for step in range(len(wanted))))
            broken = self._find_broken(wanted, number, since)
            if broken is not None:
                return broken
        return None

    def _find_broken(self, wanted: str, number: int, since: int) -> Found | None:
        """Find a text that begins at the foot of a page and goes on at the head of the next, or of more."""
        if number + 1 >= len(self._pages):
            return None
        here = self._pages[number].text
        low, high = 0, len(wanted) - 1
        while low < high:  # the longest beginning that the page holds
            middle = (low + high + 1) // 2
            low, high = (middle, high) if here.find(wanted[:middle], since) >= 0 else (low, middle - 1)
        # The letters of the page's foot may happen to continue the text: shorter beginnings are tried too.
        for length in range(low, _LEAST_LETTERS - 1, -1):
            at = here.rfind(wanted[:length])
            if at < since:
                continue
            rest = self._find_at_head(wanted[length:], number + 1)
            if rest is not None:
                head = tuple((number, at + step) for step in range(length))
                return Found(number + 1, rest.last_page, head + rest.letters)
            if low - length > _LEAST_LETTERS:
                break
        return None

    def _find_at_head(self, rest: str, number: int) -> Found | None:
        at = self._pages[number].text.find(rest)
        if at >= 0:
            return Found(number + 1, number + 1, tuple((number, at + step) for step in range(len(rest))))
        return self._find_broken(rest, number, 0)

    def _read(self, number: int) -> _Page:
        page = self._document[number]
        text = page.get_textpage()
        letters: list[str] = []
        places: list[int] = []
        for index in range(text.count_chars()):
            code = pdfium.FPDFText_GetUnicode(text, index)
            if code > _BEYOND_UNICODE or code in _SURROGATES:
                continue
            for letter in letters_of(chr(code)):
                letters.append(letter)
                places.append(index)
        text.close()
        page.close()
        return _Page("".join(letters), tuple(places))

    def _boxes(self, number: int, letters: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        """Yield the box of each letter in pixels of the drawn page, from its top left corner."""
        page = self._document[number]
        text = page.get_textpage()
        height = page.get_height()
        for letter in letters:
            edges = [ctypes.c_double() for _ in range(4)]
            left, right, bottom, top = edges
            pdfium.FPDFText_GetCharBox(text, self._pages[number].places[letter], left, right, bottom, top)
            corners = (left.value, height - top.value, right.value, height - bottom.value)
            x0, y0, x1, y1 = (round(_SCALE * edge) for edge in corners)
            yield x0, y0, x1, y1
        text.close()
        page.close()
