"""Reads the text of the PDFs that people attach, in a process that can only read and that dies if it swells."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

# Its library is loaded in the child alone.
_CHILD = Path(__file__).with_name("paper_text_child.py")
_WALL_SECONDS = 300

# A process that is already there and reads for us: given the reader, the paths and the seconds, it says what the reader
# said before its end and whether its time was over.
Ask = Callable[[Path, Sequence[str], float], tuple[bytes, bool]]


def texts_of(paths: Sequence[Path], ask: Ask | None = None) -> list[tuple[str, ...]]:
    """Return the text of the first pages of each PDF, in order; nothing for what is not a PDF or cannot be read.

    A file that kills the reader is left without text, and the reading goes on with the next; when the time is over,
    what is left is left without text. Without `ask` a process is started.
    """
    found: list[tuple[str, ...]] = []
    is_over = False
    while len(found) < len(paths) and not is_over:
        answers, is_over = _read_apart(paths[len(found) :], ask)
        found += answers
        if len(found) < len(paths):  # the reader died on the next one
            found.append(())
    return found + [()] * (len(paths) - len(found))


def _read_apart(paths: Sequence[Path], ask: Ask | None) -> tuple[list[tuple[str, ...]], bool]:
    """Return the texts that the reader gave before its end, and whether its time was over."""
    if ask is not None:
        output, is_over = ask(_CHILD, [str(path.absolute()) for path in paths], _WALL_SECONDS)
        return _answers(output), is_over
    # -P: the folder of the script must not shadow other modules.
    command = [sys.executable, "-P", str(_CHILD)]
    asked = "".join(f"{json.dumps(str(path.absolute()))}\n" for path in paths)
    try:
        done = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter
            command, input=asked.encode(), capture_output=True, check=False, timeout=_WALL_SECONDS
        )
    except subprocess.TimeoutExpired as error:
        return _answers(error.stdout or b""), True
    return _answers(done.stdout), False


def _answers(output: bytes) -> list[tuple[str, ...]]:
    """Return the whole lines: a last one without its end was cut by the death of the reader."""
    lines = output.split(b"\n")[:-1]
    return [tuple(json.loads(line.decode("utf-8", "surrogatepass"))) for line in lines]
