"""Run by itself: keeps the readers of untrusted files loaded, and makes a limited copy of itself for each reading.

It imports nothing of ours, and only one thread runs in it, so that a copy is whole. A request is a line of JSON: the
file of the reader, what is asked of it, the seconds it may take. The answer is a line of JSON with the exit code of
the copy, whether its time was over and the length of what it said, then those bytes.
"""

import importlib.util
import json
import os
import select
import signal
import sys
import time
from types import ModuleType
from typing import Any

_CHUNK = 1 << 20


def main() -> None:
    """Serve until whoever asks goes away."""
    readers: dict[str, ModuleType] = {}
    for line in sys.stdin.buffer:
        asked: dict[str, Any] = json.loads(line)
        path = asked["reader"]
        if path not in readers:
            readers[path] = loaded(path)
        output, code, is_over = answered(readers[path], asked["words"], asked["seconds"])
        head = {"code": code, "is_over": is_over, "bytes": len(output)}
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + output)
        sys.stdout.buffer.flush()


def loaded(path: str) -> ModuleType:
    """Import a reader by its file, as if it had been run."""
    spec = importlib.util.spec_from_file_location(f"reader_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answered(reader: ModuleType, words: list[str], seconds: float) -> tuple[bytes, int, bool]:
    """Let a copy of this process answer; return what it said, its exit code, and whether its time was over."""
    inside, outside = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(inside)
        os.closerange(0, 2)  # what it says goes through the pipe alone
        code = 1
        try:
            reader.limit_resources()
            reader.respond(words, lambda data: put(outside, data))
            code = 0
        finally:
            os._exit(code)
    os.close(outside)
    output, is_over = heard(inside, copy, time.monotonic() + seconds)
    os.close(inside)
    return output, os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), is_over


def heard(pipe: int, copy: int, end: float) -> tuple[bytes, bool]:
    """Read what the copy says until it ends; kill it when its time is over."""
    pieces: list[bytes] = []
    while True:
        ready, _, _ = select.select([pipe], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            os.kill(copy, signal.SIGKILL)
            return b"".join(pieces), True
        piece = os.read(pipe, _CHUNK)
        if not piece:
            return b"".join(pieces), False
        pieces.append(piece)


def put(pipe: int, data: bytes) -> None:
    """Write all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(pipe, view) :]


if __name__ == "__main__":
    main()
