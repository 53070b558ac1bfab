"""Who is to sign a document: a person, by name and codice fiscale, in a role."""

import unicodedata
from dataclasses import dataclass

from workflow.domain.finding import Outcome


@dataclass(frozen=True)
class Signatory:
    """One expected signature; `also` are the codes of those who may sign in that person's place."""

    role: str
    label: str
    name: str | None = None
    codice_fiscale: str | None = None
    also: tuple[str, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """The codes with which this signature may come."""
        return frozenset(code.upper() for code in (self.codice_fiscale, *self.also) if code)

    @property
    def shown(self) -> str:
        """How people read it."""
        who = self.name or "persona non indicata nel fascicolo"
        return f"{who} ({self.label})"


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names are of the same words, in any order, without accents and capitals."""
    return bool(one and other) and _words(one or "") == _words(other or "")


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return frozenset(letters.split())


OUTCOME_WORDS = {
    Outcome.PASSED: "verificata",
    Outcome.UNKNOWN: "non verificabile",
    Outcome.FAILED: "non va",
    Outcome.NOT_APPLICABLE: "nessuna firma",
}
