"""CENSIMP, the code GAUDÌ gives to a plant: `IM_` and seven characters.

No public format was found: another shape is a doubt, never a refusal.
"""

import re
from typing import Final

from workflow.domain.identifiers import gaudi, pod
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-09"

_SHAPE = re.compile(r"IM_[0-9A-Z]{7}", re.ASCII)
_JOINED = re.compile(r"IM([0-9A-Z]{7})", re.ASCII)
_SOURCE = "Ricopiarlo dall'attestato GAUDÌ dell'impianto."


def compact(text: str) -> str:
    """Return the code in capitals, with its underscore."""
    number = gaudi.compact(text)
    joined = _JOINED.fullmatch(number)
    return f"IM_{joined.group(1)}" if joined else number


def is_valid(text: str) -> bool:
    """Whether the text has the known shape of a CENSIMP code."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why a CENSIMP code looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice CENSIMP", is_warning=True)
    if is_valid(number):
        return None
    proposal = pod.compact(number)
    if pod.is_valid(proposal) or pod.is_valid(f"IT{proposal}"):
        return _doubt(text, "pod", "è un codice POD scritto al posto del CENSIMP")
    return _doubt(text, "forma", "non ha la forma attesa: «IM_» e sette caratteri")


def _doubt(text: str, fault: str, what: str) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice CENSIMP «{text}» {what}.",
        remedy=_SOURCE,
        is_warning=True,
        values={"valore": text, "difetto": fault},
    )
