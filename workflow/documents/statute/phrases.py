"""Phrases with slots, turned into patterns over plain words: a lawyer writes them, no expression is evaluated.

A phrase is a row of words. `a|b` is either word, `a|b+c` the one or the two others, `recess*` any word that begins so,
`<parola>` any phrase of that name in the lexicon, `...6` up to six words that are no negation, `..6` the same without a
pause or a relative pronoun, `....6` any six words, `~6` any six words but a percentage, `{soglia}` a figure that the
caller knows.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from workflow.documents.statute.normal_text import BLANK, NAME, PAUSE, joined, tokens

NEGATIONS = (
    "non", "neppure", "nemmeno", "neanche", "mai", "nessun", "nessuno", "nessuna", "senza", "esclus[aeio]",
    "esclusion[ei]", "esclud[a-z]*", "eccett[a-z]*", "eccezion[a-z]*", "tranne", "vietat[a-z]*", "divieto",
    "preclus[a-z]*", "inibit[a-z]*", "nullo", "nulla", "nulle", "nulli",
)  # fmt: skip
_RELATIVES = ("che", "quale", "quali", "cui", "affinche", "salvo")
_NEGATION_WORD = re.compile(rf"(?:{'|'.join(NEGATIONS)})")
_ROOTS = (
    "non", "neppure", "nemmeno", "neanche", "mai", "nessun", "senza", "esclu", "eccett", "eccezion", "tranne", "vietat",
    "divieto", "preclus", "inibit", "null", *_RELATIVES,
)  # fmt: skip
# Words that a gap may not step over carry a sign in the line: their list in every gap made patterns slow to compile.
_DENIES, _RELATES = "¬", "~"
_SIGNED = re.compile(rf" (?:(?P<denial>{'|'.join(NEGATIONS)})|(?P<relative>{'|'.join(_RELATIVES)}))(?= )")
_MAYBE_SIGN = f"[{_DENIES}{_RELATES}]?"
_LOOK_BACK = 3
_MAYBE_PAUSE = rf"(?:{PAUSE} )*"
_GAP = re.compile(r"(\.{2,4}|~)(\d*)")
_NAMED = re.compile(r"<([a-z_]+)>")
_SLOT = re.compile(r"\{([a-z_]+)\}")
_USUAL_GAP = 6
_TIGHT = ".."
_BARRED = {_TIGHT: f"(?![{_DENIES}{_RELATES}])", "...": f"(?!{_DENIES})", "~": r"(?!\d+(?:\.\d+)?% )"}


class BrokenPhraseError(ValueError):
    """A phrase that names an unknown word or slot."""


@dataclass(frozen=True)
class Match:
    """Where a phrase stands in a line of plain words, once the words that deny carry their sign."""

    start: int
    end: int


class Phrase:
    """One compiled phrase."""

    def __init__(self, text: str, pattern: str, *, begins_negated: bool) -> None:
        """Use `Phrasebook.phrase` to make one."""
        self.text = text
        self._pattern = re.compile(f"(?<= ){pattern}")
        self._begins_negated = begins_negated

    def find(self, line: str) -> Iterator[Match]:
        """Yield the places where the phrase stands and is not denied by a word just before it."""
        signed = _signed(line)
        found = self._pattern.search(signed)
        while found is not None:
            if self._begins_negated or not _is_denied(signed[: found.start()]):
                yield Match(found.start(), found.end())
                found = self._pattern.search(signed, found.end())
            else:  # the same words may begin again further on, where nothing denies them
                found = self._pattern.search(signed, found.start() + 1)

    def is_in(self, line: str) -> bool:
        """Whether the words stand in the line, denied or not."""
        return self._pattern.search(_signed(line)) is not None


def _is_denied(before: str) -> bool:
    words = before.rsplit(f" {PAUSE} ", 1)[-1].split()[-_LOOK_BACK:]
    return any(word.startswith(_DENIES) for word in words)


@lru_cache(maxsize=20_000)
def _signed(line: str) -> str:
    """Return the line with a sign on the words that deny and on those that begin a clause of their own."""
    return _SIGNED.sub(lambda found: f" {_DENIES if found['denial'] else _RELATES}{found.group()[1:]}", line)


class Phrasebook:
    """Compiles phrases once, with the lexicon and the figures of the day."""

    def __init__(self, lexicon: Mapping[str, Iterable[str]], figures: Mapping[str, str]) -> None:
        """Take the words of the lexicon and, for each slot, the pattern of its figure."""
        self._lexicon = {name: tuple(entries) for name, entries in lexicon.items()}
        self._figures = dict(figures)
        self._made: dict[str, Phrase] = {}
        self._stems: dict[str, tuple[tuple[str, ...], ...]] = {}
        self._beginnings: dict[str, tuple[str, ...]] = {}

    def phrase(self, text: str) -> Phrase:
        """Return the compiled phrase; raise BrokenPhraseError for a word that nobody defined."""
        if text not in self._made:
            self._made[text] = Phrase(
                text, self._pattern(text, ()), begins_negated=self._is_denial(text.split(maxsplit=1)[0])
            )
        return self._made[text]

    def may_be_in(self, text: str, line: str) -> bool:
        """Whether each word of a phrase has a beginning somewhere in the line: if not, it need not even be compiled."""
        if text not in self._stems:
            self._stems[text] = tuple(
                stems for element in text.split() if not _GAP.fullmatch(element) and (stems := self._begin(element))
            )
        return all(any(stem in line for stem in stems) for stems in self._stems[text])

    def _begin(self, element: str) -> tuple[str, ...]:
        """Return how the words of an element may begin, each after a space; nothing if it may be any word."""
        if element not in self._beginnings:
            found: list[str] = []
            for option in element.split("|"):
                named = _NAMED.fullmatch(option)
                entries = self._lexicon.get(named[1], ()) if named else (option,)
                for first in (entry.split(maxsplit=1)[0] for entry in entries):
                    stems = self._begin(first) if named else _stem(first)
                    if not stems:
                        found.clear()
                        break
                    found += stems
                else:
                    continue
                break
            self._beginnings[element] = tuple(dict.fromkeys(found))
        return self._beginnings[element]

    def _is_denial(self, element: str) -> bool:
        """Whether a phrase that begins so denies by itself, so that a word before it cannot."""
        named = [_NAMED.fullmatch(option) for option in element.split("|")]
        words = [entry.split()[0] for name in named if name for entry in self._lexicon.get(name[1], ())]
        words += [option for option, name in zip(element.split("|"), named, strict=True) if name is None]
        return any(_NEGATION_WORD.fullmatch(_plain(word.rstrip("*"))) for word in words)

    def _pattern(self, text: str, within: tuple[str, ...]) -> str:
        pieces: list[str] = []
        for element in text.split():
            gap = _GAP.fullmatch(element)
            if gap:
                pieces.append(_gap(gap[1], int(gap[2] or _USUAL_GAP)))
            else:
                if pieces:
                    pieces.append(_MAYBE_PAUSE)
                pieces.append(self._word(element, within))
        pattern = "".join(pieces)
        if not pattern:
            # It would stand everywhere: articles and plain prepositions are not compared.
            raise BrokenPhraseError(f"«{text}» non ha parole che si confrontano")
        return pattern

    def _word(self, element: str, within: tuple[str, ...]) -> str:
        options = [self._option(option, within) for option in element.split("|")]
        kept = [option for option in options if option]
        return f"(?:{'|'.join(kept)})" if kept else ""

    def _option(self, option: str, within: tuple[str, ...]) -> str:
        named = _NAMED.fullmatch(option)
        if named:
            name = named[1]
            if name not in self._lexicon or name in within:
                raise BrokenPhraseError(f"la parola <{name}> non è nel lessico")
            return "|".join(self._pattern(entry, (*within, name)) for entry in self._lexicon[name])
        slot = _SLOT.fullmatch(option)
        if slot:
            if slot[1] not in self._figures:
                raise BrokenPhraseError(f"la cifra {{{slot[1]}}} non è nota")
            return f"(?:{self._figures[slot[1]]}) "
        if option in {NAME, BLANK, PAUSE}:
            return f"{re.escape(option)} "
        return "".join(self._single(word) for word in option.split("+"))

    @staticmethod
    def _single(option: str) -> str:
        is_prefix = option.endswith("*")
        plain = _plain(option.rstrip("*"))
        if not plain:
            return ""
        may_be_signed = any(root.startswith(plain) or plain.startswith(root) for root in _ROOTS)
        return f"{_MAYBE_SIGN if may_be_signed else ''}{re.escape(plain)}{'[^ ,]*' if is_prefix else ''} "


def _stem(option: str) -> tuple[str, ...]:
    """Return how a word begins, after a space; nothing for a figure, or for a word that comparison drops."""
    if _SLOT.fullmatch(option):
        return ()
    if option in {NAME, BLANK, PAUSE}:
        return (f" {option}",)
    plain = _plain(option.split("+", maxsplit=1)[0].rstrip("*"))
    return (f" {plain.split()[0]}",) if plain else ()


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return joined(tokens(word)).strip()


def _gap(sign: str, words: int) -> str:
    """Return the pattern of a gap; the fewer the dots, the less it may step over."""
    pause = "" if sign == _TIGHT else _MAYBE_PAUSE
    return f"(?:{pause}{_BARRED.get(sign, '')}[^ ,]+ ){{0,{words}}}?"
