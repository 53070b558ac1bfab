"""What is wrong in a template: its code, weight, words, cure and place."""

from dataclasses import dataclass
from enum import StrEnum

from workflow.domain.finding import Severity

_LONGEST_EXCERPT = 160


class PartKind(StrEnum):
    """Where in a document a text stands, as people call it."""

    BODY = "corpo"
    TABLE = "tabella"
    BOX = "casella di testo"
    HEADER = "intestazione"
    FOOTER = "piè di pagina"
    FOOTNOTE = "nota a piè di pagina"
    ENDNOTE = "nota di chiusura"
    FILE = "file"


@dataclass(frozen=True)
class Place:
    """A paragraph: the part of the document, its number in that part from 1, its text and, once known, its page."""

    kind: PartKind
    part: str = ""
    paragraph: int | None = None
    excerpt: str = ""
    page: int | None = None

    @property
    def words(self) -> str:
        """The place as people look for it: «corpo, pag. 3: …»."""
        where = self.kind.value if self.page is None else f"{self.kind.value}, pag. {self.page}"
        return f"{where}: «{self.excerpt}»" if self.excerpt else where


@dataclass(frozen=True)
class Code:
    """One kind of fault: what it is called, what it weighs and how it is put right."""

    code: str
    severity: Severity
    title: str
    remedy: str


@dataclass(frozen=True)
class Fault:
    """One fault; `count` tells how many places have it when only the first is named."""

    code: Code
    message: str
    place: Place
    remedy: str
    count: int = 1
    severity: Severity = Severity.NOTE

    @property
    def is_blocking(self) -> bool:
        """Whether the template cannot be used."""
        return self.severity is Severity.BLOCKING


def fault(
    code: Code, message: str, place: Place, *, remedy: str = "", count: int = 1, severity: Severity | None = None
) -> Fault:
    """Return a fault with the weight and the cure of its code, unless told otherwise."""
    return Fault(code, message, place, remedy or code.remedy, count, severity or code.severity)


def excerpt(text: str, around: int | None = None) -> str:
    """Return a paragraph shortened for people; `around` is the character that must stay in sight."""
    flat = " ".join(text.split())
    if len(flat) <= _LONGEST_EXCERPT:
        return flat
    start = 0
    if around is not None and around > _LONGEST_EXCERPT // 2:
        start = min(around - _LONGEST_EXCERPT // 2, len(flat) - _LONGEST_EXCERPT)
    end = start + _LONGEST_EXCERPT
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
