"""The packaged fonts: where they lie, how reportlab knows them, which characters they can draw."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from workflow.resources import data_folder

SERIF = "Caladea-Regular"
SERIF_BOLD = "Caladea-Bold"
SERIF_ITALIC = "Caladea-Italic"
SANS = "Carlito-Regular"
SANS_BOLD = "Carlito-Bold"
SYMBOLS = "DejaVuSans"

# Beyond this reportlab draws a shape that a reader cannot search nor copy: emoji are not text for us.
LAST_DRAWABLE = 0xFFFF

# Characters that are layout, not ink: no font has to draw them.
_INKLESS = frozenset("\t\n\r\v\f \u00a0\u00ad\u200b\u200c\u200d\u2060\ufeff")


def font_folder() -> Path:
    """Return the folder of the packaged fonts."""
    return data_folder("templates") / "_shared" / "fonts"


def font_files() -> tuple[Path, ...]:
    """Return the packaged font files, always in the same order."""
    return tuple(sorted(font_folder().glob("*.ttf")))


@cache
def register_fonts() -> frozenset[str]:
    """Make the packaged fonts known to reportlab, once a process, and return their names."""
    for file in font_files():
        # Without the letters of ASCII that a file does not use: a third less, and the same bytes whoever else draws.
        pdfmetrics.registerFont(TTFont(file.stem, str(file), asciiReadable=0))
    return frozenset(file.stem for file in font_files())


@cache
def _characters_of(font: str) -> frozenset[int]:
    register_fonts()
    return frozenset(code for code in pdfmetrics.getFont(font).face.charToGlyph if code <= LAST_DRAWABLE)


@cache
def _drawable() -> frozenset[int]:
    return _characters_of(SERIF) | _characters_of(SYMBOLS)


def missing_characters(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the characters that no packaged font can draw, sorted."""
    used = set().union(*texts) - _INKLESS
    return tuple(sorted(character for character in used if ord(character) not in _drawable()))


@cache
def _letters_of(font: str) -> frozenset[str]:
    return frozenset(map(chr, _characters_of(font))) | _INKLESS


def runs_by_font(text: str, font: str) -> list[tuple[str, str]]:
    """Split a text in (font, piece) so that what `font` lacks is drawn with the symbols font."""
    if _letters_of(font).issuperset(text):  # nearly always: a look at each letter costs ten times as much
        return [(font, text)] if text else []
    pieces: list[tuple[str, str]] = []
    own = _characters_of(font)
    for character in text:
        chosen = font if ord(character) in own or character in _INKLESS else SYMBOLS
        if pieces and pieces[-1][0] == chosen:
            pieces[-1] = (chosen, pieces[-1][1] + character)
        else:
            pieces.append((chosen, character))
    return pieces
