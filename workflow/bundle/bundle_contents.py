"""A finished bundle as it is found, in a folder or in a zip: its names, what each of them is, and their bytes."""

import hashlib
import os
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from workflow.bundle.manifest import MANIFEST_NAME, MAX_MANIFEST_BYTES, read_bounded
from workflow.resources import BrokenFileError, ProgramError

# More than any bundle has, and few enough to be listed at once.
_MOST_ENTRIES = 100_000
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_MODE_SHIFT = 16
_REMEDY = "Farsi dare di nuovo il fascicolo, oppure rifarlo con «dossier-cer build» e «dossier-cer bundle zip»."


class BundleMissingError(ProgramError):
    """A bundle that does not exist."""

    exit_code = 3


@dataclass(frozen=True)
class Entry:
    """A name in the bundle: whether it is a plain file, and how many bytes it says it has."""

    name: str
    is_plain: bool
    size: int


class Contents(Protocol):
    """What the verification needs of a bundle, wherever it lies."""

    def entries(self) -> Iterator[Entry]:
        """Yield every name, also the ones that are no plain files; a name that stands twice comes twice."""
        ...

    def sha256(self, name: str, size: int) -> str | None:
        """Return the digest of a plain file, or None if it does not have that size or cannot be read whole."""
        ...

    def manifest(self) -> bytes:
        """Return the bytes of the manifest; raise BrokenFileError, FileNotFoundError."""
        ...

    @property
    def manifest_path(self) -> Path:
        """Where the manifest is, for messages."""
        ...


@contextmanager
def opened_bundle(path: Path) -> Iterator[Contents]:
    """Give the contents of a folder or of a zip; raise BundleMissingError, BrokenFileError."""
    if path.is_dir():
        yield FolderContents(path)
    elif path.is_file():
        with _zip_of(path) as archive:
            yield ZipContents(path, archive)
    else:
        raise BundleMissingError(f"{path} non esiste: indicare la cartella di un fascicolo già fatto, o il suo zip.")


class FolderContents:
    """A bundle in a folder; no link is followed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.manifest_path = folder / MANIFEST_NAME

    def entries(self) -> Iterator[Entry]:
        """Yield every name in the folder."""
        for root, directories, files in os.walk(self._folder):
            directories.sort()
            here = Path(root)
            for name in sorted([*files, *(name for name in directories if (here / name).is_symlink())]):
                facts = (here / name).lstat()
                relative = (here / name).relative_to(self._folder).as_posix()
                yield Entry(relative, stat.S_ISREG(facts.st_mode), facts.st_size)

    def sha256(self, name: str, size: int) -> str | None:
        """Return the digest of a plain file of that size."""
        path = self._folder / name
        if path.lstat().st_size != size:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def manifest(self) -> bytes:
        """Return the bytes of the manifest."""
        return read_bounded(self.manifest_path)


class ZipContents:
    """A bundle in a zip, read without being unpacked; what lies in its one folder counts as if it lay at the top."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self._path, self._archive = path, archive
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > _MOST_ENTRIES:
            raise BrokenFileError(path, f"lo zip ha più di {_MOST_ENTRIES} file: non è un fascicolo.", _REMEDY)
        self._top = _top_folder(infos)
        self._infos = infos
        self._by_name: Mapping[str, zipfile.ZipInfo] = {self._inner(info): info for info in reversed(infos)}
        self.manifest_path = path / self._top / MANIFEST_NAME

    def entries(self) -> Iterator[Entry]:
        """Yield every file of the zip; links, encrypted files and files outside the folder are not plain."""
        for info in self._infos:
            kind = stat.S_IFMT(info.external_attr >> _MODE_SHIFT)
            is_inside = info.filename.startswith(self._top)
            is_plain = kind in {0, stat.S_IFREG} and not info.flag_bits & _ENCRYPTED and is_inside
            yield Entry(self._inner(info), is_plain, info.file_size)

    def sha256(self, name: str, size: int) -> str | None:
        """Return the digest of a file of that size; no more than that is ever unpacked."""
        info = self._by_name[name]
        if info.file_size != size:
            return None
        digest, left = hashlib.sha256(), size
        try:
            with self._archive.open(info) as file:
                while chunk := file.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        return None
                    digest.update(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            return None
        return digest.hexdigest() if left == 0 else None

    def manifest(self) -> bytes:
        """Return the bytes of the manifest."""
        info = self._by_name.get(MANIFEST_NAME)
        if info is None:
            raise FileNotFoundError(self.manifest_path)
        try:
            with self._archive.open(info) as file:
                return _bounded(file, self.manifest_path)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise BrokenFileError(self.manifest_path, "il manifesto nello zip non si può leggere.", _REMEDY) from error

    def _inner(self, info: zipfile.ZipInfo) -> str:
        return info.filename.removeprefix(self._top)


def _bounded(file: IO[bytes], path: Path) -> bytes:
    data = file.read(MAX_MANIFEST_BYTES + 1)
    if len(data) > MAX_MANIFEST_BYTES:
        raise BrokenFileError(path, "il manifesto è troppo grande.", _REMEDY)
    return data


@contextmanager
def _zip_of(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise BrokenFileError(path, "il file non è uno zip leggibile.", _REMEDY) from error
    with archive:
        yield archive


def _top_folder(infos: list[zipfile.ZipInfo]) -> str:
    """Return the one folder that holds the manifest, with its slash; nothing if the manifest lies at the top."""
    names = {info.filename for info in infos}
    if MANIFEST_NAME in names:
        return ""
    tops = {name.partition("/")[0] for name in names if "/" in name}
    found = [top for top in tops if f"{top}/{MANIFEST_NAME}" in names]
    return f"{found[0]}/" if len(found) == 1 else ""
