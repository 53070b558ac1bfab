"""Reads the text source of a template into blocks; every error names file and line."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from workflow.devtools.template_inline import InlineReader, Span
from workflow.devtools.template_masks import Masks
from workflow.documents.wordml import CLAUSE_ID, LONGEST_BOOKMARK, bookmark_of
from workflow.resources import BrokenFileError

HEADINGS = {1: "title", 2: "section", 3: "article", 4: "subheading"}
FENCES = frozenset({"campi", "firme", "riquadro", "approvazione", "insieme", "destinatario", "centro", "spazio"})
CLAUSE_MARK = re.compile(rf"\s*\{{(?P<loose>-)?\s*(?:#(?P<clause>{CLAUSE_ID}))?\}}\s*$")
_FENCE_OPEN = re.compile(r":::\s*(?P<name>[a-z]+)(?:\s+(?P<argument>\S+))?")
_FENCE_CLOSE = re.compile(r":::")
_DIRECTIVE = re.compile(r"\{(?P<name>pagina|widths):\s*(?P<value>[^}]*)\}")


@dataclass(frozen=True)
class Block:
    """Anything that stands between two empty lines; `line` is its place in the source."""

    line: int


@dataclass(frozen=True)
class Paragraph(Block):
    """A paragraph with a role (title, article, comma, body…)."""

    role: str
    spans: tuple[Span, ...]
    clause: str | None = None
    level: int = 0
    opens_list: bool = False
    typed_number: int = 1


@dataclass(frozen=True)
class Tag(Block):
    """A condition or loop on a line of its own, as docxtpl writes it."""

    text: str


@dataclass(frozen=True)
class Rule(Block):
    """A thin rule."""


@dataclass(frozen=True)
class PageBreak(Block):
    """What follows begins a page."""


@dataclass(frozen=True)
class Row(Block):
    """A row of cells, or a row tag."""

    cells: tuple[tuple[Span, ...], ...] = ()
    tag: str | None = None


@dataclass(frozen=True)
class Table(Block):
    """A table; widths are shares of the page."""

    rows: tuple[Row, ...]
    has_head: bool
    alignments: tuple[str, ...]
    widths: tuple[float, ...] = ()
    size_pt: float | None = None


@dataclass(frozen=True)
class Fence(Block):
    """A named block: its rows (campi, firme) or its inner blocks."""

    name: str
    argument: str | None = None
    rows: tuple[Row, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Source:
    """A whole source file."""

    path: Path
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass
class SourceReader:
    """What the parts of the parser share: the file, the masks, and the clause ids met so far."""

    path: Path
    masks: Masks
    inline: InlineReader
    clauses: dict[str, int] = field(default_factory=dict)

    def fail(self, line: int, problem: str, remedy: str) -> BrokenFileError:
        """Build the error of a place in the source."""
        return BrokenFileError(self.path, problem, remedy, line=line)

    def take_clause(self, text: str, line: int) -> tuple[str, str | None, bool]:
        """Cut `{#id}`, `{-}` or `{- #id}` from the end of a text; returns text, id and whether `-` was there."""
        mark = CLAUSE_MARK.search(self.masks.restore(text))
        if mark is None:
            return text, None, False
        clause = mark.group("clause")
        if clause is not None:
            if len(bookmark_of(clause)) > LONGEST_BOOKMARK:
                raise self.fail(line, f"l'identificativo «{clause}» è troppo lungo.", "Al massimo 30 caratteri.")
            if clause in self.clauses:
                raise self.fail(
                    line,
                    f"l'identificativo «{clause}» è già usato alla riga {self.clauses[clause]}.",
                    "Ogni clausola ha il suo.",
                )
            self.clauses[clause] = line
        return text[: text.rindex("{")].rstrip(), clause, mark.group("loose") is not None

    def rows(self, lines: list[str], first_line: int, *, cells: tuple[int, ...]) -> tuple[Row, ...]:
        """Read `label | value` lines and row tags; `cells` says how many cells a row may have."""
        rows = []
        for line, text in enumerate(lines, start=first_line):
            if not text.strip():
                continue
            tag = self.masks.row_tag(text)
            if tag is not None:
                rows.append(Row(line, tag=tag))
                continue
            parts = [part.strip() for part in text.split("|")]
            if len(parts) not in cells:
                wanted = " o ".join(map(str, cells))
                raise self.fail(
                    line,
                    f"la riga ha {len(parts)} celle.",
                    f"In questo blocco ogni riga ha {wanted} celle separate da | (o un {{%tr … %}} da solo).",
                )
            rows.append(Row(line, cells=tuple(self.inline.read(part, line) for part in parts)))
        return tuple(rows)


def split_fences(
    reader: SourceReader, lines: list[str], first_line: int
) -> list[tuple[int, list[str], str | None, str | None]]:
    """Cut lines into stretches (first line, lines, fence name or None, argument)."""
    stretches: list[tuple[int, list[str], str | None, str | None]] = []
    current: list[str] = []
    start, name, argument = first_line, None, None
    for number, text in enumerate(lines, start=first_line):
        opening = _FENCE_OPEN.fullmatch(text.strip())
        if name is None and opening is not None:
            if opening.group("name") not in FENCES:
                raise reader.fail(
                    number, f"il blocco «{opening.group('name')}» non esiste.", f"Blocchi: {', '.join(sorted(FENCES))}."
                )
            stretches.append((start, current, None, None))
            start, current, name, argument = number + 1, [], opening.group("name"), opening.group("argument")
        elif _FENCE_CLOSE.fullmatch(text.strip()):
            if name is None:
                raise reader.fail(
                    number,
                    "un ::: chiude un blocco che non è aperto.",
                    "Togliere la riga o aprire il blocco con «::: nome».",
                )
            stretches.append((start, current, name, argument))
            start, current, name, argument = number + 1, [], None, None
        elif opening is not None:
            raise reader.fail(
                number,
                f"il blocco «{opening.group('name')}» si apre dentro «{name}».",
                "I blocchi non si annidano: chiudere prima con :::.",
            )
        else:
            current.append(text)
    if name is not None:
        raise reader.fail(start - 1, f"il blocco «{name}» non è chiuso.", "Aggiungere una riga con :::.")
    stretches.append((start, current, None, None))
    return stretches


def directive(reader: SourceReader, masked: str) -> tuple[str, str] | None:
    """If the text is `{pagina: …}` or `{widths: …}`, return its name and value."""
    found = _DIRECTIVE.fullmatch(reader.masks.restore(masked).strip())
    return None if found is None else (found.group("name"), found.group("value").strip())
