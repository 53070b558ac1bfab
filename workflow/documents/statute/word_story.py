"""The paragraphs of a Word file in the order in which a person reads them: each with its boxes, then with its notes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflow.documents.wordml import Element, parse_part, tag

_TEXT_PART = "word/document.xml"
# Which part holds the notes that a sign in the text calls, and how one of them is named there.
NOTE_PARTS: Mapping[str, tuple[str, str]] = {
    "footnoteReference": ("word/footnotes.xml", "w:footnote"),
    "endnoteReference": ("word/endnotes.xml", "w:endnote"),
}
_REVISIONS = ("w:ins", "w:del", "w:moveFrom", "w:moveTo")
_STRUCK = ("w:strike", "w:dstrike")
_TAKEN_AWAY = {"del", "moveFrom"}


@dataclass(frozen=True)
class StoryParagraph:
    """One paragraph; `anchor` is the run that holds its box or calls its note, where a comment may stand."""

    element: Element
    anchor: Element | None = None
    is_note: bool = False


@dataclass(frozen=True)
class Story:
    """The text of a Word file and the notes that it calls, by sign and number."""

    root: Element
    notes: Mapping[tuple[str, str], Element] = field(default_factory=dict)

    @classmethod
    def of_parts(cls, parts: Mapping[str, bytes]) -> "Story":
        """Read the parts of a Word file."""
        roots = {name: parse_part(parts[name]) for name, _ in NOTE_PARTS.values() if name in parts}
        return cls.of_roots(parse_part(parts[_TEXT_PART]), roots)

    @classmethod
    def of_roots(cls, root: Element, note_roots: Mapping[str, Element]) -> "Story":
        """Join the text with the parts that hold its notes, each by the name of its part."""
        notes = {
            (sign, note.get(tag("w:id"), "")): note
            for sign, (part, name) in NOTE_PARTS.items()
            if part in note_roots
            for note in note_roots[part].iter(tag(name))
        }
        return cls(root, notes)

    @property
    def has_revisions(self) -> bool:
        """Whether somebody's changes are still to be accepted or refused."""
        roots = [self.root, *self.notes.values()]
        return any(next(root.iter(*map(tag, _REVISIONS)), None) is not None for root in roots)

    @property
    def has_struck_text(self) -> bool:
        """Whether somebody drew a line through some of the words."""
        return any(is_struck(run) for root in (self.root, *self.notes.values()) for run in root.iter(tag("w:r")))

    def paragraphs(self) -> Iterator[StoryParagraph]:
        """Yield every paragraph; of alternative contents only the first, so that no text comes twice."""
        for element in self.root.iter(tag("w:p")):
            if any(_local(ancestor) == "Fallback" for ancestor in element.iterancestors()):
                continue
            yield StoryParagraph(element, next(element.iterancestors(tag("w:r")), None))
            for run in runs_of(element):
                for sign in run:
                    note = self.notes.get((_local(sign), sign.get(tag("w:id"), "")))
                    if note is not None:
                        yield from (StoryParagraph(one, run, is_note=True) for one in note.iter(tag("w:p")))

    def telling(self) -> list[StoryParagraph]:
        """Return the paragraphs that say something: a place in this list, from 1, is a paragraph's number."""
        return [one for one in self.paragraphs() if printed_text(one.element).strip()]


def runs_of(paragraph: Element) -> Iterator[Element]:
    """Yield the runs that belong to the paragraph itself, as if every change were accepted; no box drawn in it."""
    for run in paragraph.iter(tag("w:r")):
        owner = next(run.iterancestors(tag("w:p")), None)
        is_deleted = any(_local(ancestor) in _TAKEN_AWAY for ancestor in run.iterancestors())
        if owner is paragraph and not is_deleted:
            yield run


def text_pieces(run: Element) -> Iterator[tuple[Element, str]]:
    """Yield each element of a run that prints something that stands, and what it prints."""
    if any(_is_on(run, name) for name in ("w:vanish", *_STRUCK)):
        return
    for node in run:
        name = _local(node)
        if name == "t":
            yield node, node.text or ""
        elif name in {"tab", "ptab"}:
            yield node, "\t"
        elif name in {"br", "cr"}:
            yield node, "\n"
        elif name == "noBreakHyphen":
            yield node, "-"


def is_struck(run: Element) -> bool:
    """Whether somebody drew a line through the run: it was taken away by hand."""
    return any(_is_on(run, name) for name in _STRUCK)


def _is_on(run: Element, name: str) -> bool:
    mark = run.find(f"{tag('w:rPr')}/{tag(name)}")
    return mark is not None and mark.get(tag("w:val"), "1") not in {"0", "false", "off"}


def printed_text(paragraph: Element) -> str:
    """Return the text of a paragraph, character by character as `text_pieces` gives it."""
    return "".join(text for run in runs_of(paragraph) for _, text in text_pieces(run))


def _local(node: Element) -> str:
    return str(node.tag).rpartition("}")[2]
