"""Tells the paragraphs of a translation beside the Italian text: only the Italian ones are judged."""

import re
from collections.abc import Mapping

# Short words of each language that Italian does not have.
_SIGNS: Mapping[str, frozenset[str]] = {
    "german": frozenset((
        "der", "die", "das", "und", "ist", "nicht", "den", "dem", "des", "ein", "eine", "einer", "zu", "mit", "von",
        "für",
        "auf", "sind", "werden", "wird", "sich", "kann", "können", "im", "vom", "oder", "nach", "bei", "seinen",
        "zur", "zum",
    )),
    "french": frozenset((
        "les", "des", "et", "est", "dans", "pour", "par", "sur", "qui", "une", "du", "aux", "pas", "sont", "être",
        "leur",
        "ou", "peut", "peuvent", "tout", "chaque", "cette",
    )),
    "slovene": frozenset(("je", "na", "za", "ki", "ter", "ali", "iz", "ob", "pri", "lahko", "vsak", "njegov", "člani")),
    "english": frozenset((
        "the", "of", "and", "is", "to", "for", "with", "shall", "may", "any", "be", "by", "or", "not", "are", "its",
        "each",
        "from", "this", "that",
    )),
}  # fmt: skip
_ITALIAN = frozenset((
    "il", "lo", "la", "gli", "le", "di", "del", "della", "dei", "delle", "che", "non", "per", "con", "è", "sono", "una",
    "un", "nel", "nella", "al", "alla", "ai", "alle", "da", "dal", "si", "l", "dell", "e", "i", "all",
))  # fmt: skip
_FEWEST = 2


def is_foreign(text: str) -> bool:
    """Whether a paragraph is written in another language."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    italian = sum(word in _ITALIAN for word in words)
    most = max(sum(word in signs for word in words) for signs in _SIGNS.values())
    return most >= _FEWEST and most > italian
