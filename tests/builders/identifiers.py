"""Builds well formed codes of invented people, bodies and plants, by the published algorithms and without our own code.

Seeds give distinct codes. The ranges are chosen so that a built code is hardly that of somebody: no partita IVA issued
so far begins with 9, no bank has the ABI 99999, and the PODs and plants begin with zeros.
"""

import string
import unicodedata
from datetime import date
from itertools import combinations
from typing import Literal

# Values of the characters in odd places (first, third…), for 0-9 and A-J alike, then K-Z.
_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
_MONTH_LETTERS = "ABCDEHLMPRST"
_SUBSTITUTES = dict(zip(string.digits, "LMNPQRSTUV", strict=True))
_DIGIT_PLACES = (6, 7, 9, 10, 12, 13, 14)
_OFFICE = "121"


def codice_fiscale(surname: str, name: str, born_on: date, sex: Literal["M", "F"], belfiore: str) -> str:
    day = born_on.day + (40 if sex == "F" else 0)
    month = _MONTH_LETTERS[born_on.month - 1]
    body = f"{_surname(surname)}{_name(name)}{born_on.year % 100:02}{month}{day:02}{belfiore}"
    return body + _check_letter(body)


def omocodia_variants(code: str) -> list[str]:
    """Return the 128 forms of a code, the plain one first: any digits replaced, the check letter computed anew."""
    found = []
    for count in range(len(_DIGIT_PLACES) + 1):
        for places in combinations(_DIGIT_PLACES, count):
            body = "".join(_SUBSTITUTES[c] if place in places else c for place, c in enumerate(code[:15]))
            found.append(body + _check_letter(body))
    return found


def partita_iva(seed: int) -> str:
    return _with_luhn(9_000_000, seed)


def body_codice_fiscale(seed: int) -> str:
    return _with_luhn(8_000_000, seed)


def pod(seed: int, distributor: str = "001") -> str:
    return f"IT{distributor}E{_within(seed, 8)}"


def censimp(seed: int) -> str:
    return f"IM_{_within(seed, 7)}"


def section(seed: int) -> str:
    return f"SZ_{_within(seed, 7)}_01"


def up(seed: int) -> str:
    return f"UP_{_within(seed, 7)}_1"


def cabina_primaria(seed: int) -> str:
    return f"AC001E9{_within(seed, 4)}"


def iban(seed: int) -> str:
    account = f"9999999999{_within(seed, 12)}"
    bban = _check_letter(account) + account
    return f"IT{98 - int(_as_digits(bban + 'IT00')) % 97:02}{bban}"


def _within(seed: int, digits: int) -> str:
    if not 0 <= seed < 10**digits:
        raise ValueError(f"seed {seed} does not fit {digits} digits")
    return f"{seed:0{digits}}"


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.upper()) if c in string.ascii_uppercase)


def _split(text: str) -> tuple[str, str]:
    letters = _letters(text)
    return "".join(c for c in letters if c not in "AEIOU"), "".join(c for c in letters if c in "AEIOU")


_PADDING = "XXX"
"""What a codice fiscale writes where a name has fewer than three letters."""


def _surname(text: str) -> str:
    consonants, vowels = _split(text)
    return f"{consonants}{vowels}{_PADDING}"[:3]


def _name(text: str) -> str:
    consonants, vowels = _split(text)
    if len(consonants) >= 4:
        consonants = consonants[0] + consonants[2:]
    return f"{consonants}{vowels}{_PADDING}"[:3]


def _check_letter(text: str) -> str:
    """Return the check letter of a codice fiscale, which is computed like the CIN of a bank account."""
    total = 0
    for place, character in enumerate(text):
        value = int(character) if character.isdigit() else ord(character) - ord("A")
        total += _ODD[value] if place % 2 == 0 else value
    return string.ascii_uppercase[total % 26]


def _with_luhn(start: int, seed: int) -> str:
    digits = f"{start + int(_within(seed, 6))}{_OFFICE}"
    total = 0
    for place, digit in enumerate(digits):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def _as_digits(text: str) -> str:
    return "".join(str(int(character, 36)) for character in text)
