"""Keeps two commands from writing the same folder at the same time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class FolderBusyError(Exception):
    """Somebody else holds the lock."""


@contextmanager
def folder_lock(path: Path) -> Iterator[None]:
    """Hold the lock file while the body runs and remove it at the end; raise FolderBusyError at once if it is held.

    The system lets go of the lock when the holder dies, so a file left behind means nothing.
    """
    descriptor = _taken(path)
    try:
        yield
    finally:
        # Removed while still held: who opened this file meanwhile sees that it is no longer the one of that name.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _taken(path: Path) -> int:
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _lock(descriptor)
        except OSError as error:
            os.close(descriptor)
            raise FolderBusyError(str(path)) from error
        if _is_still(path, descriptor):
            return descriptor
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
