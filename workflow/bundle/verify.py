"""Compares a bundle with its manifest: what was changed, taken away or added since it was made."""

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from workflow.bundle.bundle_findings import ADDED, CHANGED, MISSING, NOT_A_FILE, UNSAFE_PATH, bundle_finding
from workflow.bundle.manifest import MANIFEST_NAME, FileRecord, is_safe_path, read_manifest, sha256_of
from workflow.domain.finding import Finding
from workflow.resources import ProgramError

RECEIPT_NAME = "ricevuta.json"

# The receipt quotes the digest of the manifest, so the manifest cannot answer for it.
_OUTSIDE = frozenset({MANIFEST_NAME, RECEIPT_NAME})
# What desktop programs leave in every folder that they show.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.*#", "~$*")


class BundleMissingError(ProgramError):
    """A bundle folder that does not exist."""

    exit_code = 3


def verify(folder: Path) -> list[Finding]:
    """Return what differs from the manifest; an empty list means that every file is as it was made.

    Raises BundleMissingError if there is no such folder, BrokenFileError if its manifest is not one.
    """
    if not folder.is_dir():
        raise BundleMissingError(f"La cartella {folder} non esiste: indicare la cartella di un fascicolo già fatto.")
    manifest = read_manifest(folder)
    findings: list[Finding] = []
    known: set[str] = set()
    for record in sorted(manifest.all_files, key=lambda record: record.path):
        if not is_safe_path(record.path) or record.path in known:
            findings.append(bundle_finding(UNSAFE_PATH, (record.path,), file=record.path))
            continue
        known.add(record.path)
        findings += _compared(folder, record)
    for name, is_plain in _present(folder):
        if not is_plain:
            if name not in known:
                findings.append(bundle_finding(NOT_A_FILE, tuple(name.split("/")), file=name))
        elif name not in known and name not in _OUTSIDE and not is_litter(name):
            findings.append(bundle_finding(ADDED, tuple(name.split("/")), file=name))
    return findings


def is_litter(name: str) -> bool:
    """Whether a file was left by a desktop program and means nothing."""
    return any(fnmatch(name.rpartition("/")[2], pattern) for pattern in _LITTER)


def _compared(folder: Path, record: FileRecord) -> Iterator[Finding]:
    place = tuple(record.path.split("/"))
    if _has_link(folder, record.path):
        yield bundle_finding(NOT_A_FILE, place, file=record.path)
        return
    path = folder / record.path
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            yield bundle_finding(NOT_A_FILE, place, file=record.path)
        elif path.lstat().st_size != record.bytes or sha256_of(path) != record.sha256:
            yield bundle_finding(CHANGED, place, file=record.path)
    except (FileNotFoundError, NotADirectoryError):
        yield bundle_finding(MISSING, place, file=record.path)


def _has_link(folder: Path, path: str) -> bool:
    """Whether a step of the path is a link: it could lead out of the bundle."""
    steps = path.split("/")
    return any((folder / "/".join(steps[:count])).is_symlink() for count in range(1, len(steps) + 1))


def _present(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield every name in the bundle and whether it is a plain file, without following links."""
    for root, directories, files in os.walk(folder):
        directories.sort()
        here = Path(root)
        for name in sorted([*files, *(name for name in directories if (here / name).is_symlink())]):
            path = here / name
            yield path.relative_to(folder).as_posix(), stat.S_ISREG(path.lstat().st_mode)
