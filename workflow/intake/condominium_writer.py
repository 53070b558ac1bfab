"""Writes the workbook of a batch, to fill or filled: condominiums, their members, instructions, drop-downs."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from workflow.domain.finding import FieldPath
from workflow.domain.kind import Kind
from workflow.domain.member import Member
from workflow.domain.sheet_cell import put_text
from workflow.intake.columns import Column, Group
from workflow.intake.condominium_columns import CODE, heading_of, shape_at, shown_paths
from workflow.intake.condominium_workbook import SHEET_NAME
from workflow.intake.drop_downs import add_drop_downs
from workflow.intake.member_cells import cells_of
from workflow.intake.members_file import SHEET_NAME as MEMBERS_SHEET
from workflow.intake.shown_columns import columns_with
from workflow.intake.workbook_style import FONT, cell_format, heading_format
from workflow.intake.written_values import shown_choice

_CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook knows no time zones; equal data, equal bytes
_SPARE_ROWS = 2_000
_WIDTH = 18
_CODE_KEY = "condominio"
_GROUPS = {"edificio": Group.PARTICIPATION, "referente": Group.REPRESENTATIVE, "impianti": Group.POINT}
_INSTRUCTIONS = (
    (
        "Foglio «Condomini»: una riga per condominio. Il codice lo sceglie lo studio (lettere, cifre, trattini) e non "
        "cambia più: è il nome della cartella e del fascicolo."
    ),
    "Foglio «Soci»: una riga per POD, come in soci.xlsx, con il codice del condominio in ogni riga.",
    "Ciò che non si sa resta vuoto: il riepilogo lo elenca tra i dati mancanti di quel fascicolo.",
    (
        "Le date si scrivono giorno/mese/anno, i decimali con la virgola, le risposte sì oppure no; più date nella "
        "stessa cella si separano con il punto e virgola."
    ),
    "Codici, CAP e telefoni sono testo: gli zeri davanti contano.",
    (
        "Serve un dato che qui non c'è? Si aggiunge una colonna, con per titolo la voce di fascicolo.yaml: per il "
        "secondo impianto «impianti.2.pod», per una sezione «impianti.1.sezioni.1.codice_sezione»."
    ),
    (
        "I documenti (delibere, firme, schemi) si mettono nelle cartelle che il comando crea: "
        "<foglio>_cartelle/<codice>/allegati/<tipo>/."
    ),
    "Comando: dossier-cer batch FOGLIO.xlsx. Per riprendere dopo un'interruzione: --resume.",
)


def condominiums_workbook(
    rows: Sequence[Mapping[FieldPath, Any]] = (),
    members: Mapping[str, Sequence[Member]] | None = None,
    kind: Kind = Kind.GAC,
) -> bytes:
    """Return the bytes of the workbook; `members` are by the code of the condominium."""
    paths = [*shown_paths()]
    paths += sorted({path for row in rows for path in row} - set(paths), key=str)
    columns = tuple(_column(path) for path in paths)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        workbook.set_properties({"title": "Lotto di condomini", "created": _CREATED})
        cells = [
            {column.key: row[path] for column, path in zip(columns, paths, strict=True) if path in row} for row in rows
        ]
        _sheet(workbook, SHEET_NAME, columns, cells, "Elenchi condomini")
        own = [
            {_CODE_KEY: code, **row} for code, each in (members or {}).items() for one in each for row in cells_of(one)
        ]
        code = replace(_column(CODE), key=_CODE_KEY)
        _sheet(workbook, MEMBERS_SHEET, (code, *columns_with(kind, own)), own, "Elenchi soci")
        _write_instructions(workbook)
    return buffer.getvalue()


def _column(path: FieldPath) -> Column:
    """Return a column in the form that the sheets of members have, so that it looks and behaves like theirs."""
    shape = shape_at(path)
    return Column(
        key=".".join(map(str, path)),
        heading=heading_of(path),
        group=_GROUPS.get(str(path[0]), Group.MEMBER),
        inner=(),
        is_of_point=False,
        shape=shape,
        synonyms=(),
        kinds=frozenset(Kind),
        width=_WIDTH,
        help=shape.description,
    )


def _sheet(
    workbook: Any, name: str, columns: tuple[Column, ...], rows: Sequence[Mapping[str, Any]], lists: str
) -> None:
    sheet = workbook.add_worksheet(name)
    looks = {}
    for position, column in enumerate(columns):
        look = cell_format(column)
        looks[column.key] = (workbook.add_format(look), workbook.add_format({**look, "quote_prefix": True}))
        sheet.write_string(0, position, column.heading, workbook.add_format(heading_format(column.group)))
        if column.help:
            sheet.write_comment(0, position, column.help, {"x_scale": 2, "visible": False})
        sheet.set_column(position, position, column.width, looks[column.key][0])
    sheet.set_row(0, 45)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(rows, start=1):
        for position, column in enumerate(columns):
            if column.key in row:
                _put(sheet, (number, position), row[column.key], *looks[column.key])
    add_drop_downs(workbook, sheet, columns, 1, 1 + len(rows) + _SPARE_ROWS, lists)


def _put(sheet: Worksheet, at: tuple[int, int], value: Any, look: Any, guarded: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(*at, "sì" if value else "no", look)
    elif isinstance(value, date):
        sheet.write_datetime(*at, datetime.combine(value, time.min), look)
    elif isinstance(value, Decimal | int):
        sheet.write_number(*at, float(value), look)
    elif isinstance(value, StrEnum):
        sheet.write_string(*at, shown_choice(value), look)
    elif isinstance(value, tuple):
        put_text(sheet, at, "; ".join(_shown(part) for part in value), look, guarded)
    else:
        put_text(sheet, at, str(value), look, guarded)


def _shown(part: Any) -> str:
    return f"{part:%d/%m/%Y}" if isinstance(part, date) else str(part)


def _write_instructions(workbook: Any) -> None:
    sheet = workbook.add_worksheet("Istruzioni")
    sheet.set_column(0, 0, 120)
    title = workbook.add_format({"font_name": FONT, "font_size": 15, "bold": True, "font_color": "#1F4E5F"})
    text = workbook.add_format({"font_name": FONT, "font_size": 11, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, "Come si compila il lotto dei condomini", title)
    for number, line in enumerate(_INSTRUCTIONS, start=2):
        sheet.write_string(number, 0, f"•  {line}", text)
        sheet.set_row(number, 32)
    sheet.hide_gridlines(2)
