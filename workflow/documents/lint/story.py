"""The paragraphs of every part of a Word file, character by character, each knowing the element it comes from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.lint.fault import PartKind, Place, excerpt
from workflow.documents.word_runs import is_removed, local, own_runs, printed
from workflow.documents.wordml import Element, child_value, tag

MASK = "\x00"
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_KINDS = {
    "header": PartKind.HEADER,
    "footer": PartKind.FOOTER,
    "footnotes": PartKind.FOOTNOTE,
    "endnotes": PartKind.ENDNOTE,
}


@dataclass(frozen=True)
class Piece:
    """A stretch of text printed by one element of a run, and where it begins in the paragraph."""

    start: int
    text: str
    node: Element
    run: Element

    @property
    def end(self) -> int:
        """The character after the last."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class StoryParagraph:
    """One paragraph of one part."""

    part: str
    number: int
    element: Element

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """What the paragraph prints, boxes drawn in it left out; deleted text of a revision too."""
        found = []
        start = 0
        for run in own_runs(self.element):
            if not is_removed(run):
                for node, text in printed(run):
                    found.append(Piece(start, text, node, run))
                    start += len(text)
        return tuple(found)

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def plain_text(self) -> str:
        """The text with every tag blanked, each character still at its place."""
        return TAG.sub(lambda found: " " * len(found.group()), self.text)

    @cached_property
    def masked_text(self) -> str:
        """The text with a sign that is no letter and no space for each character of a tag."""
        return TAG.sub(lambda found: MASK * len(found.group()), self.text)

    @cached_property
    def kind(self) -> PartKind:
        """What people call the place."""
        stem = self.part.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")
        if stem in _KINDS:
            return _KINDS[stem]
        if any(local(one) == "txbxContent" for one in self.element.iterancestors()):
            return PartKind.BOX
        return PartKind.TABLE if self.cell is not None else PartKind.BODY

    @property
    def style(self) -> str:
        """The id of its style, empty for the default one."""
        return child_value(self.element, "w:pPr/w:pStyle") or ""

    @property
    def cell(self) -> Element | None:
        """The table cell that holds it."""
        return next(self.element.iterancestors(tag("w:tc")), None)

    @property
    def row(self) -> Element | None:
        """The table row that holds it."""
        return next(self.element.iterancestors(tag("w:tr")), None)

    def place(self, at: int | None = None) -> Place:
        """Return its place, with the words around a character."""
        return Place(self.kind, self.part, self.number, excerpt(self.text, at))


def stories(roots: Mapping[str, Element]) -> Iterator[StoryParagraph]:
    """Yield the paragraphs of the body, then of the other parts; of alternative contents only the first."""
    for part in sorted(roots, key=lambda name: (name != DOCUMENT_PART, name)):
        number = 0
        for element in roots[part].iter(tag("w:p")):
            if not any(local(one) == "Fallback" for one in element.iterancestors()):
                number += 1
                yield StoryParagraph(part, number, element)


def is_story(part: str) -> bool:
    """Whether people read the text of this part."""
    return _STORIES.fullmatch(part) is not None
