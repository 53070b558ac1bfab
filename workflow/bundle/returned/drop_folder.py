"""Gathers what people drop in a folder: every file once, those inside zips too, signatures with what they sign."""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

MAX_FILES = 5000
MAX_BYTES = 60_000_000
MAX_UNPACKED = 600_000_000
MAX_RATIO = 200
_SMALL = 1_000_000  # below this a text that packs very well harms nobody
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_SIGNATURE_SUFFIXES = (".p7m", ".p7s", ".tsr", ".tsd")
_ENTRY_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, EOFError)
_ZIP_ERRORS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)
_CHUNK = 1 << 20
_LONGEST = 5  # a dot and four letters


@dataclass(frozen=True)
class Dropped:
    """One file: how people find it, where its bytes are, and the file that it may be the separate signature of."""

    name: str
    path: Path
    sha256: str
    byte_count: int
    original: Path | None = None


@dataclass(frozen=True)
class Refused:
    """What was not even looked into, and why."""

    name: str
    reason: str


def gather(folder: Path, work: Path) -> tuple[list[Dropped], list[Refused]]:
    """Return the files of a folder in order of name; what zips hold is unpacked into `work`."""
    found: list[Dropped] = []
    refused: list[Refused] = []
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if len(found) >= MAX_FILES:
            refused.append(Refused(name, f"la cartella ha più di {MAX_FILES} file: dividerla"))
            break
        if path.is_symlink():
            refused.append(Refused(name, "è un collegamento, non un file"))
        elif path.suffix.lower() == ".zip":
            _unpack(path, name, work, found, refused)
        else:
            _take(path, name, found, refused)
    return found, refused


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
        if not is_hidden and path.name.lower() not in _LITTER and (path.is_symlink() or path.is_file()):
            yield path


def _take(path: Path, name: str, found: list[Dropped], refused: list[Refused]) -> None:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            refused.append(Refused(name, f"è troppo grande ({size // 1_000_000} MB)"))
            return
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        refused.append(Refused(name, f"non si può leggere ({error.strerror})"))
        return
    found.append(Dropped(name, path, digest, size, original_of(path)))


def original_of(path: Path) -> Path | None:
    """Return the file that a separate signature signs: the same name without the ending, else with that of a PDF."""
    if path.suffix.lower() not in _SIGNATURE_SUFFIXES:
        return None
    bare = path.with_suffix("")
    candidates = (bare, bare.with_suffix(".pdf"), Path(f"{bare}.pdf"))
    return next((one for one in candidates if one != path and one.is_file()), None)


def _unpack(path: Path, name: str, work: Path, found: list[Dropped], refused: list[Refused]) -> None:
    """Unpack what a zip holds, under names of ours and with a count of the bytes that does not trust its directory."""
    place = work / hashlib.sha256(name.encode()).hexdigest()[:16]
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            reason = _danger(entries)
            if reason is not None:
                refused.append(Refused(name, reason))
                return
            unpacked = list(_entries(archive, entries, name, place, refused))
    except _ZIP_ERRORS as error:
        shutil.rmtree(place, ignore_errors=True)
        refused.append(Refused(name, f"lo zip è danneggiato o protetto ({type(error).__name__})"))
        return
    for target, shown in unpacked:  # all are there now: a signature finds what it signs
        _take(target, shown, found, refused)


def _entries(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], name: str, place: Path, refused: list[Refused]
) -> Iterator[tuple[Path, str]]:
    """Yield each unpacked file with how people find it; one that is broken is refused and the others go on."""
    numbers: dict[str, int] = {}
    place.mkdir(parents=True, exist_ok=True)
    for entry in sorted(entries, key=lambda one: one.filename):
        inner = PurePosixPath(entry.filename.replace("\\", "/"))
        shown = f"{name} › {inner.name}"
        if inner.name.startswith((".", "~$")) or "__MACOSX" in inner.parts:
            continue
        if inner.suffix.lower() == ".zip":
            refused.append(Refused(shown, "è uno zip dentro uno zip: estrarlo prima"))
            continue
        target = _free(place, _number(inner, numbers), _endings(inner.name))
        try:
            with archive.open(entry) as source, target.open("wb") as sink:
                _copy(source, sink)
        except _ENTRY_ERRORS as error:
            target.unlink(missing_ok=True)
            refused.append(Refused(shown, f"nello zip è danneggiato ({type(error).__name__})"))
        else:
            yield target, shown


def _danger(entries: list[zipfile.ZipInfo]) -> str | None:
    if len(entries) > MAX_FILES:
        return f"lo zip ha più di {MAX_FILES} file"
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return "lo zip, una volta estratto, è troppo grande"
    for entry in entries:
        if entry.flag_bits & 1:
            return "lo zip è protetto da una password"
        if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            return "lo zip ha un contenuto che si gonfia in modo anomalo"
    return None


def _copy(source: IO[bytes], sink: IO[bytes]) -> None:
    """Copy no more than a file may have; a directory that lies about sizes does not matter."""
    taken = 0
    while chunk := source.read(_CHUNK):
        taken += len(chunk)
        if taken > MAX_BYTES:
            raise ValueError("larger than declared")
        sink.write(chunk)


def _number(inner: PurePosixPath, numbers: dict[str, int]) -> str:
    """Return a number for the name without its endings: a separate signature gets that of the file it signs."""
    bare = inner.as_posix().casefold()
    for ending in reversed(PurePosixPath(inner.name).suffixes):
        bare = bare.removesuffix(ending.casefold())
    return f"{numbers.setdefault(bare, len(numbers)):04d}"


def _free(place: Path, number: str, endings: str) -> Path:
    target, count = place / f"{number}{endings}", 1
    while target.exists():
        count += 1
        target = place / f"{number}_{count}{endings}"
    return target


def _endings(name: str) -> str:
    """Return the endings of a name that say what a file is, such as .pdf.p7m."""
    kept = [one.lower() for one in PurePosixPath(name).suffixes[-3:] if one[1:].isalnum() and len(one) <= _LONGEST]
    return "".join(kept)
