"""Finds headings left alone at the foot of a page: LibreOffice leaves some, though they are to stay with their text."""

from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

_XYZ = 1
_HEADING = 26.0  # points that a heading of one line takes, with the space under it
_FOOT = 62.0  # points from the bottom where the margin of our pages begins; footers stand below
_REACH = 100.0  # points over the foot: a heading that stands higher has room for its text below


def has_orphan_heading(pdf: Path) -> bool:
    """Whether under a heading of the outline, on its page, there is no text though the document goes on."""
    try:
        document = PdfDocument(pdf)
    except PdfiumError:
        return False
    try:
        return any(_is_last(document, page, top) for page, top in _lowest_headings(document).items())
    finally:
        document.close()


def _lowest_headings(document: PdfDocument) -> dict[int, float]:
    """Return how high the lowest heading of each page stands; of the last page none."""
    lowest: dict[int, float] = {}
    for bookmark in document.get_toc():
        place = bookmark.get_dest()
        if place is None:
            continue
        page, (mode, view) = place.get_index(), place.get_view()
        if page is not None and page < len(document) - 1 and mode == _XYZ and len(view) > 1:
            lowest[page] = min(lowest.get(page, view[1]), view[1])
    return lowest


def _is_last(document: PdfDocument, number: int, top: float) -> bool:
    if top > _FOOT + _REACH:  # pages cost much more to read than the outline
        return False
    page = document[number]
    text = page.get_textpage()
    below = text.get_text_bounded(0, _FOOT, page.get_width(), max(_FOOT + 1, top - _HEADING))
    text.close()
    page.close()
    return not below.strip()
