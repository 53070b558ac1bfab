"""Compares names of places as people write them: case, accents, apostrophes, spaces and hyphens do not count."""

import re
import unicodedata

from workflow.domain.identifiers.cell_text import clean

_APOSTROPHES = "'’‘`´"
# In capitals and on typewriters the accent of the last vowel is an apostrophe: FORLI'.
_TYPED_ACCENT = re.compile(rf"(?<=[aeiou])[{_APOSTROPHES}](?=\s|-|$)")
_BRACKETED_PROVINCE = re.compile(r"\s*\(\s*([A-Za-z]{2})\s*\)\s*$")
_ACCENT = "̀"


def key(text: str) -> str:
    """Return only the letters and digits of a name, without accents, in small letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if character.isascii() and character.isalnum())


def spaced_key(text: str) -> str:
    """Return the same with one space between words, which tells «Treville» from «Tre Ville»."""
    return " ".join(filter(None, (key(word) for word in re.split(rf"[\s\-{_APOSTROPHES}]+", text))))


def accented_key(text: str) -> str:
    """Return the name in small letters with its accents, typed ones included, which tells «Paternò» from «Paterno»."""
    typed = _TYPED_ACCENT.sub(_ACCENT, text.casefold())
    return unicodedata.normalize("NFC", clean(typed)).replace("’", "'")


def has_accent(text: str) -> bool:
    """Whether some accent is written, as such or as a final apostrophe."""
    decomposed = unicodedata.normalize("NFD", accented_key(text))
    return any(unicodedata.combining(character) for character in decomposed)


def split_province(text: str) -> tuple[str, str | None]:
    """Return the name and the province code written after it in brackets: `Samone (TN)`."""
    bracketed = _BRACKETED_PROVINCE.search(text)
    return (text[: bracketed.start()], bracketed.group(1).upper()) if bracketed else (text, None)
