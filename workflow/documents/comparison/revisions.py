"""Somebody's tracked changes: accepted or refused all together, and listed with author and date."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.word_runs import local, printed
from workflow.documents.wordml import Element, parse_part, tag, text_of

_ADDED = frozenset({"ins", "moveTo"})
_REMOVED = frozenset({"del", "moveFrom"})
_LOOKS = frozenset(
    {"rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange",
     "numberingChange", "tblPrExChange", "cellMerge"}
)  # fmt: skip
_RANGES = frozenset(
    {"moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart",
     "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd"}
)  # fmt: skip
_COMMENTS = "word/comments.xml"
_NAMES = {
    "ins": "aggiunta",
    "moveTo": "spostamento (arrivo)",
    "del": "cancellazione",
    "moveFrom": "spostamento (partenza)",
}
_LONGEST = 300


@dataclass(frozen=True)
class Revision:
    """One tracked change: who, when (ISO, as written in the file), what, and the paragraph it is in."""

    author: str
    at: str
    kind: str
    text: str
    paragraph: str


@dataclass(frozen=True)
class Remark:
    """One comment: who, when, what it says and the words it is about."""

    author: str
    at: str
    text: str
    about: str


def accepted(root: Element) -> Element:
    """Return a copy of a part as it is once every tracked change is accepted."""
    return _settled(root, kept=_ADDED, dropped=_REMOVED)


def refused(root: Element) -> Element:
    """Return a copy of a part as it was before every tracked change."""
    return _settled(root, kept=_REMOVED, dropped=_ADDED)


def has_revisions(root: Element) -> bool:
    """Whether there is anything to accept or refuse."""
    return any(local(one) in _ADDED | _REMOVED | _LOOKS for one in root.iter() if isinstance(one.tag, str))


def revisions(root: Element) -> Iterator[Revision]:
    """Yield the tracked changes in order, those of one author side by side as one."""
    last: Revision | None = None
    for paragraph in root.iter(tag("w:p")):
        for one in paragraph.iter():
            if local(one) not in _NAMES or next(one.iterancestors(tag("w:p")), None) is not paragraph:
                continue
            text = "".join(words for run in one.iter(tag("w:r")) for _, words in printed(run))
            if local(one.getparent()) == "rPr":
                text = "¶"
            found = Revision(
                one.get(tag("w:author"), ""), one.get(tag("w:date"), ""), _NAMES[local(one)], text, _flat(paragraph)
            )
            if last is not None and _is_continued(last, found):
                last = Revision(last.author, last.at, last.kind, last.text + found.text, last.paragraph)
                continue
            if last is not None and last.text:
                yield last
            last = found
    if last is not None and last.text:
        yield last


def remarks(parts: Mapping[str, bytes]) -> list[Remark]:
    """Return the comments of a Word file in order."""
    if _COMMENTS not in parts:
        return []
    about = _commented(parse_part(parts[DOCUMENT_PART]))
    found = []
    for comment in parse_part(parts[_COMMENTS]).iter(tag("w:comment")):
        text = "\n".join(filter(None, (text_of(paragraph) for paragraph in comment.iter(tag("w:p")))))
        words = about.get(comment.get(tag("w:id"), ""), "")
        found.append(Remark(comment.get(tag("w:author"), ""), comment.get(tag("w:date"), ""), text, words))
    return found


def _commented(root: Element) -> dict[str, str]:
    """Return the words between the two ends of each comment."""
    open_ones: dict[str, list[str]] = {}
    found: dict[str, str] = {}
    for one in root.iter():
        name = local(one)
        if name == "commentRangeStart":
            open_ones[one.get(tag("w:id"), "")] = []
        elif name == "commentRangeEnd":
            found[one.get(tag("w:id"), "")] = " ".join("".join(open_ones.pop(one.get(tag("w:id"), ""), [])).split())[
                :_LONGEST
            ]
        elif name in {"t", "delText"}:
            for words in open_ones.values():
                words.append(one.text or "")
    return found


def _is_continued(last: Revision, found: Revision) -> bool:
    is_same = (last.author, last.at, last.kind, last.paragraph) == (found.author, found.at, found.kind, found.paragraph)
    return is_same and found.text != "¶"


def _flat(paragraph: Element) -> str:
    words = "".join(text for run in paragraph.iter(tag("w:r")) for _, text in printed(run))
    return " ".join(words.split())[:_LONGEST]


def _settled(root: Element, *, kept: frozenset[str], dropped: frozenset[str]) -> Element:
    root = copy.deepcopy(root)
    if not has_revisions(root):
        return root
    _rows(root, dropped)
    joined = [paragraph for paragraph in root.iter(tag("w:p")) if _mark(paragraph) & dropped]
    for element in [*root.iter()]:
        name = local(element) if isinstance(element.tag, str) else ""
        parent = element.getparent()
        if parent is None:
            continue
        if name in _LOOKS | _RANGES:
            parent.remove(element)
        elif name in kept | dropped:
            if local(parent) in {"rPr", "trPr", "ctrlPr"} or name in dropped:
                _without(element)
            else:
                _unwrapped(element)
    for node in root.iter(tag("w:delText")):
        node.tag = tag("w:t")
    for node in root.iter(tag("w:delInstrText")):
        node.tag = tag("w:instrText")
    for paragraph in joined:
        _join_with_next(paragraph)
    _fill_empty_cells(root)
    return root


def _rows(root: Element, dropped: frozenset[str]) -> None:
    """Take away the rows and cells that a change takes away, and the tables of which nothing is left."""
    for row in [*root.iter(tag("w:tr"))]:
        if any(local(one) in dropped for one in row.iterfind(f"{tag('w:trPr')}/*")):
            row.getparent().remove(row)
    gone = "cellDel" if "del" in dropped else "cellIns"
    for cell in [*root.iter(tag("w:tc"))]:
        for name in ("cellIns", "cellDel"):
            mark = cell.find(f"{tag('w:tcPr')}/{tag(f'w:{name}')}")
            if mark is not None:
                mark.getparent().remove(mark)
                if name == gone:
                    cell.getparent().remove(cell)
                    break
    for table in [*root.iter(tag("w:tbl"))]:
        if table.find(tag("w:tr")) is None and table.find(f".//{tag('w:tr')}") is None:
            table.getparent().remove(table)


def _mark(paragraph: Element) -> set[str]:
    """Return what changes say of the end of a paragraph."""
    return {local(one) for one in paragraph.iterfind(f"{tag('w:pPr')}/{tag('w:rPr')}/*")}


def _without(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrapped(element: Element) -> None:
    parent = element.getparent()
    place = parent.index(element)
    for offset, child in enumerate([*element]):
        parent.insert(place + offset, child)
    parent.remove(element)


def _join_with_next(paragraph: Element) -> None:
    """Put what is left of a paragraph at the head of the next one, as happens when its end goes."""
    parent = paragraph.getparent()
    if parent is None:
        return
    following = paragraph.getnext()
    while following is not None and local(following) in {
        "bookmarkStart",
        "bookmarkEnd",
        "proofErr",
        "permStart",
        "permEnd",
    }:
        following = following.getnext()
    content = [one for one in paragraph if local(one) != "pPr"]
    if following is None or local(following) != "p":
        if not any(local(one) in {"r", "hyperlink", "fldSimple", "sdt", "smartTag"} for one in content):
            parent.remove(paragraph)
        return
    place = 1 if following.find(tag("w:pPr")) is not None else 0
    for offset, one in enumerate(content):
        following.insert(place + offset, one)
    parent.remove(paragraph)


def _fill_empty_cells(root: Element) -> None:
    for cell in root.iter(tag("w:tc")):
        if len(cell) == 0 or local(cell[-1]) != "p":
            cell.append(cell.makeelement(tag("w:p")))
