"""Joins Word documents of one template in one, so that a single conversion prints them all as if each were alone.

The whole has the one section of the first document, with its headers and footers, which are the same in all. Where
a document begins, LibreOffice is told to begin again from page one (`start_styles`): sections would do it in the file
itself, but then its layout leaves headings alone at the foot of a page. The total of pages at the foot is that of the
first document.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflow.bundle.office.start_styles import StartStyles
from workflow.bundle.office.word_parts import (
    CONTENT_TYPES,
    MAIN,
    NUMBERING,
    RELATION_TYPE,
    RELATIONS,
    STYLES,
    TYPES,
    CannotJoinError,
    R,
    Relation,
    W,
    WordParts,
    is_margin,
    parsed,
    relations_part_of,
    written,
)
from workflow.bundle.office.word_styles import styles_with_numbers, without_unused

_TOTAL = re.compile(r"^(\s*)NUMPAGES\b")
_OWN_PAGE = re.compile(r"^\s*PAGE\b")
_POINTER = re.compile(r"^(\s*(?:REF|PAGEREF)\s+)([^\s\\\"]+)(.*)$", re.DOTALL)
_LINK = re.compile(r"^\s*HYPERLINK\s+\"")
_PICTURE_DOCPR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_NAMED = (f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}hyperlink", _PICTURE_DOCPR)
_POINTING = etree.XPath("//*[@r:*]", namespaces={"r": R[1:-1]})  # whatever has an attribute that names a relation
# What every document of the family brings along, and the whole needs once.
_SHARED = {"styles", "settings", "fontTable", "theme", "numbering", "footnotes", "endnotes", "header", "footer"}
_IDS_EACH = 100_000
_LISTS_EACH = 1_000


def start_name(index: int) -> str:
    """Return the bookmark at the beginning of a document.

    Letters and digits only: LibreOffice writes other characters otherwise in the PDF.
    """
    return f"dcerinizio{index}"


def end_name(index: int) -> str:
    """Return the bookmark at the end of a document, whose page is its number of pages."""
    return f"dcerfine{index}"


@dataclass(frozen=True)
class JoinedDocx:
    """Several documents in one Word file, and the paragraph styles at which pages have to begin again from one."""

    content: bytes
    start_styles: tuple[str, ...]


def join_documents(documents: Sequence[WordParts]) -> JoinedDocx:
    """Return one Word file with every document from the top of a page, its lists and names its own.

    The documents must be of one family. Raises CannotJoinError for a document that would print otherwise than alone.
    """
    joining = _Joining(documents)
    for index in range(len(documents)):
        joining.add(index)
    return joining.finished()


@dataclass
class _Joining:
    """The work in hand: the one body that grows, its relations and its parts."""

    documents: Sequence[WordParts]
    root: Any = None
    section: bytes = b""
    lists: Any = None  # as all the documents of the family have them
    numbering: Any = None
    parts: dict[str, bytes] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=dict)
    styled_numbers: frozenset[str] = frozenset()
    starts: StartStyles = field(init=False)
    drawings: int = 0
    media: dict[bytes, str] = field(default_factory=dict)
    has_own_total: bool = False

    def add(self, index: int) -> None:
        """Move the body of a document to the end of the whole."""
        source = self.documents[index]
        root = parsed(source.parts[MAIN])
        body = root.find(f"{W}body")
        self._look_at_ends(index, body)
        self._refuse_styled_numbers(index, body)
        relations = source.relations_of(MAIN)
        section = _described(body[-1], relations)
        if index == 0:
            self._begin(source, root, section)
        elif root.nsmap != self.root.nsmap or dict(root.attrib) != dict(self.root.attrib) or section != self.section:
            raise CannotJoinError(index, "the page or the names of the document are declared otherwise")
        if index:
            body.remove(body[-1])  # the first document's section holds for all
            self.starts.give(index, body)
        self.has_own_total = index == 0  # the total in the margins is that of the first document
        self._point_anew(index, root, relations)
        self._number_anew(index, body)
        _mark(body, index, also_end=self.has_own_total)
        if index:
            whole = self.root.find(f"{W}body")
            end = whole[-1]
            for child in list(body):
                end.addprevious(child)

    def finished(self) -> JoinedDocx:
        """Return the whole package."""
        self.parts[MAIN] = written(self.root)
        if self.numbering is not None:
            self.parts[NUMBERING] = written(_ordered(self.numbering))
        margins = [parsed(data) for name, data in self.parts.items() if is_margin(name)]
        self.parts[STYLES] = without_unused(self.starts.added(self.parts[STYLES]), [self.root, *margins])
        self.parts[relations_part_of(MAIN)] = _relations_part(self.relations)
        self.parts[CONTENT_TYPES] = self._types_part()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
            for name in (CONTENT_TYPES, *(name for name in self.parts if name != CONTENT_TYPES)):
                package.writestr(zipfile.ZipInfo(name), self.parts[name])
        return JoinedDocx(buffer.getvalue(), self.starts.names)

    def _look_at_ends(self, index: int, body: Any) -> None:
        """Refuse a document whose first or last words cannot carry the marks between one document and the next."""
        if len(list(body.iter(f"{W}sectPr"))) != 1 or body[-1].tag != f"{W}sectPr" or len(body) == 1:
            raise CannotJoinError(index, "the document has several sections or none")
        if body[-2].tag != f"{W}p" or body[0].tag != f"{W}p":
            raise CannotJoinError(index, "the document does not begin and end with a paragraph")
        if body[-1].find(f"{W}titlePg") is not None or body[-1].find(f"{W}pgNumType") is not None:
            raise CannotJoinError(index, "the document numbers its pages in its own way")

    def _refuse_styled_numbers(self, index: int, body: Any) -> None:
        """Refuse paragraphs that take their number from their style: they cannot be given a list of their own."""
        if index == 0:
            self.styled_numbers = styles_with_numbers(parsed(self.documents[0].parts[STYLES]))
        for style in body.iter(f"{W}pStyle"):
            if style.get(f"{W}val") in self.styled_numbers and style.getparent().find(f"{W}numPr/{W}numId") is None:
                raise CannotJoinError(index, "a paragraph is numbered by its style")

    def _begin(self, source: WordParts, root: Any, section: bytes) -> None:
        self.root, self.section = root, section
        self.starts = StartStyles(source.parts[STYLES])
        shared = [relation for relation in source.relations_of(MAIN).values() if relation.kind in _SHARED]
        self.relations += shared
        self.parts["_rels/.rels"] = _relations_part([Relation("rId1", "officeDocument", MAIN, is_external=False)], "")
        for name in (MAIN, *(relation.target for relation in shared)):
            self._bring(source, name)
            if is_margin(name):
                self._bring_margin(source, name)
        if NUMBERING in source.parts:
            self.lists = parsed(source.parts[NUMBERING])
            self.numbering = deepcopy(self.lists)
            if self.numbering.find(f".//{W}numStyleLink") is not None:
                raise CannotJoinError(0, "a list is defined by a style")

    def _bring_margin(self, source: WordParts, name: str) -> None:
        """Bring a header or footer with its pictures; the total of pages in it is that of the first document."""
        root = parsed(source.parts[name])
        for one in _fields(0, root):
            one.rewrite(0)
        self.parts[name] = written(root)
        if relations_part_of(name) in source.parts:
            self.parts[relations_part_of(name)] = source.parts[relations_part_of(name)]
        for relation in source.relations_of(name).values():
            if not relation.is_external:
                self._bring(source, relation.target)

    def _bring(self, source: WordParts, name: str) -> None:
        data, kind = source.parts.get(name), source.content_type_of(name)
        if data is None or kind is None:
            raise CannotJoinError(0, f"{name} is missing or of no known type")
        self.parts[name], self.types[name] = data, kind

    def _point_anew(self, index: int, root: Any, old: dict[str, Relation]) -> None:
        """Give new names to all that the body points to: pictures, links, bookmarks, drawings and fields."""
        moved: dict[str, Relation] = {}
        for node in _POINTING(root):
            for key in [key for key in node.attrib if key.startswith(R)]:
                relation = old.get(node.get(key, ""))
                if relation is None:
                    raise CannotJoinError(index, "a relation of the body is missing")
                if relation.kind in _SHARED:
                    continue  # of the section, the same for all
                if relation.id not in moved:
                    moved[relation.id] = self._moved(index, relation)
                node.set(key, moved[relation.id].id)
        for node in root.iter(*_NAMED):
            self._name_anew(index, node)
        for one in _fields(index, root):
            self.has_own_total |= one.rewrite(index)
        _drop_unused_bookmarks(root)
        self.relations += moved.values()

    def _name_anew(self, index: int, node: Any) -> None:
        if node.tag == _PICTURE_DOCPR:
            self.drawings += 1
            node.set("id", str(self.drawings))
        elif node.tag == f"{W}hyperlink":
            if node.get(f"{W}anchor") is not None:
                node.set(f"{W}anchor", f"d{index}_{node.get(f'{W}anchor')}")
        else:
            node.set(f"{W}id", str(int(node.get(f"{W}id", "0")) + (index + 1) * _IDS_EACH))
            if node.get(f"{W}name") is not None:
                node.set(f"{W}name", f"d{index}_{node.get(f'{W}name')}")

    def _moved(self, index: int, relation: Relation) -> Relation:
        """Return the relation as it stands in the whole, and bring along the picture it points to."""
        name = f"d{index}_{relation.id}"
        if relation.is_external and relation.kind in {"hyperlink", "image"}:
            return Relation(name, relation.kind, relation.target, is_external=True)
        source = self.documents[index]
        data, kind = source.parts.get(relation.target), source.content_type_of(relation.target)
        if data is None or kind is None or relation.kind != "image":
            raise CannotJoinError(index, f"a relation to {relation.target} cannot be moved")
        # One picture in all the documents, the emblem, is one part of the whole.
        target = self.media.setdefault(data, f"word/media/d{index}_{relation.target.rpartition('/')[2]}")
        self.parts[target], self.types[target] = data, kind
        return Relation(name, relation.kind, target, is_external=False)

    def _number_anew(self, index: int, body: Any) -> None:
        """Give the document its own copy of the lists it uses, so that each begins at one."""
        if index == 0 or self.numbering is None:
            return
        used = {reference.get(f"{W}val") for reference in body.iter(f"{W}numId")} - {"0"}
        lists = [node for node in self.lists.findall(f"{W}num") if node.get(f"{W}numId") in used]
        kinds = {reference.get(f"{W}val") for node in lists for reference in node.findall(f"{W}abstractNumId")}
        shapes = [node for node in self.lists.findall(f"{W}abstractNum") if node.get(f"{W}abstractNumId") in kinds]
        for node, key in (*((shape, "abstractNumId") for shape in shapes), *((one, "numId") for one in lists)):
            copy = deepcopy(node)
            copy.set(f"{W}{key}", _shifted(index, copy.get(f"{W}{key}", "")))
            for reference in copy.findall(f"{W}abstractNumId"):
                reference.set(f"{W}val", _shifted(index, reference.get(f"{W}val", "")))
            for identity in copy.findall(f"{W}nsid"):
                copy.remove(identity)
            for bound in list(copy.iter(f"{W}pStyle")):  # a style belongs to one list: the first document's
                bound.getparent().remove(bound)
            self.numbering.append(copy)
        for reference in body.iter(f"{W}numId"):
            if reference.get(f"{W}val") != "0":
                reference.set(f"{W}val", _shifted(index, reference.get(f"{W}val", "")))

    def _types_part(self) -> bytes:
        root = etree.Element(f"{TYPES}Types", nsmap={None: TYPES[1:-1]})
        relations = "application/vnd.openxmlformats-package.relationships+xml"
        etree.SubElement(root, f"{TYPES}Default", Extension="rels", ContentType=relations)
        for name, kind in self.types.items():
            etree.SubElement(root, f"{TYPES}Override", PartName=f"/{name}", ContentType=kind)
        return written(root)


@dataclass(frozen=True)
class _Field:
    """The code of a field and where it is written."""

    node: Any

    def rewrite(self, index: int) -> bool:
        """Let the total of pages be that of the document, and the references those to its own bookmarks.

        Return whether it is the total of pages.
        """
        is_simple = self.node.tag == f"{W}fldSimple"
        code = str(self.node.get(f"{W}instr") if is_simple else self.node.text or "")
        pointer = _POINTER.match(code)
        is_total = _TOTAL.match(code) is not None
        if is_total:
            code = _TOTAL.sub(rf"\1PAGEREF {end_name(index)}", code)
        elif pointer:
            code = f"{pointer[1]}d{index}_{pointer[2]}{pointer[3]}"
        elif not _OWN_PAGE.match(code) and not _LINK.match(code):
            raise CannotJoinError(index, f"the field «{code.strip()}» speaks of the whole document")
        if is_simple:
            self.node.set(f"{W}instr", code)
        else:
            self.node.text = code
        return is_total


def _fields(index: int, root: Any) -> Iterator[_Field]:
    codes = list(root.iter(f"{W}instrText"))
    begins = sum(1 for node in root.iter(f"{W}fldChar") if node.get(f"{W}fldCharType") == "begin")
    if len(codes) != begins:
        raise CannotJoinError(index, "the code of a field is written in pieces")
    return (_Field(node) for node in (*root.iter(f"{W}fldSimple"), *codes))


def _described(section: Any, relations: dict[str, Relation]) -> bytes:
    """Return a section as bytes to compare, whatever its relations are called."""
    copy = deepcopy(section)
    copy.tail = None
    for node in copy.iter():
        key = f"{R}id"
        if node.get(key) in relations:
            node.set(key, relations[node.get(key)].target)
    data: bytes = etree.tostring(copy, method="c14n")
    return data


def _mark(body: Any, index: int, *, also_end: bool) -> None:
    """Put the bookmark of the beginning and, if something points to it, that of the end."""
    closing = next(node for node in reversed(body) if node.tag == f"{W}p")
    marks = ((body[0], start_name(index)), (closing, end_name(index)))
    for identity, (paragraph, name) in enumerate(marks[: 1 + also_end]):
        number = {f"{W}id": str(2 * index + identity + 1)}
        start = etree.Element(f"{W}bookmarkStart", {**number, f"{W}name": name})
        if paragraph is closing and identity:
            paragraph.append(start)
        else:
            paragraph.insert(1 if len(paragraph) and paragraph[0].tag == f"{W}pPr" else 0, start)
        start.addnext(etree.Element(f"{W}bookmarkEnd", number))


def _drop_unused_bookmarks(root: Any) -> None:
    """Take away the bookmarks that nothing points to: each costs LibreOffice more than a line of text."""
    pointed = {node.get(f"{W}anchor") for node in root.iter(f"{W}hyperlink")}
    codes = [node.get(f"{W}instr") for node in root.iter(f"{W}fldSimple")]
    codes += [node.text for node in root.iter(f"{W}instrText")]
    pointed |= {found[2] for found in map(_POINTER.match, filter(None, codes)) if found}
    kept = set()
    for node in list(root.iter(f"{W}bookmarkStart")):
        if node.get(f"{W}name") in pointed:
            kept.add(node.get(f"{W}id"))
        else:
            node.getparent().remove(node)
    for node in list(root.iter(f"{W}bookmarkEnd")):
        if node.get(f"{W}id") not in kept:
            node.getparent().remove(node)


def _shifted(index: int, identity: str) -> str:
    if not identity.isdigit():
        raise CannotJoinError(index, "a list has no number")
    return str(int(identity) + index * _LISTS_EACH)


def _ordered(numbering: Any) -> Any:
    """Put the definitions of lists before the lists, as the format wants."""
    ranks = {f"{W}numPicBullet": 0, f"{W}abstractNum": 1, f"{W}num": 2}
    numbering[:] = sorted(numbering, key=lambda node: ranks.get(node.tag, 3))
    return numbering


def _relations_part(relations: Sequence[Relation], folder: str = "word/") -> bytes:
    root = etree.Element(f"{RELATIONS}Relationships", nsmap={None: RELATIONS[1:-1]})
    for one in relations:
        node = etree.SubElement(root, f"{RELATIONS}Relationship", Id=one.id, Type=f"{RELATION_TYPE}/{one.kind}")
        if one.is_external:
            node.set("Target", one.target)
            node.set("TargetMode", "External")
        else:
            node.set("Target", one.target.removeprefix(folder))
    return written(root)
