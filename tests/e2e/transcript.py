"""The guide's page that walks the whole road: reads its commands, runs them, and writes what they say.

`python -m tests.e2e.transcript` runs the page and writes the outputs into it; the test compares them.
"""

import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.e2e.command_line import CommandLine

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "strada.md"
EXAMPLE = ROOT / "dossiers" / "esempi" / "cer-val-serena"
_PROMPT = "$ dossier-cer "
_DAY = re.compile(r"^## .*\((\d{2}/\d{2}/\d{4})\)$", re.MULTILINE)
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_HASH = re.compile(r"\[[0-9a-f]{12}\]")
_FINGERPRINT = re.compile(r"\b[0-9a-f]{64}\b")
_INSTANT = re.compile(r"\b(\d{4}-\d{2}-\d{2}) \d{2}:\d{2}\b")


@dataclass(frozen=True)
class Step:
    """One command of the page, the day it is given on, and where its block stands in the text."""

    command: str
    day: str
    start: int
    end: int
    said: str


def steps(page: str) -> Iterator[Step]:
    """Yield the commands of a page in order; the heading above each gives the day."""
    days = [(match.start(), match[1]) for match in _DAY.finditer(page)]
    for block in _BLOCK.finditer(page):
        first, _, said = block[1].partition("\n")
        if not first.startswith(_PROMPT):
            raise ValueError(f"a block of {PAGE.name} does not begin with a command: {first}")
        written = [day for start, day in days if start < block.start()][-1]
        day = datetime.strptime(written, "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day, not an instant
        yield Step(first.removeprefix(_PROMPT), day, block.start(1), block.end(1), said)


def walk(page: str, place: Path, byte_code: Path) -> str:
    """Run every command of the page on a copy of the example; return the page with what they say now."""
    folder = place / "cer-val-serena"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("uscita"))
    facts = folder / "fascicolo.yaml"
    # The example is judged on one day for ever; this one lives.
    facts.write_text(
        re.sub(r"^giudizio_al: \S+", "giudizio_al:", facts.read_text("utf-8"), flags=re.MULTILINE), "utf-8"
    )
    program = CommandLine(place / "archivio.sqlite", place, byte_code, {"USER": "nadia", "LOGNAME": "nadia"})
    pieces, reached = [], 0
    for step in steps(page):
        command, _, head = step.command.partition(" | head -")
        words = [str(folder) if word == "cer-val-serena" else word for word in shlex.split(command)]
        ended = program.run(*words, on_day=step.day)
        said = _stable(ended.out + ended.err, place)
        shown = "".join(said.splitlines(keepends=True)[: int(head)]) if head else said
        pieces += [page[reached : step.start], f"{_PROMPT}{step.command}\n{shown}"]
        reached = step.end
    return "".join([*pieces, page[reached:]])


def _stable(said: str, place: Path) -> str:
    """Return the output without what changes from one run to the next: folders, hours, fingerprints, last blanks."""
    text = said.replace(f"{place}/", "")
    text = _INSTANT.sub(r"\1 09:00", _FINGERPRINT.sub("…", _HASH.sub("[…]", text)))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def main() -> int:
    """Write the page anew."""
    with tempfile.TemporaryDirectory() as place:
        byte_code = Path(place) / "byte-code"
        PAGE.write_text(walk(PAGE.read_text("utf-8"), Path(place), byte_code), "utf-8")
    print(f"written: {PAGE}")  # noqa: T201 - a script that people run
    return 0


if __name__ == "__main__":
    sys.exit(main())
