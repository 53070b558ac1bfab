"""No figure, code or date of the law is written in the code: it lives in checklists/law, with its article."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

import workflow
from workflow.law import Law
from workflow.law.unit import Unit

PACKAGE = Path(workflow.__file__).parent

# Watched in every module: texts that only the law can give.
TEXTS = ("35.11.00", "35.12.00", "35.14.00", "35.15.00", "acce@pec.gse.it")

# Watched where the law is judged; elsewhere the same numbers are points, pixels and column widths.
JUDGING = ("domain", "law", "checks", "energy", "phases", "services")
NUMBERS = {
    *map(
        Decimal, ("0.012", "0.025", "0.026", "0.0275", "0.05", "0.30", "0.40", "0.45", "0.51", "0.55", "0.60", "0.70")
    ),
    *map(Decimal, ("0.80", "7.5", "8.48", "10.57", "45", "55", "61", "120", "150", "180", "200", "450", "500", "600")),
    *map(Decimal, (1000, 1050, 1100, 1200, 1300, 1500, 2300, 5000, 6000, 50000, 150000)),
}
NOT_SHIPPED = "devtools"
NEW_YEAR = (1, 1)  # yearly figures start there, and so does everything else
# One line for each exception: (file, literal) and why it is not a figure of the law.
ALLOWED: dict[tuple[str, str], str] = {
    ("checks/consistency.py", "1000"): "millesimi of a building, and watts in a kilowatt",
    ("energy/advance.py", "1000"): "kWh in a MWh",
    ("energy/tariff.py", "1000.0"): "kWh in a MWh",
    ("services/other_uses.py", "5000"): "values that a database takes in one question",
    ("services/collecting.py", "1000"): "how many papers may want one name",
    ("services/own_template_files.py", "0.6"): "how alike a mistyped name of a template must be",
    ("services/statute_columns.py", "0.3"): "the middle of a page, and the lines that may cross it",
    ("services/statute_columns.py", "0.7"): "the middle of a page",
    ("services/statute_columns.py", "0.55"): "how full the lines of a column are",
    ("services/statute_conversion.py", "120.0"): "seconds that LibreOffice is waited for",
    ("domain/scalars.py", "500"): "longest text a cell may hold",
    ("domain/identifiers/ateco.py", "35.11.00"): "an example of the format in an error message",
}


def _dates(law: Law) -> set[date]:
    starts = {entry.from_on for parameter in law.parameters.values() for entry in parameter.entries}
    values = {v.day for p in law.parameters.values() if p.unit is Unit.DATE for v in p.history}
    return {day for day in starts | values if (day.month, day.day) != NEW_YEAR}


def _docstrings(tree: ast.AST) -> set[int]:
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
        ):
            found.add(id(body[0].value))
    return found


def _is_judging(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] in JUDGING and parts[:2] != ("domain", "identifiers")


def _number(node: ast.Constant) -> Decimal | None:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
        return None
    try:
        return Decimal(str(node.value).strip().replace(",", "."))
    except InvalidOperation:
        return None


@cache
def _written(dates: frozenset[date]) -> re.Pattern[str]:
    """Return what finds a watched text or a date of the law, as either is written in a string."""
    texts = [*TEXTS, *(day.isoformat() for day in dates), *(f"{day:%d/%m/%Y}" for day in dates)]
    return re.compile(rf"(?<![\d.])(?:{'|'.join(map(re.escape, texts))})(?!\d)")


def breaches(source: str, dates: set[date], *, is_judging: bool) -> Iterator[tuple[int, str]]:
    """Yield line and literal of each figure of the law found in the source of a module."""
    tree = ast.parse(source)
    docstrings = _docstrings(tree)
    written = _written(frozenset(dates))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
            "date",
            "datetime",
        }:
            numbers = [arg.value for arg in node.args[:3] if isinstance(arg, ast.Constant)]
            if len(numbers) == 3 and date(*numbers) in dates:  # type: ignore[arg-type] # constants of a call to date
                yield node.lineno, f"{date(*numbers)}"  # type: ignore[arg-type] # likewise
        if not isinstance(node, ast.Constant) or id(node) in docstrings:
            continue
        if isinstance(node.value, str):
            for text in sorted(set(written.findall(node.value))):
                yield node.lineno, text
        if is_judging and _number(node) in NUMBERS:
            yield node.lineno, str(node.value)


def test_no_module_writes_a_figure_of_the_law(law: Law) -> None:
    dates = _dates(law)
    found, used = [], set()
    for path in sorted(PACKAGE.rglob("*.py")):
        if NOT_SHIPPED in path.parts:
            continue
        name = path.relative_to(PACKAGE).as_posix()
        for line, literal in breaches(path.read_text(encoding="utf-8"), dates, is_judging=_is_judging(path)):
            if (name, literal) in ALLOWED:
                used.add((name, literal))
            else:
                found.append(f"workflow/{name}:{line}: {literal}")
    assert found == []
    assert used == set(ALLOWED), "an exception that is no longer needed"


def test_the_watch_sees_what_it_should_and_nothing_else(law: Law) -> None:
    dates = _dates(law)

    def seen(source: str, *, is_judging: bool = True) -> list[str]:
        return [literal for _, literal in breaches(source, dates, is_judging=is_judging)]

    assert seen("limit = 1000") == ["1000"]
    assert seen("late = days > 120") == ["120"]
    assert seen("share = Decimal('0.30')") == ["0.30"]
    assert seen("start = date(2021, 12, 16)") == ["2021-12-16"]
    assert seen("words = 'dal 16/12/2021 in poi'", is_judging=False) == ["16/12/2021"]
    assert seen("bad = {'35.11.00'}", is_judging=False) == ["35.11.00"]
    assert seen("width = 1000", is_judging=False) == []
    assert seen('"""Since 2021-12-16 at most 1000 kW."""') == []
    assert seen("first = date(2026, 11, 22)") == []
    assert seen("flag = True") == []
