"""The texts to read: a file, or each file of a zip, opened as a stream under the guards of the house."""

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from workflow.intake.file_guard import MAX_FILE_BYTES, check_members, check_size
from workflow.resources import BrokenFileError

# Flows of a whole distributor are large, but read as they flow; everything else keeps the limit of its own reader.
MAX_STREAM_BYTES = 2_000_000_000
HEAD_BYTES = 4096
_UTF16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class MeasureSource:
    """A file of measures: `member` is its name inside a zip, `sheet` the one of several of a workbook.

    `kept_as` is the name under which a dossier keeps the file, where another of the same name came before.
    """

    path: Path
    member: str | None = None
    sheet: str | None = None
    kept_as: str | None = None

    @property
    def name(self) -> str:
        """What messages call it."""
        member = "" if self.member is None else f", {self.member}"
        sheet = "" if self.sheet is None else f", foglio «{self.sheet}»"
        return f"{self.kept_as or self.path.name}{member}{sheet}"

    @property
    def own_name(self) -> str:
        """The name of the innermost file, which in the flows of the system carries a date."""
        return self.path.name if self.member is None else Path(self.member).name

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """Open it for reading from its beginning."""
        if self.member is None:
            with self.path.open("rb") as stream:
                yield stream
            return
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as packed:
                yield cast("BinaryIO", packed)
        except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, EOFError) as error:
            raise _damaged(self.path) from error

    @property
    def head(self) -> bytes:
        """The first bytes."""
        with self.opened() as stream:
            return stream.read(HEAD_BYTES)

    def text(self, most_bytes: int) -> str:
        """Return the whole text; raise BrokenFileError beyond the limit or for bytes that are no text."""
        with self.opened() as stream:
            content = stream.read(most_bytes + 1)
        if len(content) > most_bytes:
            raise BrokenFileError(
                self.name,
                f"il file pesa più di {most_bytes // 1_000_000} MB.",
                "Dividerlo in più file, per esempio uno al mese.",
            )
        encodings = (_UTF16[content[:2]],) if content[:2] in _UTF16 else ("utf-8-sig", "cp1252")
        for encoding in encodings:
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
        raise BrokenFileError(self.name, "il file non è un testo leggibile.", "Salvarlo di nuovo in UTF-8.")


def sources_of(path: Path, kept_as: str | None = None) -> tuple[MeasureSource, ...]:
    """Return the file itself, or the files of a zip that is not a workbook; raise BrokenFileError for a bad one."""
    check_size(path, MAX_STREAM_BYTES)
    with path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            return (MeasureSource(path, kept_as=kept_as),)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _damaged(path) from error
    names = {member.filename for member in members}
    if names & {"[Content_Types].xml", "content.xml", "Index/Document.iwa"}:
        return (MeasureSource(path, kept_as=kept_as),)
    check_members(path, members, MAX_STREAM_BYTES)
    wanted = [one.filename for one in members if not one.is_dir() and not _is_leftover(one.filename)]
    if not wanted:
        raise BrokenFileError(path, "l'archivio zip non contiene file.", "Controllare che sia quello giusto.")
    return tuple(MeasureSource(path, name, kept_as=kept_as) for name in sorted(wanted))


def is_workbook(source: MeasureSource) -> bool:
    """Whether a source is a zip or an old document: what a workbook reader has to judge."""
    return source.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


@contextmanager
def file_of(source: MeasureSource) -> Iterator[Path]:
    """Give the source as a file by itself: a member of a zip is unpacked beside, under its own name."""
    if source.member is None:
        yield source.path
        return
    with tempfile.TemporaryDirectory() as folder, source.opened() as stream:
        content = stream.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise BrokenFileError(source.name, "il file nello zip è troppo grande.", "Dividerlo in più file.")
        path = Path(folder) / source.own_name
        path.write_bytes(content)
        yield path


def _is_leftover(name: str) -> bool:
    """Whether a system put it in the zip by itself."""
    return name.startswith("__MACOSX/") or Path(name).name in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _damaged(path: Path) -> BrokenFileError:
    return BrokenFileError(
        path, "il file è tronco o danneggiato.", "Farsi mandare una copia intera, o scaricarlo di nuovo."
    )
