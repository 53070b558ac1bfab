"""The code printed on each page of a document to be signed: whose it is, which text and edition, which page."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import zxingcpp

_MARK = "DC1"
_DRAFT, _DEFINITIVE = "B", "D"
_DOSSIER, _DOCUMENT, _VERSION = 4, 7, 8  # letters of 5 bits each
_PATTERN = re.compile(
    rf"{_MARK}([{_DRAFT}{_DEFINITIVE}])([A-Z2-7]{{{_DOSSIER}}})([A-Z2-7]{{{_DOCUMENT}}})([A-Z2-7]{{{_VERSION}}})"
    r"(\d{6})(\d{3})(\d{3})\Z"
)
_MOST_PAGES = 999
_SQUARE = 1.5  # points: over three dots of a scan at 150 dots per inch
_FROM_RIGHT, _FROM_BOTTOM = 22.0, 24.0  # in the margin, above the line at the foot and beside the footer
_CENTURY = 2000


@dataclass(frozen=True)
class DocumentCode:
    """What every page of a document says: the dossier, the document, the version of its text, its edition."""

    dossier: str
    document: str
    version: str
    edition: date
    is_draft: bool = False

    def on_page(self, number: int, count: int) -> str:
        """Return the code of one page."""
        flag = _DRAFT if self.is_draft else _DEFINITIVE
        pages = f"{min(number, _MOST_PAGES):03d}{min(count, _MOST_PAGES):03d}"
        return f"{_MARK}{flag}{self.dossier}{self.document}{self.version}{self.edition:%y%m%d}{pages}"


@dataclass(frozen=True)
class PageCode:
    """What was read on one page."""

    code: DocumentCode
    page: int
    page_count: int


def dossier_sign(slug: str) -> str:
    """Return the sign of a dossier."""
    return _sign(_DOSSIER, slug)


def document_sign(slug: str, output: str, key: str | None) -> str:
    """Return the sign of a document: what it is and whom it regards, without saying either."""
    return _sign(_DOCUMENT, slug, output, key or "")


def version_sign(text: str) -> str:
    """Return the sign of a text: only its words count, not spaces nor line breaks."""
    return _sign(_VERSION, " ".join(text.split()))


def is_code(text: str) -> bool:
    """Whether a code that stands on a page is one of ours."""
    return _PATTERN.match(text) is not None


def read_code(text: str) -> PageCode | None:
    """Return what a code says; None for one that is not ours or cannot be true."""
    found = _PATTERN.match(text)
    if found is None:
        return None
    flag, dossier, document, version, day, page, count = found.groups()
    try:
        edition = date(_CENTURY + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError:
        return None
    if not 1 <= int(page) <= int(count):
        return None
    return PageCode(DocumentCode(dossier, document, version, edition, flag == _DRAFT), int(page), int(count))


def code_operators(text: str, width: float) -> bytes:
    """Return the PDF operators that draw a code in the lower right margin of a page of this width.

    Only dark squares are drawn: what a strange page has there already stays to be seen.
    """
    rows = _squares(text)
    left, top = width - _FROM_RIGHT - len(rows) * _SQUARE, _FROM_BOTTOM + len(rows) * _SQUARE
    drawn = [
        f"{left + start * _SQUARE:.2f} {top - (line + 1) * _SQUARE:.2f} {length * _SQUARE:.2f} {_SQUARE} re"
        for line, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return "\n".join(("q 0 g", *drawn, "f Q")).encode()


@lru_cache(maxsize=64)
def _squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the code, true where it is dark."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]  # it is a buffer
    height, width = image.shape[:2] if image.shape else (0, 0)
    return tuple(tuple(image[line, column] == 0 for column in range(width)) for line in range(height))


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark squares."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((place, 1))
    return runs


def _sign(length: int, *parts: str) -> str:
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return base64.b32encode(digest).decode("ascii")[:length]
