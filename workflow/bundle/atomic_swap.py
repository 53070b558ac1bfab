"""Puts a finished folder in the place of another in one step, and completes a step that a crash cut in two."""

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

BUILDING = "costruzione"
READY = "pronta"
PREVIOUS = "precedente"
WORK = "lavoro"  # what a build needs and nobody keeps

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_POSSIBLE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def sibling(out: Path, role: str, token: str) -> Path:
    """Return the hidden folder beside OUT that plays a role for one build."""
    return out.with_name(f".{out.name}-{role}-{token}")


def siblings(out: Path, role: str) -> list[Path]:
    """Return the folders that play a role for OUT, of any build."""
    prefix = f".{out.name}-{role}-"
    with os.scandir(out.parent) as entries:  # of a batch: thousands of neighbours, for each of them
        return sorted(
            Path(entry.path)
            for entry in entries
            if entry.name.startswith(prefix) and entry.is_dir(follow_symlinks=False)
        )


def put_in_place(new: Path, out: Path, token: str, *, is_synced: bool = True) -> None:
    """Make OUT the new folder, which must be on disk already if the names too `is_synced`; the old one is removed.

    At every instant OUT is the old folder or the new one; where the system cannot exchange two
    names, OUT may be missing for an instant, and `complete_swap` puts right what a crash leaves.
    """
    if not out.exists():
        new.rename(out)
        if is_synced:
            sync_folder(out.parent)
        return
    old = new if exchange(new, out) else _two_steps(new, out, token)
    if is_synced:
        sync_folder(out.parent)
    shutil.rmtree(old, ignore_errors=True)


def complete_swap(out: Path) -> None:
    """Finish a two-step swap that was cut between its steps.

    Only then are there, with OUT missing, a ready folder and a previous one of the same build;
    a previous folder alone is what a crash left while it was being removed, and may be in pieces.
    """
    if out.exists() or not out.parent.is_dir():
        return
    for previous in siblings(out, PREVIOUS):
        ready = sibling(out, READY, previous.name.rpartition("-")[2])
        if ready.is_dir():
            ready.rename(out)
            sync_folder(out.parent)
            return


def exchange(first: Path, second: Path) -> bool:
    """Exchange two names in one step; return False where the system or the disk cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except AttributeError:
        return False
    if rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_POSSIBLE:
        return False
    raise OSError(number, os.strerror(number), str(second))


def sync_tree(folder: Path) -> None:
    """Close the folder to others (files 0600, folders 0700) and bring every byte of it to the disk."""
    for root, _, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(root) / name
            if path.is_symlink():
                continue
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
        Path(root).chmod(0o700)
        sync_folder(Path(root))


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system has folders that can be opened."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _two_steps(new: Path, out: Path, token: str) -> Path:
    ready = sibling(out, READY, token)
    previous = sibling(out, PREVIOUS, token)
    new.rename(ready)
    sync_folder(out.parent)
    out.rename(previous)
    ready.rename(out)
    return previous
