"""Cadastral reference: foglio, particella and subalterno.

No public format was found, and some provinces have a land register of their own: another shape is a doubt.
"""

import re
from typing import Final

from workflow.domain.identifiers.cell_text import bare, is_date, whole_number_text
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-22"

_FOGLIO = re.compile(r"\d{1,4}", re.ASCII)
_PARTICELLA = re.compile(r"\d{1,5}(/\d{1,4})?", re.ASCII)
_SUBALTERNO = re.compile(r"\d{1,4}", re.ASCII)
_SOURCE = "Ricopiarlo dalla visura catastale."


def compact(text: str) -> str:
    """Return one element without separators, except the slash of a divided particella."""
    return bare(whole_number_text(text))


def is_valid(foglio: str, particella: str, subalterno: str | None = None) -> bool:
    """Whether foglio and particella, and subalterno if there is one, have the known shape."""
    return not problems(foglio, particella, subalterno)


def problems(foglio: str, particella: str, subalterno: str | None = None) -> tuple[Problem, ...]:
    """Return why the elements of a cadastral reference look wrong; always warnings. Not every unit has a subalterno."""
    found = [foglio_problem(foglio), particella_problem(particella)]
    if subalterno is not None and compact(subalterno):
        found.append(subalterno_problem(subalterno))
    return tuple(problem for problem in found if problem is not None)


def foglio_problem(text: str) -> Problem | None:
    """Return why a foglio looks wrong."""
    return _problem(text, _FOGLIO, "foglio", "Il foglio catastale", "da una a quattro cifre")


def particella_problem(text: str) -> Problem | None:
    """Return why a particella looks wrong."""
    return _problem(
        text, _PARTICELLA, "particella", "La particella catastale", "fino a cinque cifre, con una barra se è divisa"
    )


def subalterno_problem(text: str) -> Problem | None:
    """Return why a subalterno looks wrong."""
    return _problem(text, _SUBALTERNO, "subalterno", "Il subalterno catastale", "da una a quattro cifre")


def _problem(text: str, shape: re.Pattern[str], element: str, what: str, wanted: str) -> Problem | None:
    if not compact(text):
        return missing(CODE, what, is_warning=True)
    if is_date(text):
        return _doubt(
            text,
            "data",
            element,
            f"{what} «{text}» è una data: il foglio di calcolo l'ha trasformata da un valore come 12/3.",
            f"{_SOURCE} La cella deve avere formato Testo.",
        )
    if shape.fullmatch(compact(text)):
        return None
    return _doubt(text, "forma", element, f"{what} «{text}» non ha la forma attesa: {wanted}.", _SOURCE)


def _doubt(text: str, fault: str, element: str, message: str, remedy: str) -> Problem:
    return Problem(
        code=CODE,
        message=message,
        remedy=remedy,
        is_warning=True,
        values={"valore": text, "difetto": fault, "elemento": element},
    )
