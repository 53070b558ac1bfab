"""Replaces one file of a person's folder in one step: what is there is the old one or the new one."""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from workflow.bundle.atomic_swap import sync_folder

PRIVATE_FILE = 0o600
_LEFTOVER = re.compile(r"\..+-[0-9a-f]{8}")


def replace_file(path: Path, content: bytes) -> None:
    """Write beside and rename, readable by its owner only; raises OSError with the old file untouched."""
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        beside.write_bytes(content)
        beside.chmod(PRIVATE_FILE)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(beside, path)  # noqa: PTH105 - one step
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def leftovers_in(folder: Path) -> Iterator[Path]:
    """Yield what a program killed in the middle has left beside the files of a folder; empty if there is none."""
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if _LEFTOVER.fullmatch(path.name) and path.is_file())
