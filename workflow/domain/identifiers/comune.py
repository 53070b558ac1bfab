"""Comune: found by name (case, accents and apostrophes do not count), by ISTAT code or by Belfiore code.

The table is a snapshot without abolished comuni, so a name that is not there is a doubt, never a refusal.
"""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final

from workflow.domain.identifiers import place_name, province
from workflow.domain.identifiers.cell_text import clean
from workflow.domain.identifiers.comuni_table import Comune, all_comuni
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-15"
HOMONYM_CODE: Final = "ANA-16"

# Names that nobody writes in full.
_USUAL_NAMES = {"reggioemilia": "reggionellemilia", "reggiocalabria": "reggiodicalabria"}


def compact(text: str) -> str:
    """Return the name on one line, without the province in brackets."""
    return clean(place_name.split_province(clean(text))[0])


def find_by_istat(code: str) -> Comune | None:
    """Return the comune with that six-digit ISTAT code."""
    return _by_istat().get(code)


def find_by_belfiore(code: str) -> Comune | None:
    """Return the comune with that Belfiore code; None for foreign states and abolished comuni."""
    return _by_belfiore().get(code.upper())


@lru_cache(maxsize=4096)
def find_all(text: str, in_province: str | None = None) -> tuple[Comune, ...]:
    """Return the comuni with that name, only those of the province if one is said (code or name).

    A name written as in the table, spaces and accents included, wins over the others of the same letters.
    """
    name, bracketed = place_name.split_province(clean(text))
    candidates = _named(name) or _named(name.split("/")[0])
    said = in_province or bracketed
    return _narrowed(_in_province(candidates, said) if said else candidates, name)


def find_comune(text: str, in_province: str | None = None) -> Comune | None:
    """Return the one comune with that name; None if there is none or more than one."""
    found = find_all(text, in_province)
    return found[0] if len(found) == 1 else None


def is_valid(text: str, in_province: str | None = None) -> bool:
    """Whether the name, with its province if said, is that of one comune only."""
    return find_comune(text, in_province) is not None


def problem(text: str, in_province: str | None = None) -> Problem | None:
    """Return why the comune cannot be told: not in the table, in another province, or one of several with that name."""
    if not compact(text):
        return missing(CODE, "Il comune", is_warning=True)
    found = find_all(text, in_province)
    if len(found) == 1:
        return None
    if found:
        return _homonym_problem(text, found)
    elsewhere = find_all(compact(text))
    return _province_problem(text, in_province, elsewhere) if elsewhere else _unknown_problem(text)


@cache
def _by_istat() -> dict[str, Comune]:
    return {comune.istat_code: comune for comune in all_comuni()}


@cache
def _by_belfiore() -> dict[str, Comune]:
    return {comune.belfiore: comune for comune in all_comuni()}


@cache
def _by_key() -> dict[str, tuple[Comune, ...]]:
    found: dict[str, tuple[Comune, ...]] = {}
    for comune in all_comuni():
        key = place_name.key(comune.name)
        found[key] = (*found.get(key, ()), comune)
    return found


def _named(name: str) -> tuple[Comune, ...]:
    key = place_name.key(name)
    return _by_key().get(_USUAL_NAMES.get(key, key), ())


def _in_province(candidates: tuple[Comune, ...], said: str) -> tuple[Comune, ...]:
    known = province.find_province(said)
    # A province that is not in the table (a new one) cannot exclude anything.
    return candidates if known is None else tuple(c for c in candidates if c.province_code == known.code)


def _narrowed(candidates: tuple[Comune, ...], name: str) -> tuple[Comune, ...]:
    same_words = tuple(c for c in candidates if place_name.spaced_key(c.name) == place_name.spaced_key(name))
    candidates = same_words or candidates
    if not place_name.has_accent(name):
        return candidates
    return (
        tuple(c for c in candidates if place_name.accented_key(c.name) == place_name.accented_key(name)) or candidates
    )


def _homonym_problem(text: str, found: tuple[Comune, ...]) -> Problem:
    named = ", ".join(f"{comune.name} ({comune.province_code})" for comune in found)
    return Problem(
        code=HOMONYM_CODE,
        message=f"Il comune «{text}» può essere più di uno: {named}.",
        remedy="Indicare la provincia.",
        is_warning=True,
        is_unknown=True,
        values={"valore": text, "difetto": "omonimi", "province": [comune.province_code for comune in found]},
    )


def _province_problem(text: str, said: str | None, elsewhere: tuple[Comune, ...]) -> Problem:
    written = said or place_name.split_province(clean(text))[1]
    named = ", ".join(f"{comune.name} ({comune.province_code})" for comune in elsewhere)
    return Problem(
        code=CODE,
        message=f"Il comune «{text}» non risulta nella provincia «{written}»: risulta {named}.",
        remedy="Correggere il comune o la provincia.",
        is_warning=True,
        values={"valore": text, "difetto": "altra_provincia", "province": [c.province_code for c in elsewhere]},
    )


def _unknown_problem(text: str) -> Problem:
    close = get_close_matches(place_name.key(compact(text)), _by_key(), n=3, cutoff=0.85)
    near = [comune.name for key in close for comune in _by_key()[key]]
    hint = f"Forse è {' o '.join(near)}. " if near else ""
    return Problem(
        code=CODE,
        message=f"Il comune «{text}» non è nell'elenco ISTAT.",
        remedy=f"{hint}Controllare il nome; se il comune è nato da una fusione recente può mancare dall'elenco.",
        is_warning=True,
        values={"valore": text, "difetto": "sconosciuto", "simili": near},
    )
