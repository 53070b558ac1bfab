"""ATECO: an activity code, which means nothing without its edition (2007, 2022, 2025).

Source: ISTAT, through the offline tables of the library ateco. The same code can mean opposite things: 35.12.00 is
transmission of electricity until the 2022 update and production from renewable sources in the 2025 edition.
"""

import re
from typing import Final, Literal, get_args

import ateco as istat_tables
from pydantic import BaseModel

from workflow.domain.identifiers.cell_text import bare, is_date
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-13"
EDITION_CODE: Final = "ANA-14"

Edition = Literal["2007", "2022", "2025"]
EDITIONS: Final[tuple[Edition, ...]] = get_args(Edition)

_SHAPE = re.compile(r"\d{2}(\.\d{1,2}(\.\d{1,2})?)?", re.ASCII)
_SHORT_DIVISION = re.compile(r"\d\.\d{1,2}(\.\d{1,2})?", re.ASCII)
_COMPLETE = re.compile(r"\d{2}\.\d{2}\.\d{2}", re.ASCII)
_SOURCE = "Ricopiarlo dalla visura camerale o dal certificato dell'Agenzia delle Entrate, come 35.11.00."


class Activity(BaseModel, frozen=True):
    """One entry of one edition of ATECO."""

    code: str
    edition: Edition
    title: str


def compact(text: str) -> str:
    """Return the code with its dots (`35.11.00`), however it was typed."""
    dotted = re.sub(r"[,\s]+", ".", text.strip()).strip(".")
    number = bare(dotted, keep=".").removeprefix("ATECO").strip(".")
    return istat_tables.canonicalize(number) if number.isdigit() else number


def is_valid(text: str, edition: str | None = None) -> bool:
    """Whether the code exists in the edition, or in some edition when none is said."""
    number = compact(text)
    known = find_edition(edition) if edition else None
    if edition and known is None:
        return False
    return any(find_activity(number, each) is not None for each in ([known] if known else EDITIONS))


def is_complete(text: str) -> bool:
    """Whether the code goes down to the six digits of the prevalent activity in a visura."""
    return _COMPLETE.fullmatch(compact(text)) is not None


def find_edition(text: str) -> Edition | None:
    """Return the edition that a text names: «ATECO 2007 agg. 2022» is the one of 2022."""
    named = [edition for edition in EDITIONS if re.search(rf"(?<!\d){edition}(?!\d)", text)]
    return named[-1] if named else None


def find_activity(text: str, edition: Edition) -> Activity | None:
    """Return the entry of that edition, None if it has no such code."""
    number = compact(text)
    if not _SHAPE.fullmatch(number):
        return None
    node = istat_tables.lookup(number, edition=edition)
    return Activity(code=node.code, edition=edition, title=node.title) if node is not None else None


def meanings(text: str) -> dict[Edition, str]:
    """Return the title of the code in each edition that has it."""
    found = {edition: find_activity(text, edition) for edition in EDITIONS}
    return {edition: activity.title for edition, activity in found.items() if activity is not None}


def has_differing_titles(text: str) -> bool:
    """Whether the editions that have the code call it by different words; capitals and dots do not count."""
    return len({re.sub(r"\W", "", title).casefold() for title in meanings(text).values()}) > 1


def problem(text: str, edition: str | None = None) -> Problem | None:
    """Return what is wrong with the code; without its edition the meaning is unknown."""
    number = compact(text)
    if not number:
        return missing(CODE, "Il codice ATECO")
    malformed = _form_problem(text, number)
    if malformed is not None:
        return malformed
    titles = meanings(number)
    if not titles:
        return _nowhere_problem(text, number)
    return _edition_problem(text, number, edition, titles)


def _form_problem(text: str, number: str) -> Problem | None:
    if is_date(text):
        return _fault(
            text,
            "data",
            "è stato trasformato in una data dal foglio di calcolo",
            f"{_SOURCE} La cella deve avere formato Testo.",
        )
    if _SHORT_DIVISION.fullmatch(number):
        return _fault(
            text, "zeri_persi", "comincia con una cifra sola: manca lo zero iniziale", _SOURCE, proposta=f"0{number}"
        )
    if not _SHAPE.fullmatch(number):
        return _fault(
            text, "forma", "non ha la forma di un codice ATECO: due cifre, punto, due cifre, punto, due cifre", _SOURCE
        )
    return None


def _nowhere_problem(text: str, number: str) -> Problem:
    padded = compact(f"0{number.replace('.', '')}")
    if meanings(padded):
        return _fault(
            text, "zeri_persi", "ha perso lo zero iniziale", f"{_SOURCE} Potrebbe essere {padded}.", proposta=padded
        )
    return _fault(text, "inesistente", "non esiste in nessuna edizione della classificazione", _SOURCE)


def _edition_problem(text: str, number: str, edition: str | None, titles: dict[Edition, str]) -> Problem | None:
    known = find_edition(edition) if edition else None
    if known is None:
        return _unsaid_edition_problem(text, number, edition, titles)
    if known not in titles:
        others = ", ".join(titles)
        return _fault(
            text,
            "altra_edizione",
            f"non esiste nell'edizione {known}, ma in quella {others}",
            "Indicare l'edizione scritta sulla visura: «ATECO 2007 aggiornamento 2022» è la 2022.",
            edizione=known,
            edizioni=list(titles),
        )
    return None


def _unsaid_edition_problem(text: str, number: str, edition: str | None, titles: dict[Edition, str]) -> Problem:
    said = f"l'edizione «{edition}» non è 2007, 2022 o 2025" if edition else "manca l'edizione (2007, 2022 o 2025)"
    differing = ""
    if has_differing_titles(number):
        told = "; ".join(f"{year} «{title}»" for year, title in titles.items())
        differing = f" Le edizioni lo chiamano in modo diverso: {told}."
    return Problem(
        code=EDITION_CODE,
        message=f"Codice ATECO «{text}»: {said}.{differing}",
        remedy="Indicare l'edizione scritta sulla visura: 2007, 2022 o 2025.",
        is_warning=True,
        is_unknown=True,
        values={
            "valore": text,
            "difetto": "edizione_sconosciuta" if edition else "edizione_mancante",
            "edizioni": list(titles),
            "nomi_diversi": bool(differing),
        },
    )


def _fault(text: str, fault: str, what: str, remedy: str, **values: object) -> Problem:
    return Problem(
        code=CODE,
        message=f"Il codice ATECO «{text}» {what}.",
        remedy=remedy,
        values={"valore": text, "difetto": fault, **values},
    )
