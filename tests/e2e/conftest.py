"""The program at work on its own archive, and the six roads from `new` to the bundle, walked once for all the tests."""

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders.folders import kinds
from tests.e2e.command_line import CommandLine
from tests.e2e.road import Road, walk


@pytest.fixture(scope="session")
def byte_code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "byte_code"


@pytest.fixture
def program(tmp_path: Path, byte_code: Path) -> CommandLine:
    """The program with an empty archive."""
    return CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)


@pytest.fixture(scope="session")
def _walking(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Iterator[Mapping[str, Future[Road]]]:
    """The six roads, as many at a time as there are cores: each is a chain of processes that wait for one another."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = {}
        for kind in kinds():
            place = tmp_path_factory.mktemp(f"strada-{kind}")
            running[kind] = pool.submit(walk, kind, CommandLine(place / "archivio.sqlite", place, byte_code), place)
        yield running
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def road_of(_walking: Mapping[str, Future[Road]]) -> Callable[[str], Road]:
    """Give the road of a kind, waiting for its end."""
    return lambda kind: _walking[kind].result()
