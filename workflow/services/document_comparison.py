"""`documents diff`: two editions of a template, two documents, or ours and what came back from the other side."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.bundle.pdf_lines import pdf_lines
from workflow.documents.catalogue import Catalogue, DocumentType, Edition, EditionMissingError
from workflow.documents.comparison.items import Item, lines_of, source_items, word_items
from workflow.documents.comparison.redline import margin_uses
from workflow.documents.comparison.report import ClauseChange, Comparison, ItemChange, compare_items
from workflow.documents.comparison.revisions import (
    Remark,
    Revision,
    accepted,
    has_revisions,
    refused,
    remarks,
    revisions,
)
from workflow.documents.comparison.words import plain_signs
from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.statute.line_joining import joined_lines
from workflow.documents.statute.source_text import TextLine
from workflow.documents.word_guard import NoSuchWordFileError, part_root, read_word_file
from workflow.documents.wordml import Element, tag
from workflow.resources import BrokenFileError, ProgramError

_AT = "@"
_PDF = ".pdf"
_NOTES = {"word/footnotes.xml": "nota a piè di pagina", "word/endnotes.xml": "nota di chiusura"}
_MARGINS = {"headerReference": "intestazione", "footerReference": "piè di pagina"}
_FEWEST_SHARED = 3
_OWN = "propria"


class ComparisonUseError(ProgramError):
    """Two sides that cannot be compared as asked."""

    exit_code = 2


@dataclass(frozen=True)
class Side:
    """One of the two documents: how it is called, where it is, and what it says once its changes are accepted."""

    name: str
    path: Path
    sha256: str
    items: tuple[Item, ...]
    parts: Mapping[str, bytes] | None = None
    root: Element = None
    is_pdf: bool = False
    document: DocumentType | None = None

    @property
    def clauses(self) -> frozenset[str]:
        """The clause ids that it carries."""
        return frozenset(clause for item in self.items for clause in item.clauses)


def read_side(named: str, catalogue: Catalogue, today: date) -> Side:
    """Read one side: a .docx, a .pdf with text, or `statuto_cer@AAAA-MM-GG`, an edition of a document.

    Raises NoSuchWordFileError, BrokenFileError, UnknownDocumentError, EditionMissingError.
    """
    path = Path(named).expanduser()
    if not path.exists() and _is_document(named, catalogue):
        document, edition = _edition(named, catalogue, today)
        return _word(f"{document.id}@{edition.name}", edition.original, document)
    if not path.is_file():
        raise NoSuchWordFileError(
            f"«{named}» non è un file che esiste, né un documento con la sua edizione, come statuto_cer@AAAA-MM-GG."
        )
    if path.suffix.lower() == _PDF:
        return _pdf(path)
    return _word(path.name, path, None)


def compare(one: Side, other: Side, catalogue: Catalogue) -> Comparison:
    """Compare two documents clause by clause, with the margins and what the other side's revisions tell."""
    document = one.document or other.document or _document_of(one.clauses | other.clauses, catalogue)
    answers = {} if document is None else {clause.id: clause.answers for clause in document.clauses}
    is_loose = one.is_pdf or other.is_pdf
    clauses = compare_items(one.items, other.items, answers, is_loose=is_loose)
    tracked: tuple[Revision, ...] = ()
    comments: tuple[Remark, ...] = ()
    silent: tuple[ClauseChange, ...] = ()
    hints = list(_hints(one, other))
    if other.parts is not None:
        root = part_root(dict(other.parts), DOCUMENT_PART, other.path)
        tracked = tuple(revisions(root))
        comments = tuple(remarks(other.parts))
        if tracked and not one.is_pdf:
            before = word_items(refused(root), other.parts)
            silent = tuple(change for change in compare_items(one.items, before, answers) if change.is_different)
    margins = () if one.parts is None or other.parts is None else tuple(_margins(one, other))
    return Comparison(
        one.name,
        other.name,
        clauses,
        margins=margins,
        document=None if document is None else document.id,
        revisions=tracked,
        remarks=comments,
        silent=silent,
        hints=tuple(hints),
    )


def _is_document(named: str, catalogue: Catalogue) -> bool:
    return _AT in named or any(one.id == named for one in catalogue.all())


