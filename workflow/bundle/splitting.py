"""Divides a PDF at page boundaries in files no larger than a limit, numbered so that their order is plain."""

from io import BytesIO
from pathlib import Path

import pikepdf


def split_pdf(pdf: Path, limit_bytes: int) -> list[Path]:
    """Write the parts beside the file and remove it; return the parts in order, or the file if it is small.

    A file that is small enough once it is packed anew stays one. A page that alone is larger than the limit is a part
    of its own: the caller sees it by its size. The same file and limit give the same bytes.
    Raises pikepdf.PdfError for a file that is no PDF.
    """
    if pdf.stat().st_size <= limit_bytes:
        return [pdf]
    with pikepdf.open(pdf) as document:
        packed = _saved(document)
        parts = _parts(document, 0, len(document.pages), limit_bytes) if len(packed) > limit_bytes else [packed]
    if len(parts) > 1:
        count, digits = len(parts), len(str(len(parts)))
        names = [pdf.with_name(f"{pdf.stem}_{number:0{digits}}_di_{count}.pdf") for number in range(1, count + 1)]
        for name, content in zip(names, parts, strict=True):
            name.write_bytes(content)
        pdf.unlink()
        return names
    if len(parts[0]) <= limit_bytes:
        pdf.write_bytes(parts[0])
    return [pdf]


def _parts(document: pikepdf.Pdf, start: int, end: int, limit_bytes: int) -> list[bytes]:
    """Return the fewest parts that a greedy filling finds: each takes as many pages as stay under the limit."""
    parts: list[bytes] = []
    while start < end:
        low, high = start + 1, end
        best = _pages(document, start, low)
        while low < high:
            middle = (low + high + 1) // 2
            content = _pages(document, start, middle)
            if len(content) <= limit_bytes:
                low, best = middle, content
            else:
                high = middle - 1
        parts.append(best)
        start = low
    return parts


def _pages(document: pikepdf.Pdf, start: int, end: int) -> bytes:
    with pikepdf.new() as part:
        part.pages.extend(document.pages[start:end])
        if "/Lang" in document.Root:
            part.Root.Lang = document.Root.Lang
        for key in ("/Title", "/Author", "/Creator"):
            if key in document.docinfo:
                part.docinfo[key] = document.docinfo[key]
        return _saved(part)


def _saved(document: pikepdf.Pdf) -> bytes:
    buffer = BytesIO()
    document.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()
