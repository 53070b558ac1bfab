"""The seal of a closed SQLite archive: the sha256 of the whole file, kept beside it until somebody writes again.

`PRAGMA integrity_check` does not see most changes of a value, and none of a page that is free.
Whoever closes the archive last writes the seal; whoever begins to write breaks it. Both do so
holding the writers' lock, so that a seal never speaks of another state of the file.
"""

import hashlib
import os
import secrets
import sqlite3
import sys
from enum import Enum
from pathlib import Path

_SUFFIX = ".sigillo"
_CHUNK = 1 << 20
_PRIVATE_FILE = 0o600


class SealState(Enum):
    """What the seal says of the file."""

    WHOLE = "integro"
    BROKEN = "alterato"
    ABSENT = "non sigillato"


def seal_path(file: Path) -> Path:
    """Return where the seal of an archive stands."""
    return file.with_name(file.name + _SUFFIX)


def break_seal(file: Path) -> None:
    """Take the seal away, durably: after a power cut an old seal must not accuse newer bytes."""
    try:
        seal_path(file).unlink()
    except FileNotFoundError:
        return
    _sync_folder(file.parent)


def seal(file: Path) -> bool:
    """Seal the file if nobody has it open for writing and its journal is empty; return whether it is sealed."""
    if not file.exists() or seal_path(file).exists():
        return False
    connection = sqlite3.connect(file, isolation_level=None, timeout=0.1)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute("BEGIN IMMEDIATE")
        if _journal_bytes(file):
            return False
        _write(seal_path(file), f"{sha256_of(file)}\n")
    except sqlite3.Error:  # somebody is at work, who will seal it; or it is damaged, and must not be sealed
        return False
    finally:
        connection.close()
    return True


def state_of(file: Path) -> SealState:
    """Compare the file with its seal, before anything opens it; an open or unsealed archive is ABSENT."""
    path = seal_path(file)
    if not path.exists() or _journal_bytes(file):
        return SealState.ABSENT
    return SealState.WHOLE if path.read_bytes() == f"{sha256_of(file)}\n".encode() else SealState.BROKEN


def sha256_of(file: Path) -> str:
    """Return the fingerprint of a file, read in pieces."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def sha256_of_text(text: str) -> str:
    """Return the fingerprint of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _journal_bytes(file: Path) -> int:
    journal = file.with_name(file.name + "-wal")
    return journal.stat().st_size if journal.exists() else 0


def _write(path: Path, content: str) -> None:
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(_PRIVATE_FILE)
        os.replace(beside, path)  # noqa: PTH105 - one step
        _sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
