"""The cells of the energy workbook: texts made harmless, inputs that may be changed, formulas with their value."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from workflow.domain.sheet_cell import put_text, workbook_text

# A workbook says when it was made; equal data must give equal bytes, so it always says the same.
_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_INPUT = {"bg_color": "#FFF7DC", "border": 1, "border_color": "#C9B98A"}
_RESULT = {"bg_color": "#E8F1F8", "border": 1, "border_color": "#9DB7C9"}
_FIGURE = "#,##0.######"
# A heading of a narrow column holds about so many signs in a line.
_SIGNS_IN_LINE, _MOST_LINES, _LINE_HEIGHT = 13, 5, 13.5


class Looks:
    """The formats of the workbook."""

    def __init__(self, book: Any) -> None:
        def made(**more: Any) -> Any:
            return book.add_format({**_FONT, **more})

        self.title = made(bold=True, font_size=14)
        self.heading = made(bold=True, bg_color="#D6E6EC", border=1, text_wrap=True)
        self.band = made(bold=True, bg_color="#EEF3F4")
        self.text = made(text_wrap=True)
        self.plain = made()
        self.guarded = made(text_wrap=True, quote_prefix=True)
        self.note = made(italic=True)
        self.given = made(num_format=_FIGURE, **_INPUT)
        self.made = made(num_format=_FIGURE, **_RESULT)
        self.number = made(num_format=_FIGURE)


class Board:
    """One sheet, written cell by cell; only `formula` writes formulas, and no text of people ever enters one."""

    def __init__(self, sheet: Any, looks: Looks) -> None:
        self.sheet = sheet
        self.looks = looks

    def text(self, row: int, column: int, text: str, look: Any = None) -> None:
        """Write a text."""
        put_text(self.sheet, (row, column), text, look or self.looks.text, self.looks.guarded)

    def given(self, row: int, column: int, value: float) -> str:
        """Write an input, which may be changed; return the cell's absolute name."""
        self.sheet.write_number(row, column, value, self.looks.given)
        return cell(row, column)

    def number(self, row: int, column: int, value: float) -> str:
        """Write a figure that comes from the settlement as it is."""
        self.sheet.write_number(row, column, value, self.looks.number)
        return cell(row, column)

    def formula(self, row: int, column: int, formula: str, value: float) -> str:
        """Write a formula with the value that our own settlement gives; return the cell's absolute name."""
        self.sheet.write_formula(row, column, f"={formula}", self.looks.made, value)
        return cell(row, column)

    def headings(self, row: int, texts: list[str]) -> None:
        """Write a row of headings, high enough for the longest."""
        lines = min(_MOST_LINES, max(-(-len(text) // _SIGNS_IN_LINE) for text in texts))
        self.sheet.set_row(row, _LINE_HEIGHT * (lines + 0.2))
        for column, text in enumerate(texts):
            self.text(row, column, text, self.looks.heading)

    def page(self, title: str, *, repeat: int | None = None) -> None:
        """Set the paper: landscape, as wide as one page, with the sheet's name below."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L&9{title.replace('&', '&&')}&R&9pagina &P di &N")
        if repeat is not None:
            self.sheet.repeat_rows(repeat)


class Book:
    """A workbook being written."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.looks = Looks(book)

    def board(self, name: str) -> Board:
        """Add a sheet."""
        return Board(self._book.add_worksheet(name), self.looks)


@contextmanager
def new_book(title: str, buffer: io.BytesIO) -> Iterator[Book]:
    """Yield a workbook that is written into the buffer at the end; equal contents give equal bytes."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": workbook_text(title), "created": _CREATED})
        book.set_calc_mode("auto")
        yield Book(book)


def cell(row: int, column: int) -> str:
    """Return the absolute name of a cell."""
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))


def span(row: int, first: int, last: int) -> str:
    """Return the absolute name of a part of a row."""
    return f"{cell(row, first)}:{cell(row, last)}"


def column_span(column: int, first: int, last: int) -> str:
    """Return the absolute name of a part of a column."""
    return f"{cell(first, column)}:{cell(last, column)}"
