"""The energy report on paper: the Word document from its template, with the charts, and its PDF."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from workflow.bundle.pdf_engine import PdfEngine, PdfJob
from workflow.documents.catalogue import Catalogue
from workflow.documents.charts.chart import Chart
from workflow.documents.engine.rich_values import Picture
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render
from workflow.resources import ProgramError
from workflow.services.energy_report_view import view_of
from workflow.services.energy_reported import ReportedYear

DOCUMENT = "rapporto_energia"


class ReportNotPrintedError(ProgramError):
    """A report that the engine could not turn into PDF whole."""

    exit_code = 4


def word_of(reported: ReportedYear, charts: Mapping[str, Chart]) -> bytes:
    """Return the Word document; equal years give equal bytes."""
    document = Catalogue.load().get(DOCUMENT)
    day = reported.settled.year.rates.first_day
    edition = document.edition_on(day)
    foot = {"documento": document.title, "edizione": f"{edition.from_:%d/%m/%Y}", "dossier": reported.title}
    pictures = {
        name: Picture(chart.png, chart.alt, width_mm=chart.width_mm, height_mm=chart.height_mm)
        for name, chart in charts.items()
    }
    properties = DocumentProperties(title=document.title, as_of=day, subject=f"{reported.title}, {reported.year}")
    context = {**view_of(reported, pictures), "pie": foot, "bozza": False}
    return render(edition.path, context, properties=properties)


def pdf_of(word: bytes, engine: PdfEngine) -> bytes:
    """Return the PDF of the document; raise ReportNotPrintedError with what the engine says."""
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        docx, pdf = Path(folder) / f"{DOCUMENT}.docx", Path(folder) / f"{DOCUMENT}.pdf"
        docx.write_bytes(word)
        (result,) = engine.convert_many([PdfJob(docx, pdf)])
        if not result.has_pdf:
            raise ReportNotPrintedError(" ".join(result.problems) or "Il PDF non è stato prodotto.")
        return pdf.read_bytes()
