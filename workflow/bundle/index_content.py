"""What the cover and the index of a bundle say, apart from how they are drawn."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from workflow.bundle.plan import ItemState
from workflow.bundle.stamp import Marks


@dataclass(frozen=True)
class Cover:
    """The first page; `verdict` is the judgement in a sentence, `facts` are label and value."""

    dossier: str
    kind: str
    as_of: date
    verdict: str
    title: str = "Fascicolo per il GSE"
    facts: tuple[tuple[str, str], ...] = ()
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True)
class IndexItem:
    """One line of the index; `page` only in the merged file, where the line is a link."""

    title: str
    state: ItemState | None = None
    reason: str = ""
    file: str = ""
    page: int | None = None
    key: str = ""


@dataclass(frozen=True)
class IndexSection:
    """A part of the bundle, such as what is uploaded."""

    title: str
    note: str = ""
    items: tuple[IndexItem, ...] = ()


def number_items(sections: Iterable[IndexSection], pages: dict[str, int]) -> list[IndexSection]:
    """Return the sections with the page of every item whose key is known."""
    return [
        replace(section, items=tuple(replace(item, page=pages.get(item.key)) for item in section.items))
        for section in sections
    ]
