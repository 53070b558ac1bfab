"""Section of a plant in GAUDÌ: `SZ_`, seven characters and two digits.

No public format was found: another shape is a doubt, never a refusal.
"""

import re
from typing import Final

from workflow.domain.identifiers import gaudi
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-10"

_SHAPE = re.compile(r"SZ_[0-9A-Z]{7}_\d{2}", re.ASCII)
_JOINED = re.compile(r"SZ_?([0-9A-Z]{7})_?(\d{2})", re.ASCII)


def compact(text: str) -> str:
    """Return the code in capitals, with its underscores."""
    number = gaudi.compact(text)
    joined = _JOINED.fullmatch(number)
    return f"SZ_{joined.group(1)}_{joined.group(2)}" if joined else number


def is_valid(text: str) -> bool:
    """Whether the text has the known shape of a section code."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why a section code looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice della sezione", is_warning=True)
    if is_valid(number):
        return None
    return Problem(
        code=CODE,
        message=f"Il codice della sezione «{text}» non ha la forma attesa: «SZ_», sette caratteri, «_» e due cifre.",
        remedy="Ricopiarlo dall'attestato GAUDÌ dell'impianto.",
        is_warning=True,
        values={"valore": text, "difetto": "forma"},
    )
