"""POD, the point of delivery: IT, three digits of the distributor, E, eight characters, and an optional fifteenth.

Source: ARERA, technical specification of the SII flows 1.8 (14 or 15 characters). No check digit is published, so only
the shape is judged, and the fifteenth character is never a reason to refuse.
"""

import re
from typing import Final

from workflow.domain.identifiers.cell_text import bare, is_scientific, whole_number_text
from workflow.domain.identifiers.lookalikes import mended
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-07"
DOUBT_CODE: Final = "ANA-08"
LENGTHS: Final = (14, 15)

_SHAPE = re.compile(r"IT\d{3}E[0-9A-Z]{8}[0-9A-Z]?", re.ASCII)
_WITHOUT_COUNTRY = re.compile(r"\d{3}E[0-9A-Z]{8}[0-9A-Z]?", re.ASCII)
_SHORT_DISTRIBUTOR = re.compile(r"IT\d{1,2}E[0-9A-Z]{8}[0-9A-Z]?", re.ASCII)
_PLACES = "LLDDDL"
_GAS_LENGTH = 14
_SOURCE = "Ricopiarlo dalla bolletta (voce «POD») o dalla comunicazione del distributore."


def compact(text: str) -> str:
    """Return the POD in capitals without separators."""
    return bare(whole_number_text(text))


def is_valid(text: str) -> bool:
    """Whether the text has the shape of a POD."""
    return _SHAPE.fullmatch(compact(text)) is not None


def problem(text: str) -> Problem | None:
    """Return what is wrong with a POD; a letter O where a zero is likely is only a doubt."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice POD")
    if _SHAPE.fullmatch(number):
        return _doubt(text, number)
    if is_scientific(text) or (number.isascii() and number.isdigit()):
        return _number_problem(text, number)
    if _WITHOUT_COUNTRY.fullmatch(number):
        return _fault(
            text,
            "senza_it",
            "è senza «IT» iniziale, come lo mostra il display del contatore",
            f"Scriverlo con «IT» davanti: IT{number}.",
            proposta=f"IT{number}",
        )
    candidate = mended(number, _PLACES)
    if candidate != number and is_valid(candidate):
        return _fault(
            text,
            "lettera_o_cifra",
            "ha una lettera O o I al posto di uno zero o di un uno, o viceversa",
            f"Controllare sulla bolletta: potrebbe essere {candidate}.",
            proposta=candidate,
        )
    return _shape_problem(text, number)


def _doubt(text: str, number: str) -> Problem | None:
    if "O" not in number[len(_PLACES) :]:
        return None
    candidate = number[: len(_PLACES)] + number[len(_PLACES) :].replace("O", "0")
    return Problem(
        code=DOUBT_CODE,
        message=f"Il codice POD «{text}» contiene la lettera O: di solito in quella posizione c'è uno zero.",
        remedy=f"Controllare sulla bolletta se è {candidate}.",
        is_warning=True,
        values={"valore": text, "difetto": "lettera_o_cifra", "proposta": candidate},
    )


def _number_problem(text: str, number: str) -> Problem:
    if len(number) == _GAS_LENGTH and not is_scientific(text):
        return _fault(
            text,
            "pdr",
            "è fatto di 14 cifre: sembra il PDR della fornitura di gas",
            "Scrivere il POD della fornitura elettrica, che comincia con «IT» e sta sulla bolletta della luce.",
        )
    return _fault(
        text,
        "numero",
        "è diventato un numero: mancano «IT», il codice del distributore e gli zeri",
        f"{_SOURCE} La cella deve avere formato Testo.",
    )


def _shape_problem(text: str, number: str) -> Problem:
    if _SHORT_DISTRIBUTOR.fullmatch(number):
        return _fault(
            text, "zeri_persi", "ha perso gli zeri nel codice del distributore: dopo «IT» servono tre cifre", _SOURCE
        )
    if len(number) not in LENGTHS:
        return _fault(
            text,
            "lunghezza",
            f"ha {len(number)} caratteri: devono essere 14 (o 15). Spesso mancano zeri, o c'è un carattere di troppo",
            _SOURCE,
            caratteri=len(number),
        )
    return _fault(
        text,
        "forma",
        "non ha la forma di un POD: «IT», tre cifre, la lettera E, otto caratteri (più uno facoltativo)",
        _SOURCE,
    )


def _fault(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice POD «{text}» {what}.",
        remedy=remedy,
        values={"valore": text, "difetto": fault, **values},
    )
