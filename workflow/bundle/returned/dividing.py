"""Takes some pages out of a scan, so that each document in it stands by itself."""

from io import BytesIO
from pathlib import Path

import pikepdf


def some_pages(pdf: Path, first: int, last: int) -> bytes:
    """Return the pages from `first` to `last`, counted from 1; the same pages give the same bytes."""
    buffer = BytesIO()
    with pikepdf.open(pdf) as whole, pikepdf.new() as part:
        part.pages.extend(whole.pages[first - 1 : last])
        part.save(buffer, deterministic_id=True)
    return buffer.getvalue()
