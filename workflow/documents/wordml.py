"""The names that the template compiler, the renderer and the reader of Word files share."""

from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES = {"w": W, "r": R}

ARTICLE_STYLE = "Articolo"
LOOSE_ARTICLE_STYLE = "ArticoloLibero"
ARTICLE_LIST = "1"  # the numbering instance whose four levels are article, comma, letter, roman number
BOOKMARK_PREFIX = "cl_"
CLAUSE_ID = r"[a-z0-9]+(?:[-_][a-z0-9]+)*"
LONGEST_BOOKMARK = 40  # Word's own limit

Element = Any  # lxml ships no types


def tag(name: str) -> str:
    """Return the qualified name of `w:p`, `r:id` or `xml:space`."""
    prefix, local = name.split(":")
    return "{" + {"w": W, "r": R, "xml": XML}[prefix] + "}" + local


def bookmark_of(clause: str) -> str:
    """Return the bookmark of a clause id; Word allows no hyphen, and no id has two underscores in a row."""
    return BOOKMARK_PREFIX + clause.replace("-", "__")


def clause_of(bookmark: str) -> str | None:
    """Return the clause id that a bookmark holds, None for other bookmarks."""
    return bookmark.removeprefix(BOOKMARK_PREFIX).replace("__", "-") if bookmark.startswith(BOOKMARK_PREFIX) else None


def child_value(element: Element, path: str) -> str | None:
    """Return the `w:val` of the first element at `path` (steps such as `w:pPr/w:pStyle`), or None."""
    found = element.find("/".join(tag(step) for step in path.split("/")))
    return None if found is None else found.get(tag("w:val"))


def paragraphs(root: Element) -> Iterator[Element]:
    """Yield every paragraph in the order in which Word numbers them, those inside tables included."""
    yield from root.iter(tag("w:p"))


def text_of(paragraph: Element) -> str:
    """Return the text of a paragraph; line breaks become newlines, tabs stay."""
    pieces = []
    for node in paragraph.iter(tag("w:t"), tag("w:br"), tag("w:tab")):
        if node.tag == tag("w:t"):
            pieces.append(node.text or "")
        elif node.tag == tag("w:br"):
            pieces.append("\n")
        elif node.getparent().tag == tag("w:r"):
            pieces.append("\t")
    return "".join(pieces)


def parse_part(content: bytes | str) -> Element:
    """Parse one XML part without entities, network or recovery: broken XML is an error, never lost text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False, huge_tree=False)
    return etree.fromstring(content.encode() if isinstance(content, str) else content, parser)


def serialise_part(root: Element) -> bytes:
    """Write one XML part as Word does: UTF-8, standalone, no indentation."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
