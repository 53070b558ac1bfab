"""Compares a bundle with its manifest: what was changed, taken away, renamed or added since it was made."""

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from workflow import __version__
from workflow.bundle.bundle_contents import BundleMissingError, Contents, Entry, FolderContents, opened_bundle
from workflow.bundle.bundle_findings import (
    ADDED,
    CHANGED,
    MISSING,
    NAMES_COLLIDE,
    NOT_A_FILE,
    OTHER_MANIFEST,
    OTHER_VERSION,
    RENAMED,
    UNSAFE_PATH,
    bundle_finding,
)
from workflow.bundle.manifest import (
    MANIFEST_NAME,
    FileRecord,
    Manifest,
    is_safe_path,
    manifest_missing,
    parse_manifest,
)
from workflow.domain.finding import Finding

__all__ = ["BundleMissingError", "Verified", "is_litter", "verify", "verify_bundle"]

# What desktop programs leave in every folder that they show.
_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", ".~lock.*#", "~$*")


@dataclass(frozen=True)
class Verified:
    """A bundle compared with its manifest; `findings` is empty if every file is as it was made."""

    manifest: Manifest
    manifest_sha256: str
    findings: tuple[Finding, ...]

    @property
    def is_intact(self) -> bool:
        """Whether nothing but notes was found."""
        return not any(finding.code != OTHER_VERSION for finding in self.findings)


def verify(folder: Path) -> list[Finding]:
    """Return what differs from the manifest of a folder; an empty list means that every file is as it was made.

    Raises BundleMissingError if there is no such folder, BrokenFileError if its manifest is not one.
    """
    if not folder.is_dir():
        raise BundleMissingError(f"La cartella {folder} non esiste: indicare la cartella di un fascicolo già fatto.")
    return list(_compared(_manifest(FolderContents(folder))[0], FolderContents(folder)))


def verify_bundle(path: Path, expected_sha256: str | None = None) -> Verified:
    """Compare a folder or a zip with its manifest, and the manifest with the digest noted when it was made, if given.

    Raises BundleMissingError, BrokenFileError. Nothing is unpacked, and no link is followed.
    """
    with opened_bundle(path) as contents:
        manifest, digest = _manifest(contents)
        findings = list(_compared(manifest, contents))
    if expected_sha256 is not None and digest != expected_sha256.strip().lower():
        findings.insert(
            0, bundle_finding(OTHER_MANIFEST, (MANIFEST_NAME,), file=MANIFEST_NAME, trovata=digest,
                              attesa=expected_sha256.strip().lower())
        )  # fmt: skip
    if manifest.tool.version != __version__:
        findings.append(
            bundle_finding(OTHER_VERSION, (MANIFEST_NAME,), fatto_con=manifest.tool.version, questa=__version__)
        )
    return Verified(manifest, digest, tuple(findings))


def is_litter(name: str) -> bool:
    """Whether a file was left by a desktop program and means nothing."""
    return any(fnmatch(name.rpartition("/")[2], pattern) for pattern in _LITTER)


def _manifest(contents: Contents) -> tuple[Manifest, str]:
    try:
        data = contents.manifest()
    except FileNotFoundError as error:
        raise manifest_missing(contents.manifest_path) from error
    return parse_manifest(data, contents.manifest_path), hashlib.sha256(data).hexdigest()


def _compared(manifest: Manifest, contents: Contents) -> Iterator[Finding]:
    present: dict[str, Entry] = {}
    twice: list[str] = []
    for entry in contents.entries():
        if entry.name in present:
            twice.append(entry.name)
        present[entry.name] = entry
    known: dict[str, FileRecord] = {}
    links = frozenset(name for name, entry in present.items() if not entry.is_plain)
    missing: list[FileRecord] = []
    for record in sorted(manifest.all_files, key=lambda record: record.path):
        if not is_safe_path(record.path) or record.path in known:
            yield _told(UNSAFE_PATH, record.path)
            continue
        known[record.path] = record
        if _is_through_link(record.path, links):
            yield _told(NOT_A_FILE, record.path)
        elif record.path not in present:
            missing.append(record)
        elif contents.sha256(record.path, record.bytes) != record.sha256:
            yield _told(CHANGED, record.path)
    yield from _strangers(present, known, missing, contents)
    yield from _collisions([*present, *twice])


def _strangers(
    present: dict[str, Entry], known: dict[str, FileRecord], missing: list[FileRecord], contents: Contents
) -> Iterator[Finding]:
    """Yield what is there and should not be, and what should be there and is not; a file that moved is told once."""
    waiting = {record.path: record for record in missing}
    added: list[Finding] = []
    for name, entry in present.items():
        if name in known or name == MANIFEST_NAME:
            continue
        if not entry.is_plain:
            added.append(_told(NOT_A_FILE, name))
            continue
        if is_litter(name):
            continue
        same = next((one for one in waiting.values() if _is_same(one, entry, contents)), None)
        if same is None:
            added.append(_told(ADDED, name))
        else:
            del waiting[same.path]
            yield bundle_finding(RENAMED, tuple(same.path.split("/")), file=same.path, nuovo=name)
    for path in waiting:
        yield _told(MISSING, path)
    yield from added


def _is_same(record: FileRecord, entry: Entry, contents: Contents) -> bool:
    return entry.size == record.bytes and contents.sha256(entry.name, record.bytes) == record.sha256


def _collisions(names: list[str]) -> Iterator[Finding]:
    """Yield the names that many systems cannot tell from one another: one file would take the place of the other."""
    first: dict[str, str] = {}
    for name in names:
        folded = unicodedata.normalize("NFC", name).casefold()
        if folded in first:
            yield bundle_finding(NAMES_COLLIDE, tuple(name.split("/")), file=name, altro=first[folded])
        else:
            first[folded] = name


def _told(code: str, name: str) -> Finding:
    return bundle_finding(code, tuple(name.split("/")), file=name)


def _is_through_link(path: str, links: frozenset[str]) -> bool:
    """Whether a step of the path is a link or no plain file: it could lead out of the bundle."""
    steps = path.split("/")
    return any("/".join(steps[:count]) in links for count in range(1, len(steps) + 1))
