"""Where dossiers are read and bundles are put: a folder, or an address of shared storage such as `s3://…`."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workflow.bundle.manifest import MANIFEST_NAME
from workflow.bundle.output_folder import WriteRefusedError
from workflow.resources import ProgramError

_SCHEME = "://"
_TEMPORARY = "dossier-cer-lotto-"
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


class StorageMissingError(ProgramError):
    """An address that no installed library can reach."""

    exit_code = 2


def is_address(place: str) -> bool:
    """Whether a place is an address, and not a folder of this machine."""
    return _SCHEME in place


def joined(place: str, name: str) -> str:
    """Return the place of something inside another."""
    return f"{place.rstrip('/')}/{name}" if is_address(place) else str(Path(place) / name)


def names_in(place: str) -> list[str]:
    """Return the names of the folders at a place, in order, less the hidden ones."""
    if not is_address(place):
        return sorted(path.name for path in Path(place).iterdir() if path.is_dir() and not path.name.startswith("."))
    files, root = file_system(place)
    found = [str(entry["name"]) for entry in files.ls(root, detail=True) if entry["type"] == "directory"]
    return sorted(name for name in (path.rstrip("/").rpartition("/")[2] for path in found) if not name.startswith("."))


@contextmanager
def read_at(place: str) -> Iterator[Path]:
    """Give the folder at a place; one that is elsewhere is brought here while the body works."""
    if not is_address(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as here:
        folder = Path(here) / place.rstrip("/").rpartition("/")[2]
        _fetch(place, folder)
        yield folder


@contextmanager
def written_at(place: str) -> Iterator[Path]:
    """Give the path at which a bundle is to be written; one for elsewhere is sent whole, its manifest last."""
    if not is_address(place):
        yield Path(place)
        return
    with tempfile.TemporaryDirectory(prefix=_TEMPORARY) as here:
        folder = Path(here) / place.rstrip("/").rpartition("/")[2]
        yield folder
        if folder.is_dir():
            _send(folder, place)


def put_file(path: Path, place: str) -> None:
    """Put one finished file at a place, in one step."""
    if is_address(place):
        with _refusals(place):
            files, root = file_system(place)
            files.put_file(str(path), root)
    else:
        with _in_one_step(Path(place)) as beside:
            shutil.copyfile(path, beside)


def put_bytes(content: bytes, place: str) -> None:
    """Put the bytes of one small file at a place, in one step."""
    if is_address(place):
        with _refusals(place):
            files, root = file_system(place)
            files.pipe_file(root, content)
    else:
        with _in_one_step(Path(place)) as beside:
            beside.write_bytes(content)


def find_bytes(place: str) -> bytes | None:
    """Return the bytes of a file, or None if there is none."""
    if not is_address(place):
        path = Path(place)
        return path.read_bytes() if path.is_file() else None
    files, root = file_system(place)
    try:
        return bytes(files.cat_file(root))
    except FileNotFoundError:
        return None


def file_system(place: str) -> tuple[Any, str]:
    """Return the file system of an address and the path in it; raise StorageMissingError."""
    try:
        import fsspec  # type: ignore[import-untyped] # noqa: PLC0415 - optional, loaded by who asks for it; no types
    except ImportError as error:
        raise StorageMissingError(
            f"Per leggere o scrivere in {place} servono altre librerie: installare dossier-cer[cluster,s3]."
        ) from error
    try:
        # What another machine has just written must be seen: no listing is kept.
        files, root = fsspec.core.url_to_fs(place, use_listings_cache=False)
    except (ImportError, ValueError) as error:
        raise StorageMissingError(
            f"Non si sa come raggiungere {place}: per s3:// installare dossier-cer[s3]."
        ) from error
    files.invalidate_cache()
    return files, root


def _fetch(place: str, folder: Path) -> None:
    files, root = file_system(place)
    folder.mkdir()
    for name in files.find(root):
        target = folder / Path(str(name)).relative_to(root)
        if ".." in target.parts:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        files.get_file(name, str(target))


def _send(folder: Path, place: str) -> None:
    """Send a bundle: each object appears whole or not, and without its manifest there is no bundle."""
    with _refusals(place):
        files, root = file_system(place)
        old = set(map(str, files.find(root)))
        manifest = f"{root}/{MANIFEST_NAME}"
        if manifest in old:
            files.rm_file(manifest)
        sent = [path for path in sorted(folder.rglob("*")) if path.is_file() and path != folder / MANIFEST_NAME]
        targets = {f"{root}/{path.relative_to(folder).as_posix()}": path for path in sent}
        for target, path in targets.items():
            files.put_file(str(path), target)
        for stranger in sorted(old - targets.keys() - {manifest}):
            files.rm_file(stranger)
        files.put_file(str(folder / MANIFEST_NAME), manifest)


@contextmanager
def _in_one_step(target: Path) -> Iterator[Path]:
    """Give a name beside a file, which then takes its place; for its owner alone, as all that a batch leaves."""
    os.makedirs(target.parent, mode=_PRIVATE_FOLDER, exist_ok=True)  # noqa: PTH103 - Path.mkdir: only to the last
    beside = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    try:
        yield beside
        beside.chmod(_PRIVATE_FILE)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _refusals(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteRefusedError(f"Non si può scrivere in {place}: {error.strerror or type(error).__name__}.") from error
