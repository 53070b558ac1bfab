"""ISTAT code of a comune: six digits, zeros included."""

import re
from typing import Final

from workflow.domain.identifiers import comune
from workflow.domain.identifiers.cell_text import bare, lost_zeros, whole_number_text
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-15"
LENGTH: Final = 6

_SHAPE = re.compile(r"\d{6}", re.ASCII)
_SOURCE = "Ricopiarlo dall'elenco dei comuni dell'ISTAT, con la cella in formato Testo."


def compact(text: str) -> str:
    """Return the digits without separators."""
    return bare(whole_number_text(text))


def is_valid(text: str) -> bool:
    """Whether the code is one of the table."""
    return comune.find_by_istat(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return why the code looks wrong; always a warning, because the table is a snapshot."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice ISTAT del comune", is_warning=True)
    if is_valid(number):
        return None
    if lost_zeros(number, LENGTH):
        return _doubt(
            text, "zeri_persi", f"ha {len(number)} cifre invece di 6: Excel toglie gli zeri iniziali dei numeri"
        )
    if not _SHAPE.fullmatch(number):
        return _doubt(text, "forma", "non è fatto di 6 cifre")
    return _doubt(text, "sconosciuto", "non è nell'elenco")


def _doubt(text: str, fault: str, what: str) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice ISTAT del comune «{text}» {what}.",
        remedy=_SOURCE,
        is_warning=True,
        values={"valore": text, "difetto": fault},
    )
