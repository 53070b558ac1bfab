"""Makes in one document the paragraphs and rows that come from another: their words, in the styles that are there."""

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from workflow.documents.comparison.marking import Marker, text_run
from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.word_runs import local, own_runs, printed
from workflow.documents.wordml import BOOKMARK_PREFIX, Element, child_value, parse_part, tag

_STYLES = "word/styles.xml"
_NUMBERING = "word/numbering.xml"
_RUN_LOOK = frozenset(
    {"b", "i", "u", "caps", "smallCaps", "strike", "vertAlign", "highlight", "vanish", "rStyle", "sz"}
)
_PARAGRAPH_LOOK = frozenset({"pStyle", "keepNext", "keepLines", "numPr", "spacing", "ind", "jc", "outlineLvl", "tabs"})
_NOT_CARRIED = {
    "drawing": "immagini",
    "pict": "immagini",
    "object": "oggetti",
    "footnoteReference": "richiami di nota",
    "endnoteReference": "richiami di nota",
}


class Inserter:
    """Copies blocks of the second document into the first."""

    def __init__(
        self, marker: Marker, one: Mapping[str, bytes], other: Mapping[str, bytes], roots: Mapping[str, Element]
    ) -> None:
        """Learn which styles and lists of the second document the first has too."""
        self._marker = marker
        self._styles = _style_ids(one)
        mine, theirs = _lists(one), _lists(other)
        self._lists = {number for number, form in theirs.items() if mine.get(number) == form}
        self._bookmarks = {mark.get(tag("w:name"), "") for mark in roots[DOCUMENT_PART].iter(tag("w:bookmarkStart"))}
        self.dropped: set[str] = set()

    def block(self, source: Element) -> Element:
        """Return a paragraph or a table marked as put in; the end of a paragraph is for the caller to mark."""
        return self._paragraph(source) if local(source) == "p" else self._table(source)

    def boxes(self, source: Element) -> Iterator[Element]:
        """Yield the paragraphs of the boxes drawn in a paragraph: they come as paragraphs of the text."""
        for one in source.iter(tag("w:p")):
            is_fallback = any(local(above) == "Fallback" for above in one.iterancestors())
            if one is not source and not is_fallback:
                self.dropped.add("caselle di testo (il loro testo è messo nel corpo)")
                yield self._paragraph(one)

    def row(self, source: Element) -> Element:
        """Return a row marked as put in."""
        row = source.makeelement(tag("w:tr"))
        for child in source:
            if local(child) == "trPr":
                properties = copy.deepcopy(child)
                for mark in [*properties]:
                    if local(mark) in {"ins", "del", "trPrChange"}:
                        properties.remove(mark)
                row.append(properties)
        self._marker.mark_row(row, "ins")
        for cell in source.iter(tag("w:tc")):
            if next(cell.iterancestors(tag("w:tr")), None) is source:
                row.append(self._cell(cell))
        return row

    def _table(self, source: Element) -> Element:
        table = source.makeelement(tag("w:tbl"))
        for child in source:
            if local(child) in {"tblPr", "tblGrid"}:
                kept = copy.deepcopy(child)
                style = kept.find(tag("w:tblStyle"))
                if style is not None and style.get(tag("w:val")) not in self._styles:
                    kept.remove(style)
                table.append(kept)
        for row in source.iter(tag("w:tr")):
            if next(row.iterancestors(tag("w:tbl")), None) is source:
                table.append(self.row(row))
        return table

    def _cell(self, source: Element) -> Element:
        cell = source.makeelement(tag("w:tc"))
        properties = source.find(tag("w:tcPr"))
        if properties is not None:
            cell.append(copy.deepcopy(properties))
        for block in _inner_blocks(source):
            made = self.block(block)
            cell.append(made)
            if local(made) == "p":
                for box in self.boxes(block):
                    cell.append(box)
        if local(cell[-1] if len(cell) else cell) != "p":
            cell.append(cell.makeelement(tag("w:p")))
        return cell

    def _paragraph(self, source: Element) -> Element:
        paragraph = source.makeelement(tag("w:p"))
        look = self._paragraph_look(source)
        if look is not None:
            paragraph.append(look)
        ends = []
        for mark in source.iter(tag("w:bookmarkStart")):
            name = mark.get(tag("w:name"), "")
            if name.startswith(BOOKMARK_PREFIX) and name not in self._bookmarks:
                self._bookmarks.add(name)
                number = self._marker.number()
                paragraph.append(
                    paragraph.makeelement(tag("w:bookmarkStart"), {tag("w:id"): number, tag("w:name"): name})
                )
                ends.append(paragraph.makeelement(tag("w:bookmarkEnd"), {tag("w:id"): number}))
        for run in own_runs(source):
            self.dropped.update(_NOT_CARRIED[local(one)] for one in run if local(one) in _NOT_CARRIED)
            text = "".join(words for _, words in printed(run))
            if text:
                mark = self._marker.mark(paragraph, "ins")
                mark.append(text_run(paragraph, self._run_look(run), text))
                paragraph.append(mark)
        paragraph.extend(ends)
        return paragraph

    def _paragraph_look(self, source: Element) -> Element | None:
        properties = source.find(tag("w:pPr"))
        if properties is None:
            return None
        kept = properties.makeelement(tag("w:pPr"))
        for one in properties:
            if local(one) not in _PARAGRAPH_LOOK:
                continue
            if local(one) == "pStyle" and one.get(tag("w:val")) not in self._styles:
                continue
            if local(one) == "numPr" and child_value(one, "w:numId") not in {*self._lists, "0"}:
                continue
            kept.append(copy.deepcopy(one))
        return kept if len(kept) else None

    def _run_look(self, run: Element) -> Element | None:
        properties = run.find(tag("w:rPr"))
        if properties is None:
            return None
        kept = properties.makeelement(tag("w:rPr"))
        for one in properties:
            is_known = local(one) != "rStyle" or one.get(tag("w:val")) in self._styles
            if local(one) in _RUN_LOOK and is_known:
                kept.append(copy.deepcopy(one))
        return kept if len(kept) else None


def _inner_blocks(cell: Element) -> Iterator[Element]:
    for child in cell:
        if local(child) in {"p", "tbl"}:
            yield child
        elif local(child) in {"sdt", "sdtContent", "customXml"}:
            yield from _inner_blocks(child)


def _style_ids(parts: Mapping[str, bytes]) -> set[str | None]:
    if _STYLES not in parts:
        return set()
    return {style.get(tag("w:styleId")) for style in parse_part(parts[_STYLES]).iter(tag("w:style"))}


def _lists(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the form of each list by its number: two documents share one only if both write it alike."""
    if _NUMBERING not in parts:
        return {}
    root = parse_part(parts[_NUMBERING])
    forms = {
        one.get(tag("w:abstractNumId"), ""): etree.tostring(one, method="c14n")
        for one in root.iter(tag("w:abstractNum"))
    }
    return {
        one.get(tag("w:numId"), ""): forms.get(child_value(one, "w:abstractNumId") or "", b"")
        for one in root.iter(tag("w:num"))
    }
