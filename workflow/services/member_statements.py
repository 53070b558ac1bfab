"""Writes the yearly statement of each member of a riparto, in Word and in PDF."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workflow.bundle.document_findings import conversion_findings
from workflow.bundle.pdf_engine import PdfEngine, PdfJob
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.services.file_replacing import replace_file
from workflow.services.opening import Opened
from workflow.services.own_templates import check_own, own_catalogue
from workflow.services.writing import WrittenDocument, missing_findings, orders, write

STATEMENT = "estratto_conto_socio"


@dataclass(frozen=True)
class Statements:
    """The files written, by name, and what they lacked."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]


def write_statements(
    opened: Opened,
    dossier: Dossier,
    law: Law,
    year: int,
    folder: Path,
    *,
    engine: PdfEngine | None,
    is_draft: bool,
    on_done: Callable[[], None] = lambda: None,
) -> Statements:
    """Write the statements of a year into a folder: `dossier` holds the accounts, recorded or not yet.

    What is not recorded is a draft, and says so on each page. A file that is there already is replaced.
    """
    wanted, findings = orders(dossier, law, own_catalogue(opened.folder, None), frozenset({STATEMENT}))
    of_year = [order for order in wanted if order.key is not None and order.key.startswith(f"{year}_")]
    findings = [*findings, *check_own(of_year, law)]
    documents = list(write(dossier, law, of_year, is_draft=is_draft, on_done=lambda _order: on_done()))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    files = []
    for document in documents:
        replace_file(folder / f"{document.order.stem}.docx", document.content)
        files.append(f"{document.order.stem}.docx")
    if engine is not None and documents:
        pdfs, lost = _converted(documents, engine, folder)
        files += pdfs
        findings += lost
    return Statements(tuple(sorted(files)), (*findings, *missing_findings(documents)))


def _converted(documents: list[WrittenDocument], engine: PdfEngine, folder: Path) -> tuple[list[str], list[Finding]]:
    """Convert beside, then put each PDF in its place whole."""
    with tempfile.TemporaryDirectory(prefix="dossier-cer-estratti-") as work:
        jobs = []
        for document in documents:
            docx = Path(work) / f"{document.order.stem}.docx"
            docx.write_bytes(document.content)
            jobs.append(PdfJob(docx, docx.with_suffix(".pdf")))
        results = engine.convert_many(jobs)
        done = [result.job.pdf for result in results if result.has_pdf]
        for pdf in done:
            replace_file(folder / pdf.name, pdf.read_bytes())
        return [pdf.name for pdf in done], list(conversion_findings(results))
