"""Compares the codice fiscale of a person with surname, name, birth date, sex and place of birth.

A code is never refused for its comune of birth: abolished comuni stay in the codes of who was born there.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Final

from workflow.domain.identifiers import comune
from workflow.domain.identifiers.codice_fiscale import PersonalCode, compact, find_decoded
from workflow.domain.identifiers.name_parts import name_parts, surname_parts
from workflow.domain.identifiers.problem import Problem

NAME_CODE: Final = "ANA-02"
BIRTH_CODE: Final = "ANA-03"
PLACE_CODE: Final = "ANA-04"

_BELFIORE = re.compile(r"[A-Z]\d{3}", re.ASCII)
_CHECK = "Confrontare con il documento d'identità e con la tessera sanitaria, e correggere il dato sbagliato."


class Part(StrEnum):
    """The parts of a person's data that a codice fiscale also tells."""

    SURNAME = "cognome"
    NAME = "nome"
    BIRTH_DATE = "data_nascita"
    SEX = "sesso"
    BIRTH_PLACE = "luogo_nascita"


def disagreements(
    code: str,
    *,
    surname: str | None = None,
    name: str | None = None,
    born_on: date | None = None,
    sex: str | None = None,
    birth_place: str | None = None,
    birth_province: str | None = None,
) -> tuple[Part, ...]:
    """Return the parts that disagree with the code; what is not given is not compared.

    `birth_place` is a Belfiore code or the name of a comune. A code that is not a person's valid one has no parts to
    compare: its own problem says why.
    """
    said = find_decoded(code)
    if said is None:
        return ()
    found = {
        Part.SURNAME: bool(surname) and said.surname_part not in surname_parts(surname or ""),
        Part.NAME: bool(name) and said.name_part not in name_parts(name or ""),
        Part.BIRTH_DATE: born_on is not None and not said.is_born_on(born_on),
        Part.SEX: sex is not None and said.sex != sex,
        Part.BIRTH_PLACE: bool(birth_place) and _is_elsewhere(said, birth_place or "", birth_province),
    }
    return tuple(part for part, disagrees in found.items() if disagrees)


def problems(
    code: str,
    *,
    surname: str | None = None,
    name: str | None = None,
    born_on: date | None = None,
    sex: str | None = None,
    birth_place: str | None = None,
    birth_province: str | None = None,
) -> tuple[Problem, ...]:
    """Return one problem for each part that disagrees; surname and name together when they are only swapped."""
    parts = disagreements(
        code,
        surname=surname,
        name=name,
        born_on=born_on,
        sex=sex,
        birth_place=birth_place,
        birth_province=birth_province,
    )
    said = find_decoded(code) if parts else None
    if said is None:
        return ()
    number = compact(code)
    found: list[Problem] = []
    if Part.SURNAME in parts and Part.NAME in parts and surname and name and _are_swapped(said, surname, name):
        parts = tuple(part for part in parts if part not in {Part.SURNAME, Part.NAME})
        found.append(_swapped(number, surname, name))
    given = {
        Part.SURNAME: surname,
        Part.NAME: name,
        Part.BIRTH_DATE: born_on,
        Part.SEX: sex,
        Part.BIRTH_PLACE: birth_place,
    }
    found.extend(_problem(part, number, said, given[part]) for part in parts)
    return tuple(found)


def _are_swapped(said: PersonalCode, surname: str, name: str) -> bool:
    return said.surname_part in surname_parts(name) and said.name_part in name_parts(surname)


def _is_elsewhere(said: PersonalCode, place: str, province: str | None) -> bool:
    if not said.belfiore.startswith("Z") and comune.find_by_belfiore(said.belfiore) is None:
        # A comune abolished since then: it may be part of any of today's comuni.
        return False
    given = place.strip().upper()
    if _BELFIORE.fullmatch(given):
        return given != said.belfiore
    # A name that is not in the table (abroad, abolished, misspelt) proves nothing.
    candidates = comune.find_all(place, province)
    return bool(candidates) and said.belfiore not in {candidate.belfiore for candidate in candidates}


def _swapped(number: str, surname: str, name: str) -> Problem:
    return Problem(
        code=NAME_CODE,
        message=f"Cognome «{surname}» e nome «{name}» sembrano scambiati rispetto al codice fiscale {number}.",
        remedy="Scrivere il cognome nella colonna del cognome e il nome in quella del nome.",
        is_warning=True,
        values={"valore": number, "difetto": "scambiati", "cognome": surname, "nome": name},
    )


def _problem(part: Part, number: str, said: PersonalCode, given: object) -> Problem:
    if isinstance(given, date):
        given = f"{given:%d/%m/%Y}"
    code, what, told = {
        Part.SURNAME: (NAME_CODE, "Il cognome", said.surname_part),
        Part.NAME: (NAME_CODE, "Il nome", said.name_part),
        Part.BIRTH_DATE: (
            BIRTH_CODE,
            "La data di nascita",
            f"{said.day:02}/{said.month:02}/…{said.year_of_century:02}",
        ),
        Part.SEX: (BIRTH_CODE, "Il sesso", said.sex),
        Part.BIRTH_PLACE: (PLACE_CODE, "Il luogo di nascita", _place_name(said.belfiore)),
    }[part]
    return Problem(
        code=code,
        message=f"{what} «{given}» non concorda con il codice fiscale {number}, che indica «{told}».",
        remedy=_CHECK,
        is_warning=code != BIRTH_CODE,
        values={"valore": number, "difetto": part.value, "dato": given, "dal_codice": told},
    )


def _place_name(belfiore: str) -> str:
    found = comune.find_by_belfiore(belfiore)
    return f"uno Stato estero ({belfiore})" if found is None else f"{found.name} ({found.province_code}, {belfiore})"
