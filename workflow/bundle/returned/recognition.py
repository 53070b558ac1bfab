"""Recognises what a returned file is: by its bytes, by the codes on its pages, by its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from workflow.bundle.page_code import PageCode, read_code
from workflow.bundle.returned.book import Book, Expected
from workflow.bundle.signatures.seen import FileSeen, PageSeen


class How(StrEnum):
    """By what a document was recognised."""

    BYTES = "byte"
    CODE = "codice"
    TEXT = "testo"


@dataclass(frozen=True)
class Piece:
    """One document in a file: the pages of the file that hold it and which of its own pages they are.

    `code` is the one printed on it, and `others` the pages without a code that follow its own.
    """

    expected: Expected | None
    code: PageCode | None
    file_pages: tuple[int, ...]
    own_pages: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    @property
    def page_count(self) -> int:
        """How many pages the document has."""
        return self.code.page_count if self.code is not None else len(self.own_pages)

    @property
    def missing(self) -> tuple[int, ...]:
        """The pages of the document that are not in the file."""
        return tuple(page for page in range(1, self.page_count + 1) if page not in self.own_pages)

    @property
    def is_in_order(self) -> bool:
        """Whether its pages follow one another, each once."""
        return list(self.own_pages) == sorted(set(self.own_pages))

    @property
    def last_page(self) -> int:
        """The last page of the file that goes with it."""
        return max((*self.file_pages, *self.others))


@dataclass(frozen=True)
class Recognition:
    """What a file is: the documents in it, or those that its words do not tell apart."""

    how: How | None
    pieces: tuple[Piece, ...] = ()
    candidates: tuple[Expected, ...] = ()
    blank_pages: tuple[int, ...] = ()
    is_unchanged: bool = False


def recognise(seen: FileSeen, book: Book) -> Recognition:
    """Return what a returned file is."""
    blank = tuple(number for number, page in enumerate(seen.pages, 1) if page.is_blank)
    known = book.by_bytes((seen.content_sha256, *seen.earlier_sha256))
    printed = first_code(seen.pages[0]) if seen.pages else None
    if known is not None and printed is not None:  # the bytes say what it is, the code which version
        pages = tuple(range(1, seen.page_count + 1))
        piece = Piece(known, printed, pages, pages)
        return Recognition(How.BYTES, (piece,), blank_pages=blank, is_unchanged=_is_as_made(seen, book))
    pieces = _by_codes(seen.pages, book)
    if pieces:
        return Recognition(How.CODE, pieces, blank_pages=blank)
    candidates = book.by_text("\n".join(page.text for page in seen.pages))
    if len(candidates) == 1:
        pages = tuple(range(1, seen.page_count + 1))
        return Recognition(How.TEXT, (Piece(candidates[0], None, pages, pages),), blank_pages=blank)
    return Recognition(None, candidates=tuple(candidates), blank_pages=blank)


def first_code(page: PageSeen) -> PageCode | None:
    """Return the code of ours that a page carries."""
    return next((read for text in page.codes if (read := read_code(text)) is not None), None)


def _is_as_made(seen: FileSeen, book: Book) -> bool:
    return seen.content_sha256 in book.known_sha256


def _by_codes(pages: Sequence[PageSeen], book: Book) -> tuple[Piece, ...]:
    """Cut the pages where the document changes; a page without a code goes with the document before it."""
    pieces: list[_Growing] = []
    before: list[int] = []
    for number, page in enumerate(pages, 1):
        code = first_code(page)
        if code is None:
            (pieces[-1].others if pieces else before).append(number)
        elif pieces and pieces[-1].holds(code):
            pieces[-1].add(number, code)
        else:
            pieces.append(_Growing(code, number))
    if pieces:
        pieces[0].others[:0] = before
    return tuple(piece.finished(book) for piece in pieces)


class _Growing:
    """A piece while its pages are being read."""

    def __init__(self, code: PageCode, number: int) -> None:
        self._code = code
        self._file_pages = [number]
        self._own_pages = [code.page]
        self.others: list[int] = []

    def holds(self, code: PageCode) -> bool:
        """Whether a page is of the same document and version, and not the beginning of a second copy."""
        is_same = code.code == self._code.code and code.page_count == self._code.page_count
        is_whole = set(self._own_pages) == set(range(1, self._code.page_count + 1))
        return is_same and not (is_whole and code.page == 1)

    def add(self, number: int, code: PageCode) -> None:
        self._file_pages.append(number)
        self._own_pages.append(code.page)

    def finished(self, book: Book) -> Piece:
        expected = book.by_sign(self._code.code.document)
        return Piece(expected, self._code, tuple(self._file_pages), tuple(self._own_pages), tuple(self.others))
