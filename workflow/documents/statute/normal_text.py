"""Italian text made plain for comparison: lower case, no accents, no articles, numbers in figures, with places kept."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from workflow.documents.number_words import number_in_words

PAUSE = ","
BLANK = "□"
NAME = "§"

_PIECE = re.compile(
    r"(?P<blank>_{3,}|\.{4,}|…{2,}|(?:\.\s){4,}|\[\s*(?:_+|\.+|…+|●|•|X+)\s*\]|●{2,})"
    r"|(?P<percent>\d+(?:[.,]\d+)?\s*(?:\([^()]{2,40}\)\s*)?(?:%|per\s+cento\b|percento\b))"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<initials>(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b\.?)?)"
    r"|(?P<word>[^\W\d_]+(?:[\u00ad\u200b\u2060]+[^\W\d_]+)*(?P<quote>['’`´])?)"
    r"|(?P<pause>[,;:()«»“”\"–—])",
    re.IGNORECASE,
)
# Words that say nothing by themselves; «da» stays, because who does a thing is not whom it regards.
_DROPPED = frozenset((
    "a", "ad", "ai", "agli", "al", "all", "alla", "alle", "allo", "c", "d", "de", "degli", "dei", "del", "dell",
    "della", "delle", "dello", "di", "e", "ed", "gl", "gli", "i", "il", "in", "l", "la", "le", "lo", "n", "nei",
    "negli", "nel", "nell", "nella", "nelle", "nello", "o", "od", "per", "su", "sugli", "sui", "sul", "sull",
    "sulla", "sulle", "sullo", "tra", "fra", "un", "una", "uno", "com", "cos", "dov", "quand", "quest",
    "quell", "sant",
))  # fmt: skip
_AS_ONE = {
    "dai": "da",
    "dagli": "da",
    "dal": "da",
    "dall": "da",
    "dalla": "da",
    "dalle": "da",
    "dallo": "da",
    "dev": "deve",
}
_UNSEEN = re.compile("[\u00ad\u200b\u2060]")  # marks inside a word where it may be broken
# What statutes write in words: small numbers, sums of money, and the years in which a community may end.
_WRITTEN_NUMBERS = (*range(2, 100), *range(110, 1000, 10), *range(200, 1000, 100), *range(1000, 100_000, 100),
                    *range(2020, 2101))  # fmt: skip
_FIGURES = {
    unicodedata.normalize("NFKD", number_in_words(n)).encode("ascii", "ignore").decode(): str(n)
    for n in _WRITTEN_NUMBERS
}
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_NEITHER = "neppure"


@dataclass(frozen=True)
class Token:
    """One plain word and where it stands in the text."""

    text: str
    start: int
    end: int


def without_accents(text: str) -> str:
    """Return the text in lower case without accents."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def tokens(text: str, defined_terms: frozenset[str] = frozenset()) -> list[Token]:
    """Return the plain words of a text; a run of capitalised words that is no defined term is preceded by a mark."""
    return list(_with_names(_with_percentages(list(_pieces(text))), text, defined_terms))


def joined(found: list[Token]) -> str:
    """Return the plain words as one line that phrases are looked for in: a space before and after each."""
    return f" {' '.join(token.text for token in found)} "


def _pieces(text: str) -> Iterator[Token]:
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        kind = piece.lastgroup
        if kind == "blank":
            yield Token(BLANK, start, end)
        elif kind == "percent":
            figure = re.match(r"\d+(?:[.,]\d+)?", piece["percent"])
            yield Token(_figure(figure.group() if figure else "") + "%", start, end)
        elif kind == "number":
            yield Token(_figure(piece["number"]), start, end)
        elif kind == "initials":
            yield Token(without_accents(piece["initials"].replace(".", "")), start, end)
        elif kind == "pause":
            yield Token(PAUSE, start, end)
        else:
            plain = _word(piece["word"])
            if plain:
                yield Token(plain, start, end)


def _figure(written: str) -> str:
    if _THOUSANDS.fullmatch(written):
        written = written.replace(".", "")
    return re.sub(r"[.,]0+$", "", written).replace(",", ".")


def _word(written: str) -> str:
    has_quote = written[-1] in "'’`´"
    letters = _UNSEEN.sub("", written).rstrip("'’`´")
    plain = without_accents(letters)
    if plain == "ne" and (has_quote or letters.lower() in {"né", "nè"}):
        return _NEITHER
    if plain in _DROPPED:
        return ""
    return _FIGURES.get(plain, _AS_ONE.get(plain, plain))


def _with_percentages(found: list[Token]) -> Iterator[Token]:
    """Join a number written in words with the «per cento» that follows."""
    place = 0
    while place < len(found):
        token = found[place]
        after = found[place + 1].text if place + 1 < len(found) else ""
        if re.fullmatch(r"\d+(\.\d+)?", token.text) and after in {"cento", "percento"}:
            yield Token(f"{token.text}%", token.start, found[place + 1].end)
            place += 2
            continue
        yield token
        place += 1


def _with_names(found: Iterator[Token], text: str, defined_terms: frozenset[str]) -> Iterator[Token]:
    run: list[Token] = []
    is_first = True
    for token in found:
        written = text[token.start : token.end].rstrip("'’")
        is_capital = len(written) > 1 and written[0].isupper() and written[1:].islower()
        if is_capital and not is_first and token.text not in defined_terms:
            run.append(token)
        else:
            yield from _named(run)
            run = []
            yield token
        is_first = False
    yield from _named(run)


def _named(run: list[Token]) -> Iterator[Token]:
    if len(run) > 1:
        yield Token(NAME, run[0].start, run[0].start)
    yield from run
