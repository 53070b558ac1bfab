"""Runs the installed `dossier-cer` as a person does: each step a process, an archive of its own."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
