"""A real PostgreSQL for the tests: started by them, on a socket file of its own, gone with the process that asked."""

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
_START_SECONDS = 60


class PostgresqlServer:
    """A running server; every test takes a database of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_database(self) -> str:
        """Create an empty database and return its address."""
        name = f"prova_{secrets.token_hex(6)}"
        with psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"


@contextlib.contextmanager
def running_server() -> Iterator[PostgresqlServer]:
    """Start a server, wait until it answers, and stop it."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: the name of a socket file has a limit
    who = _unprivileged()
    if who is not None:
        os.chown(folder, who.pw_uid, who.pw_gid)
    server = None
    try:
        _run(who, programs / "initdb", "-D", folder / "dati", "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        settings = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off",
                    "full_page_writes": "off", "max_connections": 60}  # fmt: skip
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (folder / "registro").open("wb") as log:
            server = _start(who, log, programs / "postgres", "-D", folder / "dati", *words)
        _wait(folder, server)
        yield PostgresqlServer(folder)
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: its data go with it
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Return the folder of the server's programs; Debian keeps them off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = shutil.which("initdb") or (str(places[-1]) if places else None)
    assert found, "PostgreSQL is not on this machine (Debian: apt-get install postgresql); ./dev test installs it"
    return Path(found).resolve().parent


def _unprivileged() -> pwd.struct_passwd | None:
    """Return whom the server runs as when the tests run as root, which it refuses to."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("no user to run PostgreSQL as")


def _identity(who: pwd.struct_passwd | None) -> dict[str, object]:
    return {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}


def _run(who: pwd.struct_passwd | None, *words: object) -> None:
    done = subprocess.run(
        [str(word) for word in words], check=False, capture_output=True, text=True, cwd="/", **_identity(who)
    )
    assert done.returncode == 0, done.stderr


def _start(who: pwd.struct_passwd | None, log: object, *words: object) -> subprocess.Popen[bytes]:
    """Start the server so that it stops when its parent dies, however that happens."""
    system = ctypes.CDLL(None)

    def die_with_parent() -> None:
        system.prctl(_DEATH_SIGNAL, signal.SIGQUIT)

    return subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
        preexec_fn=die_with_parent,  # noqa: PLW1509 - one call of the C library, in tests without threads
        **_identity(who),
    )  # fmt: skip


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < limit:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError((folder / "registro").read_text(errors="replace"))
