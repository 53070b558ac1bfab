"""Reads and writes the zip of a Word file so that equal parts give equal bytes."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflow.documents.engine.deflating import Deflater, smallest

CONTENT_TYPES = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE_MODE = 0o100644 << 16
_VERSION = 20
_STORED, _DEFLATED = 0, 8
_MIDNIGHT, _FIRST_DAY = 0, 1 << 5 | 1  # 1980-01-01 as zip files write it
_UTF8_NAME = 0x800
_LEAST_DEFLATED = 1024  # below, what deflating saves is not worth its time
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")


def read_package(content: bytes) -> dict[str, bytes]:
    """Return the parts of a Word file by name; raises zipfile.BadZipFile for anything else."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts with fixed dates and a fixed order, the content types first as the format asks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in _ordered(parts):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, parts[name])
    return target.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != CONTENT_TYPES, not name.startswith("_rels/"), name))


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A part as rendered; the pieces it is made of, of which `literals` are the same in every document."""

    data: bytes
    pieces: Sequence[bytes] = ()
    literals: frozenset[bytes] = frozenset()


class PackedParts:
    """The parts that no rendering changes, zipped once and copied whole into each document."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        """Zip the parts as small as they can be."""
        ordered = ((name, WrittenPart(parts[name])) for name in _ordered(parts))
        self._block, self._directory = _entries(ordered, smallest(), 0)
        self._count = len(parts)

    def with_parts(self, parts: Mapping[str, WrittenPart], deflater: Deflater) -> bytes:
        """Return a Word file of these parts and others, in the order of their names, with fixed dates."""
        block, directory = _entries(sorted(parts.items()), deflater, len(self._block))
        count = self._count + len(parts)
        size = len(self._directory) + len(directory)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, size, len(self._block) + len(block), 0)
        return b"".join((self._block, block, self._directory, directory, end))


def _entries(parts: Iterable[tuple[str, WrittenPart]], deflater: Deflater, offset: int) -> tuple[bytes, bytes]:
    """Return the parts as a zip holds them, and their lines in its directory; `offset` is where they begin."""
    block: list[bytes] = []
    directory: list[bytes] = []
    for name, part in parts:
        data = part.data
        written_name = name.encode()
        flags = 0 if name.isascii() else _UTF8_NAME
        is_deflated = len(data) >= _LEAST_DEFLATED
        packed = deflater.deflate(data, part.pieces, part.literals) if is_deflated else data
        method = _DEFLATED if is_deflated else _STORED
        checksum = deflater.crc32(data)
        sizes = (checksum, len(packed), len(data), len(written_name))
        local = _LOCAL.pack(b"PK\3\4", _VERSION, flags, method, _MIDNIGHT, _FIRST_DAY, *sizes, 0)
        made_by = _UNIX << 8 | _VERSION
        directory += (
            _CENTRAL.pack(
                b"PK\1\2",
                made_by,
                _VERSION,
                flags,
                method,
                _MIDNIGHT,
                _FIRST_DAY,
                *sizes,
                0,
                0,
                0,
                0,
                _FILE_MODE,
                offset,
            ),
            written_name,
        )
        block += (local, written_name, packed)
        offset += len(local) + len(written_name) + len(packed)
    return b"".join(block), b"".join(directory)
