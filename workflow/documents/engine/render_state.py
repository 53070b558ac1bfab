"""What one rendering collects, and its marks where a place can only be filled once the whole text is known."""

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

OPENING, CLOSING = "\ue000", "\ue001"
_TOKEN_DIGITS = 20
_MARK = re.compile(f"{OPENING}([0-9]{{{_TOKEN_DIGITS}}})([0-9]+){CLOSING}")


class MarkKind(StrEnum):
    """What a mark stands for."""

    MISSING = "missing"
    REFERENCE = "reference"
    NOTHING = "nothing"  # parts two characters of a datum that docxtpl would take for a tag


@dataclass(frozen=True)
class Mark:
    """One place to be filled: the placeholder of a missing datum, or the id of the clause referred to."""

    kind: MarkKind
    value: str


def _new_token() -> str:
    return f"{secrets.randbelow(10**_TOKEN_DIGITS):0{_TOKEN_DIGITS}d}"


@dataclass(slots=True)
class RenderState:
    """The marks of one rendering; they are made of digits, so that filters for capitals leave them whole.

    `docxtpl` is the object that renders, where docxtpl does.
    """

    token: str = field(default_factory=_new_token)
    marks: list[Mark] = field(default_factory=list)
    docxtpl: Any = None

    def mark(self, kind: MarkKind, value: str = "") -> str:
        """Return a text that no datum can imitate."""
        self.marks.append(Mark(kind, value))
        return f"{OPENING}{self.token}{len(self.marks) - 1}{CLOSING}"

    @property
    def start(self) -> str:
        """What every mark begins with."""
        return OPENING + self.token

    def marks_in(self, text: str) -> Iterator[tuple[int, int, Mark]]:
        """Yield where each mark of this rendering begins and ends; what only looks like one is text."""
        for found in _MARK.finditer(text):
            if found[1] == self.token:
                yield found.start(), found.end(), self.marks[int(found[2])]

    def filled(self, text: str, shown: Callable[[Mark], str]) -> str:
        """Return a text with something in the place of each mark."""
        pieces: list[str] = []
        end = 0
        for start, following, mark in self.marks_in(text):
            pieces += (text[end:start], shown(mark))
            end = following
        return "".join((*pieces, text[end:]))

    def cleared(self, text: str, gap: str) -> str:
        """Return a text with `gap` for every missing datum and nothing for the other marks."""
        return self.filled(text, lambda mark: gap if mark.kind is MarkKind.MISSING else "")
