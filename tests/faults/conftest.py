"""The installed program on a mini dossier, and the results of the faults when all of them are tried."""

import fcntl
import platform
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine, shared_byte_code
from workflow import clock

_RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = """# Faults: what was tried and what came out

Written by `./dev faults` (every fault in full); `./dev test` tries a sample of the same, with the same seed.

"""


@pytest.fixture(scope="session")
def byte_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_byte_code(tmp_path_factory)


@pytest.fixture
def program(tmp_path: Path, byte_code: Path) -> CommandLine:
    """The program with an empty archive."""
    return CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The smallest conforming dossier: one client at a distance."""
    return write_folder(tmp_path / "cliente", mini_dossier("cad"))


@pytest.fixture(scope="session")
def note(*, all_faults: bool) -> Iterator[Callable[[str, str], None]]:
    """Keep a line of results; they are written only when every fault was tried."""
    lines: dict[str, str] = {}
    yield lines.__setitem__
    if all_faults and lines:
        _write_results(lines)


def _write_results(lines: dict[str, str]) -> None:
    """Add the lines to those of the other processes that share the tests, under a lock."""
    with _RESULTS.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        rows = re.findall(r"^\| (.+?) \| (.+?) \|$", file.read(), re.MULTILINE)
        known = {fault: result for fault, result in rows if fault != "fault"} | lines
        when = f"Last on {clock.today():%d/%m/%Y}, Python {platform.python_version()}, {platform.system()}.\n\n"
        table = "".join(f"| {fault} | {result} |\n" for fault, result in sorted(known.items()))
        file.truncate(0)
        file.write(f"{_HEAD}{when}| fault | result |\n|---|---|\n{table}")
