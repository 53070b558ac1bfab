"""Ordinary e-mail address: syntax only."""

from typing import Final

from workflow.domain.identifiers import mail_syntax
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-20"


def compact(text: str) -> str:
    """Return the address cleaned, its domain in small letters."""
    return mail_syntax.compact(text)


def is_valid(text: str) -> bool:
    """Whether the text is one address with a good syntax."""
    return problem(text) is None


def problem(text: str) -> Problem | None:
    """Return what is wrong with an address; always a warning, because no act is served there."""
    address = compact(text)
    if not address:
        return missing(CODE, "L'indirizzo e-mail", is_warning=True)
    fault = mail_syntax.find_fault(address)
    if fault is None:
        return None
    kind, what = fault
    return Problem(
        code=CODE,
        message=f"L'indirizzo e-mail «{text}» {what}.",
        remedy="Scrivere un solo indirizzo, come nome@dominio.it.",
        is_warning=True,
        values={"valore": text, "difetto": kind},
    )
