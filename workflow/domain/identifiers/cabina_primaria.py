"""Cabina primaria: the code of its area convenzionale, `AC`, three digits, `E`, five digits.

Seen in the data that the GSE publishes; distributors may use other shapes, so another shape is a doubt.
"""

import re
from typing import Final

from workflow.domain.identifiers import pod
from workflow.domain.identifiers.cell_text import bare
from workflow.domain.identifiers.lookalikes import mended
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-12"
LENGTH: Final = 11

_SHAPE = re.compile(r"AC\d{3}E\d{5}", re.ASCII)
_START = re.compile(r"AC\d{3}E\d+", re.ASCII)
_PLACES = "LLDDDLDDDDD"
_SOURCE = "Cercare l'area convenzionale sulla mappa delle cabine primarie del GSE e ricopiare il codice."


def compact(text: str) -> str:
    """Return the code in capitals without separators."""
    return bare(text)


def is_valid(text: str) -> bool:
    """Whether the text has the known shape of an area convenzionale."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why the code looks wrong; always a warning."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice della cabina primaria", is_warning=True)
    if is_valid(number):
        return None
    if pod.is_valid(number):
        return _doubt(text, "pod", "è un codice POD, non quello dell'area convenzionale", _SOURCE)
    if _START.fullmatch(number):
        return _length_doubt(text, number)
    candidate = mended(number, _PLACES)
    if candidate != number and is_valid(candidate):
        return _doubt(
            text,
            "lettera_o_cifra",
            "ha una lettera O o I al posto di uno zero o di un uno, o viceversa",
            f"Controllare sulla mappa del GSE: potrebbe essere {candidate}.",
            proposta=candidate,
        )
    return _doubt(text, "forma", "non ha la forma attesa: «AC», tre cifre, la lettera E, cinque cifre", _SOURCE)


def _length_doubt(text: str, number: str) -> Problem:
    difference = LENGTH - len(number)
    amount = "una cifra" if abs(difference) == 1 else f"{abs(difference)} cifre"
    what = f"ha {amount} in meno" if difference > 0 else f"ha {amount} in più"
    return _doubt(text, "lunghezza", f"{what}: dopo la lettera E servono cinque cifre", _SOURCE, cifre=len(number) - 6)


def _doubt(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice della cabina primaria «{text}» {what}.",
        remedy=remedy,
        is_warning=True,
        values={"valore": text, "difetto": fault, **values},
    )
