"""Cuts the PDF of joined documents into one file for each, and gives every file what the cut took away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

from workflow.bundle.office.pdf_facts import PdfFacts, add_facts
from workflow.bundle.office.pdf_outline import add_outline, copied, headings_of

_PRINT = 4


class UnsplittablePdfError(Exception):
    """A PDF in which the ends of the documents are not to be found."""


@dataclass(frozen=True)
class Piece:
    """One document of the whole: the place of its beginning in the PDF, where it goes, what its file says of itself."""

    start_name: str
    path: Path
    facts: PdfFacts


def split_pdf(whole: bytes, pieces: Sequence[Piece], margin_place: str, *, has_drawings: bool) -> list[int]:
    """Write one PDF/A file for each document and return the pages of each.

    `margin_place` is what the total of pages in the margins points to: there a document alone has no link.
    `has_drawings` if there are pictures or shapes in the documents themselves, and not only in their margins.
    Raises UnsplittablePdfError when a document does not begin where it should.
    """
    with pikepdf.open(BytesIO(whole)) as source:
        numbers = {page.obj.objgen: number for number, page in enumerate(source.pages)}
        places = dict(_named_places(source))
        firsts = _firsts(places, numbers, pieces)
        total = places.get(margin_place)
        headings = list(headings_of(source, numbers))
        for piece, first, after in zip(pieces, firsts, [*firsts[1:], len(source.pages)], strict=True):
            with Pdf.new() as own:
                pages = range(first, after)
                _move_pages(source, own, pages, numbers, None if total is None else _place_of(total))
                if has_drawings:
                    # LibreOffice lists the drawings of all pages in each: those of other documents must not come along.
                    own.remove_unreferenced_resources()
                add_outline(own, [one for one in headings if one.page in pages], first)
                add_facts(own, piece.facts, source)
                made = BytesIO()
                own.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
                piece.path.write_bytes(made.getbuffer())
        return [after - first for first, after in zip(firsts, [*firsts[1:], len(source.pages)], strict=True)]


def _firsts(places: dict[str, Any], numbers: dict[Any, int], pieces: Sequence[Piece]) -> list[int]:
    """Return the first page of each document: the first of all, then one after the other."""
    found = [places.get(piece.start_name) for piece in pieces]
    firsts = [-1 if place is None else numbers.get(place[0].objgen, -1) for place in found]
    if firsts[0] != 0 or any(after <= before for before, after in pairwise(firsts)):
        raise UnsplittablePdfError("a document does not begin on a page of its own")
    return firsts


def _named_places(source: Pdf) -> Iterator[tuple[str, Any]]:
    if Name.Dests in source.Root:
        named: list[tuple[Any, Any]] = [
            (str(key).removeprefix("/"), place) for key, place in dict(source.Root.Dests).items()
        ]
    elif Name.Names in source.Root and Name.Dests in source.Root.Names:
        named = list(pikepdf.NameTree(source.Root.Names.Dests).items())
    else:
        named = []
    for name, place in named:
        yield name, place.D if isinstance(place, Dictionary) else place


def _move_pages(source: Pdf, own: Pdf, pages: range, numbers: dict[Any, int], margin: Any) -> None:
    """Copy the pages of one document without anything that belongs to the others."""
    for number in pages:
        own.pages.append(source.pages[number])
    for place, number in enumerate(pages):
        page = own.pages[place].obj
        for key in (Name.StructParents, Name.Tabs):  # the tree of tags they point to stays with the whole
            if key in page:
                del page[key]
        old = source.pages[number].obj.get(Name.Annots)
        for note in page.get(Name.Annots, Array()):
            note.F = _PRINT  # PDF/A wants every annotation to be printed
        if old is not None:
            kept = [
                link if target is None else _led(link, own.pages[numbers[target[0].objgen] - pages.start].obj, target)
                for link, target in zip(page.Annots, map(_target, old), strict=True)
                if target is None or (numbers.get(target[0].objgen, -1) in pages and _place_of(target) != margin)
            ]
            if kept:
                page.Annots = Array(kept)
            else:
                del page[Name.Annots]


def _led(link: Any, page: Any, target: Any) -> Any:
    """Return a link that leads to a page of its own file, at the same place on it."""
    for key in (Name.A, Name.StructParent):
        if key in link:
            del link[key]
    link.Dest = Array([page, *(copied(target[part]) for part in range(1, len(target)))])
    return link


def _place_of(target: Any) -> tuple[Any, ...]:
    """Return a place as values to compare: the page and where on it."""
    return (target[0].objgen, *(str(target[part]) for part in range(1, len(target))))


def _target(annotation: Any) -> Any:
    target = annotation.get(Name.Dest)
    if target is None and annotation.get(Name.A) is not None and annotation.A.get(Name.S) == Name.GoTo:
        target = annotation.A.get(Name.D)
    return target if isinstance(target, Array) else None
