"""Turns what a spreadsheet cell holds into text, and tells what the spreadsheet lost on the way."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache
from itertools import filterfalse
from typing import Any

# Excel keeps 15 significant digits of a number: what follows them is already zeros in the file.
EXACT_DIGITS = 15

_APOSTROPHES = "'’‘`´"
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
_WRITTEN_NUMBER = re.compile(r"(\d+)[.,]0+")


def text_of(value: Any) -> str:
    """Return the text of a cell: numbers without the decimals Excel invents, dates as 31/12/2026, nothing as ''.

    The zeros that a number lost are not put back: see `lost_zeros`.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VERO" if value else "FALSO"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time.min else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**EXACT_DIGITS:
        return str(int(value))
    return clean(str(value))


def clean(text: str) -> str:
    """Return text on one line, without double spaces, invisible characters and the apostrophe that forces a text cell.

    Apostrophes inside and at the end stay: they belong to names («D'Amico», «Forli'»).
    """
    if text.isascii() and text.isalnum():
        return text
    plain = unicodedata.normalize("NFC", text)
    # Printable text holds nothing invisible, and nearly all text is printable: no walk over each character.
    visible = plain if plain.isprintable() else "".join(filterfalse(_is_invisible, plain))
    return " ".join(" ".join(visible.split()).lstrip(_APOSTROPHES).split())


def bare(text: str, keep: str = "") -> str:
    """Return text in capitals without spaces, dots, dashes and other separators, except the characters in `keep`."""
    if text.isascii():
        # Capitals of ASCII have nothing to compose.
        capitals = text.upper()
        return capitals if text.isalnum() else capitals.translate(_without(keep))
    # Twice, because capitals of composed letters can come apart, and taking separators away can join them again.
    capitals = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    kept = "".join(character for character in capitals if character in keep or not _is_separator(character))
    return unicodedata.normalize("NFKC", kept)


def whole_number_text(text: str) -> str:
    """Return `184` for `184.0`, as written by programs that export numbers as text; any other text unchanged."""
    cleaned = clean(text)
    if cleaned.isalnum():
        return cleaned
    written = _WRITTEN_NUMBER.fullmatch(cleaned)
    return written.group(1) if written else cleaned


def lost_zeros(value: Any, expected_length: int) -> bool:
    """Whether a cell holds only digits, but fewer than it should: the mark of a code that was kept as a number."""
    digits = whole_number_text(text_of(value))
    return digits.isascii() and digits.isdigit() and len(digits) < expected_length


def is_scientific(value: Any) -> bool:
    """Whether a cell holds a number in scientific notation (`7,43E+08`): the digits are lost for good."""
    return _SCIENTIFIC.fullmatch(text_of(value)) is not None


def lost_digits(value: Any) -> bool:
    """Whether a cell holds a number longer than the digits Excel keeps, or one in scientific notation."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return bool(abs(value) >= 10**EXACT_DIGITS)
    return is_scientific(value)


def is_date(value: Any) -> bool:
    """Whether a cell holds a date, or its text: what Excel makes of `12/3` and of `01.11.10`."""
    return isinstance(value, date) or re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text_of(value)) is not None


@lru_cache(maxsize=8)
def _without(keep: str) -> dict[int, int | None]:
    """Return the table that takes the separators of ASCII away, except those in `keep`."""
    characters = map(chr, range(128))
    return str.maketrans("", "", "".join(c for c in characters if c not in keep and _is_separator(c)))


def _is_invisible(character: str) -> bool:
    # Cf: zero-width spaces, direction marks, soft hyphens, the byte order mark. Cc: control characters, but not
    # the line breaks and tabs that `clean` turns into spaces.
    category = unicodedata.category(character)
    return category == "Cf" or (category == "Cc" and not character.isspace())


def _is_separator(character: str) -> bool:
    category = unicodedata.category(character)
    return character.isspace() or category in {"Cf", "Cc", "Pd"} or character in "._,:;−" or character in _APOSTROPHES
