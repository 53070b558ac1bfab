"""What every test lives under: no network beyond this machine, a database of each kind, how many faults to try."""

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders.compiled_templates import compiled_once
from tests.builders.postgresql_server import PostgresqlServer, running_server
from workflow.documents import compiled

# What Python compiles is kept even where the environment forbids it, as containers do: else every one of the hundreds
# of processes that the tests start compiles the libraries again, for half of their time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-faults", action="store_true", default=False, help="run every fault test in full, not a sample of it"
    )


# Files of few and long tests: begun last, one worker would end them while the others have nothing to do.
LONG = ("e2e", "faults", "property")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files; with `--no-loadscope-reorder` the workers keep to this order."""
    items.sort(key=lambda item: item.path.relative_to(Path(__file__).parent).parts[0] not in LONG)


@pytest.fixture(scope="session")
def all_faults(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--all-faults"))


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Every run of the program inside the tests finds the templates that an earlier one has compiled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "CompiledTemplate", compiled_once())
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A real PostgreSQL, started when the first test asks for it; it is never skipped."""
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_archive(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an archive that does not exist yet, on each of the databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'archivio' / 'a.sqlite'}"
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    return server.new_database()


class NetworkForbiddenError(AssertionError):
    """A test has tried to leave this machine."""


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a socket file
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection and every name look-up that is not of this machine."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def only_here(address: Any) -> None:
        if not _is_here(address):
            message = f"a test tried to reach {address}"
            raise NetworkForbiddenError(message)

    def guarded_connect(self: socket.socket, address: Any) -> None:
        only_here(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        only_here(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
        only_here((host.decode() if isinstance(host, bytes) else host or "",))
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield
