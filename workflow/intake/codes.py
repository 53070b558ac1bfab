"""Writes a code or a text the one way it is compared, fast on the plain ones that are nearly all there is."""

import unicodedata
from typing import Any

from workflow.domain.identifiers.cell_text import bare, clean, text_of

_PROVINCE_LENGTH = 2
# Their spaces and dots are part of how they are read.
_AS_WRITTEN = frozenset({"ateco", "telefono"})


def plain_text(value: Any) -> str:
    """Return what `text_of` returns, without its walk over each character where nothing can be found."""
    if isinstance(value, str) and value.isprintable() and unicodedata.is_normalized("NFC", value):
        first = value[:1]
        if first.isalnum() and value[-1:].isalnum() and "  " not in value:
            return value
    return text_of(value)


def settled_code(key: str, text: str) -> str:
    """Return a code in capitals without separators, and any text without digits as it is («in attesa»).

    The underscore belongs to GAUDÌ codes.
    """
    if text.isascii() and text.isalnum() and key not in _AS_WRITTEN:
        return text if text.isalpha() else text.upper()
    cleaned = clean(text)
    if key in _AS_WRITTEN or not any(character.isdigit() for character in cleaned):
        return cleaned
    return bare(cleaned, keep="_")


def settled_text(key: str, text: str) -> str:
    """Return a text on one line; the two letters of a province in capitals."""
    cleaned = plain_text(text)
    return cleaned.upper() if key.endswith("provincia") and len(cleaned) == _PROVINCE_LENGTH else cleaned
