"""Lines of text as PDF operators, coded letter by letter from a table: reportlab would code each line anew."""

from itertools import groupby
from typing import Any

from reportlab.pdfbase.pdfmetrics import getFont

from workflow.bundle.fonts import runs_by_font


class _Letters:
    """The letters of one font as a file numbers them: the name of their subset, and their number in hexadecimal."""

    def __init__(self, font: str, sheet: Any) -> None:
        self._face, self._sheet = getFont(font), sheet
        self._known: dict[str, tuple[str, str]] = {}
        self.subsets = _Column(self, 0)
        self.numbers = _Column(self, 1)

    def of(self, letter: str) -> tuple[str, str]:
        """Return subset and number; a letter never met gets the next free number."""
        if letter not in self._known:
            ((subset, number),) = self._face.splitString(letter, self._sheet)
            self._known[letter] = (self._face.getSubsetInternalName(subset, self._sheet)[1:], number.hex())
        return self._known[letter]


class _Column(dict[str, str]):
    """One half of what is known of each letter, looked up without a call for those already met."""

    def __init__(self, letters: _Letters, place: int) -> None:
        super().__init__()
        self._letters, self._place = letters, place

    def __missing__(self, letter: str) -> str:
        self[letter] = self._letters.of(letter)[self._place]
        return self[letter]


class LineCoder:
    """Codes lines with the fonts of one file: reportlab's own drawing would code each letter of each line again."""

    def __init__(self, sheet: Any) -> None:
        """Serve one file of reportlab, which numbers the letters of its fonts and will hold them."""
        self._sheet = sheet
        self._letters: dict[str, _Letters] = {}

    def line(self, text: str, font: str, size: float, x: float, y: float) -> str:
        """Return the operators that write a line from (x, y), in points."""
        pieces = "".join(
            f"/{name} {size:g} Tf <{letters}> Tj "
            for chosen, piece in runs_by_font(text, font)
            for name, letters in self._coded(piece, chosen)
        )
        return f"BT {x:.2f} {y:.2f} Td {pieces}ET"

    def _coded(self, text: str, font: str) -> list[tuple[str, str]]:
        """Return the text as (subset of the font, letters in hexadecimal)."""
        if font not in self._letters:
            self._letters[font] = _Letters(font, self._sheet)
        letters = self._letters[font]
        subset_of = letters.subsets.__getitem__
        subsets = set(map(subset_of, text))
        if len(subsets) == 1:  # nearly always
            return [(subsets.pop(), "".join(map(letters.numbers.__getitem__, text)))]
        return [
            (subset, "".join(map(letters.numbers.__getitem__, piece))) for subset, piece in groupby(text, subset_of)
        ]
