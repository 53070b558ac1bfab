"""Belfiore, the cadastral code of a comune or of a foreign state: a letter and three digits.

Codes of abolished comuni and of foreign states (Z…) are not in the table and are good all the same: only the shape is
judged.
"""

import re
from typing import Final

from workflow.domain.identifiers.cell_text import bare
from workflow.domain.identifiers.lookalikes import mended
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-15"

_SHAPE = re.compile(r"[A-Z]\d{3}", re.ASCII)


def compact(text: str) -> str:
    """Return the code in capitals without separators."""
    return bare(text)


def is_valid(text: str) -> bool:
    """Whether the text has the shape of a Belfiore code."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why the code looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice catastale del comune", is_warning=True)
    if is_valid(number):
        return None
    candidate = mended(number, "LDDD")
    hint = f" Potrebbe essere {candidate}." if is_valid(candidate) else ""
    return Problem(
        code=CODE,
        message=f"Il codice catastale del comune «{text}» non ha la forma attesa: una lettera e tre cifre.",
        remedy=f"Ricopiarlo dalla visura catastale.{hint}",
        is_warning=True,
        values={"valore": text, "difetto": "forma"},
    )
