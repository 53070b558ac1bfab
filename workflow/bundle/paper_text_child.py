"""Run by itself in a process with little memory and time: prints the text of the first pages of untrusted PDFs.

It imports nothing of ours, so that it starts fast and can be run as a file. Each line of the answer is a list of the
pages of one file, in the order asked; a file that cannot be read has none.
"""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError

MEMORY_BYTES = 1_000_000_000
CPU_SECONDS = 60
MAX_BYTES = 20_000_000
MAX_PAGES = 6
MAX_CHARACTERS = 40_000


def pages_of(path: str) -> list[str]:
    """Return the text of the first pages, or nothing for a file that is no readable PDF."""
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            return []
        document = PdfDocument(path)
    except (OSError, PdfiumError, ValueError):
        return []
    texts = []
    try:
        for number in range(min(len(document), MAX_PAGES)):
            page = document[number]
            text = page.get_textpage()
            texts.append(text.get_text_range()[:MAX_CHARACTERS])
            text.close()
            page.close()
    except (PdfiumError, ValueError, UnicodeError):
        return texts
    finally:
        document.close()
    return texts


def limit_resources() -> None:
    """Bind this process to little memory and time, where the system can."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415 - it does not exist on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def respond(words: Iterable[str], put: Callable[[bytes], object]) -> None:
    """Put the answer on each path before the next is read."""
    for path in words:
        put(json.dumps(pages_of(path)).encode("utf-8", "surrogatepass") + b"\n")


def main() -> None:
    """Read the paths, one JSON text a line."""

    def put(data: bytes) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    respond((json.loads(line) for line in sys.stdin.buffer), put)


if __name__ == "__main__":
    limit_resources()
    main()
