"""Codice fiscale: 16 characters for a person (omocodia included), 11 digits for a body.

Source: decreto of the Ministero delle Finanze 23/12/1976 and Agenzia delle Entrate; the sums are python-stdnum's.
The check character is computed on the characters as they are written, substituted ones included.
"""

import re
from datetime import date
from typing import Final, Literal

from pydantic import BaseModel
from stdnum import luhn
from stdnum.it import codicefiscale, iva

from workflow.domain.identifiers.cell_text import bare, is_scientific, lost_zeros, whole_number_text
from workflow.domain.identifiers.lookalikes import mended
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-01"
PERSON_LENGTH: Final = 16
BODY_LENGTH: Final = 11

Sex = Literal["M", "F"]

_PERSON_SHAPE = "LLLLLLDDLDDLDDDL"
_PERSON = re.compile(
    r"[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]", re.ASCII
)
_MONTHS = "ABCDEHLMPRST"
_OMOCODIA_LETTERS = "LMNPQRSTUV"
_TO_DIGITS = str.maketrans(_OMOCODIA_LETTERS, "0123456789")
# A woman's day is written with 40 added.
_WOMAN = 40
_CARD = "Ricopiarlo dalla tessera sanitaria o dal certificato di attribuzione."
_AS_TEXT = "Riscriverlo per intero, con la cella in formato Testo."


class PersonalCode(BaseModel, frozen=True):
    """What the codice fiscale of a person says, omocodia undone."""

    surname_part: str
    name_part: str
    year_of_century: int
    month: int
    day: int
    sex: Sex
    belfiore: str
    is_omocodia: bool

    def is_born_on(self, day: date) -> bool:
        """Whether the date agrees with the code, which does not say the century."""
        return (day.year % 100, day.month, day.day) == (self.year_of_century, self.month, self.day)


def compact(text: str) -> str:
    """Return the code in capitals without separators."""
    return bare(whole_number_text(text))


def is_valid(text: str) -> bool:
    """Whether the code, of a person or of a body, is well formed and its check character is right."""
    return problem(text) is None


def is_personal(text: str) -> bool:
    """Whether the text is the valid 16-character code of a person."""
    return find_decoded(text) is not None


def is_body(text: str) -> bool:
    """Whether the text is a valid 11-digit code: a body, or the provisional code of a person."""
    number = compact(text)
    return len(number) == BODY_LENGTH and is_valid(number)


def problem(text: str) -> Problem | None:
    """Return what is wrong with the form of the code; the comune of birth is never a reason to refuse it."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice fiscale")
    if _PERSON.fullmatch(number):
        # No number, however spoiled, has this shape.
        return _check_problem(text, number)
    if is_scientific(text):
        return _fault(
            text, "notazione_scientifica", "è un numero in notazione scientifica: le cifre sono perdute", _AS_TEXT
        )
    if len(number) == BODY_LENGTH and number.isascii() and number.isdigit():
        return _body_problem(text, number)
    if lost_zeros(number, BODY_LENGTH):
        return _short_number_problem(text, number)
    return _shape_problem(text, number) if len(number) == PERSON_LENGTH else _length_problem(text, number)


def decode(text: str) -> PersonalCode:
    """Return what a valid code of a person says; raises ValueError for any other text."""
    code = find_decoded(text)
    if code is None:
        raise ValueError("not the valid codice fiscale of a person")
    return code


def find_decoded(text: str) -> PersonalCode | None:
    """Return what a valid code of a person says, None for any other text."""
    number = compact(text)
    if not _PERSON.fullmatch(number) or not _is_letter_valid(number):
        return None
    code = _decoded(number)
    return code if _is_a_day(code) else None


def _decoded(number: str) -> PersonalCode:
    # Letters stand for digits in the year, in the day and in the number of the comune.
    written = number[6:8], number[9:11], number[12:15]
    year, born, comune = (part.translate(_TO_DIGITS) for part in written)
    day = int(born)
    return PersonalCode(
        surname_part=number[0:3],
        name_part=number[3:6],
        year_of_century=int(year),
        month=_MONTHS.index(number[8]) + 1,
        day=day - _WOMAN if day > _WOMAN else day,
        sex="F" if day > _WOMAN else "M",
        belfiore=number[11] + comune,
        is_omocodia=(year, born, comune) != written,
    )


def _fault(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice fiscale «{text}» {what}.",
        remedy=remedy,
        values={"valore": text, "difetto": fault, **values},
    )


def _body_problem(text: str, number: str) -> Problem | None:
    if iva.is_valid(number):
        return None
    if luhn.is_valid(number):
        return _fault(
            text,
            "ufficio",
            f"non può essere stato attribuito: il progressivo o l'ufficio (cifre 8-10, «{number[7:10]}») non esiste",
            _CARD,
        )
    return _fault(
        text, "controllo", "ha 11 cifre ma l'ultima, di controllo, non torna: una cifra è sbagliata o scambiata", _CARD
    )


def _short_number_problem(text: str, number: str) -> Problem:
    padded = number.zfill(BODY_LENGTH)
    values: dict[str, object] = {"proposta": padded} if iva.is_valid(padded) else {}
    hint = f" Con gli zeri davanti sarebbe {padded}, che ha la cifra di controllo giusta: verificare." if values else ""
    return _fault(
        text,
        "zeri_persi",
        f"ha {len(number)} cifre invece di 11: quando Excel lo tratta come numero toglie gli zeri iniziali",
        _AS_TEXT + hint,
        **values,
    )


def _length_problem(text: str, number: str) -> Problem:
    return _fault(
        text,
        "lunghezza",
        f"ha {len(number)} caratteri: devono essere 16 per una persona, 11 cifre per un ente",
        _CARD,
        caratteri=len(number),
    )


def _shape_problem(text: str, number: str) -> Problem:
    candidate = mended(number, _PERSON_SHAPE)
    if candidate != number and _PERSON.fullmatch(candidate):
        return _fault(
            text,
            "lettera_o_cifra",
            "ha una lettera O o I al posto di uno zero o di un uno, o viceversa",
            f"Controllare sul documento: potrebbe essere {candidate}.",
            proposta=candidate,
        )
    return _fault(text, "forma", "ha lettere e cifre in posizioni che un codice fiscale non ammette", _CARD)


def _check_problem(text: str, number: str) -> Problem | None:
    if not _is_letter_valid(number):
        return _fault(
            text,
            "controllo",
            f"non supera il controllo: l'ultimo carattere («{number[-1]}») non torna con gli altri",
            _CARD,
        )
    if not _is_a_day(_decoded(number)):
        return _fault(text, "data_impossibile", "contiene una data di nascita che non esiste", _CARD)
    return None


def _is_letter_valid(number: str) -> bool:
    return bool(codicefiscale.calc_check_digit(number[:-1]) == number[-1])


def _is_a_day(code: PersonalCode) -> bool:
    # The century is not written: 29 February of the year 00 exists in 2000, and leap years agree otherwise.
    try:
        date(2000 + code.year_of_century, code.month, code.day)
    except ValueError:
        return False
    return True
