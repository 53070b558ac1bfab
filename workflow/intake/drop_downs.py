"""Puts drop-down lists under the headings of a sheet; their words lie in a hidden sheet, for want of room elsewhere."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from workflow.intake.columns import Column
from workflow.intake.shape import ValueKind
from workflow.intake.sheet import column_letter
from workflow.intake.written_values import shown_choice

NAME = "Elenchi"


def add_drop_downs(  # noqa: PLR0917 - a sheet, its columns and its rows
    workbook: Any, sheet: Worksheet, columns: tuple[Column, ...], first_row: int, last_row: int, name: str = NAME
) -> None:
    """Add the lists; other words are allowed after a warning, because the reader knows synonyms."""
    lists = workbook.add_worksheet(name)
    lists.hide()
    used = 0
    for position, column in enumerate(columns):
        words = choices_of(column)
        if not words:
            continue
        lists.write_column(0, used, words)
        letter = column_letter(used)
        sheet.data_validation(
            first_row,
            position,
            last_row,
            position,
            {
                "validate": "list",
                "source": f"='{name}'!${letter}$1:${letter}${len(words)}",
                "error_type": "warning",
                "error_title": "Valore non in elenco",
                "error_message": "Scegliere un valore dall'elenco.",
            },
        )
        used += 1


def choices_of(column: Column) -> list[str]:
    """Return the words of a column's list; none if anything may be written."""
    if column.kind is ValueKind.YES_NO:
        return ["sì", "no"]
    return [] if column.shape.choices is None else [shown_choice(choice) for choice in column.shape.choices]
