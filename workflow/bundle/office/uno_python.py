"""Finds a Python that can talk to LibreOffice: the system's where Debian puts it, or the one LibreOffice brings."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SYSTEM = Path("/usr/bin/python3")
# Beside the program on Linux and Windows, two folders away on a Mac.
_OWN = ("python", "python.exe", "python3", "../Resources/python")
_PATIENCE_SECONDS = 30

MISSING = (
    "LibreOffice si usa dalla riga di comando, più lentamente: manca il pacchetto python3-uno "
    "(su Debian e Ubuntu: apt install python3-uno)."
)


def find_uno_python(program: Path) -> Path | None:
    """Return the interpreter whose `import uno` works for this LibreOffice, or None."""
    return next((python for python in _candidates(program) if _can_import(python)), None)


def _candidates(program: Path) -> Iterator[Path]:
    folder = program.resolve().parent
    seen = set()
    for place in (*(folder / name for name in _OWN), _SYSTEM, _on_path()):
        if place is not None and place.exists() and place not in seen:
            seen.add(place)
            yield place


def _on_path() -> Path | None:
    found = shutil.which("python3")
    return Path(found) if found else None


@cache
def _can_import(python: Path) -> bool:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  # an interpreter found on this machine, with words of ours
            [python, "-c", "import uno"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=kept,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
