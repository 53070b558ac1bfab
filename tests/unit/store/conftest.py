"""An archive on each of the two databases, and the facts to put in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.store.archive import Archive


@pytest.fixture
def archive(empty_archive: str) -> Iterator[Archive]:
    with Archive.open(empty_archive) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "cartella"
    path.mkdir()
    return path
