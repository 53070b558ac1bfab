"""Reads the printed lines of an untrusted PDF and the place of each letter, in a process that can only read."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

Box = tuple[float, float, float, float]

# Its library is loaded in the child alone.
_CHILD = Path(__file__).with_name("pdf_lines_child.py")
_WALL_SECONDS = 180
_PROBLEMS = {
    "protetto": "il PDF è protetto da una password.",
    "troppo_grande": "il PDF è troppo grande per essere un documento di testo.",
    "troppe_pagine": "il PDF ha troppe pagine per essere uno statuto o un contratto.",
}
_BROKEN = "il PDF è danneggiato e non si legge."


@dataclass(frozen=True)
class PdfLine:
    """A printed line: its page from 1, its text, and the box of each letter in points from the bottom left corner."""

    page: int
    text: str
    boxes: tuple[Box, ...]

    @property
    def left(self) -> float:
        """Where the line begins."""
        return min(box[0] for box in self.boxes)

    @property
    def right(self) -> float:
        """Where the line ends."""
        return max(box[2] for box in self.boxes)

    @property
    def bottom(self) -> float:
        """The lowest point of the letters."""
        return min(box[1] for box in self.boxes)

    @property
    def top(self) -> float:
        """The highest point of the letters."""
        return max(box[3] for box in self.boxes)


@dataclass(frozen=True)
class PdfPages:
    """What was read: how many pages, their lines, and the problem if nothing could be read."""

    pages: int
    lines: tuple[PdfLine, ...]
    problem: str | None = None

    @property
    def pages_without_text(self) -> tuple[int, ...]:
        """The pages that hold no letter: blank, or a picture of a page."""
        written = {line.page for line in self.lines}
        return tuple(page for page in range(1, self.pages + 1) if page not in written)


def pdf_lines(path: Path) -> PdfPages:
    """Read the file; a broken, protected or hostile one gives a problem said in Italian."""
    # -P: the folder of the script must not shadow other modules.
    command = [sys.executable, "-P", str(_CHILD), str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, run by our own interpreter
            command, capture_output=True, check=False, timeout=_WALL_SECONDS
        )
        answer = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return PdfPages(0, (), _BROKEN)
    if answer["problem"] is not None:
        return PdfPages(answer.get("pages", 0), (), _PROBLEMS.get(answer["problem"], _BROKEN))
    lines = tuple(
        PdfLine(line["page"], line["text"], tuple(tuple(box) for box in line["boxes"])) for line in answer["lines"]
    )
    return PdfPages(answer["pages"], lines)
