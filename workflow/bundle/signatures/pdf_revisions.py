"""Tells whether the pages of a PDF still show what they showed when it was signed, notes in the margin apart."""

import hashlib
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

_MAX_OBJECTS = 200_000
_MAX_DEPTH = 60
_FAILURES = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, NotImplementedError)
_NOT_SHOWN = frozenset({"/Annots", "/Parent", "/Metadata", "/PieceInfo", "/LastModified", "/StructParents"})


class TooComplexError(Exception):
    """A page that reaches more objects than a page of paper can need."""


def shows_the_same(reader: PdfFileReader, revision: int) -> bool:
    """Whether the pages of the last revision draw what those of an earlier one drew; raises TooComplexError."""
    before = _Pages(reader.get_historical_resolver(revision)).digests()
    after = _Pages(reader.get_historical_resolver(reader.xrefs.total_revisions - 1)).digests()
    return before == after


def still_shows(earlier: bytes, content: bytes) -> bool:
    """Whether the pages of a file draw what they drew in the file it was before something was added to it."""
    try:
        before, after = (PdfFileReader(BytesIO(data), strict=False) for data in (earlier, content))
        return _Pages(before).digests() == _Pages(after).digests()
    except (TooComplexError, PdfError, *_FAILURES):
        return False


class _Pages:
    """The pages of one revision."""

    def __init__(self, handler: Any) -> None:
        self._root = handler.root
        self._left = _MAX_OBJECTS

    def digests(self) -> list[bytes]:
        """Return a digest of all that each page draws: contents, fonts, pictures, size."""
        return [self._digest(page, set(), 0) for page in self._pages(self._root["/Pages"], 0)]

    def _pages(self, node: Any, depth: int) -> list[Any]:
        self._count(depth)
        if isinstance(node, generic.IndirectObject):
            node = node.get_object()  # type: ignore[no-untyped-call]  # the library leaves it without types
        if "/Kids" not in node:
            return [node]
        return [page for kid in node["/Kids"] for page in self._pages(kid, depth + 1)]

    def _digest(self, value: Any, above: set[Any], depth: int) -> bytes:
        """Return a digest of a value and of all it reaches; a circle ends where it closes."""
        self._count(depth)
        if isinstance(value, generic.IndirectObject):
            if value.reference in above:
                return b"circle"
            inner = value.get_object()  # type: ignore[no-untyped-call]  # likewise
            return self._digest(inner, above | {value.reference}, depth + 1)
        digest = hashlib.sha256(type(value).__name__.encode())
        if isinstance(value, generic.DictionaryObject):
            for key in sorted(set(value) - _NOT_SHOWN):
                digest.update(key.encode() + self._digest(value.raw_get(key), above, depth + 1))
            if isinstance(value, generic.StreamObject):
                digest.update(value.encoded_data)
        elif isinstance(value, generic.ArrayObject):
            for item in list.__iter__(value):
                digest.update(self._digest(item, above, depth + 1))
        else:
            digest.update(repr(value).encode("utf-8", "replace"))
        return digest.digest()

    def _count(self, depth: int) -> None:
        self._left -= 1
        if self._left < 0 or depth > _MAX_DEPTH:
            raise TooComplexError
