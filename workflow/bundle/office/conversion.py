"""Takes a batch of documents through one LibreOffice: joined, printed, cut; or one by itself."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from workflow.bundle.office.batches import Remedy
from workflow.bundle.office.instance import OfficeInstance, OfficeRefusedError, Order
from workflow.bundle.office.joined_docx import JoinedDocx, end_name, join_documents, start_name
from workflow.bundle.office.pdf_facts import facts_of
from workflow.bundle.office.split_pdf import Piece, split_pdf
from workflow.bundle.office.word_parts import MAIN, PackageCache, WordParts
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.text_loss import read_docx

# SelectPdfVersion 2 is PDF/A-2b.
_ALONE: dict[str, object] = {"SelectPdfVersion": 2, "ExportBookmarks": True, "UseTaggedPDF": True}
# Asked for PDF/A, LibreOffice always writes the tree of tags: it would not survive the cut, and the rest of the marks
# has to be written for each file anyway. The beginnings of the documents are found by name.
_JOINED: dict[str, object] = {
    "SelectPdfVersion": 0,
    "ExportBookmarks": True,
    "UseTaggedPDF": False,
    "ExportBookmarksToPDFDestination": True,
}
_DRAWINGS = (b"<w:drawing", b"<w:pict", b"<w:object", b"AlternateContent")


def convert_single(instance: OfficeInstance, job: PdfJob, seconds: float, remedy: Remedy | None = None) -> None:
    """Print one document; raises OfficeFailureError, also when LibreOffice says it is done and made no file."""
    refuse_unreadable(job)
    place = instance.place.folder
    source, made = place / "singolo.docx", instance.place.output / "singolo.pdf"
    shutil.copyfile(job.docx, source)
    try:
        _print(instance, Order(source, made, _ALONE, remedy=remedy), seconds)
        job.pdf.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, job.pdf)
    finally:
        source.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


@dataclass(frozen=True)
class JoinedBatch:
    """Several documents of one family in one Word file, on their way to one PDF."""

    jobs: Sequence[PdfJob]
    documents: Sequence[WordParts]
    docx: JoinedDocx


def join(jobs: Sequence[PdfJob], packages: PackageCache) -> JoinedBatch:
    """Join documents; raises OfficeRefusedError, or CannotJoinError for one that must go by itself."""
    documents = [packages.take(job.docx) for job in jobs]
    try:
        return JoinedBatch(jobs, documents, join_documents(documents))
    except (KeyError, ValueError, IndexError, etree.LxmlError) as error:
        # Something is wrong with one of them; halving the batch will show which.
        raise OfficeRefusedError(f"i documenti non si possono leggere insieme ({type(error).__name__})") from error


def print_joined(instance: OfficeInstance, joined: JoinedBatch, seconds: float) -> bytes:
    """Return the PDF of joined documents; raises OfficeFailureError."""
    source, made = instance.place.folder / "insieme.docx", instance.place.output / "insieme.pdf"
    try:
        source.write_bytes(joined.docx.content)
        _print(instance, Order(source, made, _JOINED, joined.docx.start_styles), seconds)
        return made.read_bytes()
    finally:
        source.unlink(missing_ok=True)
        made.unlink(missing_ok=True)


def cut(joined: JoinedBatch, printed: bytes) -> list[int]:
    """Write the PDF of each document and return its pages.

    The total of pages in the margins is that of the first: a document of another length has to be printed again.
    Raises UnsplittablePdfError.
    """
    pieces = []
    for index, (job, document) in enumerate(zip(joined.jobs, joined.documents, strict=True)):
        job.pdf.parent.mkdir(parents=True, exist_ok=True)
        pieces.append(Piece(start_name(index), job.pdf, facts_of(document)))
    has_drawings = any(mark in one.parts[MAIN] for one in joined.documents for mark in _DRAWINGS)
    return split_pdf(printed, pieces, end_name(0), has_drawings=has_drawings)


def refuse_unreadable(job: PdfJob) -> None:
    """Raise OfficeRefusedError for what is not a Word document: LibreOffice makes a PDF even of plain text."""
    try:
        read_docx(job.docx)
    except Exception as error:  # whatever is wrong with it
        raise OfficeRefusedError(f"non è un documento Word leggibile ({type(error).__name__})") from error


def _print(instance: OfficeInstance, order: Order, seconds: float) -> None:
    order.target.unlink(missing_ok=True)
    instance.convert(order, seconds)
    if not is_pdf(order.target):
        raise OfficeRefusedError("LibreOffice non ha prodotto il file")


def is_pdf(path: Path) -> bool:
    """Whether a file is there and begins as a PDF does."""
    try:
        with path.open("rb") as file:
            return file.read(5) == b"%PDF-"
    except OSError:
        return False
