"""`templates lint`: examines a template that a studio made in Word, or every one of a folder."""

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.bundle.printed_text import PrintedText
from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.documents.compiled import TemplateCache
from workflow.documents.errors import MissingDatumError, TemplateError
from workflow.documents.lint import codes
from workflow.documents.lint.fault import Fault
from workflow.documents.lint.linting import Subject, clauses_in, lint, names_of, template_fault, texts_of, with_pages
from workflow.documents.lint.requirements import Replaced
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examiner, Verdict
from workflow.documents.statute.word_reading import read_word
from workflow.documents.word_guard import NoSuchWordFileError, part_root, read_word_file
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.own_template_files import LETTERHEAD, document_of, word_files
from workflow.services.template_lint_vocabulary import Contexts

_STATUTES = ("statuto_", "atto_costitutivo_", "contratto_")


@dataclass(frozen=True)
class LintedTemplate:
    """One file and what was found in it; `problem` is set when the file could not be read at all."""

    path: Path
    document: DocumentType | None = None
    is_letterhead: bool = False
    faults: tuple[Fault, ...] = ()
    problem: str | None = None
    pages_from: str | None = None
    """The engine that told the pages; none where they are not known."""

    @property
    def is_fine(self) -> bool:
        """Whether the template can be used."""
        return self.problem is None and not any(one.is_blocking for one in self.faults)


@dataclass
class Linter:
    """Examines templates one after the other, reading law, examples and catalogue once."""

    law: Law
    catalogue: Catalogue
    _replaced: dict[str, Replaced] = field(default_factory=dict)

    @cached_property
    def contexts(self) -> Contexts:
        """The contexts from which names are learnt."""
        return Contexts(self.law, self.catalogue)

    def check(self, path: Path, document: DocumentType | None = None, *, with_pages: bool = True) -> LintedTemplate:
        """Examine one file; `document` says which it replaces where its name does not.

        Raises NoSuchWordFileError and BrokenFileError.
        """
        parts = read_word_file(path)
        for name in parts:
            if name.endswith((".xml", ".rels")):
                part_root(parts, name, path)
        is_letterhead = path.stem == LETTERHEAD
        document = document or document_of(path, self.catalogue)
        vocabulary = self.contexts.vocabulary(None if is_letterhead else document)
        subject = Subject(
            path.name,
            parts,
            vocabulary,
            replaced=None if document is None or is_letterhead else self._document(document, path, parts),
            is_letterhead=is_letterhead,
            may_highlight=document is not None and document.highlighted_copy,
        )
        faults = lint(subject)
        if document is not None and not is_letterhead and not any(one.is_blocking for one in faults):
            faults = [*self._trial(path, document), *faults]
        engine = None
        if with_pages and faults and not is_letterhead:
            faults, engine = _paged(faults, parts, path)
        return LintedTemplate(path, document, is_letterhead, tuple(faults), pages_from=engine)

    def _document(self, document: DocumentType, path: Path, parts: Mapping[str, bytes]) -> Replaced:
        """Return what is known of the packaged document, and which requirements the words of the file answer."""
        if document.id not in self._replaced:
            packaged = read_word_file(document.editions[-1].path)
            known = names_of(packaged, self.contexts.vocabulary(document))
            self._replaced[document.id] = replace(known, title=document.title, clauses=document.clauses)
        known = self._replaced[document.id]
        if document.id.startswith(_STATUTES) and not {clause.id for clause in document.clauses} <= clauses_in(parts):
            return replace(known, answered=self._answered(document, path))
        return known

    def _answered(self, document: DocumentType, path: Path) -> frozenset[str]:
        """Return the elements of a statute or contract that its own words carry, as `statute check` judges them."""
        checklist = Checklist.load()
        card = checklist.kinds.get(document.kinds[0])
        source = read_word(path.read_bytes())
        if card is None or not source.is_readable:
            return frozenset()
        day = document.editions[-1].from_
        found = Examiner(checklist, self.law).examine(source, document.kinds[0], day)
        return frozenset(
            f"{card.rule}.{element.card.id}" for element in found.elements if element.verdict is Verdict.PRESENT
        )

    def _trial(self, path: Path, document: DocumentType) -> Iterator[Fault]:
        """Fill the template with each example of its kinds: what only data show is seen here."""
        cache = TemplateCache()
        for sample in self.contexts.samples(document):
            try:
                render_draft(
                    path,
                    sample.context,
                    properties=DocumentProperties(title=document.title, as_of=sample.dossier.as_of),
                    cache=cache,
                )
            except TemplateError as error:
                yield template_fault(error, codes.UNRENDERED)
                return
            except MissingDatumError:
                continue


def lint_templates(
    target: Path, law: Law, catalogue: Catalogue, document: DocumentType | None = None, *, with_pages: bool = True
) -> list[LintedTemplate]:
    """Examine a file, or every template of a folder; a broken file of a folder does not stop the others."""
    linter = Linter(law, catalogue)
    if not target.is_dir():
        return [linter.check(target, document, with_pages=with_pages)]
    found = []
    paths = word_files(target)
    if not paths:
        raise NoSuchWordFileError(f"Nella cartella {target} non ci sono file Word.")
    for path in paths:
        try:
            found.append(linter.check(path, document, with_pages=with_pages))
        except BrokenFileError as error:
            found.append(LintedTemplate(path, problem=str(error)))
    return found


def _paged(faults: list[Fault], parts: Mapping[str, bytes], path: Path) -> tuple[list[Fault], str | None]:
    """Tell the pages from a conversion of the template as it is; without one, no page is said."""
    texts = texts_of(parts)
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        pdf = Path(folder) / "modello.pdf"
        engine = choose_engine()
        word = Path(folder) / "modello.docx"
        word.write_bytes(path.read_bytes())
        (result,) = engine.convert_many([PdfJob(word, pdf)])
        if not result.has_pdf:
            return faults, None
        with PrintedText(pdf) as printed:
            found = printed.locate([text for _, text in texts])
    pages: dict[tuple[str, int], int] = {}
    for (place, _), where in zip(texts, found, strict=True):
        if where is not None:
            pages[place] = where.first_page
    return with_pages(faults, pages), engine.name
