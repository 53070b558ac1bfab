"""Reads the text of somebody else's document, whatever its format: Word, PDF, or what LibreOffice can open."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.bundle.pdf_lines import PdfLine, pdf_lines
from workflow.documents.statute.line_joining import JoinedText, joined_lines
from workflow.documents.statute.source_text import SourceText, TextLine
from workflow.documents.statute.word_reading import read_word
from workflow.resources import BrokenFileError, ProgramError
from workflow.services.statute_columns import in_reading_order
from workflow.services.statute_conversion import CONVERTIBLE, as_word

PDF, WORD = ".pdf", ".docx"
_MAX_BYTES = 50_000_000
_LETTERS_COMPARED = 60


class NoSuchFileError(ProgramError):
    """The document to check does not exist."""

    exit_code = 3


@dataclass(frozen=True)
class ReadStatute:
    """The text of a document, and what its marked copy is made from: the file itself, or its conversion to Word."""

    content: bytes
    suffix: str
    source: SourceText
    lines: tuple[PdfLine, ...] = ()
    joined: JoinedText | None = None


def read_statute(path: Path, *, with_pages: bool = True) -> ReadStatute:
    """Read a document; raise NoSuchFileError or BrokenFileError, while a scan is a text with a problem.

    The pages of a Word file are those of its conversion; without an engine, or if asked so, they are not known.
    """
    suffix = path.suffix.lower()
    _refuse(path, suffix)
    if suffix == PDF:
        return _read_pdf(path)
    content = path.read_bytes() if suffix == WORD else as_word(path)
    source = read_word(content)
    if suffix != WORD:
        told = f"Il file {suffix} è stato convertito in Word con LibreOffice: il controllo e la copia sono su quello."
        source = replace(source, remarks=(told, *source.remarks))
    if with_pages and source.is_readable:
        source = _with_pages(source, content)
    return ReadStatute(content, WORD, source)


def _refuse(path: Path, suffix: str) -> None:
    if not path.is_file():
        raise NoSuchFileError(f"Il file {path} non esiste.")
    if suffix not in {PDF, WORD, *CONVERTIBLE}:
        raise BrokenFileError(
            path,
            "il controllo legge file .docx e .pdf e, con LibreOffice, anche .doc, .odt e .rtf.",
            "Aprire il documento con Word e salvarlo in uno di questi formati.",
        )
    if path.stat().st_size > _MAX_BYTES:
        raise BrokenFileError(path, "il file è troppo grande.", "Togliere immagini e allegati, e riprovare.")


def _read_pdf(path: Path) -> ReadStatute:
    read = pdf_lines(path)
    if read.problem is not None:
        return ReadStatute(path.read_bytes(), PDF, SourceText((), read.pages, problem=read.problem))
    ordered = in_reading_order(read.lines)
    lines = [
        TextLine(
            one.line.page, one.line.text, one.line.left, one.line.right, -one.line.top, -one.line.bottom, one.column
        )
        for one in ordered
    ]
    joined = joined_lines(lines, read.pages, read.pages_without_text)
    return ReadStatute(path.read_bytes(), PDF, joined.source, tuple(one.line for one in ordered), joined)


def _with_pages(source: SourceText, content: bytes) -> SourceText:
    """Find each paragraph in the converted document; what is not found again keeps the page before it."""
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        word, pdf = Path(folder) / "testo.docx", Path(folder) / "pagine.pdf"
        word.write_bytes(content)
        result = choose_engine().convert_many([PdfJob(word, pdf)])[0]
        if not result.has_pdf:
            return source
        read = pdf_lines(pdf)
    letters: list[str] = []
    pages: list[int] = []
    for line in read.lines:
        for letter in _letters(line.text):
            letters.append(letter)
            pages.append(line.page)
    whole = "".join(letters)
    cursor, page = 0, 1
    paragraphs = []
    for paragraph in source.paragraphs:
        start = _letters(paragraph.text)[:_LETTERS_COMPARED]
        found = whole.find(start, cursor) if start else -1
        if found >= 0:
            page = pages[found]
            # A note stands further down than the words that follow its sign.
            cursor = cursor if paragraph.is_note else found + len(start)
        paragraphs.append(replace(paragraph, page=page))
    return replace(source, paragraphs=tuple(paragraphs), pages=read.pages)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())
