"""How wide a text is in the packaged fonts, measured word by word: documents say the same words over and over."""

from functools import cache

from reportlab.pdfbase.pdfmetrics import stringWidth

from workflow.bundle.fonts import runs_by_font


class _Widths(dict[str, float]):
    """The widths of the words met so far in one font and size, in points."""

    def __init__(self, font: str, size: float) -> None:
        super().__init__()
        self._font, self._size = font, size
        self.space = self[" "]

    def __missing__(self, word: str) -> float:
        self[word] = float(
            sum(stringWidth(piece, chosen, self._size) for chosen, piece in runs_by_font(word, self._font))
        )
        return self[word]


@cache
def _widths(font: str, size: float) -> _Widths:
    return _Widths(font, size)


def text_width(text: str, font: str, size: float) -> float:
    """Return the width in points, with the symbols font where `font` lacks a character."""
    widths = _widths(font, size)
    words = text.split(" ")
    return (len(words) - 1) * widths.space + sum(map(widths.__getitem__, words))
