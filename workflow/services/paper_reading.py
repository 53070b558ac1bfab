"""Reads on the attached PDFs the codes and powers that rules compare with the dossier's own."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from workflow.bundle.paper_text import Ask, texts_of
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.paper_reading import PaperField, PaperReading
from workflow.intake.warm_child import warm_child

# What is looked for on which paper: a POD on a bill is the client's, on the papers of a plant it is the plant's.
LOOKED_FOR: dict[AttachmentKind, tuple[PaperField, ...]] = {
    AttachmentKind.BILL: (PaperField.POD,),
    AttachmentKind.GAUDI: (PaperField.CENSIMP, PaperField.POD, PaperField.POWER),
    AttachmentKind.LINE_DIAGRAM: (PaperField.POD, PaperField.POWER),
    AttachmentKind.OPERATION_RULES: (PaperField.CENSIMP, PaperField.POD),
    AttachmentKind.DECLARATION: (PaperField.ATECO,),
    AttachmentKind.ATECO: (PaperField.ATECO,),
}
_POD = re.compile(r"\bIT[ -]?\d{3}[ -]?E[ -]?\d(?:[ -]?\d){7}\b", re.IGNORECASE)
_CENSIMP = re.compile(r"\bIM[_ ]\d{7}\b", re.IGNORECASE)
_POWER = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*kWp?\b", re.IGNORECASE)
# Only what stands right after the word, so that a date is not taken for a code.
_ATECO = re.compile(
    r"\bATECO\b[^\d]{0,60}(?:(?:19|20)\d{2}[^\d]{1,40})?(\d{2}\.\d{1,2}(?:\.\d{1,2})?)(?![\d.])", re.IGNORECASE
)


def with_readings(dossier: Dossier, folder: Path) -> Dossier:
    """Return the dossier with what the text of its PDFs says; scans have no text and are read by people."""
    papers = [paper for paper in dossier.attachments if paper.kind in LOOKED_FOR and _is_pdf(paper)]
    if not papers:
        return dossier
    texts = _texts(tuple((str(folder / paper.path), paper.sha256) for paper in papers))
    found = [reading for paper, text in zip(papers, texts, strict=True) for reading in _readings(paper, text)]
    return dossier.model_copy(update={"found_in_papers": tuple(found)})


@lru_cache(maxsize=2)
def _texts(papers: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the text of each file; one command judges the same papers more than once."""
    found = texts_of([Path(path) for path, _ in papers], *_lent_reader())
    return tuple("\n".join(pages) for pages in found)


def _lent_reader() -> Iterator[Ask]:
    """Yield the process that reads for this run, if one was lent to it."""
    warm = warm_child()
    if warm is not None:
        yield warm.ask_for_output


def _is_pdf(paper: Attachment) -> bool:
    return paper.path.lower().endswith(".pdf")


def _readings(paper: Attachment, text: str) -> Iterator[PaperReading]:
    for field in LOOKED_FOR[paper.kind]:
        for value in dict.fromkeys(_FINDERS[field](text)):
            yield PaperReading(paper=paper.kind, key=paper.key, datum=field, value=value)


def _pods(text: str) -> list[str]:
    return [re.sub(r"[ -]", "", found).upper() for found in _POD.findall(text)]


def _censimps(text: str) -> list[str]:
    return [found.upper().replace(" ", "_") for found in _CENSIMP.findall(text)]


_FINDERS: dict[PaperField, Callable[[str], list[str]]] = {
    PaperField.POD: _pods,
    PaperField.CENSIMP: _censimps,
    PaperField.POWER: _POWER.findall,
    PaperField.ATECO: _ATECO.findall,
}
