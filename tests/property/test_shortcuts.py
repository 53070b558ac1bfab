"""What is read the short way says what the long way says."""

import string
import unicodedata
from contextlib import suppress

from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from tests.builders import identifiers as build
from workflow.domain.identifiers import cell_text, iban, mail_syntax, name_parts
from workflow.intake.written_values import folded

SEPARATORS = "._,:;−'’‘`´"
texts = st.text(st.sampled_from(f"{string.ascii_letters}019{SEPARATORS} -–_@/()\t\n\xa0\xad\u200bàÀéßﬁİıſ́")) | st.text()
names = st.text(st.sampled_from(f"{string.ascii_letters}019._+-!#'\" "), max_size=70)
domains = st.sampled_from(
    ["esempio.it", "pec.esempio.it", "a", "a..it", "-a.it", "esempio.local", "x" * 64 + ".it", ""]
)


def clean(text: str) -> str:
    """The slow way: character by character."""
    seen = [c for c in unicodedata.normalize("NFC", text) if not _is_invisible(c)]
    return " ".join(" ".join("".join(seen).split()).lstrip("'’‘`´").split())


def bare(text: str, keep: str) -> str:
    """The slow way: character by character."""
    capitals = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    return unicodedata.normalize("NFKC", "".join(c for c in capitals if c in keep or not _is_separator(c)))


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cf" or (category == "Cc" and not character.isspace())


def _is_separator(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Cf", "Cc", "Pd"} or character in SEPARATORS


@given(text=texts, keep=st.sampled_from(["", "_"]))
def test_a_text_is_cleaned_and_bared_as_character_by_character(text: str, keep: str) -> None:
    assert cell_text.clean(text) == clean(text)
    assert cell_text.bare(text, keep) == bare(text, keep)


@given(text=texts)
def test_a_text_is_folded_as_character_by_character(text: str) -> None:
    assert folded(text) == "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


@given(name=names, domain=domains)
def test_an_address_is_well_formed_if_the_library_accepts_it_whole(name: str, domain: str) -> None:
    address = f"{name}@{domain}"
    accepted = False
    with suppress(EmailNotValidError):
        validate_email(address, check_deliverability=False, allow_smtputf8=False)
        accepted = True
    if not any(sign.isspace() for sign in address):
        assert (mail_syntax.find_fault(address) is None) is accepted


@given(
    number=st.integers(0, 10**12 - 1).map(build.iban),
    place=st.integers(0, 26),
    sign=st.sampled_from(string.ascii_uppercase + string.digits),
)
def test_an_iban_is_right_if_the_library_accepts_it_with_its_cin(number: str, place: int, sign: str) -> None:
    changed = number[:place] + sign + number[place + 1 :]
    accepted = False
    with suppress(SchwiftyException):
        IBAN(changed, validate_bban=changed.startswith(("IT", "SM")))
        accepted = True
    assert iban.is_valid(changed) is accepted


@given(name=st.text(st.sampled_from(f"{string.ascii_letters} 'àèìòùÄØßñ-"), min_size=1))
def test_the_letters_of_a_name_are_told_apart_one_by_one(name: str) -> None:
    for part in (name_parts.surname_part(name), name_parts.name_part(name)):
        assert len(part) == 3
        assert set(part) <= set(string.ascii_uppercase)
