"""Finds which articles of the same document a sentence names: «di cui all'articolo 5», «all'articolo sui requisiti»."""

import re
from collections.abc import Iterator, Sequence

from workflow.documents.number_words import number_in_words
from workflow.documents.statute.normal_text import without_accents

_ORDINALS = ("primo", "secondo", "terzo", "quarto", "quinto", "sesto", "settimo", "ottavo", "nono", "decimo")
_MOST_ARTICLES = 60


def _ordinal(number: int) -> str:
    """«undicesimo» is «undici» without its last letter; «ventitreesimo» and «ventiseiesimo» keep it."""
    word = without_accents(number_in_words(number))
    return f"{word if word.endswith(('tre', 'sei')) else word[:-1]}esimo"


_BY_WORD = {word: number for number, word in enumerate(_ORDINALS, start=1)} | {
    _ordinal(number): number for number in range(len(_ORDINALS) + 1, _MOST_ARTICLES)
}
_NAMED = re.compile(
    r" (?:articolo|articoli|art|artt|punto|clausola|paragrafo) (?P<first>\d{1,2}|[a-z]{5,}o|x{0,3}(?:ix|iv|v?i{0,3})) "
    r"(?P<more>(?:, )?(?:\d{1,2} )?)(?P<after>(?:[^ ]+ ){0,7})"
)
# What follows the number of an article of a law rather than of the document.
_OF_A_LAW = re.compile(
    r"(?:^|.* )(?:decreto|dlgs|lgs|codice|legge|direttiva|dl|dm|dpr|tiad|regole|costituzione|trattato|ue|testo|cod|"
    r"regolamento (?:ue|europeo)|disp|preleggi|cts|tub) "
)
_LAST = re.compile(
    r" (?:articolo|clausola|punto) (?:precedente|che precede)|(?:precedente|antecedente) (?:articolo|clausola|punto) "
)
_ABOVE = re.compile(
    r" (?:sopra|innanzi|dianzi|poc anzi|suddett[aeio]|sopraelencat[aeio]|suindicat[aeio]|predett[aeio]|"
    r"sopraddett[aeio]) "
    r"|qui sopra "
)
_ABOVE_REACHES = 3
# «l'articolo «Partecipazione»», «l'articolo sui requisiti»: the word that should stand in its title.
_BY_TITLE = re.compile(r" (?:articolo|clausola|capo|paragrafo) (?:, )?(?P<title>[a-z]{6,}) ")
_MOST_OF_ONE_TITLE = 2


class ArticleNumbers:
    """The numbers of the articles of a document."""

    def __init__(self, labels: Sequence[tuple[str, bool, str]]) -> None:
        """Take, for each article, its label, whether it belongs to the rules beside the statute, its plain title."""
        self._is_regulation = [is_regulation for _, is_regulation, _ in labels]
        self._titles = [f" {title.strip()} " for _, _, title in labels]
        self._places: dict[tuple[int, bool], int] = {}
        for place, (label, is_regulation, _) in enumerate(labels):
            number = _number_of(label)
            if number is not None:
                self._places.setdefault((number, is_regulation), place)

    def named_in(self, line: str, article: int) -> tuple[int, ...]:
        """Return the articles that a line of plain words of a given article names, in the order of the document."""
        found = set(self._by_number(line, self._is_regulation[article])) | set(self._by_title(line))
        if article and _LAST.search(line):
            found.add(article - 1)
        if _ABOVE.search(line):
            found |= set(range(max(0, article - _ABOVE_REACHES), article))
        return tuple(sorted(found - {article}))

    def _by_title(self, line: str) -> Iterator[int]:
        for named in _BY_TITLE.finditer(line):
            places = [place for place, title in enumerate(self._titles) if f" {named['title']} " in title]
            if len(places) <= _MOST_OF_ONE_TITLE:
                yield from places

    def _by_number(self, line: str, is_regulation: bool) -> Iterator[int]:
        for named in _NAMED.finditer(line):
            if _OF_A_LAW.match(named["after"].partition(" , ")[0] + " "):
                continue
            for written in (named["first"], named["more"].strip(" ,")):
                number = _read(written)
                place = None if number is None else self._places.get((number, is_regulation))
                if place is not None:
                    yield place


def _number_of(label: str) -> int | None:
    words = re.findall(r"[a-z]+|\d+", without_accents(label))
    return next((number for number in map(_read, reversed(words)) if number is not None), None)


def _read(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    return _BY_WORD.get(written) or _roman(written)


def _roman(written: str) -> int | None:
    if not written or not re.fullmatch(r"x{0,4}(?:ix|iv|v?i{0,3})", written):
        return None
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in written]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)
