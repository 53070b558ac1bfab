"""How wide a text is in the packaged fonts, from a table of letters: documents say thousands of short lines."""

from functools import cache

from reportlab.pdfbase.pdfmetrics import stringWidth

from workflow.bundle.fonts import runs_by_font


class _Widths(dict[str, float]):
    """The widths of the letters met so far in one font and size, in points."""

    def __init__(self, font: str, size: float) -> None:
        super().__init__()
        self._font, self._size = font, size

    def __missing__(self, letter: str) -> float:
        ((chosen, _),) = runs_by_font(letter, self._font)
        self[letter] = float(stringWidth(letter, chosen, self._size))
        return self[letter]


@cache
def _widths(font: str, size: float) -> _Widths:
    return _Widths(font, size)


def text_width(text: str, font: str, size: float) -> float:
    """Return the width in points, with the symbols font where `font` lacks a character."""
    return sum(map(_widths(font, size).__getitem__, text), 0.0)
