"""Reads the XML of a template once, so that rendering never has to: what is proved here is not looked at again.

The proof that every rendering is well formed: each branch of a condition leaves open what it found open,
and so does a loop, and all that is printed is escaped. What cannot be proved is not refused: the
documents of that template are parsed after rendering.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from jinja2 import nodes
from lxml import etree

from workflow.documents.engine.open_elements import (
    Cell,
    OpenElement,
    Paragraph,
    Path,
    Record,
    Row,
    Run,
    Table,
    new_record,
)
from workflow.documents.engine.printing import Site, SiteKind
from workflow.documents.numbering import ClauseStart, NumberingEvent, numbered_paragraph
from workflow.documents.wordml import NAMESPACES, clause_of, parse_part

_TOKEN = re.compile(r"<!--.*?-->|<\?.*?\?>|<(/?)([^\s/>!?]+)([^<>]*?)(/?)>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_PARAGRAPH_ON_ITS_LINE = re.compile(r"\n(<w:p[ >])")
_LISTING = re.compile("[\t\n\a\f]")
_MARKUP_HOLDERS = frozenset(
    ("w:body", "w:p", "w:tc", "w:tr", "w:tbl", "w:hdr", "w:ftr", "w:footnote", "w:endnote", "w:sdtContent",
     "w:hyperlink", "w:txbxContent", "w:r", "w:ins", "w:smartTag")
)  # fmt: skip
_ESCAPED_BRACES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))  # how docxtpl lets authors write them
_BEFORE_FIRST_PICTURE = 1000


class Literal(NamedTuple):
    """A text of the template as it is written, the numbering events in it, and whether it comes more than once."""

    text: str
    events: tuple[int, ...]
    is_repeated: bool


@dataclass
class Structure:
    """What the compiler and the assembly need to know of one part."""

    sites: list[Site] = field(default_factory=list)
    events: list[NumberingEvent] = field(default_factory=list)
    literals: dict[int, Literal] = field(default_factory=dict)  # by id() of the node of the syntax tree
    is_well_formed: bool = True
    has_known_numbering: bool = True
    has_regular_tables: bool = True
    has_table_that_may_be_empty: bool = False
    has_cell_that_may_be_empty: bool = False
    has_literal_breaks: bool = False
    has_repeated_pictures: bool = False

    @property
    def needs_parsing(self) -> bool:
        """Whether every document of the template has to be parsed after rendering."""
        is_simple = self.is_well_formed and self.has_regular_tables
        return not is_simple or self.has_literal_breaks or self.has_repeated_pictures


class _Place(NamedTuple):
    """Where the reading stands: the open elements, and the beginning of a tag still open."""

    elements: tuple[OpenElement, ...] = ()
    tag: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (*(element.name for element in self.elements), "<" if self.tag else ">")

    def has(self, name: str) -> int:
        return sum(element.name == name for element in self.elements)

    def record(self, depth: int) -> Record:
        return self.elements[-depth].record if len(self.elements) >= depth else None


def read_structure(tree: nodes.Template, names: dict[int, str], *, is_document: bool) -> Structure:
    """Read the syntax tree of a patched part; `names` calls each printed expression, by id() of its node."""
    reader = _StructureReader(names, is_document=is_document)
    structure = reader.structure
    end = reader.sequence(tree.body, _Place(), ())
    structure.is_well_formed = structure.is_well_formed and end == _Place() and _is_xml("".join(reader.sample))
    return structure


def _is_xml(text: str) -> bool:
    try:
        parse_part(text)
    except etree.XMLSyntaxError:
        return False
    return True


class _StructureReader:
    def __init__(self, names: dict[int, str], *, is_document: bool) -> None:
        self.structure = Structure()
        self.sample: list[str] = []  # one way through the template
        self._names = names
        self._is_document = is_document
        self._branches = 0
        self._loops = 0
        self._pictures = _BEFORE_FIRST_PICTURE
        self._is_sampling = True

    def sequence(self, body: list[nodes.Node], place: _Place, path: Path) -> _Place:
        """Read nodes that follow one another; `path` are the branches they stand in."""
        for node in body:
            if isinstance(node, nodes.Output):
                place = self._output(node, place, path)
            elif isinstance(node, nodes.If):
                bodies = [node.body, *(each.body for each in node.elif_), node.else_]
                place = self._branches_of(bodies, place, path, must_return=False)
            elif isinstance(node, nodes.For):
                self._loops += 1
                place = self._branches_of([node.body, node.else_], place, path, must_return=True)
                self._loops -= 1
        return place

    def _output(self, node: nodes.Output, place: _Place, path: Path) -> _Place:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                place = self._literal(child, place, path)
            else:
                self.structure.sites.append(self._site(self._names[id(child)], place))
                self._sample("x")
        return place

    def _branches_of(self, bodies: list[list[nodes.Node]], place: _Place, path: Path, *, must_return: bool) -> _Place:
        """Read bodies of which the data choose; a loop must return to where it began, to begin again."""
        ends = []
        for number, body in enumerate(bodies):
            self._branches += 1
            before, self._is_sampling = self._is_sampling, self._is_sampling and number == 0
            ends.append(self.sequence(body, place, (*path, self._branches)))
            self._is_sampling = before
        expected = place.names if must_return else ends[0].names
        if any(end.names != expected for end in ends):
            self.structure.is_well_formed = False
        if any(end.elements != place.elements for end in ends):  # which run goes on depends on the data
            for element in (*place.elements, *(element for end in ends for element in end.elements)):
                if isinstance(element.record, Run):
                    element.record.is_odd = True
        return ends[0]

    def _sample(self, text: str) -> None:
        if self._is_sampling:
            self.sample.append(text)

    def _site(self, name: str, place: _Place) -> Site:
        if place.tag:
            if place.tag.count('"') % 2 == 0:  # not inside the quotes of a value
                self.structure.is_well_formed = False
            return Site(name, SiteKind.OTHER)
        top = place.elements[-1].name if place.elements else ""
        if top != "w:t":
            holder = place.record(1)
            if isinstance(holder, Cell):
                holder.last = None
            return Site(name, SiteKind.MARKUP if top in _MARKUP_HOLDERS else SiteKind.OTHER)
        run = place.record(2)
        is_plain = isinstance(run, Run) and not run.is_odd and place.has("w:p") == place.has("w:r") == 1
        properties = run.properties if isinstance(run, Run) and is_plain else None
        return Site(name, SiteKind.TEXT, run_properties=properties, can_link=not place.has("w:hyperlink"))

    def _literal(self, node: nodes.TemplateData, place: _Place, path: Path) -> _Place:
        data = _PARAGRAPH_ON_ITS_LINE.sub(r"\1", node.data)
        for escaped, meant in _ESCAPED_BRACES:
            data = data.replace(escaped, meant)
        first_event = len(self.structure.events)
        written, end = self._read(data, place, path)
        events = tuple(range(first_event, len(self.structure.events)))
        self.structure.literals[id(node)] = Literal(written, events, is_repeated=self._loops > 0)
        self._sample(written)
        return end

    def _read(self, data: str, place: _Place, path: Path) -> tuple[str, _Place]:
        """Follow the tags of a literal; return it with its pictures numbered, and where it ends."""
        position = 0
        if place.tag:
            position = data.find(">") + 1
            if not position:
                self._refuse_quotes(data, place, path)
                return data, _Place(place.elements, place.tag + data)
            place = self._rest_of_tag(data[:position], place, path)
        written = [data[:position]]
        for found in _TOKEN.finditer(data, position):
            self._text(data[position : found.start()], place)
            written += (data[position : found.start()], self._numbered_picture(found, path))
            position = found.end()
            if found[2] is not None:
                place = self._tag(found, place, path, data)
        tail = data[position:]
        written.append(tail)
        if "<" in tail:
            self._text(tail[: tail.index("<")], place)
            return "".join(written), _Place(place.elements, tail[tail.index("<") :])
        self._text(tail, place)
        return "".join(written), place

    def _rest_of_tag(self, rest: str, place: _Place, path: Path) -> _Place:
        self._refuse_quotes(rest.rstrip(">").rpartition('"')[0], place, path)
        found = _TOKEN.fullmatch(place.tag + rest)
        if found is None or found[2] is None:
            self.structure.is_well_formed = False
            return _Place(place.elements)
        return self._tag(found, _Place(place.elements), path, "")

    def _refuse_quotes(self, text: str, place: _Place, path: Path) -> None:
        """Inside a tag, a branch may only add to a value: what opens or closes it must not depend on the data."""
        is_in_branch = path != (place.elements[-1].path if place.elements else ())
        if "<" in text or (is_in_branch and '"' in text):
            self.structure.is_well_formed = False

    def _text(self, text: str, place: _Place) -> None:
        if "<" in text:
            self.structure.is_well_formed = False
        if place.elements and place.elements[-1].name == "w:t" and _LISTING.search(text):
            self.structure.has_literal_breaks = True

    def _numbered_picture(self, found: re.Match[str], path: Path) -> str:
        """Give the pictures of the body the numbers that docxtpl gives: from 1001, in order."""
        if found[2] != "wp:docPr" or found[1] or not self._is_document:
            return found[0]
        if path:
            self.structure.has_repeated_pictures = True
        self._pictures += 1
        return re.sub(r'(\sid=")[^"]*(")', rf"\g<1>{self._pictures}\2", found[0], count=1)

    def _tag(self, found: re.Match[str], place: _Place, path: Path, data: str) -> _Place:
        """Follow a tag; `data` is the literal that holds it, empty if part of it depends on the data."""
        closes, name, attributes, is_empty = found.groups()
        if closes:
            return self._close(name, place, data, found.end())
        element = OpenElement(name, path, found.start(), data, new_record(name, path))
        self._enter(element, place, dict(_ATTRIBUTE.findall(attributes)))
        place = _Place((*place.elements, element))
        return self._close(name, place, data, found.end()) if is_empty else place

    def _enter(self, element: OpenElement, parents: _Place, attributes: dict[str, str]) -> None:
        match element.name:
            case "w:p" if parents.has("w:p"):
                self.structure.has_known_numbering = False
            case "w:tbl" if parents.has("w:tbl"):
                self.structure.has_regular_tables = False
            case "w:bookmarkStart":
                self._enter_bookmark(attributes.get("w:name", ""), element, parents)
            case "w:gridCol":
                table = parents.record(2)
                if isinstance(table, Table):
                    table.columns += 1
                    table.is_irregular |= element.path != table.path
            case "w:tr" | "w:tc" | "w:gridSpan":
                self._enter_table_part(element, parents, attributes.get("w:val", ""))

    def _enter_table_part(self, element: OpenElement, parents: _Place, span: str) -> None:
        parent, row = parents.record(1), parents.record(3)
        if isinstance(element.record, Row) and isinstance(parent, Table):
            parent.rows.append(element.record)
        elif isinstance(element.record, Cell) and isinstance(parent, Row):
            parent.cells += 1
            parent.span += 1
            parent.is_odd |= element.path != parent.path
        elif element.name == "w:gridSpan" and isinstance(row, Row) and span.isdecimal() and element.data:
            row.span += int(span) - 1
            row.is_odd |= element.path != row.path
        else:  # a row or a cell wrapped in something, a span that depends on the data
            self.structure.has_regular_tables = False

    def _enter_bookmark(self, name: str, element: OpenElement, parents: _Place) -> None:
        paragraph = next(
            (each.record for each in reversed(parents.elements) if isinstance(each.record, Paragraph)), None
        )
        clause = clause_of(name)
        if clause is not None and paragraph is not None:
            self.structure.has_known_numbering &= element.data != ""
            self.structure.events.append(ClauseStart(clause, is_in_list=paragraph.is_counted))

    def _close(self, name: str, place: _Place, data: str, end: int) -> _Place:
        if not place.elements or place.elements[-1].name != name:
            self.structure.is_well_formed = False
            return place
        element, parents = place.elements[-1], _Place(place.elements[:-1])
        is_whole = data != "" and element.data is data
        written = data[element.start : end] if is_whole else ""
        parent = parents.record(1)
        if name == "w:rPr" and isinstance(parent, Run):
            parent.take(written if is_whole and element.path == parent.path else None)
        elif name == "w:pPr" and isinstance(parent, Paragraph):
            self._close_paragraph_properties(written if element.path == parent.path else "", parent)
        elif isinstance(element.record, Table):
            self.structure.has_table_that_may_be_empty |= element.record.may_be_empty
            self.structure.has_regular_tables &= element.record.is_regular
        elif isinstance(element.record, Cell) and element.record.last != ("w:p", element.path):
            self.structure.has_cell_that_may_be_empty = True
        if isinstance(parent, Cell):
            parent.last = (name, element.path)
        return parents

    def _close_paragraph_properties(self, written: str, paragraph: Paragraph) -> None:
        if not written:
            self.structure.has_known_numbering = False
            return
        namespaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in NAMESPACES.items())
        found = numbered_paragraph(parse_part(f"<w:p{namespaces}>{written}</w:p>"))
        if found is not None:
            paragraph.is_counted = found.is_counted
            self.structure.events.append(found)
