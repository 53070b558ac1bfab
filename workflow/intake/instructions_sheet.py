"""Writes the sheet «Istruzioni»: how to fill the list, what each column means, and invented examples."""

from typing import Any

from xlsxwriter.worksheet import Worksheet

from workflow.domain.kind import Kind
from workflow.intake.columns import Column
from workflow.intake.instructions_text import ADVICE, EXAMPLES, REQUIRED, examples_note
from workflow.intake.shape import ValueKind
from workflow.intake.workbook_style import FONT, GROUP_COLOURS
from workflow.intake.written_values import shown_choice

NAME = "Istruzioni"
_KIND_WORDS = {
    ValueKind.TEXT: "testo",
    ValueKind.CODE: "codice (testo)",
    ValueKind.DAY: "data: giorno/mese/anno",
    ValueKind.NUMBER: "numero",
    ValueKind.YES_NO: "sì oppure no",
    ValueKind.CHOICE: "dall'elenco",
}
_WIDTHS = (40, 23, 62, 36)
_LINE_HEIGHT = 13.5


def write_instructions(workbook: Any, kind: Kind, columns: tuple[Column, ...]) -> None:
    """Add the sheet to a workbook."""
    sheet = workbook.add_worksheet(NAME)
    look = {
        "title": workbook.add_format({"font_name": FONT, "font_size": 15, "bold": True, "font_color": "#1F4E5F"}),
        "head": workbook.add_format({"font_name": FONT, "font_size": 12, "bold": True, "font_color": "#1F4E5F"}),
        "text": workbook.add_format({"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}),
        "bold": workbook.add_format(
            {"font_name": FONT, "font_size": 10, "bold": True, "text_wrap": True, "valign": "top"}
        ),
        "example": workbook.add_format(
            {
                "font_name": FONT,
                "font_size": 10,
                "italic": True,
                "font_color": "#7A4A00",
                "bg_color": "#FFF6E5",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
                "border_color": "#E0C48F",
            }
        ),
    }
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    row = _write_advice(sheet, kind, look)
    row = _write_columns(workbook, sheet, columns, look, row + 1)
    _write_examples(sheet, kind, columns, look, row + 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&L&9Istruzioni per l'elenco dei soci&R&9pagina &P di &N")


def _write_advice(sheet: Worksheet, kind: Kind, look: dict[str, Any]) -> int:
    sheet.write_string(0, 0, "Come si compila l'elenco dei soci e dei punti di prelievo", look["title"])
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, f"Configurazione: {kind.label} ({kind.value})", look["bold"])
    row = 3
    for heading, lines in (("In breve", ADVICE), ("Che cosa serve per questa configurazione", REQUIRED[kind])):
        sheet.write_string(row, 0, heading, look["head"])
        row += 1
        for line in lines:
            sheet.merge_range(row, 0, row, 3, f"•  {line}", look["text"])
            sheet.set_row(row, _height((f"•  {line}", sum(_WIDTHS))))
            row += 1
        row += 1
    return row


def _write_columns(
    workbook: Any, sheet: Worksheet, columns: tuple[Column, ...], look: dict[str, Any], start: int
) -> int:
    sheet.write_string(start - 1, 0, "Le colonne", look["head"])
    for position, heading in enumerate(("Colonna", "Come si scrive", "Che cosa contiene", "Valori dell'elenco")):
        sheet.write_string(start, position, heading, look["bold"])
    row = start + 1
    for column in columns:
        band = workbook.add_format(
            {
                "font_name": FONT,
                "font_size": 10,
                "bold": True,
                "bg_color": GROUP_COLOURS[column.group][1],
                "valign": "top",
                "text_wrap": True,
            }
        )
        choices = ", ".join(shown_choice(choice) for choice in column.shape.choices) if column.shape.choices else ""
        texts = (column.heading, _KIND_WORDS[column.kind], column.help, choices)
        for position, text in enumerate(texts):
            sheet.write_string(row, position, text, band if position == 0 else look["text"])
        sheet.set_row(row, _height(*zip(texts, _WIDTHS, strict=True)))
        row += 1
    return row + 1


def _write_examples(
    sheet: Worksheet, kind: Kind, columns: tuple[Column, ...], look: dict[str, Any], start: int
) -> None:
    sheet.write_string(start - 1, 0, "Esempi inventati (da non copiare)", look["head"])
    sheet.merge_range(start, 0, start, 3, examples_note(kind), look["text"])
    sheet.set_row(start, _height((examples_note(kind), sum(_WIDTHS))))
    row = start + 1
    by_key = {column.key: column for column in columns}
    for title, cells in EXAMPLES[kind]:
        sheet.merge_range(row, 0, row, 3, title, look["bold"])
        row += 1
        for key, value in cells.items():
            if key in by_key:
                sheet.write_string(row, 0, by_key[key].heading, look["example"])
                sheet.merge_range(row, 1, row, 3, value, look["example"])
                row += 1
        row += 1


def _height(*cells: tuple[str, int]) -> float:
    """Return the height that wrapped texts need in cells of these widths: not every program grows rows by itself."""
    return _LINE_HEIGHT * max(1 + int(len(text) * 0.88) // width for text, width in cells)
