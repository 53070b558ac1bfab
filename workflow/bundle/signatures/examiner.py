"""Has files examined in a process apart, which can only read, and which is begun anew when a file kills it."""

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO, Any, Self

from workflow.bundle.signatures.seen import FileSeen, Nature, Problem

_CHILD = "workflow.bundle.signatures.examination_child"
_WALL_SECONDS = 90
_WORTH_A_PROCESS = 4  # files that take longer than to begin another
_LONGEST_ANSWER = 80_000_000
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Asked:
    """One file to examine."""

    path: Path
    original: Path | None = None
    wants_pages: bool = False


@dataclass(frozen=True)
class TrustFolder:
    """What was found in the folder of the trust list."""

    anchors: int = 0
    unread: tuple[str, ...] = ()


class Examiner:
    """A process that examines files one after another; use it as a context manager."""

    def __init__(self, trust: Path | None, now: datetime, known_sha256: Iterable[str] = ()) -> None:
        """Keep the setting; the process is begun with the first file."""
        self._setting = {"trust": str(trust.absolute()) if trust is not None else None, "now": now.isoformat()}
        self._known = sorted(known_sha256)
        self._child: subprocess.Popen[bytes] | None = None
        self.trust = TrustFolder()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()

    def examine(self, asked: Asked) -> FileSeen:
        """Return what is seen in a file; one that kills the process, or takes too long, is told so."""
        request = {
            "path": str(asked.path.absolute()),
            "original": str(asked.original.absolute()) if asked.original is not None else None,
            "wants_pages": asked.wants_pages,
            "known": self._known,
        }
        answer = self._answer(request)
        if answer is not None:
            return FileSeen.model_validate_json(answer)
        self.close()
        size = asked.path.stat().st_size if asked.path.is_file() else 0
        return FileSeen(nature=Nature.OTHER, byte_count=size, problem=Problem.TOO_HARD)

    def _answer(self, request: dict[str, Any]) -> bytes | None:
        try:
            child = self._child or self._begun()
            return _said(child, request)
        except (OSError, ValueError):
            return None

    def _begun(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])}
        self._child = subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
            [sys.executable, "-P", "-m", _CHILD],  # -P: where the command is given must not shadow modules
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        told = _said(self._child, self._setting)
        if told is None:
            raise OSError("the examiner does not start")
        found = json.loads(told)
        self.trust = TrustFolder(found["anchors"], tuple(found["unread"]))
        return self._child


def examine_all(
    asked: Sequence[Asked],
    trust: Path | None,
    now: datetime,
    *,
    known_sha256: Iterable[str] = (),
    processes: int = 2,
    on_done: Callable[[Asked], None] | None = None,
) -> tuple[list[FileSeen], TrustFolder]:
    """Examine files in a few processes at once; the answers have the order of the files."""
    known = frozenset(known_sha256)
    waiting = deque(enumerate(asked))
    found: dict[int, FileSeen] = {}

    def work() -> TrustFolder:
        with Examiner(trust, now, known) as examiner:
            for place, one in _taken(waiting):
                found[place] = examiner.examine(one)
                if on_done is not None:
                    on_done(one)
            return examiner.trust

    count = max(1, min(processes, len(asked) // _WORTH_A_PROCESS))
    with ThreadPoolExecutor(max_workers=count) as pool:
        folders = [job.result() for job in [pool.submit(work) for _ in range(count)]]
    return [found[place] for place in range(len(asked))], max(folders, key=lambda one: (one.anchors, len(one.unread)))


def _taken(waiting: deque[tuple[int, Asked]]) -> Iterator[tuple[int, Asked]]:
    while True:
        try:
            yield waiting.popleft()
        except IndexError:
            return


def _said(child: subprocess.Popen[bytes], request: dict[str, Any]) -> bytes | None:
    """Ask one thing and return the line that answers; None if the process dies, or is killed for being late."""
    stdin, stdout = child.stdin, child.stdout
    if stdin is None or stdout is None:  # pragma: no cover - both are pipes
        return None
    late = Timer(_WALL_SECONDS, child.kill)
    late.start()
    try:
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
        line = _line(stdout)
    finally:
        late.cancel()
    return line


def _line(stream: IO[bytes]) -> bytes | None:
    line = stream.readline(_LONGEST_ANSWER)
    return line if line.endswith(b"\n") else None
