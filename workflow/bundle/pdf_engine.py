"""What turns Word documents into PDF: the interface, its results and the choice of an engine."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from workflow.resources import ProgramError

Preference = Literal["auto", "incorporato", "libreoffice"]


class EngineMissingError(ProgramError):
    """An engine asked for by name that this machine does not have."""

    exit_code = 4


@dataclass(frozen=True)
class PdfJob:
    """One Word document to convert and where its PDF goes."""

    docx: Path
    pdf: Path


@dataclass(frozen=True)
class PdfResult:
    """What became of one job; problems and warnings are Italian sentences that name the document.

    `is_ok` means that the PDF exists and that nothing of the document was lost in it;
    `pages` is 0 when there is no PDF.
    """

    job: PdfJob
    is_ok: bool
    pages: int = 0
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def has_pdf(self) -> bool:
        """Whether a PDF was written, whole or not."""
        return self.pages > 0


def nobody_listens(job: PdfJob) -> None:
    """Ignore the news that a job is done: the default listener."""


class PdfEngine(Protocol):
    """A converter of Word documents; the result list has the order of the jobs."""

    name: str
    is_faithful: bool

    @property
    def version(self) -> str:
        """The converter and its version, for the manifest."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know of how the work is done, in Italian; complete after `convert_many`."""
        ...

    def prepared(self) -> AbstractContextManager[None]:
        """Let the converter start while the caller writes, in this `with`, the documents it will convert."""
        ...

    def convert_many(
        self, jobs: Sequence[PdfJob], on_done: Callable[[PdfJob], None] = nobody_listens
    ) -> list[PdfResult]:
        """Convert every job; a broken document becomes a result with problems and never stops the others."""
        ...


def choose_engine(preference: Preference = "auto") -> PdfEngine:
    """Return the engine asked for; `auto` is LibreOffice where it is installed, else the embedded one.

    Raises EngineMissingError when LibreOffice is asked for by name and is not installed.
    """
    from workflow.bundle.embedded_pdf import EmbeddedEngine  # noqa: PLC0415  # the engines import this module's types
    from workflow.bundle.libreoffice_pdf import LibreOfficeEngine, find_soffice  # noqa: PLC0415  # likewise

    if preference == "incorporato":
        return EmbeddedEngine()
    program = find_soffice()
    if program is not None:
        return LibreOfficeEngine(program)
    if preference == "auto":
        return EmbeddedEngine()
    raise EngineMissingError(
        "LibreOffice non è installato (il programma «soffice» non si trova nel PATH). "
        "Installarlo, oppure usare il motore incorporato."
    )
