"""Province: the two letters of its code, or its name.

The table is a snapshot: provinces that were born later are a doubt, never a refusal.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from workflow.domain.identifiers import place_name
from workflow.domain.identifiers.cell_text import bare, clean
from workflow.domain.identifiers.comuni_table import all_comuni
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-23"

# Codes that changed and that old papers still carry.
_FORMER_CODES = {"FO": "FC", "PS": "PU"}
_CODE_LENGTH = 2


@dataclass(frozen=True, slots=True)
class Province:
    """One province, with its region."""

    code: str
    name: str
    region: str


@cache
def all_provinces() -> dict[str, Province]:
    """Return the provinces of the table by code."""
    return {
        comune.province_code: Province(code=comune.province_code, name=comune.province, region=comune.region)
        for comune in all_comuni()
    }


def compact(text: str) -> str:
    """Return the two-letter code in capitals, of a code or of a name; unknown text comes back cleaned."""
    found = find_province(text)
    return found.code if found is not None else clean(text)


def find_province(text: str) -> Province | None:
    """Return the province with that code or that name, None if the table has none."""
    letters = bare(text).strip("()")
    if len(letters) == _CODE_LENGTH:
        return all_provinces().get(_FORMER_CODES.get(letters, letters))
    wanted = place_name.key(text)
    for province in all_provinces().values():
        names = {place_name.key(province.name), *(place_name.key(name) for name in province.name.split("/"))}
        if wanted in names:
            return province
    return None


def is_valid(text: str) -> bool:
    """Whether the text is the code or the name of a province of the table."""
    return find_province(text) is not None


def problem(text: str) -> Problem | None:
    """Return why the province looks wrong; always a warning."""
    if not clean(text):
        return missing(CODE, "La provincia", is_warning=True)
    if is_valid(text):
        return None
    return Problem(
        code=CODE,
        message=f"La provincia «{text}» non è tra le sigle conosciute.",
        remedy="Scrivere la sigla di due lettere (per esempio TO). Se la provincia è nuova, la sigla può restare.",
        is_warning=True,
        values={"valore": text, "difetto": "sconosciuta"},
    )
