"""The map from requirements to articles holds on the printed pages, and is refused where it does not."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import dossiers
from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.margin_labels import label_margins
from workflow.bundle.pdf_engine import PdfEngine, PdfJob, choose_engine
from workflow.documents.catalogue import Catalogue
from workflow.documents.highlighting import without_highlight
from workflow.documents.package import read_package, write_package
from workflow.domain.dossier import Dossier
from workflow.law import Law
from workflow.services.requirement_names import RequirementNames
from workflow.services.tracing import TracedClause, margin_labels, trace, trace_findings
from workflow.services.writing import WrittenDocument, orders, write

ELEMENTS_OF_CER = {f"CER-08.{letter}" for letter in "abcdef"}
CONTENTS_OF_GAC = {f"GAC-04.k{number}" for number in range(1, 5)}
GROUP_BY_CONTRACT = dossiers.build("gac_ok", {"contratto.forma": "contratto"})


def engines() -> list[PdfEngine]:
    return [EmbeddedEngine(), choose_engine("libreoffice")]


def written(dossier: Dossier, document: str, *, highlighted: bool = False) -> WrittenDocument:
    wanted, _ = orders(dossier, Law.load(), Catalogue.load(), frozenset({document}))
    chosen = [order for order in wanted if order.is_highlighted is highlighted][:1]
    return next(iter(write(dossier, Law.load(), chosen)))


def printed(document: WrittenDocument, engine: PdfEngine, folder: Path) -> Path:
    docx = folder / f"{document.order.stem}.docx"
    docx.write_bytes(document.content)
    [result] = engine.convert_many([PdfJob(docx, docx.with_suffix(".pdf"))])
    assert result.has_pdf, result.problems
    return result.job.pdf


def page_text(pdf: Path, page: int) -> str:
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return re.sub(r"\s+", " ", subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def headed(clause: TracedClause) -> str:
    """The heading as a person sees it on the page."""
    if clause.citation == clause.heading:
        return clause.heading
    return f"{clause.citation.partition(',')[0].capitalize()} – {clause.heading}"


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    ("dossier", "document", "asked"),
    [
        (dossiers.cer_ok(), "statuto_cer", ELEMENTS_OF_CER),
        (GROUP_BY_CONTRACT, "contratto_gac", CONTENTS_OF_GAC),
        (dossiers.gac_ok(), "verbale_assemblea_gac", CONTENTS_OF_GAC),
    ],
    ids=["statuto", "contratto", "verbale"],
)
def test_every_element_has_its_article_on_the_page_that_another_reader_finds(
    dossier: Dossier, document: str, asked: set[str], engine: PdfEngine, tmp_path: Path
) -> None:
    paper = written(dossier, document)
    pdf = printed(paper, engine, tmp_path)
    traced = trace(paper, pdf, RequirementNames(dossier.kind))
    elements = [one for one in traced.requirements if one.requirement.is_element]
    assert {one.requirement.id for one in elements} >= asked
    assert not trace_findings([traced])
    for one in elements:
        for clause in one.clauses:
            assert clause.is_whole
            assert headed(clause) in page_text(pdf, clause.first_page or 0), one.requirement.id


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.name)
def test_the_copy_to_upload_shows_each_passage_on_its_colour_and_its_element_in_the_margin(
    engine: PdfEngine, tmp_path: Path
) -> None:
    dossier = dossiers.cer_ok()
    paper = written(dossier, "statuto_cer", highlighted=True)
    pdf = printed(paper, engine, tmp_path)
    traced = trace(paper, pdf, RequirementNames(dossier.kind))
    elements = [clause for one in traced.requirements if one.requirement.is_element for clause in one.clauses]
    assert elements
    assert all(clause.is_highlighted for clause in elements)
    before = page_text(pdf, elements[0].first_page or 0)
    label_margins(pdf, margin_labels(traced))
    assert "a)" in page_text(pdf, elements[0].first_page or 0)
    assert set(before.split()) <= set(page_text(pdf, elements[0].first_page or 0).split())
    outline = subprocess.run(["qpdf", "--json", "--json-key=outlines", str(pdf)], capture_output=True, check=True)
    assert "CER" not in outline.stdout.decode()
    assert outline.stdout.decode().count("art. ") >= len(ELEMENTS_OF_CER)


def test_a_copy_printed_without_its_colours_is_refused(tmp_path: Path) -> None:
    dossier = dossiers.cer_ok()
    paper = written(dossier, "statuto_cer", highlighted=True)
    pale = replace(paper, content=without_highlight(paper.content))
    traced = trace(paper, printed(pale, EmbeddedEngine(), tmp_path), RequirementNames(dossier.kind))
    found = trace_findings([traced])
    assert {finding.code for finding in found} == {"BUN-13"}
    assert all(finding.is_blocking for finding in found)


def test_a_paragraph_lost_on_the_way_to_the_page_is_told_by_article(tmp_path: Path) -> None:
    dossier = dossiers.cer_ok()
    paper = written(dossier, "statuto_cer")
    whole = trace(paper, printed(paper, EmbeddedEngine(), tmp_path), RequirementNames(dossier.kind))
    lost = next(one.clauses[0] for one in whole.requirements if one.requirement.id == "CER-08.f")
    parts = read_package(paper.content)
    text = parts["word/document.xml"].decode()
    start = text.index(lost.heading)
    comma = text.index("<w:p>", start) if "<w:p>" in text[start:] else text.index("<w:p ", start)
    parts["word/document.xml"] = (text[:comma] + text[text.index("</w:p>", comma) + 6 :]).encode()
    shorter = replace(paper, content=write_package(parts))
    traced = trace(paper, printed(shorter, EmbeddedEngine(), tmp_path), RequirementNames(dossier.kind))
    told = [finding.values["clausola"] for finding in trace_findings([traced])]
    assert lost.citation in told


def test_what_every_clause_answers_exists() -> None:
    for document in Catalogue.load().all():
        for kind in document.kinds:
            names = RequirementNames(kind)
            for clause in document.clauses:
                for answer in clause.answers:
                    assert names.get(answer).title
