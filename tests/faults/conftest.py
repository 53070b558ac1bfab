"""The installed program on a mini dossier, and the results of the faults when all of them are tried."""

import platform
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine
from workflow import clock

_RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = """# Faults: what was tried and what came out

Written by `./dev faults` (every fault in full); `./dev test` tries a sample of the same, with the same seed.

"""


@pytest.fixture(scope="session")
def byte_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "byte_code"


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
        when = f"On {clock.today():%d/%m/%Y}, Python {platform.python_version()}, {platform.system()}.\n\n"
        rows = "".join(f"| {fault} | {result} |\n" for fault, result in sorted(lines.items()))
        _RESULTS.write_text(f"{_HEAD}{when}| fault | result |\n|---|---|\n{rows}", encoding="utf-8")
