"""Puts the header and footer of one Word file over those of another: a studio's letterhead, or our identification."""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.foreign_styles import ForeignStyles
from workflow.documents.package import CONTENT_TYPES
from workflow.documents.word_runs import local
from workflow.documents.wordml import Element, R, W, parse_part, serialise_part, tag

_RELS = "word/_rels/document.xml.rels"
_PACKAGE_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_MARGINS = {
    "header": ("w:hdr", "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"),
    "footer": ("w:ftr", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"),
}
_DROPPED = frozenset({"bookmarkStart", "bookmarkEnd", "proofErr", "numPr", "commentRangeStart", "commentRangeEnd"})
_BEFORE_REFERENCES = 0
_FIRST_DRAWING_ID = 9000
_AFTER_TITLE_PAGE = frozenset({"textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange"})


@dataclass
class _Donor:
    """The file whose margins are put over another's."""

    parts: Mapping[str, bytes]
    uses: dict[tuple[str, str], str]
    has_title_page: bool
    styles: ForeignStyles

    @classmethod
    def of(cls, parts: Mapping[str, bytes], prefix: str) -> "_Donor":
        root = parse_part(parts[DOCUMENT_PART])
        sections = [one for one in root.iter(tag("w:sectPr")) if any("Reference" in local(each) for each in one)]
        if not sections:
            return cls(parts, {}, has_title_page=False, styles=ForeignStyles(parts, prefix))
        has_title_page = sections[0].find(tag("w:titlePg")) is not None
        return cls(parts, _uses(parts, sections[0]), has_title_page, ForeignStyles(parts, prefix))


@dataclass
class _Base:
    """The file that gets the margins."""

    parts: dict[str, bytes]
    root: Element
    rels: Element
    types: Element
    made: dict[tuple[str, str | None, str | None], str] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    drawings: int = _FIRST_DRAWING_ID


def with_margins(
    base: Mapping[str, bytes], donor: Mapping[str, bytes], *, prefix: str, is_outside: bool
) -> dict[str, bytes]:
    """Return the parts of `base` with the header and footer of `donor` added to its own.

    Outside means above the header and below the footer that are there; otherwise between them and the text.
    `prefix` begins the names of the styles that come along.
    """
    giver = _Donor.of(donor, prefix)
    rels = parse_part(base[_RELS]) if _RELS in base else _root(_PACKAGE_RELS, "Relationships")
    taker = _Base(dict(base), parse_part(base[DOCUMENT_PART]), rels, parse_part(base[CONTENT_TYPES]))
    for number, section in enumerate(_sections(taker.root)):
        _fill(taker, giver, section, is_first=number == 0, is_outside=is_outside)
    giver.styles.add_to(taker.parts)
    taker.parts[DOCUMENT_PART] = serialise_part(taker.root)
    taker.parts[_RELS] = serialise_part(taker.rels)
    taker.parts[CONTENT_TYPES] = serialise_part(taker.types)
    return taker.parts


def _sections(root: Element) -> list[Element]:
    found = list(root.iter(tag("w:sectPr")))
    if not found:
        body = root.find(tag("w:body"))
        section = body.makeelement(tag("w:sectPr"))
        body.append(section)
        found = [section]
    return found


def _fill(base: _Base, donor: _Donor, section: Element, *, is_first: bool, is_outside: bool) -> None:
    own = _uses(base.parts, section, base.rels)
    if not is_first and not own:
        return  # it goes on with the margins of the section before
    types = ["default"]
    has_own_title_page = section.find(tag("w:titlePg")) is not None
    if has_own_title_page or (is_first and donor.has_title_page):
        types.append("first")
    for margin in _MARGINS:
        for kind in types:
            mine = own.get((margin, kind)) or (None if has_own_title_page else own.get((margin, "default")))
            is_titled = kind == "first" and is_first and donor.has_title_page
            theirs = donor.uses.get((margin, "first")) if is_titled else donor.uses.get((margin, "default"))
            if mine is None and theirs is None:
                continue
            part = _part(base, donor, margin, mine, theirs, is_outside=is_outside)
            _refer(base, section, margin, kind, part)
    if "first" in types and not has_own_title_page:
        later = next((one for one in section if local(one) in _AFTER_TITLE_PAGE), None)
        mark = section.makeelement(tag("w:titlePg"))
        if later is None:
            section.append(mark)
        else:
            later.addprevious(mark)


def _part(base: _Base, donor: _Donor, margin: str, mine: str | None, theirs: str | None, *, is_outside: bool) -> str:
    """Return the name of the part that holds both contents, made once."""
    key = (margin, mine, theirs)
    if key in base.made:
        return base.made[key]
    own_root = None if mine is None else parse_part(base.parts[mine])
    their_root = None if theirs is None else parse_part(donor.parts[theirs])
    name, number = f"word/{margin}1.xml", 1
    while name in base.parts:
        number += 1
        name = f"word/{margin}{number}.xml"
    element, content_type = _MARGINS[margin]
    spaces = {prefix: uri for root in (their_root, own_root) if root is not None for prefix, uri in root.nsmap.items()}
    root = _root(W, element.partition(":")[2], {**spaces, "w": W, "r": R})
    ignorable = " ".join(
        dict.fromkeys(
            prefix
            for each in (their_root, own_root)
            if each is not None
            for prefix in each.get(f"{{{_MC}}}Ignorable", "").split()
            if prefix in root.nsmap
        )
    )
    if ignorable:
        root.set(f"{{{_MC}}}Ignorable", ignorable)
    rels = _root(_PACKAGE_RELS, "Relationships")
    ours = [] if own_root is None else list(_own_blocks(base, own_root, mine, rels))
    guest = [] if their_root is None else list(_guest_blocks(base, donor, their_root, theirs, rels))
    guest_first = is_outside is (margin == "header")
    root.extend([*guest, *ours] if guest_first else [*ours, *guest])
    if len(root) == 0 or local(root[-1]) != "p":
        root.append(root.makeelement(tag("w:p")))
    base.parts[name] = serialise_part(root)
    if len(rels):
        base.parts[f"word/_rels/{name.removeprefix('word/')}.rels"] = serialise_part(rels)
    base.types.append(
        base.types.makeelement(f"{{{_TYPES}}}Override", {"PartName": f"/{name}", "ContentType": content_type})
    )
    base.made[key] = name
    return name


def _own_blocks(base: _Base, root: Element, part: str | None, rels: Element) -> Iterator[Element]:
    """Yield the content that was there, its relationships carried over as they are."""
    path = f"word/_rels/{(part or '').removeprefix('word/')}.rels"
    renamed = {}
    if path in base.parts:
        for one in parse_part(base.parts[path]):
            renamed[one.get("Id")] = _relate(rels, one.get("Type", ""), one.get("Target", ""), one.get("TargetMode"))
    for child in root:
        block = copy.deepcopy(child)
        _rename(block, renamed)
        yield block


def _guest_blocks(base: _Base, donor: _Donor, root: Element, part: str | None, rels: Element) -> Iterator[Element]:
    """Yield the content that comes, with its pictures, links and styles."""
    path = f"word/_rels/{(part or '').removeprefix('word/')}.rels"
    renamed = {}
    if path in donor.parts:
        for one in parse_part(donor.parts[path]):
            target, mode = one.get("Target", ""), one.get("TargetMode")
            if mode != "External":
                target = _medium(base, donor, target)
            renamed[one.get("Id")] = _relate(rels, one.get("Type", ""), target, mode)
    for child in root:
        block = copy.deepcopy(child)
        for element in [*block.iter()]:
            if isinstance(element.tag, str) and local(element) in _DROPPED and element.getparent() is not None:
                element.getparent().remove(element)
            elif isinstance(element.tag, str) and local(element) == "docPr":
                base.drawings += 1
                element.set("id", str(base.drawings))
        donor.styles.apply(block)
        _rename(block, renamed)
        yield block


def _medium(base: _Base, donor: _Donor, target: str) -> str:
    """Copy a picture and return its new target; the same picture is copied once."""
    source = target.removeprefix("/word/") if target.startswith("/") else target
    if source not in base.media:
        suffix = source.rpartition(".")[2].lower()
        number = len(base.media) + 1
        name = f"media/{donor.styles.prefix.lower()}{number}.{suffix}"
        base.parts[f"word/{name}"] = donor.parts[f"word/{source}"]
        base.media[source] = name
        known = {one.get("Extension", "").lower() for one in base.types}
        if suffix not in known:
            declared = parse_part(donor.parts[CONTENT_TYPES])
            content_type = next(
                (one.get("ContentType") for one in declared if one.get("Extension", "").lower() == suffix), None
            )
            base.types.insert(
                0,
                base.types.makeelement(
                    f"{{{_TYPES}}}Default",
                    {"Extension": suffix, "ContentType": content_type or f"image/{suffix.replace('jpg', 'jpeg')}"},
                ),
            )
    return base.media[source]


def _relate(rels: Element, kind: str, target: str, mode: str | None) -> str:
    number = f"rId{len(rels) + 1}"
    one = rels.makeelement(f"{{{_PACKAGE_RELS}}}Relationship", {"Id": number, "Type": kind, "Target": target})
    if mode is not None:
        one.set("TargetMode", mode)
    rels.append(one)
    return number


def _rename(block: Element, renamed: Mapping[str | None, str]) -> None:
    """Make every reference to a relationship use its new id."""
    for element in block.iter():
        for name, value in element.attrib.items():
            if name.startswith(f"{{{_OFFICE_RELS}}}") and value in renamed:
                element.set(name, renamed[value])


def _refer(base: _Base, section: Element, margin: str, kind: str, part: str) -> None:
    for one in section.findall(tag(f"w:{margin}Reference")):
        if one.get(tag("w:type"), "default") == kind:
            section.remove(one)
    ids = [int(found.group()) for one in base.rels if (found := re.search(r"\d+$", one.get("Id", "")))]
    number = f"rId{max(ids, default=0) + 1}"
    base.rels.append(
        base.rels.makeelement(
            f"{{{_PACKAGE_RELS}}}Relationship",
            {"Id": number, "Type": f"{_OFFICE_RELS}/{margin}", "Target": part.removeprefix("word/")},
        )
    )
    section.insert(
        _BEFORE_REFERENCES,
        section.makeelement(tag(f"w:{margin}Reference"), {tag("w:type"): kind, tag("r:id"): number}),
    )


def _uses(parts: Mapping[str, bytes], section: Element, rels: Element | None = None) -> dict[tuple[str, str], str]:
    """Return the part of each margin that a section refers to."""
    if rels is None:
        rels = parse_part(parts[_RELS]) if _RELS in parts else _root(_PACKAGE_RELS, "Relationships")
    targets = {one.get("Id"): one.get("Target", "") for one in rels}
    found = {}
    for one in section:
        margin = local(one).removesuffix("Reference")
        if margin in _MARGINS and local(one).endswith("Reference"):
            target = targets.get(one.get(tag("r:id")), "")
            name = f"word/{target.removeprefix('/word/')}"
            if name in parts:
                found[margin, one.get(tag("w:type"), "default")] = name
    return found


def _root(space: str, name: str, spaces: Mapping[str | None, str] | None = None) -> Element:
    return etree.Element(f"{{{space}}}{name}", nsmap=dict(spaces) if spaces is not None else {None: space})
