"""The table of traceability of a bundle, as pages to read and as JSON: documents with equal lines are told once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.bundle.manifest import canonical_json
from workflow.bundle.stamp import Marks, stamp_file
from workflow.bundle.submission import Section
from workflow.bundle.trace_pages import TraceLine, TraceTable, draw_traces
from workflow.domain.dossier import Dossier
from workflow.law import Law
from workflow.services.laying_out import Layout
from workflow.services.tracing import TracedClause, TracedDocument, TracedRequirement

TRACE_PDF = "tracciabilita.pdf"
TRACE_JSON = "tracciabilita.json"
_FIRST_WORDS = 70


@dataclass(frozen=True)
class _Group:
    documents: list[TracedDocument]
    lines: tuple[TraceLine, ...]


def put_traces(  # noqa: PLR0917 - the parts of one bundle
    dossier: Dossier, law: Law, traced: Sequence[TracedDocument], layout: Layout, place: Path, marks: Marks
) -> tuple[str, ...]:
    """Write the table among the studio's papers, as pages and as JSON; return the names, none if nothing is traced."""
    if not traced:
        return ()
    files = {stem: targets[0] for stem, targets in layout.pdf_files.items() if targets}
    names = (f"{Section.STUDIO.folder}/{TRACE_PDF}", f"{Section.STUDIO.folder}/{TRACE_JSON}")
    (place / names[0]).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in zip(
        names, (trace_pdf(dossier, law, traced, files), trace_json(traced, files, law)), strict=True
    ):
        (place / name).write_bytes(content)
    stamp_file(place / names[0], marks)
    return names


def trace_pdf(dossier: Dossier, law: Law, traced: Sequence[TracedDocument], files: Mapping[str, str]) -> bytes:
    """Return the pages; `files` gives each document's PDF by its stem."""
    return draw_traces(dossier.title, dossier.as_of, tables(law, traced, files))


def trace_json(traced: Sequence[TracedDocument], files: Mapping[str, str], law: Law) -> bytes:
    """Return one object for each document, with a line for each requirement and clause."""
    return canonical_json([document_json(document, files.get(document.written.order.stem), law) for document in traced])


def document_json(document: TracedDocument, file: str | None, law: Law) -> dict[str, Any]:
    """Return the traces of one document."""
    order = document.written.order
    return {
        "document": order.document.id,
        "edition": order.edition.name,
        "subject": order.key,
        "title": order.title,
        "file": file,
        "pages": document.pages,
        "highlighted": document.is_highlighted_copy,
        "requirements": [
            {
                "requirement": one.requirement.id,
                "title": one.requirement.title,
                "refs": [law.cite(ref) for ref in one.requirement.refs],
                "clause": clause.clause,
                "article": clause.citation,
                "heading": clause.heading,
                "first_page": clause.first_page,
                "last_page": clause.last_page,
                "whole": clause.is_whole,
                "passages_highlighted": clause.is_highlighted,
            }
            for one in document.requirements
            for clause in one.clauses
        ],
    }


def tables(law: Law, traced: Sequence[TracedDocument], files: Mapping[str, str]) -> list[TraceTable]:
    """Return one table for each document, or for each group of documents of one kind with the same lines."""
    groups: dict[tuple[str, bool, tuple[TraceLine, ...]], _Group] = {}
    for document in sorted(traced, key=_weight):
        lines = tuple(_line(one, law) for one in document.requirements)
        key = (document.written.order.document.id, document.is_highlighted_copy, lines)
        groups.setdefault(key, _Group([], lines)).documents.append(document)
    return [_table(group, files) for group in groups.values()]


def _weight(document: TracedDocument) -> tuple[bool, bool, bool]:
    """Put the copy to upload first, then statutes and contracts, what is written once, what each member signs."""
    order = document.written.order
    return not document.is_highlighted_copy, not order.document.answers_elements, order.key is not None


def _table(group: _Group, files: Mapping[str, str]) -> TraceTable:
    first = group.documents[0].written.order
    names = [files.get(document.written.order.stem, "") for document in group.documents]
    if len(names) == 1:
        return TraceTable(first.title, names[0], group.lines)
    return TraceTable(
        f"{first.document.title} – {len(names)} documenti con gli stessi articoli e le stesse pagine",
        f"da {names[0]} a {names[-1]}",
        group.lines,
    )


def _line(one: TracedRequirement, law: Law) -> TraceLine:
    requirement = one.requirement
    references = "; ".join(law.cite(ref) for ref in requirement.refs)
    return TraceLine(
        f"{requirement.id} – {requirement.title}",
        references,
        tuple(map(_clause_words, one.clauses)),
        tuple(_page_words(clause) for clause in one.clauses),
        all(clause.is_whole and clause.is_highlighted is not False for clause in one.clauses),
    )


def _clause_words(clause: TracedClause) -> str:
    heading = clause.heading if len(clause.heading) <= _FIRST_WORDS else f"{clause.heading[:_FIRST_WORDS].rstrip()}…"
    return heading if clause.citation == clause.heading else f"{clause.citation} – {heading}"


def _page_words(clause: TracedClause) -> str:
    if not clause.is_whole:
        return f"{clause.pages} (testo non ritrovato per intero)"
    return f"{clause.pages}, non evidenziata" if clause.is_highlighted is False else clause.pages
