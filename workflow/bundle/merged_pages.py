"""The pages of many files on their way into one: copied first, bound as one document at the end."""

import hashlib
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Name


class MergedPages:
    """The pages of the merged file, before they are bound.

    They are put together at the end: a list of pages that grows with each file costs a third of the time of a merge.
    """

    def __init__(self, merged: pikepdf.Pdf) -> None:
        """Begin with a file without pages."""
        self._merged = merged
        self._pages: list[pikepdf.Object] = []
        self._sources = hashlib.sha256()

    def add(self, source: Path | BytesIO) -> int:
        """Copy the pages of a file and return how many they are."""
        with pikepdf.open(source) as document:
            self._sources.update(_identity_of(document, source))
            copies = [self._merged.copy_foreign(page.obj) for page in document.pages]
        self._pages += copies
        return len(copies)

    def bind(self, front: int) -> list[pikepdf.Object]:
        """Make one document of the pages, the last `front` of them before all others, and return them in order."""
        pages = self._pages[-front:] + self._pages[:-front] if front else self._pages
        tree = self._merged.Root.Pages
        for page in pages:
            page[Name.Parent] = tree
        tree.Kids, tree.Count = Array(pages), len(pages)
        return pages

    def identity(self, *words: object) -> pikepdf.Array:
        """Return what tells this file from others: it depends on the files it is made of and on what is added."""
        self._sources.update(repr(words).encode())
        return Array([pikepdf.String(self._sources.digest()[:16])] * 2)


def _identity_of(document: pikepdf.Pdf, source: Path | BytesIO) -> bytes:
    """Return what tells a source from others: of a file, the identity that whoever wrote it took from its bytes."""
    if isinstance(source, BytesIO):
        return source.getvalue()
    identity = document.trailer.get("/ID")
    return source.read_bytes() if identity is None else bytes(identity.unparse())
