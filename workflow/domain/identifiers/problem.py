"""What is wrong with one identifier, in words a person can act on."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Problem(BaseModel):
    """A fault of one identifier: the code of its rule card, what is wrong and how to put it right.

    `values` always holds `valore` (the text as it was given) and `difetto` (a stable word for the kind of fault), so
    that other code never has to read the prose. `is_warning` and `is_unknown` follow the rule card: a doubt does not
    stop anybody, and what is missing is never a pass.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    message: str
    remedy: str
    is_warning: bool = False
    is_unknown: bool = False
    values: dict[str, Any] = {}

    @property
    def fault(self) -> str:
        """The stable word for the kind of fault."""
        return str(self.values.get("difetto", ""))

    @property
    def filling(self) -> dict[str, Any]:
        """What fills the rule card: the values, and the words `messaggio` and `rimedio` that the cards print."""
        return {**self.values, "messaggio": self.message, "rimedio": self.remedy}


def missing(code: str, what: str, *, is_warning: bool = False) -> Problem:
    """Return the problem of an identifier that is not there; `what` comes with its article («Il codice fiscale»)."""
    return Problem(
        code=code,
        message=f"{what}: manca il valore.",
        remedy="Scrivere il valore; se non è ancora noto, chiederlo a chi lo deve dare.",
        is_warning=is_warning,
        is_unknown=True,
        values={"valore": "", "difetto": "vuoto"},
    )
