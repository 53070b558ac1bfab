"""Prints a dossier's status on paper: a Word document, or its PDF."""

import tempfile
from pathlib import Path
from typing import Any

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.documents import context
from workflow.documents.catalogue import Catalogue
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render_draft
from workflow.documents.status_view import status_view
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.opening import Opened
from workflow.services.status import Status

DOCUMENT = "stato_avanzamento"
_WORD, _PDF = ".docx", ".pdf"


class SheetFormatError(ProgramError):
    """A name that says neither Word nor PDF."""

    exit_code = 2


class SheetNotPrintedError(ProgramError):
    """A sheet that no engine could turn into PDF."""

    exit_code = 4


def print_status(opened: Opened, law: Law, found: Status, target: Path) -> None:
    """Write the sheet in the format that the name says; raises SheetFormatError for another."""
    suffix = target.suffix.lower()
    if suffix not in {_WORD, _PDF}:
        raise SheetFormatError(f"«{target.name}»: il nome deve finire con .docx o .pdf.")
    content = _word(opened, law, found)
    replace_file(target, content if suffix == _WORD else _as_pdf(content))


def view_of(found: Status) -> dict[str, Any]:
    """Return what the template of the sheet may name besides the rest."""
    return status_view(found.position, found.phases, found.plants, found.practices.all, found.tasks, as_of=found.as_of)


def _word(opened: Opened, law: Law, found: Status) -> bytes:
    document = Catalogue.load().get(DOCUMENT)
    edition = document.edition_on(opened.dossier.sent_on)
    foot = {
        "documento": document.title,
        "edizione": f"{edition.from_:%d/%m/%Y}",
        "dossier": opened.dossier.title,
    }
    shared = context.build(opened.dossier, law)
    properties = DocumentProperties(title=document.title, as_of=found.as_of, subject=opened.dossier.title)
    draft = render_draft(edition.path, {**shared, **view_of(found), "pie": foot, "bozza": False}, properties=properties)
    return draft.content


def _as_pdf(content: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        word, pdf = Path(folder) / f"{DOCUMENT}{_WORD}", Path(folder) / f"{DOCUMENT}{_PDF}"
        word.write_bytes(content)
        (result,) = choose_engine().convert_many([PdfJob(word, pdf)])
        if not result.has_pdf:
            raise SheetNotPrintedError(" ".join(result.problems) or "Il PDF non è stato prodotto.")
        return pdf.read_bytes()
