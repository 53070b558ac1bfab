"""PEC, certified e-mail: syntax, and a doubt when the domain is that of an ordinary mailbox.

A domain cannot prove that an address is a PEC; a well-known free mailbox proves that it is not one.
"""

from typing import Final

from workflow.domain.identifiers import mail_syntax
from workflow.domain.identifiers.problem import Problem, missing

CODE: Final = "ANA-18"
ORDINARY_CODE: Final = "ANA-19"

ORDINARY_DOMAINS: Final = frozenset(
    {
        "alice.it",
        "aol.com",
        "fastwebnet.it",
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "hotmail.it",
        "icloud.com",
        "inwind.it",
        "iol.it",
        "libero.it",
        "live.com",
        "live.it",
        "mac.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "outlook.it",
        "proton.me",
        "protonmail.com",
        "tim.it",
        "tin.it",
        "tiscali.it",
        "virgilio.it",
        "yahoo.com",
        "yahoo.it",
        "ymail.com",
    }
)


def compact(text: str) -> str:
    """Return the address cleaned, its domain in small letters."""
    return mail_syntax.compact(text)


def is_valid(text: str) -> bool:
    """Whether the text is one address with a good syntax; nothing is said of its being certified."""
    return mail_syntax.find_fault(compact(text)) is None


def problem(text: str) -> Problem | None:
    """Return what is wrong with a PEC address, or the doubt that it is an ordinary mailbox."""
    address = compact(text)
    if not address:
        return missing(CODE, "L'indirizzo PEC")
    fault = mail_syntax.find_fault(address)
    if fault is not None:
        kind, what = fault
        return Problem(
            code=CODE,
            message=f"L'indirizzo PEC «{text}» {what}.",
            remedy="Scrivere un solo indirizzo PEC, come nome@pec.dominio.it.",
            values={"valore": text, "difetto": kind},
        )
    domain = mail_syntax.domain_of(address)
    if domain in ORDINARY_DOMAINS:
        return Problem(
            code=ORDINARY_CODE,
            message=f"L'indirizzo PEC «{text}» è su {domain}, che fornisce caselle ordinarie: non è una PEC.",
            remedy="Indicare un indirizzo PEC, oppure scriverlo tra le e-mail ordinarie e lasciare vuota la PEC.",
            is_warning=True,
            values={"valore": text, "difetto": "casella_ordinaria", "dominio": domain},
        )
    return None
