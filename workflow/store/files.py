"""The files that facts rest on, kept once by fingerprint: beside a SQLite archive, inside a server's database."""

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from workflow.resources import ProgramError
from workflow.store.engine import database_file
from workflow.store.facts import Source
from workflow.store.tables import FileRow

_SUFFIX = ".file"
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_CHUNK = 1 << 20


class FileChangedError(ProgramError):
    """A file that changed between being judged and being stored."""

    exit_code = 6


class FileLostError(ProgramError):
    """A file that the archive should have and has not, or has with other bytes."""

    exit_code = 4


class StoredFiles:
    """The bytes behind the rows of `file`."""

    def __init__(self, engine: Engine) -> None:
        """Choose where the bytes are: `folder` is None if they are in the database."""
        file = database_file(engine)
        self.folder = None if file is None else file.with_name(file.name + _SUFFIX)

    def place(self, sources: Sequence[Source]) -> None:
        """Copy beside the archive what is not there yet; before the transaction, so that nobody waits for a disk.

        What a killed process leaves is a file that no row speaks of, which `verify` tells.
        """
        if self.folder is None:
            return
        for source in sources:
            path = self.path_of(source.sha256)
            if not path.exists():
                self._copy(source, path)

    def add(self, session: Session, sources: Sequence[Source]) -> None:
        """Write the rows of files that have none yet, with their bytes if these live in the database."""
        wanted = {source.sha256: source for source in sources}
        known = set(session.exec(select(FileRow.sha256).where(col(FileRow.sha256).in_(list(wanted)))))
        for sha256, source in wanted.items():
            if sha256 not in known:
                content = None if self.folder is not None else _checked(source)
                size = len(content) if content is not None else self.path_of(sha256).stat().st_size
                session.add(FileRow(sha256=sha256, byte_count=size, content=content))

    def read(self, session: Session, sha256: str) -> bytes:
        """Return the bytes of a file; raise FileLostError if they are not there or not the same."""
        content = self.find(session, sha256)
        if content is None or hashlib.sha256(content).hexdigest() != sha256:
            raise FileLostError(
                "Un file conservato nell'archivio manca o è alterato: controllare con «dossier-cer archive verify»."
            )
        return content

    def find(self, session: Session, sha256: str) -> bytes | None:
        """Return the bytes under a fingerprint as they are, whole or not."""
        if self.folder is not None:
            path = self.path_of(sha256)
            return path.read_bytes() if path.is_file() else None
        return session.exec(select(FileRow.content).where(col(FileRow.sha256) == sha256)).first()

    def put(self, sha256: str, content: bytes) -> None:
        """Write bytes that a backup holds beside the archive."""
        if self.folder is not None and not self.path_of(sha256).exists():
            _write(self.path_of(sha256), [content])

    def path_of(self, sha256: str) -> Path:
        """Return where the bytes of a fingerprint lie."""
        if self.folder is None:
            raise AssertionError("the bytes are in the database")
        return self.folder / sha256[:2] / sha256

    def on_disk(self) -> Iterator[Path]:
        """Yield everything that lies in the folder of the files, leftovers included."""
        if self.folder is not None and self.folder.is_dir():
            yield from sorted(path for path in self.folder.rglob("*") if path.is_file())

    def _copy(self, source: Source, path: Path) -> None:
        digest = hashlib.sha256()

        def chunks() -> Iterator[bytes]:
            with source.place.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    yield chunk
            _assert_same(source, digest.hexdigest())

        _write(path, chunks())


def paths_of(files: Mapping[str, str]) -> dict[str, str]:
    """Return {path: sha256} without paths that would leave the folder they are written back to."""
    return {path: sha for path, sha in files.items() if not Path(path).is_absolute() and ".." not in Path(path).parts}


def _checked(source: Source) -> bytes:
    content = source.place.read_bytes()
    _assert_same(source, hashlib.sha256(content).hexdigest())
    return content


def _assert_same(source: Source, sha256: str) -> None:
    if sha256 != source.sha256:
        raise FileChangedError(f"Il file «{source.path}» è cambiato mentre veniva letto: ripetere il comando.")


def _write(path: Path, chunks: Iterator[bytes] | list[bytes]) -> None:
    """Write beside and rename, so that under a fingerprint there are its bytes or nothing."""
    for folder in (path.parent.parent, path.parent):  # each by itself: parents get the system's usual mode
        folder.mkdir(exist_ok=True, mode=_PRIVATE_FOLDER)
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(_PRIVATE_FILE)
        os.replace(beside, path)  # noqa: PTH105 - one step
    finally:
        beside.unlink(missing_ok=True)
