"""The three letters that a surname and a name leave in the codice fiscale."""

import unicodedata
from collections.abc import Iterator

_NO_VOWELS = str.maketrans("", "", "AEIOU")
_NO_CONSONANTS = str.maketrans("", "", "BCDFGHJKLMNPQRSTVWXYZ")
_PART_LENGTH = 3
# Letters that have no accent to take away.
_WHOLE_LETTERS = str.maketrans(
    {"Ø": "O", "Đ": "D", "Ð": "D", "Ł": "L", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS", "ı": "I"}
)
# Registers of bilingual areas write the umlaut either without dots or with an added E.
_WITH_E = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE"})


def surname_part(surname: str) -> str:
    """Return consonants, then vowels, then X: the first three."""
    letters = _letters(surname)
    return _first_three(_consonants(letters) + _vowels(letters))


def name_part(name: str) -> str:
    """Return the same as for a surname, but first, third and fourth consonant when there are four or more."""
    letters = _letters(name)
    consonants = _consonants(letters)
    if len(consonants) > _PART_LENGTH:
        return consonants[0] + consonants[2] + consonants[3]
    return _first_three(consonants + _vowels(letters))


def surname_parts(surname: str) -> frozenset[str]:
    """Return all the parts that may stand in the code: of the whole surname and of its first words alone."""
    return frozenset(surname_part(variant) for variant in _variants(surname))


def name_parts(name: str) -> frozenset[str]:
    """Return all the parts that may stand in the code: of all the names and of the first ones alone."""
    return frozenset(name_part(variant) for variant in _variants(name))


def _variants(text: str) -> Iterator[str]:
    capitals = unicodedata.normalize("NFC", text).upper()
    for spelling in {capitals, capitals.translate(_WITH_E)}:
        words = spelling.split()
        for count in range(1, len(words) + 1):
            yield " ".join(words[:count])


def _letters(text: str) -> str:
    without_accents = unicodedata.normalize("NFKD", text.upper().translate(_WHOLE_LETTERS))
    if without_accents.isascii() and without_accents.isalpha():
        return without_accents
    return "".join(letter for letter in without_accents if letter.isascii() and letter.isalpha())


def _consonants(letters: str) -> str:
    return letters.translate(_NO_VOWELS)


def _vowels(letters: str) -> str:
    return letters.translate(_NO_CONSONANTS)


def _first_three(letters: str) -> str:
    return letters[:_PART_LENGTH].ljust(_PART_LENGTH, "X")
