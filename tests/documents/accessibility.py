"""What a screen reader needs of a Word document: language, title, headings, headers of tables, words for pictures."""

import io
import zipfile
from itertools import pairwise

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
LANGUAGE = "it-IT"
DATA = frozenset({"Tabella", "TabellaTesta"})  # the styles of the cells


def accessibility_faults(content: bytes) -> list[str]:
    """Return, one sentence each, what a reader who does not see the page would miss; none for a good document."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: etree.fromstring(package.read(name)) for name in package.namelist() if name.endswith(".xml")}
    body = parts["word/document.xml"]
    return [
        *_language(parts["word/styles.xml"], body),
        *_title(parts.get("docProps/core.xml")),
        *_headings(parts["word/styles.xml"], body),
        *_tables(body),
        *(
            f"a picture without words for it in {name}"
            for name, root in parts.items()
            for drawing in root.iter(DRAWING)
            if not drawing.get("descr")
        ),
    ]


def _language(styles: etree._Element, body: etree._Element) -> list[str]:
    default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    faults = [] if default is not None and default.get(f"{W}val") == LANGUAGE else ["the language is not said"]
    others = {one.get(f"{W}val") for one in body.iter(f"{W}lang")} - {LANGUAGE, None}
    return faults + [f"words in {other}" for other in sorted(others)]


def _title(core: etree._Element | None) -> list[str]:
    title = None if core is None else core.find(TITLE)
    return [] if title is not None and (title.text or "").strip() else ["the document has no title"]


def _headings(styles: etree._Element, body: etree._Element) -> list[str]:
    """Every document has headings, none is empty, and none is two levels under the one before."""
    levels = _levels(styles)
    found = []
    for paragraph in body.iter(f"{W}p"):
        level = levels.get(_style(paragraph))
        if level is not None:
            found.append((level, _words(paragraph)))
    faults = [] if found else ["no heading at all"]
    faults += ["a heading without words" for _, words in found if not words]
    faults += [f"«{words}» leaves out a level" for (before, _), (level, words) in pairwise(found) if level > before + 1]
    return faults


def _levels(styles: etree._Element) -> dict[str, int]:
    """Return the level of each style of headings, its own or that of the style it is based on."""
    own: dict[str, int] = {}
    bases: dict[str, str] = {}
    for style in styles.iter(f"{W}style"):
        name = style.get(f"{W}styleId", "")
        level, base = style.find(f"{W}pPr/{W}outlineLvl"), style.find(f"{W}basedOn")
        if level is not None:
            own[name] = int(level.get(f"{W}val", ""))
        elif base is not None:
            bases[name] = base.get(f"{W}val", "")
    for name in bases:
        chain = name
        while chain in bases:
            chain = bases[chain]
        if chain in own:
            own[name] = own[chain]
    return own


def _tables(body: etree._Element) -> list[str]:
    """A table of data says which row is its header, so that it is read with each cell and repeated on each page."""
    faults = []
    for table in body.iter(f"{W}tbl"):
        first, *others = table.findall(f"{W}tr")
        if others and _has_data(table) and first.find(f"{W}trPr/{W}tblHeader") is None:
            faults.append(f"a table whose first row is no header: {_words(first)[:80]}")
    return faults


def _has_data(table: etree._Element) -> bool:
    """Tell a table of data from labels with their values, each row by itself, and from the frame of a signature."""
    return any(_style(paragraph) in DATA for paragraph in table.iter(f"{W}p"))


def _style(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def _words(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t")).strip()
