"""Reads a Word file back as a list of paragraphs with their numbers and clauses, for traceability and comparison."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.numbering import clause_ids, count
from workflow.documents.package import read_package
from workflow.documents.properties import CORE_PART
from workflow.documents.wordml import Element, child_value, paragraphs, parse_part, tag, text_of

_NBSP = "\u00a0"


@dataclass(frozen=True)
class ReadParagraph:
    """One paragraph as a person reads it: its number, its text, and the clauses that begin at it."""

    style: str
    label: str
    text: str
    clauses: tuple[str, ...]
    is_in_table: bool
    highlighted: str = ""
    """The words on a coloured ground, as the upload asks for."""

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
    citations: Mapping[str, str]
    """How each numbered clause is cited: «12», «12, comma 3»."""
    ground: str | None = None
    """The colour of the highlighted words, as six hexadecimal digits; none if nothing is highlighted."""

    @property
    def text(self) -> str:
        """All paragraphs that say something, one a line, no-break spaces as spaces."""
        return "\n".join(paragraph.line for paragraph in self.paragraphs if paragraph.line)

    @property
    def clauses(self) -> frozenset[str]:
        """Every clause id found."""
        return frozenset(clause for paragraph in self.paragraphs for clause in paragraph.clauses)

    def clause_paragraphs(self, clause: str) -> tuple[ReadParagraph, ...]:
        """Return the paragraphs from a clause to the next article or section; none if the clause is not there."""
        found: list[ReadParagraph] = []
        for paragraph in self.paragraphs:
            if clause in paragraph.clauses:
                found = [paragraph]
            elif found and paragraph.style in _BOUNDARIES:
                break
            elif found and paragraph.line:
                found.append(paragraph)
        return tuple(found)

    def clause_text(self, clause: str) -> str:
        """Return the text from a clause to the next article or section; empty if the clause is not there."""
        return "\n".join(paragraph.line for paragraph in self.clause_paragraphs(clause))


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
                highlighted=_highlighted(paragraph),
            )
        )
    margins = [
        " ".join(
            filter(None, (text_of(paragraph).replace(_NBSP, " ") for paragraph in paragraphs(parse_part(parts[name]))))
        )
        for name in sorted(parts)
        if name.startswith(("word/header", "word/footer"))
    ]
    properties = _properties(parts[CORE_PART])
    return ReadDocument(tuple(found), tuple(margins), properties, dict(numbering.clauses), _ground(root))


def _highlighted(paragraph: Element) -> str:
    return "".join(text_of(run) for run in paragraph.iter(tag("w:r")) if _fill(run)).replace(_NBSP, " ")


def _ground(root: Element) -> str | None:
    return next((fill for run in root.iter(tag("w:r")) if (fill := _fill(run))), None)


def _fill(run: Element) -> str | None:
    shading = run.find(f"{tag('w:rPr')}/{tag('w:shd')}")
    return None if shading is None else shading.get(tag("w:fill"))


def _properties(core: bytes) -> dict[str, str]:
    return {node.tag.rpartition("}")[2]: node.text or "" for node in parse_part(core)}
