"""The program at work on an archive of its own."""

from pathlib import Path

import pytest

from tests.e2e.command_line import CommandLine, shared_byte_code


@pytest.fixture(scope="session")
def byte_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shared_byte_code(tmp_path_factory)


@pytest.fixture
def program(tmp_path: Path, byte_code: Path) -> CommandLine:
    """The program with an empty archive."""
    return CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)
