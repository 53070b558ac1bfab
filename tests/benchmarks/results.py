"""Writes `RESULTS.md`: what was found in short, then one section for each benchmark; nothing is typed by hand."""

import os
import platform
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from workflow import __version__
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine

RESULTS = Path(__file__).with_name("RESULTS.md")
_TITLE = """# Benchmarks

Written by `./dev bench`, which measures side by side in one run: seconds of the processor, or of the clock where a
section says so, to be trusted less than their ratios. Medians; of ratios also the least and the most.
"""
_SHORT = "In short"
_HEAD = ["benchmark", "work", "ours", "the other way", "ratio", "the other way is"]
_SECTION = re.compile(r"^## (.+)\n(?:(?!^## )[\s\S])*", re.MULTILINE)
# The libraries that are measured, ours and those of the other ways.
_LIBRARIES = (
    "docxtpl", "pypdf", "pikepdf", "pypdfium2", "isal", "python-calamine", "python-stdnum", "ruamel.yaml", "numpy",
    "polars", "pandas", "distributed",
)  # fmt: skip


@dataclass(frozen=True)
class Short:
    """The columns of a table that say it in short: what was done, our time, the other's, the ratio, and who that is."""

    ratio: int
    other_is: str
    work: tuple[int, ...] = (0,)
    ours: int | None = None
    other: int | None = None

    def lines(self, title: str, rows: Sequence[Sequence[str]]) -> list[str]:
        """Return the lines of the table in short; a row without a ratio has none."""
        cells = [
            [
                title,
                ", ".join(row[column] for column in self.work),
                "" if self.ours is None else row[self.ours],
                "" if self.other is None else row[self.other],
                row[self.ratio],
                self.other_is,
            ]
            for row in rows
            if row[self.ratio] not in {"", "–"}
        ]
        return [_line(row) for row in cells]


@dataclass(frozen=True)
class Section:
    """What one benchmark found: what was done, how often, the table, and how to say it in short."""

    title: str
    sentence: str
    rounds: int
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    short: Sequence[Short] = ()

    @property
    def text(self) -> str:
        """The section as it is written."""
        table = "\n".join(_table(self.head, [_line(row) for row in self.rows]))
        rounds = "once" if self.rounds == 1 else f"{self.rounds} interleaved rounds, medians"
        return f"## {self.title}\n\n{self.sentence}\n\n{table}\n\n{rounds}; {_machine()}.\n"

    @property
    def lines(self) -> list[str]:
        """Its lines of the table in short."""
        return [line for short in self.short for line in short.lines(self.title, self.rows)]


def write(sections: Iterable[Section]) -> None:
    """Put each section in the place of the one with its title, or at the end; the others stay as they were measured."""
    old = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    texts = {match[1]: match[0].rstrip() + "\n" for match in _SECTION.finditer(old)}
    kept = texts.pop(_SHORT, "").splitlines()
    lines = {title: [line for line in kept if line.startswith(f"| {title} |")] for title in texts}
    for section in sections:
        texts[section.title] = section.text
        lines[section.title] = section.lines
    short = "\n".join(_table(_HEAD, [line for title in texts for line in lines.get(title, [])]))
    head = f"## {_SHORT}\n\n{_programs()}\n\n{short}\n"
    RESULTS.write_text("\n".join((_TITLE, head, *texts.values())), encoding="utf-8")


def _table(head: Sequence[str], lines: Sequence[str]) -> list[str]:
    return [_line(head), _line(["---"] * len(head)), *lines]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    return f"dossier-cer {__version__}, {_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _processor() -> str:
    """Return the name that the system gives the processor."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _programs() -> str:
    system = f"{platform.system()} {platform.release()}"
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return f"Measured with {LibreOfficeEngine().version}, {libraries}, on {system}."
