"""Nobody waits for a library that the command does not use."""

import json
import subprocess
import sys
from pathlib import Path

from typer.main import get_command
from typer.testing import CliRunner

from tests.builders.folders import mini_dossier, write_folder
from workflow.cli.app import application, overview

HEAVY = {"alembic", "docx", "docxtpl", "holidays", "jinja2", "pypdf", "pypdfium2", "reportlab", "rich", "sqlalchemy"}
LOADED = "import json, sys; sys.stderr.write(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"


def loaded_by(*arguments: str) -> set[str]:
    """Return the packages that a command has loaded when it ends."""
    code = f"import atexit; atexit.register(lambda: exec({LOADED!r})); from workflow.cli.entry import main; main()"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_a_check_of_a_folder_loads_neither_the_database_nor_what_makes_documents(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "cer", mini_dossier("cer"))
    loaded = loaded_by("check", str(folder), "--no-archive", "--json")
    assert "pydantic" in loaded
    assert loaded & HEAVY == set()


def test_the_help_loads_no_command() -> None:
    loaded = loaded_by("--help")
    assert "typer" in loaded
    assert loaded & {*HEAVY, "pydantic"} == set()


def test_the_help_without_the_commands_is_the_help_with_all_of_them() -> None:
    shown = [CliRunner().invoke(app, ["--help"]).output for app in (overview(), application())]
    assert shown[0] == shown[1]
    assert len(get_command(overview()).commands) == len(get_command(application()).commands) > 10
