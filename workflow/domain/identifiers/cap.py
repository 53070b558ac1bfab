"""CAP, the postal code: five digits, zeros included. No free list exists, so only the shape is judged."""

import re
from typing import Final

from workflow.domain.identifiers.cell_text import bare, lost_zeros, whole_number_text
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-17"
LENGTH: Final = 5

_SHAPE = re.compile(r"\d{5}", re.ASCII)


def compact(text: str) -> str:
    """Return the digits without separators; zeros that a number lost are not put back."""
    return bare(whole_number_text(text))


def is_valid(text: str) -> bool:
    """Whether the text is made of five digits."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return what is wrong with a CAP."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il CAP")
    if is_valid(number):
        return None
    if lost_zeros(number, LENGTH):
        return _fault(
            text,
            "zeri_persi",
            f"ha {len(number)} cifre invece di 5: quando Excel lo tratta come numero toglie gli zeri iniziali",
            "Riscriverlo con tutti gli zeri, con la cella in formato Testo.",
        )
    return _fault(text, "forma", "non è fatto di 5 cifre", "Scrivere il CAP di cinque cifre dell'indirizzo.")


def _fault(text: str, fault: str, what: str, remedy: str) -> Problem:
    return Problem(
        code=CODE, message=f"Il CAP «{text}» {what}.", remedy=remedy, values={"valore": text, "difetto": fault}
    )
