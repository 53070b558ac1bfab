"""The outline of a PDF, read as a list of headings and written again for a part of its pages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

_DEEPEST = 32
_MOST = 100_000


@dataclass(frozen=True)
class Heading:
    """An entry of the outline: how deep, its words, its page, and where on it."""

    depth: int
    title: str
    page: int
    place: tuple[Any, ...]


def headings_of(pdf: Pdf, numbers: dict[Any, int]) -> Iterator[Heading]:
    """Yield the entries that lead to a page, in order; `numbers` gives the place of each page."""
    outline = pdf.Root.get(Name.Outlines)
    left = _MOST
    waiting: list[tuple[int, Any]] = [(0, outline.get(Name.First))] if outline is not None else []
    while waiting and left:
        depth, item = waiting.pop()
        if item is None:
            continue
        left -= 1
        waiting.append((depth, item.get(Name.Next)))
        if depth < _DEEPEST:
            waiting.append((depth + 1, item.get(Name.First)))
        target = item.get(Name.Dest)
        if isinstance(target, Array) and target[0].objgen in numbers:
            place = tuple(target[part] for part in range(1, len(target)))
            yield Heading(depth, str(item.get(Name.Title, "")), numbers[target[0].objgen], place)


def add_outline(pdf: Pdf, headings: Sequence[Heading], first: int) -> None:
    """Write the headings of a document that was cut out from page `first` on.

    It may begin below the depth at which the document before it ended: then it has a depth less.
    """
    if not headings:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    above: list[tuple[int, Any]] = [(-1, root)]
    for heading in headings:
        while above[-1][0] >= heading.depth:
            above.pop()
        parent = above[-1][1]
        place = Array([pdf.pages[heading.page - first].obj, *(copied(part) for part in heading.place)])
        item = pdf.make_indirect(Dictionary(Title=String(heading.title), Parent=parent, Dest=place))
        if Name.Last in parent:
            item.Prev, parent.Last.Next = parent.Last, item
        else:
            parent.First = item
        parent.Last = item
        for _, one in above:
            one.Count = int(one.get(Name.Count, 0)) + 1  # all open, as a word processor leaves them
        above.append((heading.depth, item))
    pdf.Root.Outlines = root


def copied(part: Any) -> Any:
    """Return a name or a number that no longer belongs to a file."""
    return Name(str(part)) if isinstance(part, Name) else part
