"""Marks words, paragraphs and rows of a Word document as put in or taken away by somebody on a day."""

import copy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from workflow.documents.comparison.items import paragraph_text
from workflow.documents.comparison.words import Op, Stretch, changes, words_of
from workflow.documents.word_runs import local, own_runs, printed
from workflow.documents.wordml import Element, tag

_BEFORE_END_PROPERTIES = frozenset({"sectPr", "pPrChange"})
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass
class Marker:
    """Who changes and when; every mark has its own number."""

    author: str
    at: datetime
    first_id: int = 1
    _numbers: "count[int]" = field(init=False)

    def __post_init__(self) -> None:
        """Begin to number."""
        self._numbers = count(self.first_id)

    def number(self) -> str:
        """Return a number that no other mark of the document has."""
        return str(next(self._numbers))

    def mark(self, like: Element, kind: str) -> Element:
        """Return an empty mark: `ins` or `del`."""
        return like.makeelement(
            tag(f"w:{kind}"),
            {
                tag("w:id"): self.number(),
                tag("w:author"): self.author,
                tag("w:date"): self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            },
        )

    def mark_end(self, paragraph: Element, kind: str) -> None:
        """Mark the end of a paragraph, that is the break after it."""
        properties = paragraph.find(tag("w:pPr"))
        if properties is None:
            properties = paragraph.makeelement(tag("w:pPr"))
            paragraph.insert(0, properties)
        look = properties.find(tag("w:rPr"))
        if look is None:
            look = properties.makeelement(tag("w:rPr"))
            later = next((one for one in properties if local(one) in _BEFORE_END_PROPERTIES), None)
            if later is None:
                properties.append(look)
            else:
                later.addprevious(look)
        if look.find(tag(f"w:{kind}")) is None:
            look.insert(0, self.mark(look, kind))

    def remove_row(self, row: Element) -> None:
        """Mark a row as taken away, with all its words."""
        self.mark_row(row, "del")
        for paragraph in row.iter(tag("w:p")):
            delete_paragraph(paragraph, self)

    def mark_row(self, row: Element, kind: str) -> None:
        """Mark a row as put in or taken away."""
        properties = row.find(tag("w:trPr"))
        if properties is None:
            properties = row.makeelement(tag("w:trPr"))
            exceptions = row.find(tag("w:tblPrEx"))
            if exceptions is None:
                row.insert(0, properties)
            else:
                exceptions.addnext(properties)
        properties.append(self.mark(properties, kind))


def delete_paragraph(paragraph: Element, marker: Marker) -> None:
    """Mark every run of a paragraph as taken away; what becomes of its end is for the caller to say."""
    for run in [*own_runs(paragraph)]:
        _take_away(run, marker)


def rewrite_paragraph(paragraph: Element, text: str, marker: Marker, following: Op | None = None) -> Op | None:
    """Mark in a paragraph the words that go and those that come, so that accepted it says `text`.

    `following` is what becomes of the first words of the next paragraph; what becomes of the first of this is returned.
    """
    place = 0
    plan = _with_other_end(changes(paragraph_text(paragraph), text), following)
    cuts = []
    for stretch in plan:
        if stretch.op is not Op.ADDED:
            cuts += [place, place + len(stretch.text)]
            place += len(stretch.text)
    for at in sorted(set(cuts)):
        _cut(paragraph, at)
    place = 0
    for stretch in plan:
        if stretch.op is Op.SAME:
            place += len(stretch.text)
        elif stretch.op is Op.REMOVED:
            for run in _runs_between(paragraph, place, place + len(stretch.text)):
                _take_away(run, marker)
            place += len(stretch.text)
        else:
            _put_in(paragraph, place, stretch.text, marker)
    return plan[0].op if plan else None


def _with_other_end(plan: list[Stretch], following: Op | None) -> list[Stretch]:
    """Return the plan so that it does not end with the mark with which the next paragraph begins.

    LibreOffice makes one change of two alike that meet at the end of a paragraph, and with them goes the end itself.
    """
    if not plan or following in {None, Op.SAME} or plan[-1].op is not following:
        return plan
    last, before = plan[-1], plan[-2] if len(plan) > 1 else None
    if before is None:
        return plan
    if before.op is not Op.SAME:
        return [*plan[:-2], last, before]
    kept = words_of(before.text)
    shared = kept.pop()
    other = Op.REMOVED if following is Op.ADDED else Op.ADDED
    head = [Stretch(Op.SAME, "".join(kept))] if kept else []
    return [*plan[:-2], *head, Stretch(last.op, shared + last.text), Stretch(other, shared)]


