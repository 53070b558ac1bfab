"""Partita IVA: 11 digits, the last one a check digit.

Source: python-stdnum, which also checks the office that issued it (digits 8-10).
"""

from typing import Final

from stdnum import luhn
from stdnum.it import iva

from workflow.domain.identifiers.cell_text import bare, is_scientific, lost_zeros, whole_number_text
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-05"
LENGTH: Final = 11

_PERSON_LENGTH = 16
_AS_TEXT = "Riscriverla per intero, con la cella in formato Testo."
_SOURCE = "Ricopiarla dal certificato di attribuzione o dalla visura camerale."


def compact(text: str) -> str:
    """Return the digits without separators and without the `IT` of the VAT number."""
    number = bare(whole_number_text(text))
    return number[2:] if number.startswith("IT") and number[2:].isdigit() else number


def is_valid(text: str) -> bool:
    """Whether the text is a well formed partita IVA with the right check digit."""
    return problem(text) is None


def problem(text: str) -> Problem | None:
    """Return what is wrong with a partita IVA."""
    number = compact(text)
    if not number:
        return missing(CODE, "La partita IVA")
    if is_scientific(text):
        return _fault(
            text, "notazione_scientifica", "è un numero in notazione scientifica: le cifre sono perdute", _AS_TEXT
        )
    if lost_zeros(number, LENGTH):
        return _short_problem(text, number)
    if not (number.isascii() and number.isdigit()):
        return _shape_problem(text, number)
    return _digits_problem(text, number)


def _digits_problem(text: str, number: str) -> Problem | None:
    if len(number) != LENGTH:
        return _fault(text, "lunghezza", f"ha {len(number)} cifre: devono essere 11", _SOURCE, cifre=len(number))
    if iva.is_valid(number):
        return None
    if luhn.is_valid(number):
        return _fault(
            text,
            "ufficio",
            f"non può essere stata attribuita: il progressivo o l'ufficio (cifre 8-10, «{number[7:10]}») non esiste",
            _SOURCE,
        )
    return _fault(
        text,
        "controllo",
        "non supera il controllo: l'ultima cifra non torna con le altre, una è sbagliata o scambiata",
        _SOURCE,
    )


def _fault(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"La partita IVA «{text}» {what}.",
        remedy=remedy,
        values={"valore": text, "difetto": fault, **values},
    )


def _short_problem(text: str, number: str) -> Problem:
    padded = number.zfill(LENGTH)
    values: dict[str, object] = {"proposta": padded} if iva.is_valid(padded) else {}
    hint = f" Con gli zeri davanti sarebbe {padded}, che ha la cifra di controllo giusta: verificare." if values else ""
    return _fault(
        text,
        "zeri_persi",
        f"ha {len(number)} cifre invece di 11: quando Excel la tratta come numero toglie gli zeri iniziali",
        _AS_TEXT + hint,
        **values,
    )


def _shape_problem(text: str, number: str) -> Problem:
    if len(number) == _PERSON_LENGTH and number[:6].isalpha():
        return _fault(
            text,
            "codice_fiscale",
            "è il codice fiscale di una persona, non una partita IVA",
            "Scriverlo nella colonna del codice fiscale; chi non ha partita IVA lascia vuota la cella.",
        )
    if number[:2].isalpha():
        return _fault(
            text,
            "estera",
            "sembra un numero IVA estero: la partita IVA italiana è fatta di 11 cifre",
            "Indicare la partita IVA italiana del soggetto (identificazione diretta o rappresentante), se ne ha una.",
        )
    return _fault(text, "forma", "contiene caratteri che non sono cifre", _SOURCE)
