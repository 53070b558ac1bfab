"""The fingerprint of a whole zip, kept in its own comment: any bit that changes anywhere in the file is noticed."""

import hashlib
import struct
from pathlib import Path

_COMMENT = 64  # a sha256 in hexadecimal
_LENGTH = struct.Struct("<H")
_CHUNK = 1 << 20


def stamp(path: Path) -> None:
    """Write the fingerprint into the comment of a zip that has none."""
    with path.open("r+b") as stream:
        stream.seek(-_LENGTH.size, 2)
        if stream.read() != _LENGTH.pack(0):
            raise ValueError("a zip that already has a comment")
    digest = _sha256(path, path.stat().st_size - _LENGTH.size)
    with path.open("r+b") as stream:
        stream.seek(-_LENGTH.size, 2)
        stream.write(_LENGTH.pack(_COMMENT) + digest.encode())


def is_whole(path: Path) -> bool:
    """Whether the file is byte for byte the one that was stamped."""
    size = path.stat().st_size
    if size < _LENGTH.size + _COMMENT:
        return False
    with path.open("rb") as stream:
        stream.seek(-_LENGTH.size - _COMMENT, 2)
        end = stream.read()
    digest = _sha256(path, size - len(end))
    return end == _LENGTH.pack(_COMMENT) + digest.encode()


def _sha256(path: Path, count: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while count and (chunk := stream.read(min(count, _CHUNK))):
            digest.update(chunk)
            count -= len(chunk)
    return digest.hexdigest()
