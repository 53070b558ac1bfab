"""Turns two denials that make a permission into the permission: «non è vietato recedere» is «è consentito recedere»."""

from collections.abc import Iterator
from dataclasses import replace

from workflow.documents.statute.normal_text import PAUSE, Token

# A word that forbids, by its beginning, and the beginning of the word that allows with the same ending.
_FORBIDDING = {
    "precludere": "consentire", "preclud": "consent", "preclus": "consentit",
    "vietare": "consentire", "vietat": "consentit", "vieta": "consente",
    "impedire": "consentire", "impedit": "consentit", "impedisc": "consent",
    "inibit": "consentit", "proibit": "consentit", "proibisc": "consent", "interdett": "consentit",
    "ostacolare": "consentire", "ostacolat": "consentit", "ostacol": "consent",
    "escludere": "ammettere", "escluso": "ammesso", "esclusa": "ammessa", "esclusi": "ammessi", "escluse": "ammesse",
    "esclude": "ammette", "escludono": "ammettono",
}  # fmt: skip
# Verbs that take something away: denied, they leave it whole.
_LESSENING = (
    "limita", "limitano", "limitare", "pregiudica", "pregiudicano", "pregiudicare", "compromette", "compromettono",
    "compromettere", "tocca", "toccano", "toccare", "lede", "ledono", "ledere", "restringe", "restringono",
    "restringere", "comprime", "comprimono", "comprimere", "scalfisce", "condiziona", "condizionano", "condizionare",
)  # fmt: skip
_PRESERVES = "preserva"
# What may be said of a right after a first denied word: «non può essere escluso, limitato o reso più oneroso».
_HAMPERED = (
    "limitat", "condizionat", "subordinat", "sottopost", "compress", "gravat", "ostacolat", "differit", "ritardat",
    "sospes", "negat", "reso", "resa",
)  # fmt: skip
_HARDER = frozenset(("oneroso", "onerosa", "gravoso", "gravosa", "difficile", "difficoltoso"))
_DENIALS = frozenset(("non", "neppure", "mai"))
_NOBODY = frozenset(("nessuno", "nessun", "nessuna", "nulla", "niente"))
_ANYBODY = frozenset(("nessuno", "alcuno"))  # «non è vietato ad alcuno»
# What may stand between a denial and the word that it denies.
_LINKS = frozenset((
    "e", "sia", "sono", "siano", "essere", "sara", "saranno", "puo", "possono", "potra", "potranno", "possa", "possano",
    "viene", "vengono", "venga", "si", "mai", "affatto", "comunque", "alcun", "alcuna", "modo", "caso", "nessun",
    "deve",
    "devono", "dovra", "dovranno", "gli", "loro", "ne", "vi", "ci", "altresi", "stato", "stata", "intende", "intendono",
    "tuttavia", "dunque", "mi", "ti", "va", "resta", "restano", "rimane", "rimangono",
))  # fmt: skip
_LINKED, _AFTER_NOBODY = 4, 3


def straightened(found: list[Token]) -> list[Token]:
    """Return the words with each pair of denials replaced; the places in the text stay those of the words."""
    dropped: set[int] = set()
    changed: dict[int, str] = {}
    for place, token in enumerate(found):
        if token.text in _DENIALS or token.text in _NOBODY:
            target = _denied(found, place)
            if target is not None:
                dropped.add(place)
                changed[target] = _turned(found[target].text)
                changed |= {more: _turned(found[more].text) for more in _joined_to(found, target, dropped)}
                dropped |= set(_listed_after(found, target))
                if target + 1 < len(found) and found[target + 1].text in _ANYBODY:
                    changed[target + 1] = "chiunque"
    if not dropped:
        return found
    return [
        replace(token, text=changed.get(place, token.text)) for place, token in enumerate(found) if place not in dropped
    ]


def _denied(found: list[Token], place: int) -> int | None:
    """Return where the forbidding word denied by the one at a place is, if it is near enough."""
    is_nobody = found[place].text in _NOBODY
    for step in range(1, (_AFTER_NOBODY if is_nobody else _LINKED) + 1):
        if place + step >= len(found) or found[place + step].text == PAUSE:
            return None
        word = found[place + step].text
        if _turned(word) != word and not (is_nobody and (_is_participle(word) or word in _LESSENING)):
            return place + step
        if not is_nobody and word not in _LINKS:
            return None
    return None


def _joined_to(found: list[Token], target: int, dropped: set[int]) -> Iterator[int]:
    """Yield the words that go on from a denied one: «non limita né vieta», «non è vietato né impedito»."""
    place = target + 1
    while place + 1 < len(found) and found[place].text in {"neppure", "ovvero"}:
        if _turned(found[place + 1].text) == found[place + 1].text:
            return
        dropped.add(place)
        yield place + 1
        place += 2


def _listed_after(found: list[Token], target: int) -> Iterator[int]:
    """Yield the words that hamper listed after a denied participle: the denial is of each of them."""
    if not found[target].text.startswith("esclus"):
        return
    place = target + 1
    while place < len(found):
        word = found[place].text
        if word == PAUSE and place + 1 < len(found) and found[place + 1].text.startswith(_HAMPERED):
            place += 1
        elif word.startswith(_HAMPERED):
            yield place
            place += 1
        elif word == "piu" and place + 1 < len(found) and found[place + 1].text in _HARDER:
            yield from (place, place + 1)
            place += 2
        else:
            return


def _turned(word: str) -> str:
    if word in _LESSENING:
        return _PRESERVES
    for forbidding, allowing in _FORBIDDING.items():
        if word == forbidding or (word.startswith(forbidding) and len(word) <= len(forbidding) + _LONGEST_ENDING):
            return allowing + word[len(forbidding) :]
    return word


def _is_participle(word: str) -> bool:
    """Whether «nessuno» before it says who is not, instead of denying it: «nessuno escluso», «nessuno sia escluso»."""
    return word.startswith(("esclus", "preclus", "vietat", "impedit", "inibit", "proibit", "interdett", "ostacolat"))


_LONGEST_ENDING = 3
