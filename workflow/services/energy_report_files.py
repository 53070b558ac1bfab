"""Writes an energy report in its five forms: Word, PDF, HTML, JSON, Excel."""

import json
from pathlib import Path

from workflow.bundle.pdf_engine import PdfEngine
from workflow.services.energy_charts import charts_of
from workflow.services.energy_report_json import energy_report_json
from workflow.services.energy_report_page import page_of
from workflow.services.energy_report_paper import pdf_of, word_of
from workflow.services.energy_reported import ReportedYear
from workflow.services.energy_workbook import workbook_of
from workflow.services.file_replacing import replace_file
from workflow.services.split_energy import Origin

_PRIVATE_FOLDER = 0o700


def write_report(reported: ReportedYear, folder: Path, engine: PdfEngine | None) -> tuple[Path, ...]:
    """Write the report as Word, PDF (not without an engine), HTML, JSON and Excel; return the files.

    Each file is replaced in one step; the PDF of an older report never stays beside the new ones. Raises
    ReportNotPrintedError, with the other forms already written.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    charts = charts_of(reported)
    word = word_of(reported, charts)
    contents = {
        "docx": word,
        "html": page_of(reported, charts).encode(),
        "json": (
            json.dumps(energy_report_json(reported), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        ).encode(),
        "xlsx": workbook_of(reported),
    }
    stem = f"energia_{reported.year}{'_stima' if reported.origin is Origin.PROJECTED else ''}"
    pdf = folder / f"{stem}.pdf"
    pdf.unlink(missing_ok=True)
    written = []
    for suffix, content in contents.items():
        written.append(folder / f"{stem}.{suffix}")
        replace_file(written[-1], content)
    if engine is not None:
        replace_file(pdf, pdf_of(word, engine))
        written.insert(1, pdf)
    return tuple(written)
