"""Lines of text as PDF operators, coded word by word: lines of an index or a stamp differ in few words."""

import re
from typing import Any

from reportlab.pdfbase.pdfmetrics import getFont

from workflow.bundle.fonts import runs_by_font

_SPACES = re.compile("( )")


class LineCoder:
    """Codes lines with the fonts of one file: reportlab's own drawing would code each letter of each line again."""

    def __init__(self, sheet: Any) -> None:
        """Serve one file of reportlab, which numbers the letters of its fonts and will hold them."""
        self._sheet = sheet
        self._words: dict[tuple[str, str], list[tuple[str, str]]] = {}

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
        coded: list[tuple[str, str]] = []
        for word in _SPACES.split(text):
            if (word, font) not in self._words:
                self._words[word, font] = self._coded_word(word, font)
            for name, letters in self._words[word, font]:
                if coded and coded[-1][0] == name:
                    coded[-1] = (name, coded[-1][1] + letters)
                else:
                    coded.append((name, letters))
        return coded

    def _coded_word(self, word: str, font: str) -> list[tuple[str, str]]:
        face = getFont(font)
        return [
            (face.getSubsetInternalName(subset, self._sheet)[1:], letters.hex())
            for subset, letters in face.splitString(word, self._sheet)
        ]
