"""Runs `dossier-cer` as a person does: each step a process, an archive of its own."""

import atexit
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(sys.executable).with_name("dossier-cer")
SECONDS = 300

# What must never be read over somebody's shoulder, in a log or in a bug report.
_PERSONAL = re.compile(
    r"\b(?:[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]|IT\d{2}[A-Z]\d{22}|IT\d{3}E\d{8})\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Ended:
    """A command that has ended: its code and what it said."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Everything that a person reads, on one line, without the frames of tables."""
        return one_line(self.out + self.err)


@dataclass(frozen=True)
class CommandLine:
    """The program with an archive of its own."""

    archive: Path
    home: Path
    byte_code: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        return kept | {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "DOSSIER_CER_ARCHIVE": str(self.archive),
            # Compiled once for all the processes of the tests, as an installation has them.
            "PYTHONPYCACHEPREFIX": str(self.byte_code),
            **self.variables,
        }

    def run(self, *arguments: object, before: Callable[[], object] | None = None, on_day: str | None = None) -> Ended:
        """Run a command to its end; `before` is called in the new process, `on_day` sets its clock."""
        words = tuple(str(argument) for argument in arguments)
        if before is None and not self.prefix:
            ended = Ended(words, *preloaded(self.byte_code).run(words, self.environment, on_day))
            assert_discreet(ended)
            return ended
        done = subprocess.run(
            [*self.prefix, *_program(on_day), *words],
            check=False,
            capture_output=True,
            text=True,
            env=self.environment,
            timeout=SECONDS,
            preexec_fn=before,  # limits of the new process alone; the tests start no threads in it
            stdin=subprocess.DEVNULL,
        )
        ended = Ended(words, done.returncode, done.stdout, done.stderr)
        assert_discreet(ended)
        return ended

    def start(self, *arguments: object) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own, so that all its processes can be found."""
        return subprocess.Popen(
            [str(PROGRAM), *(str(argument) for argument in arguments)],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


class Preloaded:
    """The process of `tests/e2e/preloaded.py`: commands that start at once, each in a process of its own."""

    def __init__(self, byte_code: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cer-")  # short: the name of a socket has a limit
        self._socket = str(Path(self._folder.name) / "s")
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.preloaded", self._socket],
            cwd=Path(__file__).resolve().parents[2],
            env=kept | {"LANG": "C.UTF-8", "PYTHONPYCACHEPREFIX": str(byte_code)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        atexit.register(self.close)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"

    def run(self, words: tuple[str, ...], environment: Mapping[str, str], on_day: str | None) -> tuple[int, str, str]:
        """Run a command to its end and return its exit code and what it wrote to its two streams."""
        request = {
            "arguments": [str(PROGRAM), *words],
            "environment": environment,
            "folder": str(Path.cwd()),
            "on_day": on_day,
        }
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            socket.socket(socket.AF_UNIX) as connection,
        ):
            connection.settimeout(SECONDS)
            connection.connect(self._socket)
            socket.send_fds(connection, [json.dumps(request).encode()], [out.fileno(), err.fileno()])
            code = int(connection.recv(100))
            out.seek(0)
            err.seek(0)
            return code, out.read().decode(), err.read().decode()

    def close(self) -> None:
        """End the process and remove its folder."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()


@cache
def preloaded(byte_code: Path) -> Preloaded:
    """Return the one process of this run of the tests."""
    return Preloaded(byte_code)


def shared_byte_code(factory: pytest.TempPathFactory) -> Path:
    """Return the one folder of compiled modules for all the processes that share the tests."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "byte_code"


def assert_discreet(ended: Ended) -> None:
    """Whatever a command does: no traceback, and on the error stream no code that names a person, an account, a POD."""
    assert "Traceback" not in ended.out + ended.err, ended
    assert "Errore interno" not in ended.err, ended
    assert _PERSONAL.findall(ended.err) == []


def one_line(text: str) -> str:
    """Take away the frames of tables and the line breaks; what a table cuts in two lines stays cut."""
    return " ".join(re.sub(r"[│┃┆─━┏┓┗┛┡┩└┘├┤┴┬┼╇╋]", " ", text).split())


def _program(on_day: str | None) -> list[str]:
    if on_day is None:
        return [str(PROGRAM)]
    script = (
        "import sys, time_machine; time_machine.travel(sys.argv.pop(1), tick=True).start(); "
        "from workflow.cli.entry import main; main()"
    )
    return [sys.executable, "-c", script, on_day]
