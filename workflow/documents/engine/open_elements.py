"""The elements open at a point of a template, and what is known of runs, paragraphs, tables, rows and cells."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

Path = tuple[int, ...]  # the branches of conditions and loops in which something stands
_PLAIN_RUN_PROPERTIES = re.compile(r"<w:rPr>(?:(?!<w:rPr).)*?</w:rPr>|<w:rPr/>")


@dataclass(eq=False)
class Run:
    """A run; `properties` are its look as written, unless something makes them depend on the data."""

    path: Path
    properties: str = ""
    is_odd: bool = False

    def take(self, properties: str | None) -> None:
        """Note the look; one that depends on the data, or with a history of changes, makes the run odd."""
        if properties is None or self.properties or not _PLAIN_RUN_PROPERTIES.fullmatch(properties):
            self.is_odd = True
        else:
            self.properties = properties


@dataclass(eq=False)
class Paragraph:
    """A paragraph; whether lists or articles count it."""

    path: Path
    is_counted: bool = False


@dataclass(eq=False)
class Cell:
    """A cell; its last child and the branches in which that stands."""

    last: tuple[str, Path] | None = None


@dataclass(eq=False)
class Row:
    """A row: how many cells, over how many columns; odd if that depends on the data."""

    path: Path
    cells: int = 0
    span: int = 0
    is_odd: bool = False


@dataclass(eq=False)
class Table:
    """A table: its columns and rows; irregular if its columns depend on the data."""

    path: Path
    columns: int = 0
    is_irregular: bool = False
    rows: list[Row] = field(default_factory=list)

    @property
    def may_be_empty(self) -> bool:
        """Whether every row depends on the data."""
        return not any(row.path == self.path for row in self.rows)

    @property
    def is_regular(self) -> bool:
        """Whether the columns fit the rows, whatever the data: then docxtpl has nothing to mend in it."""
        is_narrow = all(row.cells <= self.columns and not row.is_odd for row in self.rows)
        is_sure = any(row.path == self.path and row.span >= self.columns for row in self.rows)
        is_full = bool(self.rows) and all(row.span >= self.columns for row in self.rows)
        return self.columns > 0 and not self.is_irregular and is_narrow and (is_sure or is_full)


Record = Run | Paragraph | Cell | Row | Table | None


class OpenElement(NamedTuple):
    """An element whose end has not come yet, and where its beginning stands in the literal `data`."""

    name: str
    path: Path
    start: int
    data: str
    record: Record


def new_record(name: str, path: Path) -> Record:
    """Return what is to be noted of an element that begins."""
    match name:
        case "w:p":
            return Paragraph(path)
        case "w:r":
            return Run(path)
        case "w:tbl":
            return Table(path)
        case "w:tr":
            return Row(path)
        case "w:tc":
            return Cell()
    return None
