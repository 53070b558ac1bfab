"""`statute check`: reads somebody else's statute or contract, judges it, and writes its marked copy."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from workflow import clock
from workflow.bundle.pdf_engine import PdfJob, choose_engine
from workflow.bundle.pdf_lines import Box, PdfLine, PdfPages, pdf_lines
from workflow.bundle.pdf_marks import PdfMark
from workflow.bundle.pdf_marks import marked_copy as marked_pdf
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examination, Examiner
from workflow.documents.statute.line_joining import JoinedText, joined_lines
from workflow.documents.statute.marks import Mark, Tone, planned_marks
from workflow.documents.statute.source_text import SourceText, TextLine
from workflow.documents.statute.word_copy import marked_copy as marked_word
from workflow.documents.statute.word_reading import read_word
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.resources import BrokenFileError, ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.statute_proposals import Proposal, proposals

AUTHOR = "dossier-cer"
_PDF, _WORD = ".pdf", ".docx"
_MAX_BYTES = 50_000_000
_COLOURS = {Tone.PRESENT: "fff176", Tone.DOUBTFUL: "80deea", Tone.WRONG: "f48fb1"}
_LETTERS_COMPARED = 60


class CopyRefusedError(ProgramError):
    """A marked copy that would take the place of a file, or cannot be made."""

    exit_code = 6


class NoSuchFileError(ProgramError):
    """The document to check does not exist."""

    exit_code = 3


@dataclass(frozen=True)
class CheckedStatute:
    """A document, its judgement and the clauses proposed for its elements."""

    path: Path
    content: bytes
    examination: Examination
    proposals: Mapping[str, Proposal]
    lines: tuple[PdfLine, ...] = ()
    joined: JoinedText | None = None


def check_statute(path: Path, kind: Kind, law: Law, day: date, *, with_pages: bool = True) -> CheckedStatute:
    """Judge a .docx or .pdf as the paper of a request sent on the day.

    The pages of a Word file are those of its conversion; without an engine, or if asked so, they are not known.
    """
    content = _content(path)
    lines: tuple[PdfLine, ...] = ()
    joined: JoinedText | None = None
    if path.suffix.lower() == _PDF:
        read = pdf_lines(path)
        lines, joined = read.lines, _joined(read)
        source = joined.source if joined is not None else SourceText((), read.pages, problem=read.problem)
    else:
        source = read_word(content)
        if with_pages and source.is_readable:
            source = _with_pages(source, path)
    checklist = Checklist.load()
    examination = Examiner(checklist, law).examine(source, kind, day)
    return CheckedStatute(path, content, examination, proposals(checklist.kinds[kind], law, day), lines, joined)


def write_copy(checked: CheckedStatute, target: Path, law: Law) -> None:
    """Write the copy with passages highlighted and comments in the margin; an existing file is never replaced."""
    if target.exists():
        raise CopyRefusedError(f"{target} esiste già: indicare per la copia un nome nuovo.")
    if target.suffix.lower() != checked.path.suffix.lower():
        raise CopyRefusedError(
            f"La copia di un {checked.path.suffix} dev’essere un {checked.path.suffix}: {target.name}."
        )
    if not checked.examination.source.is_readable:
        raise CopyRefusedError(f"La copia non si può fare: {checked.examination.source.problem}")
    texts = {element: proposal.text for element, proposal in checked.proposals.items()}
    marks = planned_marks(checked.examination, texts, law.cite)
    if checked.joined is None:
        copy = marked_word(checked.content, marks, AUTHOR, clock.now())
    else:
        copy = marked_pdf(checked.content, _pdf_marks(marks, checked.joined, checked.lines), AUTHOR)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, copy)


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise NoSuchFileError(f"Il file {path} non esiste.")
    if path.suffix.lower() not in {_PDF, _WORD}:
        raise BrokenFileError(
            path,
            "il controllo legge file .docx e .pdf.",
            "Aprire il documento con Word e salvarlo in uno dei due formati.",
        )
    if path.stat().st_size > _MAX_BYTES:
        raise BrokenFileError(path, "il file è troppo grande.", "Togliere immagini e allegati, e riprovare.")
    return path.read_bytes()


def _joined(read: PdfPages) -> JoinedText | None:
    if read.problem is not None:
        return None
    lines = [TextLine(line.page, line.text, line.left, line.right, -line.top, -line.bottom) for line in read.lines]
    return joined_lines(lines, read.pages, read.pages_without_text)


def _with_pages(source: SourceText, path: Path) -> SourceText:
    """Find each paragraph in the converted document; what is not found again keeps the page before it."""
    with tempfile.TemporaryDirectory(prefix="dossier-cer-") as folder:
        pdf = Path(folder) / "pagine.pdf"
        result = choose_engine().convert_many([PdfJob(path, pdf)])[0]
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
            cursor, page = found + len(start), pages[found]
        paragraphs.append(replace(paragraph, page=page))
    return replace(source, paragraphs=tuple(paragraphs), pages=read.pages)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _pdf_marks(marks: tuple[Mark, ...], joined: JoinedText, lines: tuple[PdfLine, ...]) -> list[PdfMark]:
    """Place the marks on the letters; where two overlap, only the heavier tone colours."""
    found: list[tuple[int, PdfMark]] = []
    painted: set[tuple[int, int]] = set()
    for order, mark in sorted(enumerate(marks), key=lambda pair: -list(Tone).index(pair[1].tone)):
        letters = [
            (index, place)
            for span in mark.spans
            for index, start, end in joined.places(span)
            for place in range(start, end)
        ]
        free = [letter for letter in letters if letter not in painted] or letters
        painted.update(free)
        by_page: dict[int, dict[int, list[Box]]] = {}
        for index, place in free:
            box = lines[index].boxes[place]
            if box[2] > box[0]:
                by_page.setdefault(lines[index].page, {}).setdefault(index, []).append(box)
        colour = _COLOURS[mark.tone]
        if not by_page:
            found.append((order, PdfMark(1, (), colour, mark.comment)))
        for page, boxes in sorted(by_page.items()):
            found.append((order, PdfMark(page, tuple(map(_around, boxes.values())), colour, mark.comment)))
    return [mark for _, mark in sorted(found, key=lambda pair: pair[0])]


def _around(boxes: list[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
