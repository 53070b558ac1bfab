"""Writes a comparison down: a Word file with tracked changes, a page to read, or a PDF of the first."""

import tempfile
from datetime import datetime
from pathlib import Path

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.documents.comparison.page import html_page
from workflow.documents.comparison.redline import redline
from workflow.documents.comparison.report import Comparison
from workflow.resources import ProgramError
from workflow.services.document_comparison import ComparisonUseError, Side
from workflow.services.file_replacing import replace_file

AUTHOR = "dossier-cer"
_WORD, _PAGE, _PDF = ".docx", ".html", ".pdf"


class ComparisonExistsError(ProgramError):
    """A file that the comparison would take the place of."""

    exit_code = 6


class ComparisonNotPrintedError(ProgramError):
    """A comparison that no engine could turn into PDF."""

    exit_code = 4


def write_comparison(found: Comparison, one: Side, other: Side, target: Path, at: datetime) -> tuple[str, ...]:
    """Write the comparison in the format that the name says; return what could not be carried over."""
    suffix = target.suffix.lower()
    if suffix not in {_WORD, _PAGE, _PDF}:
        raise ComparisonUseError(f"«{target.name}»: il nome deve finire con .docx, .html o .pdf.")
    if target.exists():
        raise ComparisonExistsError(f"{target} esiste già: indicare un nome nuovo.")
    hints: tuple[str, ...] = ()
    if suffix == _PAGE:
        content = html_page(found, at).encode()
    else:
        if one.parts is None or other.parts is None:
            raise ComparisonUseError(
                "Le revisioni si scrivono solo fra due Word: per un PDF chiedere il rapporto con --out confronto.html."
            )
        content, hints = redline(one.parts, other.parts, author=AUTHOR, at=at)
        if suffix == _PDF:
            content = _printed(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, content)
    return hints


def _printed(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        word, pdf = Path(folder) / "confronto.docx", Path(folder) / "confronto.pdf"
        word.write_bytes(content)
        (result,) = choose_engine("libreoffice").convert_many([PdfJob(word, pdf)])
        if not result.has_pdf:
            raise ComparisonNotPrintedError(" ".join(result.problems) or "Il PDF non è stato prodotto.")
        return pdf.read_bytes()
