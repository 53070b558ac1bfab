"""`statute check`: reads somebody else's statute or contract, judges it, and writes its marked copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow import clock
from workflow.bundle.pdf_lines import Box, PdfLine
from workflow.bundle.pdf_marks import PdfMark
from workflow.bundle.pdf_marks import marked_copy as marked_pdf
from workflow.documents.statute.cards import Checklist
from workflow.documents.statute.examination import Examination, Examiner
from workflow.documents.statute.line_joining import JoinedText
from workflow.documents.statute.marks import Mark, Tone, planned_marks
from workflow.documents.statute.word_copy import marked_copy as marked_word
from workflow.domain.kind import Kind
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.file_replacing import replace_file
from workflow.services.statute_proposals import Proposal, proposals
from workflow.services.statute_reading import ReadStatute, read_statute

AUTHOR = "dossier-cer"
_COLOURS = {Tone.PRESENT: "fff176", Tone.DOUBTFUL: "80deea", Tone.WRONG: "f48fb1"}


class CopyRefusedError(ProgramError):
    """A marked copy that would take the place of a file, or cannot be made."""

    exit_code = 6


@dataclass(frozen=True)
class CheckedStatute:
    """A document, its judgement and the clauses proposed for its elements."""

    path: Path
    read: ReadStatute
    examination: Examination
    proposals: Mapping[str, Proposal]


def check_statute(path: Path, kind: Kind, law: Law, day: date, *, with_pages: bool = True) -> CheckedStatute:
    """Judge a document as the paper of a request sent on the day."""
    read = read_statute(path, with_pages=with_pages)
    checklist = Checklist.load()
    examination = Examiner(checklist, law).examine(read.source, kind, day)
    return CheckedStatute(path, read, examination, proposals(checklist.kinds[kind], law, day))


def write_copy(checked: CheckedStatute, target: Path, law: Law) -> None:
    """Write the copy with passages highlighted and comments in the margin; an existing file is never replaced."""
    if target.exists():
        raise CopyRefusedError(f"{target} esiste già: indicare per la copia un nome nuovo.")
    if target.suffix.lower() != checked.read.suffix:
        raise CopyRefusedError(
            f"La copia di un {checked.path.suffix} dev’essere un {checked.read.suffix}: {target.name}."
        )
    if not checked.examination.source.is_readable:
        raise CopyRefusedError(f"La copia non si può fare: {checked.examination.source.problem}")
    texts = {element: proposal.text for element, proposal in checked.proposals.items()}
    marks = planned_marks(checked.examination, texts, law.cite)
    read = checked.read
    if read.joined is None:
        copy = marked_word(read.content, marks, AUTHOR, clock.now())
    else:
        copy = marked_pdf(read.content, _pdf_marks(marks, read.joined, read.lines), AUTHOR)
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_file(target, copy)


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
