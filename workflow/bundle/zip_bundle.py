"""Puts a finished bundle in one zip whose bytes depend on its files alone: fixed dates, order and modes."""

import hashlib
import os
import re
import secrets
import shutil
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.atomic_swap import sync_folder
from workflow.bundle.manifest import MANIFEST_NAME, Manifest
from workflow.bundle.verify import Verified, verify_bundle
from workflow.domain.finding import Finding
from workflow.resources import ProgramError

# The first day that a zip can write.
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = (stat.S_IFREG | 0o600) << 16
_CHUNK = 1 << 20
_PRIVATE_FILE = 0o600


class NotIntactError(ProgramError):
    """A bundle that is no longer as it was made: a zip of it would seal the difference."""

    exit_code = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep the findings, which the door shows."""
        super().__init__("Il fascicolo non è più come è stato fatto: rifarlo, poi ripetere.")
        self.findings = findings


class ZipRefusedError(ProgramError):
    """A place where the zip must not be written."""

    exit_code = 6


@dataclass(frozen=True)
class Zipped:
    """The zip, with the digests to be noted apart."""

    path: Path
    sha256: str
    manifest_sha256: str
    files: int


def zip_bundle(folder: Path, target: Path | None = None) -> Zipped:
    """Write the zip of an intact bundle beside it, or at `target`, in one step; equal bundles give equal bytes.

    Nothing is compressed: what a library makes of the same bytes changes from version to version, and the PDFs are
    compressed already. Raises NotIntactError, ZipRefusedError, BrokenFileError, BundleMissingError.
    """
    found = verify_bundle(folder)
    if not found.is_intact:
        raise NotIntactError(found.findings)
    path = target or folder.parent / zip_name(found.manifest)
    if path.is_dir() or (path.exists() and not _is_ours(path)):
        raise ZipRefusedError(f"{path} esiste e non è lo zip di un fascicolo: scegliere un altro nome con --out.")
    names = sorted([MANIFEST_NAME, *(record.path for record in found.manifest.all_files)])
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        _write(folder, names, beside, top=zip_name(found.manifest).removesuffix(".zip"))
        digest = _digest(beside)
        os.replace(beside, path)  # noqa: PTH105 - one step
        sync_folder(path.parent)
    finally:
        beside.unlink(missing_ok=True)
    return Zipped(path, digest, found.manifest_sha256, len(names))


def zip_name(manifest: Manifest) -> str:
    """Return the name of a bundle's zip: dossier, practice and day, in plain signs without spaces."""
    practice = manifest.practice
    parts = [manifest.dossier, practice.procedure if practice else "", practice.name if practice else ""]
    plain = "_".join(re.sub(r"[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts if part)
    return f"{plain}_{manifest.as_of:%Y%m%d}.zip"


def _write(folder: Path, names: list[str], path: Path, *, top: str) -> None:
    with path.open("xb") as stream:
        path.chmod(_PRIVATE_FILE)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                info = zipfile.ZipInfo(f"{top}/{name}", _FIXED_TIME)
                info.create_system, info.external_attr = _UNIX, _MODE
                info.file_size = (folder / name).stat().st_size
                with (folder / name).open("rb") as source, archive.open(info, "w") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
        stream.flush()
        os.fsync(stream.fileno())


def _is_ours(path: Path) -> bool:
    try:
        found: Verified = verify_bundle(path)
    except ProgramError:
        return False
    return bool(found.manifest_sha256)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
