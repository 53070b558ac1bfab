"""A document as the examination sees it: paragraphs with their number, page and automatic label, whatever the file."""

from dataclasses import dataclass
from enum import StrEnum


class Marker(StrEnum):
    """What a paragraph begins with: it tells a comma from the letters of its list."""

    NONE = "nessuno"
    NUMBER = "numero"
    LETTER = "lettera"
    BULLET = "punto elenco"


@dataclass(frozen=True)
class SourceParagraph:
    """One paragraph that says something; `number` counts from 1 those of the whole document."""

    number: int
    text: str
    page: int | None = None
    label: str = ""
    level: int = 0
    is_heading: bool = False
    is_aside: bool = False
    """Whether it only points at the text: a line of an index or of a table of articles."""
    is_note: bool = False
    """Whether it is a note at the foot of a page or at the end."""
    note_of: int | None = None
    """The number of the paragraph that calls the note, if it is known."""
    row: int = 0
    """Which row of a table of short cells it stands in, counting from 1; 0 if in none."""


@dataclass(frozen=True)
class SourceText:
    """The paragraphs of a document, and what of it could not be read."""

    paragraphs: tuple[SourceParagraph, ...]
    pages: int | None = None
    unread_pages: tuple[int, ...] = ()
    problem: str | None = None
    remarks: tuple[str, ...] = ()
    """What a person must know of how the text was read, in Italian."""

    @property
    def is_readable(self) -> bool:
        """Whether there is a text to judge."""
        return self.problem is None

    @property
    def is_partial(self) -> bool:
        """Whether something may stand where nobody could read."""
        return bool(self.unread_pages)


@dataclass(frozen=True)
class Span:
    """A stretch of characters of one paragraph."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class TextLine:
    """A printed line: its page from 1, its place in points from the top left corner, its text."""

    page: int
    text: str
    left: float
    right: float
    top: float
    bottom: float
    column: int = 0
    """0 over the whole width of the page, else the number of its column."""
