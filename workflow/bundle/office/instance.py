"""One LibreOffice that stays open between conversions, watched: it is given time, and killed with all its children."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.bundle.office.batches import Remedy
from workflow.bundle.soffice_process import (
    Workplace,
    kill_group,
    remove_sockets,
    socket_patterns,
    soffice_command,
    without_network,
)

_WORKER = Path(__file__).with_name("uno_worker.py")
_RESTART_CODE = 81  # a new profile, sometimes: the program asks to be started again
_LOOK_SECONDS = 0.2
_KILL_SECONDS = 10
# What the bridge says when the program at its other end is gone.
_DEAD: dict[str, object] = {"problem": "EOFError"}
_GONE = {"DisposedException", "RuntimeException", "BridgeError", "EOFError"}


class OfficeFailureError(Exception):
    """A conversion that LibreOffice did not bring to an end; the text is an Italian clause."""


class OfficeStartError(OfficeFailureError):
    """A LibreOffice that does not start or does not answer."""


class OfficeLateError(OfficeFailureError):
    """A conversion that took too long: LibreOffice was killed."""


class OfficeDiedError(OfficeFailureError):
    """A LibreOffice that ended in the middle of a conversion."""


class OfficeRefusedError(OfficeFailureError):
    """A document that LibreOffice does not open or print; it is still running."""


@dataclass(frozen=True)
class Order:
    """What to print: a Word file, its PDF, the filter's options, the styles at which pages begin anew, a remedy."""

    source: Path
    target: Path
    options: Mapping[str, object]
    start_styles: Sequence[str] = ()
    remedy: Remedy | None = None


class OfficeInstance:
    """A LibreOffice with a profile, a folder and a worker of its own; used by one thread at a time."""

    def __init__(self, program: Path, python: Path, *, start_seconds: float) -> None:
        """Start it and wait until it answers; raises OfficeStartError."""
        self._program = program
        self._python = python
        self._start_seconds = start_seconds
        self._pipe = f"dossiercer{uuid.uuid4().hex}"
        self._answers: queue.Queue[str | None] = queue.Queue()
        self._processes: list[subprocess.Popen[Any]] = []
        self.version = ""
        self.conversions = 0
        self.place = Workplace(Path(tempfile.mkdtemp(prefix="dossier-cer-")))
        try:
            self.place.prepare()
            if not self._start():
                self._start()  # a new profile sometimes wants it; if it wants it again, the first question fails
        except OSError as error:
            self.stop()
            raise OfficeStartError(f"LibreOffice non parte ({error.strerror or error})") from error
        except BaseException:
            self.stop()
            raise

    def convert(self, order: Order, seconds: float) -> None:
        """Print a document to PDF; raises OfficeLateError, OfficeDiedError or OfficeRefusedError.

        After the first two the instance is of no use and has to be stopped.
        """
        self._ask(
            {
                "source": order.source.as_uri(),
                "target": order.target.as_uri(),
                "options": dict(order.options),
                "start_styles": list(order.start_styles),
                "remedy": order.remedy,
            }
        )
        answer = self._answer(time.monotonic() + seconds)
        if answer is None:
            raise OfficeLateError(f"LibreOffice non ha finito entro {seconds:.0f} secondi")
        self.conversions += 1
        problem = answer["problem"]
        if problem in _GONE:
            raise OfficeDiedError("LibreOffice si è interrotto")
        if problem == "NotOpenedError":
            raise OfficeRefusedError("LibreOffice non apre il documento")
        if problem is not None:
            raise OfficeRefusedError(f"LibreOffice rifiuta il documento ({problem})")

    def resident_bytes(self) -> int:
        """Return the memory that the program and its children hold; 0 where the system does not tell."""
        total = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[2]) == self.group:
                    total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
        return total

    @property
    def group(self) -> int:
        """The process group of the program."""
        return self._processes[0].pid if self._processes else -1

    def stop(self) -> None:
        """End everything at once, whatever it is doing, and remove its folder; may be called again, from any thread."""
        self._end_processes()
        remove_sockets(self.place, self._pipe)
        shutil.rmtree(self.place.folder, ignore_errors=True)

    def _end_processes(self) -> None:
        # The worker first: it would take the end of its input for the death of this process.
        for process in reversed(self._processes):
            kill_group(process)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=_KILL_SECONDS)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError, ValueError):
                        pipe.close()

    def _start(self) -> bool:
        """Start the program and its worker; return whether they answer, not if the program asks to be started again."""
        self._end_processes()
        office = self._started_office()
        self._processes = [office]
        worker = self._started_worker()
        self._processes.append(worker)
        self._answers = queue.Queue()
        threading.Thread(target=_listen, args=(worker, self._answers), daemon=True, name="dossier-cer-uno").start()
        until = time.monotonic() + self._start_seconds
        while True:
            with contextlib.suppress(queue.Empty):
                answer = _read(self._answers.get(timeout=_LOOK_SECONDS))
                if not answer.get("version"):
                    raise OfficeStartError(f"LibreOffice non risponde ({answer['problem']})")
                self.version = str(answer["version"])
                return True
            code = office.poll()
            if code == _RESTART_CODE:
                return False
            if code is not None:
                raise OfficeStartError(f"LibreOffice si è chiuso all'avvio (codice {code})")
            if time.monotonic() > until:
                raise OfficeStartError(f"LibreOffice non ha finito entro {self._start_seconds:.0f} secondi di avviarsi")

    def _started_office(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # the program was found on the PATH, the arguments are ours
            [*soffice_command(self._program, self.place), f"--accept=pipe,name={self._pipe};urp;"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.place.folder,
            env=self.place.environment(),
            start_new_session=True,
        )

    def _started_worker(self) -> subprocess.Popen[str]:
        arguments = [self._pipe, str(self._start_seconds), str(self.group), str(self.place.folder)]
        arguments += socket_patterns(self.place, self._pipe)
        return subprocess.Popen(  # noqa: S603  # an interpreter found on this machine, our own script
            [*without_network(), str(self._python), "-B", str(_WORKER), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.place.folder,
            env=self.place.environment(),
            start_new_session=True,
            text=True,
            encoding="utf-8",
        )

    def _ask(self, request: Mapping[str, object]) -> None:
        pipe = self._processes[-1].stdin
        try:
            if pipe is not None:
                pipe.write(json.dumps(request) + "\n")
                pipe.flush()
        except (OSError, ValueError) as error:  # closed, here or at the other end
            raise OfficeDiedError("LibreOffice si è interrotto") from error

    def _answer(self, until: float) -> dict[str, object] | None:
        """Return what the worker says, or None if it says nothing in time."""
        while True:
            with contextlib.suppress(queue.Empty):
                return _read(self._answers.get(timeout=max(0.0, min(_LOOK_SECONDS, until - time.monotonic()))))
            if self._processes[0].poll() is not None:
                return _DEAD
            if time.monotonic() > until:
                return None


def _listen(worker: subprocess.Popen[str], answers: "queue.Queue[str | None]") -> None:
    """Pass on the lines of a worker, and its end."""
    with contextlib.suppress(OSError, ValueError):
        for line in worker.stdout or ():
            answers.put(line)
    answers.put(None)


def _read(line: str | None) -> dict[str, object]:
    """Understand a line of the worker; its end means that it is gone."""
    try:
        answer = json.loads(line) if line is not None else None
    except ValueError:
        answer = None
    return {"problem": None, **answer} if isinstance(answer, dict) else _DEAD
