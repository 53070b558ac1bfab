"""Reads a Word file back as a list of paragraphs with their numbers and clauses, for traceability and comparison."""

from dataclasses import dataclass

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.numbering import clause_ids, count
from workflow.documents.package import read_package
from workflow.documents.properties import CORE_PART
from workflow.documents.wordml import child_value, paragraphs, parse_part, tag, text_of

_NBSP = "\u00a0"


@dataclass(frozen=True)
class ReadParagraph:
    """One paragraph as a person reads it: its number, its text, and the clauses that begin at it."""

    style: str
    label: str
    text: str
    clauses: tuple[str, ...]
    is_in_table: bool

    @property
    def line(self) -> str:
        """Number and text on one line."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True)
class ReadDocument:
    """The text of a Word file."""

    paragraphs: tuple[ReadParagraph, ...]
    headers_and_footers: tuple[str, ...]
    properties: dict[str, str]

    @property
    def text(self) -> str:
        """All paragraphs that say something, one a line, no-break spaces as spaces."""
        return "\n".join(paragraph.line for paragraph in self.paragraphs if paragraph.line)

    @property
    def clauses(self) -> frozenset[str]:
        """Every clause id found."""
        return frozenset(clause for paragraph in self.paragraphs for clause in paragraph.clauses)

    def clause_text(self, clause: str) -> str:
        """Return the text from a clause to the next article or section; empty if the clause is not there."""
        lines: list[str] = []
        for paragraph in self.paragraphs:
            if clause in paragraph.clauses:
                lines = [paragraph.line]
            elif lines and paragraph.style in _BOUNDARIES:
                break
            elif lines and paragraph.line:
                lines.append(paragraph.line)
        return "\n".join(lines)


_BOUNDARIES = frozenset({"TitoloDocumento", "TitoloSezione", "Articolo", "ArticoloLibero"})


def read_document(content: bytes) -> ReadDocument:
    """Read a Word file made by the renderer."""
    parts = read_package(content)
    root = parse_part(parts[DOCUMENT_PART])
    numbering = count(root)
    found = []
    for position, paragraph in enumerate(paragraphs(root)):
        found.append(
            ReadParagraph(
                style=child_value(paragraph, "w:pPr/w:pStyle") or "",
                label=numbering.labels.get(position, ""),
                text=text_of(paragraph).replace(_NBSP, " "),
                clauses=tuple(clause_ids(paragraph)),
                is_in_table=next(paragraph.iterancestors(tag("w:tc")), None) is not None,
            )
        )
    margins = [
        " ".join(
            filter(None, (text_of(paragraph).replace(_NBSP, " ") for paragraph in paragraphs(parse_part(parts[name]))))
        )
        for name in sorted(parts)
        if name.startswith(("word/header", "word/footer"))
    ]
    return ReadDocument(tuple(found), tuple(margins), _properties(parts[CORE_PART]))


def _properties(core: bytes) -> dict[str, str]:
    return {node.tag.rpartition("}")[2]: node.text or "" for node in parse_part(core)}
