"""Writes `RESULTS.md`: one section for each benchmark, with the machine it was run on; nothing is typed by hand."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow import __version__

RESULTS = Path(__file__).with_name("RESULTS.md")
_TITLE = (
    "# Benchmarks\n\nWritten by `./dev bench`, which measures side by side in one run: seconds of the processor,\n"
    "to be trusted less than their ratios.\n"
)
_SECTION = re.compile(r"^## (.+)\n(?:(?!^## )[\s\S])*", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """What one benchmark found: what was done, how often, and the table."""

    title: str
    sentence: str
    rounds: int
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def text(self) -> str:
        """The section as it is written."""
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        stamp = f"dossier-cer {__version__}, {machine}, {self.rounds} interleaved rounds, medians."
        lines = [f"| {' | '.join(row)} |" for row in (self.head, ["---"] * len(self.head), *self.rows)]
        table = "\n".join(lines)
        return f"## {self.title}\n\n{self.sentence}\n\n{table}\n\n{stamp}\n"


def write(sections: Iterable[Section]) -> None:
    """Put each section in the place of the one with its title, or at the end; the others stay as they were measured."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    texts = {match[1]: match[0].rstrip() + "\n" for match in _SECTION.finditer(old)}
    texts |= {section.title: section.text for section in sections}
    RESULTS.write_text("\n".join((_TITLE, *texts.values())), encoding="utf-8")
