"""Keeps the readers of untrusted files warm while many dossiers are read: each file still gets a process of its own."""

import json
import os
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

_SERVER = Path(__file__).with_name("warm_child_server.py")
_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Reading:
    """What a reader said before its end, its exit code (below zero, the signal), whether its time was over."""

    output: bytes
    code: int
    is_over: bool = False


class WarmChild:
    """A process with the readers loaded; it makes a copy of itself, with little memory and time, for each file."""

    def __init__(self) -> None:
        """Start nothing: the process is started by the first reading."""
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, reader: Path, words: Sequence[str], seconds: float) -> Reading:
        """Let the reader, a file with `respond`, answer; what goes wrong is in the answer."""
        request = {"reader": str(reader), "words": list(words), "seconds": seconds}
        with self._lock:
            process = self._started()
            try:
                return _asked(process, request)
            except (OSError, ValueError):  # the process was ended from outside: the next reading starts another
                self._process = None
                _end(process)
                return Reading(b"", -1)

    def ask_for_output(self, reader: Path, words: Sequence[str], seconds: float) -> tuple[bytes, bool]:
        """Return what the reader said before its end, and whether its time was over."""
        done = self.ask(reader, words, seconds)
        return done.output, done.is_over

    def close(self) -> None:
        """End the process."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            # -P: the folder of the script must not shadow other modules. A session of its own: who interrupts the
            # command does not interrupt a reading, which ends with it anyway.
            self._process = subprocess.Popen(  # noqa: S603 - our own file, run by our own interpreter
                [sys.executable, "-P", str(_SERVER)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            weakref.finalize(self, _end, self._process)
        return self._process


_WARM: ContextVar[WarmChild | None] = ContextVar("warm child", default=None)


def warm_child() -> WarmChild | None:
    """Return the process that reads for this run, if one was lent; without it each file starts a process anew."""
    return _WARM.get()


@contextmanager
def read_by(child: WarmChild | None) -> Iterator[None]:
    """Let a process read all the files of the body, where the system can make copies of one."""
    token = _WARM.set(child if hasattr(os, "fork") else None)
    try:
        yield
    finally:
        _WARM.reset(token)


def _asked(process: "subprocess.Popen[bytes]", request: dict[str, Any]) -> Reading:
    if process.stdin is None or process.stdout is None:
        raise ValueError("no pipes")
    process.stdin.write(json.dumps(request).encode() + b"\n")
    process.stdin.flush()
    head = json.loads(process.stdout.readline())
    output = process.stdout.read(head["bytes"])
    return Reading(output, head["code"], head["is_over"])


def _end(process: "subprocess.Popen[bytes]") -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
