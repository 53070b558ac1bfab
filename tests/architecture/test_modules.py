"""A module is small, says in one sentence what it is, and its name says what it does."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for folder in ("workflow", "tests") for path in (ROOT / folder).rglob("*.py"))
OF_THE_PRODUCT = [path for path in MODULES if path.is_relative_to(ROOT / "workflow")]
LONGEST = 400
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
MIGRATIONS = ROOT / "workflow" / "store" / "migrations" / "versions"  # alembic writes several lines there


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_there_are_modules() -> None:
    assert ROOT / "workflow" / "clock.py" in OF_THE_PRODUCT


def test_no_module_is_longer_than_the_limit() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in OF_THE_PRODUCT}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_a_module_opens_with_one_sentence() -> None:
    without = []
    for path in OF_THE_PRODUCT:
        docstring = ast.get_docstring(_tree(path)) or ""
        sentence = docstring.split("\n\n", maxsplit=1)[0]
        if not sentence or not (sentence.endswith(".") or path.is_relative_to(MIGRATIONS)):
            without.append(f"{_name(path)}: {sentence}")
    assert without == []


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    words = {
        _name(path): {part for name in path.relative_to(ROOT).with_suffix("").parts for part in name.split("_")}
        for path in MODULES
    }
    assert [name for name, parts in words.items() if parts & SAY_NOTHING] == []


def test_only_the_clock_asks_what_day_it_is() -> None:
    asking = []
    for path in OF_THE_PRODUCT:
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                owner = node.value.id if isinstance(node.value, ast.Name) else getattr(node.value, "attr", "")
                if owner in {"datetime", "date"}:
                    asking.append(_name(path))
    assert set(asking) <= {"workflow/clock.py"}


def test_only_one_layer_knows_each_framework() -> None:
    homes = {
        "transitions": {"phases"}, "sqlalchemy": {"store"}, "alembic": {"store"}, "docxtpl": {"documents"},
        "pypdf": {"bundle"}, "typer": {"cli"},
    }  # fmt: skip
    strays = []
    for path in OF_THE_PRODUCT:
        layer = path.relative_to(ROOT / "workflow").parts[0]
        for node in ast.walk(_tree(path)):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else names
            roots = {name.partition(".")[0] for name in names}
            strays += [f"{_name(path)}: {root}" for root in roots if layer not in homes.get(root, {layer})]
    assert [stray for stray in strays if "devtools" not in stray] == []
