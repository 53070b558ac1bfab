"""Telephone number: digits, an optional + before them, and the zero that Italian landlines keep."""

import re
from typing import Final

from workflow.domain.identifiers.cell_text import bare, is_scientific, whole_number_text
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-21"

# ITU E.164: no more than 15 digits; Italian numbers have at least 6.
_SHAPE = re.compile(r"\+?\d{6,15}", re.ASCII)
_TO_NUMBER = str.maketrans("", "", "()/")
# Landlines begin with 0, mobiles with 3, services with 1, 8 or 9 (8 and 9 are also foreign prefixes without +).
_LOST_ZERO = re.compile(r"[24567]\d{5,9}", re.ASCII)


def compact(text: str) -> str:
    """Return the digits, with + instead of the international 00."""
    number = bare(whole_number_text(text)).translate(_TO_NUMBER)
    return f"+{number[2:]}" if number.startswith("00") else number


def is_valid(text: str) -> bool:
    """Whether the text has the shape of a telephone number."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why a number looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il numero di telefono", is_warning=True)
    if is_scientific(text):
        return _doubt(text, "notazione_scientifica", "è un numero in notazione scientifica: le cifre sono perdute")
    if _LOST_ZERO.fullmatch(number):
        return _doubt(text, "zeri_persi", "non comincia né per 0 né per 3: Excel ha forse tolto lo zero del prefisso")
    if not _SHAPE.fullmatch(number):
        return _doubt(text, "forma", "non è fatto di 6-15 cifre")
    return None


def _doubt(text: str, fault: str, what: str) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il numero di telefono «{text}» {what}.",
        remedy="Scriverlo con il prefisso, con la cella in formato Testo.",
        is_warning=True,
        values={"valore": text, "difetto": fault},
    )