def text_run(like: Element, look: Element | None, text: str) -> Element:
    """Return a run that prints a text, with a look of its own."""
    run = like.makeelement(tag("w:r"))
    if look is not None:
        run.append(copy.deepcopy(look))
    piece = ""
    for sign in text:
        if sign in "\n\t":
            _append(run, piece)
            piece = ""
            run.append(run.makeelement(tag("w:br" if sign == "\n" else "w:tab")))
        else:
            piece += sign
    _append(run, piece)
    return run


def _append(run: Element, text: str) -> None:
    if text:
        node = run.makeelement(tag("w:t"), {_PRESERVE: "preserve"})
        node.text = text
        run.append(node)


def _take_away(run: Element, marker: Marker) -> None:
    if local(run.getparent()) == "del":
        return
    mark = marker.mark(run, "del")
    run.addprevious(mark)
    mark.append(run)
    for node in run:
        if node.tag == tag("w:t"):
            node.tag = tag("w:delText")
        elif node.tag == tag("w:instrText"):
            node.tag = tag("w:delInstrText")


def _put_in(paragraph: Element, place: int, text: str, marker: Marker) -> None:
    """Put words at a place, counted on the text as it was, in the look of the words beside them."""
    before, after = _neighbours(paragraph, place)
    beside = before if before is not None else after
    look = None if beside is None else beside.find(tag("w:rPr"))
    mark = marker.mark(paragraph, "ins")
    mark.append(text_run(paragraph, look, text))
    if before is not None:
        anchor = before.getparent() if local(before.getparent()) == "del" else before
        while local(anchor.getnext() if anchor.getnext() is not None else paragraph) == "ins":
            anchor = anchor.getnext()
        anchor.addnext(mark)
    elif after is not None:
        anchor = after.getparent() if local(after.getparent()) == "del" else after
        anchor.addprevious(mark)
    else:
        paragraph.append(mark)


def _neighbours(paragraph: Element, place: int) -> tuple[Element | None, Element | None]:
    """Return the run that ends at a place and the one that begins there; words just put in do not count."""
    before = after = None
    start = 0
    for run in own_runs(paragraph):
        if any(local(one) == "ins" for one in run.iterancestors()):
            continue
        length = _length(run)
        if length and start + length == place:
            before = run
        if length and start == place and after is None:
            after = run
        start += length
    return before, after


def _runs_between(paragraph: Element, start: int, end: int) -> list[Element]:
    found = []
    place = 0
    for run in own_runs(paragraph):
        if any(local(one) == "ins" for one in run.iterancestors()):
            continue
        length = _length(run)
        if length and start <= place and place + length <= end:
            found.append(run)
        place += length
    return found


def _length(run: Element) -> int:
    return sum(len(text) for _, text in printed(run))


def _cut(paragraph: Element, at: int) -> None:
    """Make a run begin at a character."""
    place = 0
    for run in own_runs(paragraph):
        length = _length(run)
        if place < at < place + length:
            _split(run, at - place)
            return
        place += length


def _split(run: Element, offset: int) -> None:
    """Move what a run holds from an offset on into a run of the same look, right after it."""
    after = run.makeelement(tag("w:r"), dict(run.attrib))
    look = run.find(tag("w:rPr"))
    if look is not None:
        after.append(copy.deepcopy(look))
    pieces = list(printed(run))  # kept: an element is the same object only as long as somebody holds it
    place = 0
    for node in [*run]:
        if node is look:
            continue
        length = next((len(text) for each, text in pieces if each is node), 0)
        if place >= offset:
            after.append(node)
        elif place + length > offset:
            twin = copy.deepcopy(node)
            text = node.text or ""
            node.text, twin.text = text[: offset - place], text[offset - place :]
            for one in (node, twin):
                one.set(_PRESERVE, "preserve")
            after.append(twin)
        place += length
    run.addnext(after)
