"""Whoever writes a sheet writes its texts through the one module that makes them harmless."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "workflow"
THE_PLACE = "domain/sheet_cell.py"
# Writers of CSV and of workbooks, by the name of the call.
WRITERS = frozenset({"writer", "DictWriter", "write_csv", "write_excel", "to_csv", "to_excel", "Workbook"})
# Modules that draw a workbook: they write strings cell by cell, and those that people gave through `put_text`.
DRAW_WORKBOOKS = frozenset(
    {
        "intake/workbook_writer.py",
        "intake/condominium_writer.py",
        "bundle/exports/sheet_table.py",
        "services/batch/summary.py",
    }
)
# Draws formulas of our own, for who wants to do the settlement again; what people gave is text there too.
DRAWS_FORMULAS = "services/energy_workbook_cells.py"


def _modules() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py") if "devtools" not in path.parts)


def _calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            owner = getattr(getattr(function, "value", None), "id", "")
            if name in WRITERS and (name != "writer" or owner == "csv"):
                found.add(name)
    return found


def test_nobody_else_writes_a_csv() -> None:
    writing = {
        path.relative_to(ROOT).as_posix()
        for path in _modules()
        if _calls(path) & (WRITERS - {"Workbook", "write_excel"})
    }
    assert writing == {THE_PLACE}


def test_workbooks_are_drawn_by_modules_that_use_the_one_place() -> None:
    drawing = {path.relative_to(ROOT).as_posix() for path in _modules() if "Workbook" in _calls(path)}
    assert drawing == {*DRAW_WORKBOOKS, DRAWS_FORMULAS}
    for name in drawing:
        assert "from workflow.domain.sheet_cell import" in (ROOT / name).read_text(encoding="utf-8")


def test_no_workbook_lets_a_text_become_a_formula() -> None:
    for name in DRAW_WORKBOOKS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert '"strings_to_formulas": False' in text
        assert "write_formula" not in text
        assert ".write(" not in text.replace("buffer.write(", "")


def test_formulas_are_written_in_one_place_and_never_made_of_a_text_of_people() -> None:
    writing = {path.relative_to(ROOT).as_posix() for path in _modules() if "write_formula" in path.read_text("utf-8")}
    assert writing == {DRAWS_FORMULAS}
    text = (ROOT / DRAWS_FORMULAS).read_text(encoding="utf-8")
    assert '"strings_to_formulas": False' in text
    assert text.count("write_formula(") == 1
    assert ".write(" not in text
