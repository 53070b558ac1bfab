"""IBAN: check digits (ISO 13616, modulo 97) and, for Italy and San Marino, the control letter CIN.

The table of banks inside schwifty lags behind mergers, so it never decides anything here.
"""

import re
from typing import Final

from schwifty import IBAN
from schwifty.exceptions import (
    InvalidBBANChecksum,
    InvalidCountryCode,
    InvalidLength,
    InvalidStructure,
    SchwiftyException,
)
from stdnum.iso7064 import mod_97_10
from stdnum.it import codicefiscale

from workflow.domain.identifiers.cell_text import bare
from workflow.domain.identifiers.lookalikes import mended
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-06"
ITALIAN_LENGTH: Final = 27

# Other countries have national check digits too, but they are checked by modulo 97 only.
_WITH_CIN = ("IT", "SM")
_ITALIAN = re.compile(r"IT\d{2}[A-Z]\d{10}[0-9A-Z]{12}", re.ASCII)
_ITALIAN_SHAPE = "LLDDLDDDDDDDDDD"
_SOURCE = "Ricopiarlo dall'estratto conto o dalla conferma della banca."


def compact(text: str) -> str:
    """Return the IBAN in capitals without separators and without the word «IBAN» before it."""
    return re.sub(r"^(?:IBAN)+", "", bare(text))


def is_valid(text: str) -> bool:
    """Whether the check digits are right, and for an Italian IBAN its CIN too."""
    return problem(text) is None


def format(text: str) -> str:  # noqa: A001 -- the same four names in every identifier, as in python-stdnum
    """Return the IBAN in groups of four."""
    number = compact(text)
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def problem(text: str) -> Problem | None:
    """Return what is wrong with an IBAN."""
    number = compact(text)
    if not number:
        return missing(CODE, "L'IBAN")
    if _is_right_italian(number):
        return None
    try:
        IBAN(number, validate_bban=number.startswith(_WITH_CIN))
    except SchwiftyException as error:
        return _translated(text, number, error)
    return None


def _is_right_italian(number: str) -> bool:
    """Whether an Italian IBAN passes every check; what does not is left to the library, which says why.

    The CIN is computed like the check letter of a codice fiscale.
    """
    return (
        _ITALIAN.fullmatch(number) is not None
        and mod_97_10.is_valid(number[4:] + number[:4])
        and codicefiscale.calc_check_digit(number[5:]) == number[4]
    )


def _translated(text: str, number: str, error: SchwiftyException) -> Problem:
    if isinstance(error, InvalidBBANChecksum):
        return _fault(
            text,
            "cin",
            f"ha il carattere di controllo nazionale (CIN, «{number[4]}») che non torna con ABI, CAB e conto",
            _SOURCE,
        )
    if number[:1].isdigit() or not number[:2].isalpha():
        return _fault(
            text,
            "senza_paese",
            "non comincia con la sigla del Paese (IT per l'Italia): sono forse solo le coordinate del conto",
            _SOURCE,
        )
    if isinstance(error, InvalidCountryCode):
        return _fault(text, "paese", f"comincia con «{number[:2]}», che non è un Paese che usa l'IBAN", _SOURCE)
    if isinstance(error, InvalidLength):
        return _length_problem(text, number)
    if isinstance(error, InvalidStructure):
        return _structure_problem(text, number)
    return _fault(
        text, "controllo", f"ha le cifre di controllo («{number[2:4]}») che non tornano con il resto", _SOURCE
    )


def _length_problem(text: str, number: str) -> Problem:
    wanted = (
        f": un IBAN italiano ne ha {ITALIAN_LENGTH}"
        if number.startswith("IT")
        else ", che non sono quelli del suo Paese"
    )
    return _fault(text, "lunghezza", f"ha {len(number)} caratteri{wanted}", _SOURCE, caratteri=len(number))


def _structure_problem(text: str, number: str) -> Problem:
    candidate = mended(number, _ITALIAN_SHAPE)
    if number.startswith("IT") and candidate != number and is_valid(candidate):
        return _fault(
            text,
            "lettera_o_cifra",
            "ha una lettera O o I al posto di uno zero o di un uno, o viceversa",
            f"Controllare sull'estratto conto: potrebbe essere {format(candidate)}.",
            proposta=candidate,
        )
    return _fault(text, "forma", "ha lettere e cifre in posizioni che un IBAN del suo Paese non ammette", _SOURCE)


def _fault(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"L'IBAN «{text}» {what}.",
        remedy=remedy,
        values={"valore": text, "difetto": fault, **values},
    )
