"""The syntax of an e-mail address, by email-validator and without asking the network."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from workflow.domain.identifiers.cell_text import clean

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*", re.ASCII)
# Below it no length is ever refused, whatever the name: the limit is 254.
_SHORT_LENGTH = 200
_DECORATION = re.compile(r"^(?:mailto:|[\s<'’‘`´])+|[\s>;,.]+$", re.IGNORECASE)


def compact(text: str) -> str:
    """Return the address without `mailto:`, brackets and final punctuation, its domain in small letters."""
    address = _DECORATION.sub("", clean(text))
    local, at, domain = address.rpartition("@")
    return clean(f"{local}{at}{domain.lower()}")


def domain_of(address: str) -> str:
    """Return what follows the @."""
    return address.rpartition("@")[2]


def find_fault(address: str) -> tuple[str, str] | None:
    """Return the word for the fault and what is wrong in Italian, None for a good address."""
    if address.count("@") > 1:
        return "piu_indirizzi", "contiene più di un indirizzo: ne serve uno solo"
    if "@" not in address:
        return "senza_chiocciola", "non contiene la chiocciola (@)"
    if any(map(str.isspace, address)):
        return "spazi", "contiene spazi"
    if not address.isascii():
        return "accenti", "contiene lettere accentate o segni che un indirizzo non ammette"
    if not _has_form(address):
        return "forma", "non ha la forma di un indirizzo di posta: controllare i punti e il dominio dopo la chiocciola"
    return None


def _has_form(address: str) -> bool:
    """Whether the library accepts the address.

    A plain name before the @ is always good, so that only the domain is asked about, and thousands share a few domains.
    """
    name, _, domain = address.rpartition("@")
    if len(address) <= _SHORT_LENGTH and _PLAIN_NAME.fullmatch(name):
        return _is_domain(domain)
    return _is_accepted(address)


@lru_cache(maxsize=4096)
def _is_domain(domain: str) -> bool:
    return _is_accepted(f"nome@{domain}")


def _is_accepted(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    return True
