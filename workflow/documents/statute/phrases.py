"""Phrases with slots, turned into patterns over plain words: a lawyer writes them, no expression is evaluated.

A phrase is a row of words. `a|b` is either word, `a|b+c` the one or the two others, `recess*` any word that begins so,
`<parola>` any phrase of that name in the lexicon, `...6` up to six words that are no negation, `..6` the same without a
pause or a relative pronoun, `....6` any six words, `{soglia}` a figure that the caller knows.
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
_NEGATION = rf"(?:{'|'.join(NEGATIONS)}) "
_RELATIVE = rf"(?:{'|'.join(_RELATIVES)}) "
_NEGATION_WORD = re.compile(rf"(?:{'|'.join(NEGATIONS)})")
_LOOK_BACK = 3
_MAYBE_PAUSE = rf"(?:{PAUSE} )*"
_GAP = re.compile(r"(\.{2,4})(\d*)")
_NAMED = re.compile(r"<([a-z_]+)>")
_SLOT = re.compile(r"\{([a-z_]+)\}")
_USUAL_GAP = 6
_TIGHT, _LOOSE = 2, 3


class BrokenPhraseError(ValueError):
    """A phrase that names an unknown word or slot."""


@dataclass(frozen=True)
class Match:
    """Where a phrase stands in a line of plain words."""

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
        for found in self._pattern.finditer(line):
            if self._begins_negated or not _is_denied(line[: found.start()]):
                yield Match(found.start(), found.end())

    def is_in(self, line: str) -> bool:
        """Whether the words stand in the line, denied or not."""
        return self._pattern.search(line) is not None


def _is_denied(before: str) -> bool:
    words = before.rsplit(f" {PAUSE} ", 1)[-1].split()[-_LOOK_BACK:]
    return any(_NEGATION_WORD.fullmatch(word) for word in words)


class Phrasebook:
    """Compiles phrases once, with the lexicon and the figures of the day."""

    def __init__(self, lexicon: Mapping[str, Iterable[str]], figures: Mapping[str, str]) -> None:
        """Take the words of the lexicon and, for each slot, the pattern of its figure."""
        self._lexicon = {name: tuple(entries) for name, entries in lexicon.items()}
        self._figures = dict(figures)
        self._made: dict[str, Phrase] = {}

    def phrase(self, text: str) -> Phrase:
        """Return the compiled phrase; raise BrokenPhraseError for a word that nobody defined."""
        if text not in self._made:
            self._made[text] = Phrase(
                text, self._pattern(text, ()), begins_negated=self._is_denial(text.split(maxsplit=1)[0])
            )
        return self._made[text]

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
                pieces.append(_gap(len(gap[1]), int(gap[2] or _USUAL_GAP)))
            else:
                if pieces:
                    pieces.append(_MAYBE_PAUSE)
                pieces.append(self._word(element, within))
        return "".join(pieces)

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
        return f"{re.escape(plain)}{'[^ ,]*' if is_prefix else ''} "


@lru_cache(maxsize=4096)
def _plain(word: str) -> str:
    return joined(tokens(word)).strip()


def _gap(dots: int, words: int) -> str:
    """Return the pattern of a gap; the fewer the dots, the less it may step over."""
    barred = {_TIGHT: f"(?!{_NEGATION}|{_RELATIVE})", _LOOSE: f"(?!{_NEGATION})"}.get(dots, "")
    pause = "" if dots == _TIGHT else _MAYBE_PAUSE
    return f"(?:{pause}{barred}[^ ,]+ ){{0,{words}}}?"