def _edition(named: str, catalogue: Catalogue, today: date) -> tuple[DocumentType, Edition]:
    name, _, day = named.partition(_AT)
    document = catalogue.get(name)
    if not day:
        return document, document.edition_on(today)
    for edition in document.editions:
        if edition.name == day:
            return document, edition
    known = ", ".join(f"{name}@{edition.name}" for edition in document.editions)
    if day == _OWN:
        raise EditionMissingError(f"«{document.title}» non ha un'edizione propria dello studio: vedere --templates.")
    raise EditionMissingError(f"«{document.title}» non ha l'edizione {day}. Ci sono: {known}.")


def _word(name: str, path: Path, document: DocumentType | None) -> Side:
    parts = read_word_file(path)
    for part in parts:
        if part.startswith("word/") and part.endswith(".xml"):
            part_root(parts, part, path)
    root = accepted(part_root(parts, DOCUMENT_PART, path))
    return Side(name, path, _digest(path), tuple(word_items(root, parts)), parts, root, document=document)


def _pdf(path: Path) -> Side:
    read = pdf_lines(path)
    if read.problem is not None:
        raise BrokenFileError(path, read.problem, "Chiedere il documento in Word, o un PDF intero con il testo.")
    lines = [TextLine(one.page, one.text, one.left, one.right, -one.top, -one.bottom) for one in read.lines]
    source = joined_lines(lines, read.pages, read.pages_without_text).source
    if not source.is_readable:
        raise BrokenFileError(
            path, source.problem or "il PDF non ha testo.", "Una scansione non si può confrontare: chiedere il Word."
        )
    return Side(path.name, path, _digest(path), tuple(source_items(source)), is_pdf=True)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _document_of(clauses: frozenset[str], catalogue: Catalogue) -> DocumentType | None:
    """Return the packaged document whose clauses stand in the two texts, if one clearly does."""
    if not clauses:
        return None
    shared = {
        one.id: len({clause.id for clause in one.clauses} & clauses) / max(1, len(one.clauses))
        for one in catalogue.all()
    }
    best = max(catalogue.all(), key=lambda one: (shared[one.id], len(one.clauses)))
    enough = len({clause.id for clause in best.clauses} & clauses)
    return best if enough >= min(_FEWEST_SHARED, max(1, len(best.clauses))) else None


def _hints(one: Side, other: Side) -> list[str]:
    hints = []
    if (
        one.root is not None
        and one.parts is not None
        and has_revisions(part_root(dict(one.parts), DOCUMENT_PART, one.path))
    ):
        hints.append(f"{one.name} ha revisioni in sospeso: il confronto le considera accettate.")
    if one.is_pdf or other.is_pdf:
        hints.append(
            "Un PDF non dice virgolette, trattini e a capo: le differenze che stanno solo in quelli non sono segnalate."
        )
    return hints


def _margins(one: Side, other: Side) -> list[ItemChange]:
    """Return what changed in headers, footers and notes."""
    found = []
    left, right = _margin_texts(one), _margin_texts(other)
    for key in dict.fromkeys([*left, *right]):
        before, after = left.get(key, ""), right.get(key, "")
        if before == after:
            continue
        found.append(
            ItemChange(
                Item(before, key) if before else None,
                Item(after, key) if after else None,
                is_same=False,
                is_only_typographic=plain_signs(before) == plain_signs(after),
            )
        )
    return found


def _margin_texts(side: Side) -> dict[str, str]:
    """Return the text of each margin of the first section and of each note, by what it is called."""
    parts = dict(side.parts or {})
    found: dict[str, str] = {}
    for (section, kind, page), name in margin_uses(parts, side.root).items():
        if name in parts:
            words = {"default": "", "first": " della prima pagina", "even": " delle pagine pari"}.get(page, "")
            where = f" (sezione {section + 1})" if section else ""
            text = " ".join(" ".join(lines_of(accepted(part_root(parts, name, side.path)))).split())
            found[f"{_MARGINS[kind]}{words}{where}"] = text
    for name, words in _NOTES.items():
        if name in parts:
            root = accepted(part_root(parts, name, side.path))
            notes = [one for one in root if one.get(tag("w:type")) is None]
            found |= {f"{words} {number}": " ".join(lines_of(one)) for number, one in enumerate(notes, start=1)}
    return {key: text for key, text in found.items() if text}
