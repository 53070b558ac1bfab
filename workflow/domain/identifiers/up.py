"""UP, production unit in GAUDÌ: `UP_` or `UPN_` and a name in letters and digits.

No public format was found: another shape is a doubt, never a refusal.
"""

import re
from typing import Final

from workflow.domain.identifiers import gaudi
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-11"

_SHAPE = re.compile(r"UPN?_[0-9A-Z_]+", re.ASCII)


def compact(text: str) -> str:
    """Return the code in capitals, with its underscores."""
    return gaudi.compact(text)


def is_valid(text: str) -> bool:
    """Whether the text has the known shape of a production unit code."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why a production unit code looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice UP", is_warning=True)
    if is_valid(number):
        return None
    return Problem(
        code=CODE,
        message=f"Il codice UP «{text}» non ha la forma attesa: «UP_» o «UPN_» seguito da lettere e cifre.",
        remedy="Ricopiarlo dall'attestato GAUDÌ dell'impianto.",
        is_warning=True,
        values={"valore": text, "difetto": "forma"},
    )
