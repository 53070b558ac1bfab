"""Every Word template in the repository is the compile of its source and carries the clauses it must."""

from pathlib import Path

import pytest

from workflow.devtools.template_source import compile_file, is_current, source_files
from workflow.documents.catalogue import Catalogue, DocumentType
from workflow.documents.compiled import TemplateCache
from workflow.documents.templates_check import problems_of
from workflow.resources import data_folder

FOLDER = data_folder("templates")
SOURCES = source_files(FOLDER)
DOCUMENTS = Catalogue.load().all()


def test_there_are_templates() -> None:
    assert DOCUMENTS


@pytest.mark.parametrize("source", SOURCES, ids=[source.stem for source in SOURCES])
def test_the_word_file_is_the_compile_of_its_source(source: Path) -> None:
    has_compile = is_current(source.with_suffix(".docx"), compile_file(source, FOLDER))
    assert has_compile, "run: python -m workflow.devtools.template_source"


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document.id for document in DOCUMENTS])
def test_every_edition_compiles_and_has_its_clauses(document: DocumentType) -> None:
    assert problems_of(document, TemplateCache()) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document.id for document in DOCUMENTS])
def test_every_edition_has_its_source_beside_it(document: DocumentType) -> None:
    assert all(edition.source_path.is_file() for edition in document.editions)


def test_no_word_file_lacks_an_edition() -> None:
    known = {edition.path for document in DOCUMENTS for edition in document.editions}
    assert set(FOLDER.glob("*/*.docx")) == known
