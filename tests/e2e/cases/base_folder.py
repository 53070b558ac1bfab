"""Makes a folder with `new` and fills it in as a person does: keys of `fascicolo.yaml`, rows of `soci.xlsx`, papers."""

import io
from copy import deepcopy
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from ruamel.yaml import YAML

from tests.builders.folders import mini_dossier, small_pdf, values_of
from tests.e2e.cases.command import run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.intake.workbook_writer import members_workbook

ONLY_THE_PROGRAM_WRITES = {("identificativo",), ("versione",)}


def make_folder(kind: str, folder: Path) -> Path:
    """Run `new`, then write every fact of the conforming dossier of that kind."""
    made = run("new", folder, "--kind", kind)
    assert made.code == 0, made
    dossier = mini_dossier(kind)
    write_facts(folder, values_of(dossier, is_dated=False))
    write_empty_lists(folder, dossier)
    sheet_rows = _rows(openpyxl.load_workbook(io.BytesIO(members_workbook(dossier.kind, dossier.members)))["Soci"])
    write_rows(folder, dict(enumerate(sheet_rows)))
    for paper in dossier.attachments:
        write_paper(folder, paper.path.removeprefix("allegati/"))
    return folder


def write_facts(folder: Path, facts: dict[FieldPath, Any]) -> None:
    """Write values at their keys, keeping what else the file says; None empties a key."""
    yaml = YAML()
    yaml.width = 200
    path = folder / "fascicolo.yaml"
    tree = yaml.load(path.read_text(encoding="utf-8"))
    for steps, value in facts.items():
        if steps not in ONLY_THE_PROGRAM_WRITES:
            _put(tree, steps, as_written(value))
    stream = io.StringIO()
    yaml.dump(tree, stream)
    path.write_text(stream.getvalue(), encoding="utf-8")


def as_written(value: Any) -> Any:
    """Return a value as people write it: sì and no, words for choices, digits between quotes for decimals."""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, int | float):
        return float(value) if isinstance(value, float) else int(value)  # a plain one, whatever the reader made
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: as_written(inner) for key, inner in value.items()}
    return [as_written(inner) for inner in value] if isinstance(value, list | tuple) else value


def write_empty_lists(folder: Path, dossier: Dossier) -> None:
    """Write the lists that are known to be empty, which is not the same as unknown."""
    plants = range(len(dossier.plants))
    write_facts(
        folder, {("impianti", index, "contributi"): [] for index in plants if dossier.plants[index].grants == ()}
    )


def all_facts(folder: Path) -> dict[str, Any]:
    """Return everything that `fascicolo.yaml` says, as plain data."""
    facts: dict[str, Any] = YAML(typ="safe").load((folder / "fascicolo.yaml").read_text(encoding="utf-8"))
    return facts


def replace_facts(folder: Path, facts: dict[str, Any], changes: dict[FieldPath, Any]) -> None:
    """Write `fascicolo.yaml` anew, without its explanations: some facts changed, the rest as it was."""
    changed = deepcopy(facts)
    for steps, value in changes.items():
        _put(changed, steps, as_written(value))
    writer = YAML(typ="safe")
    writer.default_flow_style = False
    writer.allow_unicode = True
    with (folder / "fascicolo.yaml").open("w", encoding="utf-8") as stream:
        writer.dump(changed, stream)


def fact_at(facts: Any, steps: FieldPath) -> Any:
    """Return what is written at a key."""
    for step in steps:
        facts = facts[step]
    return facts


def write_rows(folder: Path, rows: dict[int, dict[str, Any]], drop: tuple[int, ...] = ()) -> None:
    """Write cells by heading, row 0 being the first of the data; a heading not shown gets a column; then drop rows."""
    path = folder / "soci.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Soci"]
    heading_row, columns = _headings(sheet)
    for number, cells in rows.items():
        for heading, value in cells.items():
            if heading not in columns:
                columns[heading] = max(columns.values()) + 1
                sheet.cell(heading_row, columns[heading], heading)
            cell = sheet.cell(heading_row + 1 + number, columns[heading])
            cell.number_format = "@" if isinstance(value, str) else cell.number_format
            cell.value = as_written(value)
    for number in sorted(drop, reverse=True):
        sheet.delete_rows(heading_row + 1 + number)
    book.save(path)


def read_row(folder: Path, number: int) -> dict[str, Any]:
    """Return the filled cells of a data row by heading."""
    return _rows(openpyxl.load_workbook(folder / "soci.xlsx")["Soci"])[number]


def write_paper(folder: Path, name: str) -> None:
    """Put a small PDF into `allegati`; `name` is the folder of its kind and the file."""
    path = folder / "allegati" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(small_pdf("copia di prova"))


def drop_papers(folder: Path, start: str) -> None:
    """Take away the papers whose name begins so; there must be some."""
    found = [path for path in (folder / "allegati").rglob("*.pdf") if _inside(path, folder).startswith(start)]
    assert found, f"nothing to take away: {start}"
    for path in found:
        path.unlink()


def _inside(path: Path, folder: Path) -> str:
    return path.relative_to(folder / "allegati").as_posix()


def _put(node: Any, steps: FieldPath, value: Any) -> None:
    step, *rest = steps
    if isinstance(node, list) and step == len(node):
        node.append({} if rest else value)
    if not rest:
        node[step] = value
        return
    if isinstance(node, dict) and node.get(step) is None:
        node[step] = [] if isinstance(rest[0], int) else {}
    _put(node[step], tuple(rest), value)


def _headings(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    cells = next(cells for cells in sheet.iter_rows(max_row=5) if "Codice fiscale" in {cell.value for cell in cells})
    return cells[0].row, {str(cell.value): cell.column for cell in cells if cell.value is not None}


def _rows(sheet: Worksheet) -> list[dict[str, Any]]:
    heading_row, columns = _headings(sheet)
    found = []
    for cells in sheet.iter_rows(min_row=heading_row + 1):
        by_column = {cell.column: cell.value for cell in cells if cell.value is not None}
        if by_column:
            found.append({heading: by_column[column] for heading, column in columns.items() if column in by_column})
    return found
