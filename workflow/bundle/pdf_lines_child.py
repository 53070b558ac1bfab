"""Run by itself in a process with little memory and time: prints the lines of one untrusted PDF with their places.

It imports nothing of ours, so that it starts fast and can be run as a file.
"""

import contextlib
import ctypes
import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 120
MAX_BYTES = 50_000_000
MAX_PAGES = 300
MAX_CHARACTERS = 1_500_000
_LINE_ENDS = {"\r", "\n"}
_JOINERS = {"\x02", "\ufffe", "\u00ad"}  # how the library gives a hyphen at the end of a line
_BEYOND_UNICODE = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)


def lines_of(path: str) -> dict[str, Any]:
    """Return the pages and lines of a PDF, or the problem that prevents it."""
    if Path(path).stat().st_size > MAX_BYTES:
        return {"problem": "troppo_grande"}
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        return {"problem": "protetto" if "password" in str(error).lower() else "danneggiato"}
    pages = len(document)
    if pages > MAX_PAGES:
        return {"problem": "troppe_pagine", "pages": pages}
    lines: list[dict[str, Any]] = []
    budget = MAX_CHARACTERS
    for number in range(pages):
        with contextlib.suppress(pypdfium2.PdfiumError):
            page = document[number]
            budget -= _read_page(page, number + 1, lines, budget)
            page.close()
    document.close()
    return {"problem": None, "pages": pages, "lines": lines}


def _read_page(page: Any, number: int, lines: list[dict[str, Any]], budget: int) -> int:
    text = page.get_textpage()
    count = min(int(text.count_chars()), budget)
    letters: list[str] = []
    boxes: list[list[float]] = []

    def close_line() -> None:
        if "".join(letters).strip():
            lines.append({"page": number, "text": "".join(letters), "boxes": list(boxes)})
        letters.clear()
        boxes.clear()

    for index in range(count):
        letter = _letter(text, index)
        if letter in _LINE_ENDS:
            close_line()
            continue
        letters.append("-" if letter in _JOINERS else letter)
        boxes.append(_box(text, index))
        if letter in _JOINERS:
            close_line()
    close_line()
    text.close()
    return count


def _letter(text: Any, index: int) -> str:
    code = pdfium.FPDFText_GetUnicode(text, index)
    return "\ufffd" if code > _BEYOND_UNICODE or code in _SURROGATES else chr(code)


def _box(text: Any, index: int) -> list[float]:
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return [round(edge.value, 1) for edge in (left, bottom, right, top)]


def limit_resources() -> None:
    """Bind this process to little memory and time, where the system can."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - it does not exist on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Answer for the path given as the only argument."""
    sys.stdout.write(json.dumps(lines_of(sys.argv[1])))


if __name__ == "__main__":
    limit_resources()
    main()
