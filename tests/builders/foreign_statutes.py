"""Statutes and contracts that somebody else might have written: read from plain texts, changed one passage at a time.

A text is a row of passages, each under its name (`@recesso`); every line is a paragraph. All of them are invented.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import docx

from workflow.documents.statute.source_text import SourceParagraph, SourceText
from workflow.domain.kind import Kind

FOLDER = Path(__file__).resolve().parents[1] / "documents" / "foreign"


@dataclass(frozen=True)
class ForeignText:
    """One text: its kind and its passages by name, in order."""

    name: str
    kind: Kind
    passages: Mapping[str, tuple[str, ...]]

    @property
    def lines(self) -> tuple[str, ...]:
        """Every paragraph in order."""
        return tuple(line for lines in self.passages.values() for line in lines)

    def with_passage(self, name: str, words: str) -> "ForeignText":
        """Return the text with other words under a passage, its headings kept."""
        old = self.passages[name]
        headings = tuple(line for line in old[:-1] if _is_heading(line)) if len(old) > 1 else ()
        return replace(self, passages={**self.passages, name: (*headings, *words.splitlines())})

    def without(self, *names: str) -> "ForeignText":
        """Return the text without some passages."""
        return replace(self, passages={key: lines for key, lines in self.passages.items() if key not in names})

    def source(self) -> SourceText:
        """Return the text as the examination wants it, as if just read."""
        paragraphs = (SourceParagraph(number, line) for number, line in enumerate(self.lines, start=1))
        return SourceText(tuple(paragraphs))

    def docx(self) -> bytes:
        """Return the text as a Word file."""
        document = docx.Document()
        for line in self.lines:
            document.add_paragraph(line)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def _is_heading(line: str) -> bool:
    is_named = line.lower().startswith(("art", "punto")) or (line.startswith("(") and line.endswith(")"))
    return len(line) < 80 and (is_named or line.isupper() or not line.endswith((".", ";", ":")))


def foreign_text(name: str) -> ForeignText:
    """Read one text of the folder."""
    passages: dict[str, list[str]] = {}
    kind = None
    current = ""
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# kind:"):
            kind = Kind(line.partition(":")[2].strip())
        elif line.startswith("@"):
            current = line[1:]
            passages[current] = []
        elif line.strip() and not line.startswith("#"):
            passages[current].append(line)
    if kind is None:
        raise ValueError(f"{name}: no kind")
    return ForeignText(name, kind, {key: tuple(lines) for key, lines in passages.items()})


def foreign_names() -> list[str]:
    """Return the names of all the texts."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))
