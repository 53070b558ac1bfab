"""Deflates with isal, which is several times as fast as zlib at the same size; with zlib where isal is not there."""

import struct
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

LONG_LITERAL = 400  # a shorter text of a template is written with what stands around it
_LONGEST_STORED = 4096
_LEAST_SHARE = 0.7  # of a part that long texts must make up: otherwise deflating it whole is as fast, and smaller
_STORED = struct.Struct("<BHH")  # the head of a stored block that is not the last: its length, and its complement
_FASTEST, _SMALLEST = 1, 9
_RAW = -15  # the window of zlib, without its header: what a zip holds
_END = zlib.compressobj(_FASTEST, zlib.DEFLATED, _RAW).flush()  # an empty last block


class DeflateLibrary(StrEnum):
    """The libraries that can deflate; `BEST` is isal if it is installed."""

    BEST = "best"
    ISAL = "isal"
    ZLIB = "zlib"


class Deflater(Protocol):
    """A way to deflate the parts of a document."""

    def deflate(self, data: bytes, pieces: Sequence[bytes], literals: frozenset[bytes]) -> bytes:
        """Return raw deflated data; `pieces` are what they are made of, `literals` those that come again."""

    def crc32(self, data: bytes) -> int:
        """Return the checksum that a zip wants."""


class _Library(Protocol):
    def compress(self, data: bytes, /, level: int, wbits: int) -> bytes: ...

    def crc32(self, data: bytes, /) -> int: ...


class _WholeDeflater:
    """Deflates a part as one."""

    def __init__(self, library: _Library, level: int) -> None:
        self._library = library
        self._level = level

    def deflate(self, data: bytes, pieces: Sequence[bytes], literals: frozenset[bytes]) -> bytes:  # noqa: ARG002 - of the protocol
        return self._library.compress(data, level=self._level, wbits=_RAW)

    def crc32(self, data: bytes) -> int:
        return self._library.crc32(data)


class _PiecewiseDeflater(_WholeDeflater):
    """Deflates by zlib, but the long texts of a template only once: zlib is too slow for them each time.

    Each goes into the file as blocks that refer to nothing outside themselves. The few words between two of
    them are stored as they are, longer passages and tables deflated; the file is larger, and as sound.
    """

    def __init__(self) -> None:
        super().__init__(zlib, _FASTEST)
        self._kept: dict[bytes, bytes] = {}

    def deflate(self, data: bytes, pieces: Sequence[bytes], literals: frozenset[bytes]) -> bytes:
        if sum(map(len, filter(literals.__contains__, pieces))) < _LEAST_SHARE * len(data):
            return super().deflate(data, pieces, literals)
        written: list[bytes] = []
        between: list[bytes] = []
        for piece in pieces:
            if piece not in literals:
                between.append(piece)
                continue
            if between:
                written.append(_passage(b"".join(between)))
                between = []
            written.append(self._literal(piece))
        if between:
            written.append(_passage(b"".join(between)))
        return b"".join((*written, _END))

    def _literal(self, piece: bytes) -> bytes:
        known = self._kept.get(piece)
        if known is None:
            known = self._kept[piece] = _blocks(piece, _SMALLEST)
        return known


def _passage(data: bytes) -> bytes:
    length = len(data)
    if length > _LONGEST_STORED:
        return _blocks(data, _FASTEST)
    return _STORED.pack(0, length, ~length & 0xFFFF) + data


def _blocks(data: bytes, level: int) -> bytes:
    """Deflate to the end of a byte; nothing before or after is referred to."""
    stream = zlib.compressobj(level, zlib.DEFLATED, _RAW)
    return stream.compress(data) + stream.flush(zlib.Z_SYNC_FLUSH)


def deflater(library: DeflateLibrary = DeflateLibrary.BEST) -> Deflater:
    """Return a deflater for what is written once; raises ModuleNotFoundError only if isal is asked for by name."""
    if library is DeflateLibrary.ZLIB:
        return _PiecewiseDeflater()
    try:
        from isal import isal_zlib  # noqa: PLC0415 - not on every system
    except ModuleNotFoundError:
        if library is DeflateLibrary.ISAL:
            raise
        return _PiecewiseDeflater()
    return _WholeDeflater(isal_zlib, _FASTEST)


def smallest() -> Deflater:
    """Return a deflater for what is written a thousand times: slow, small, the same on every machine."""
    return _WholeDeflater(zlib, _SMALLEST)
