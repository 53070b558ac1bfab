"""Small builders for WordprocessingML: elements, runs, paragraphs, cells."""

from collections.abc import Iterable, Mapping

from lxml import etree

from workflow.devtools.template_inline import Span
from workflow.devtools.template_settings import Style
from workflow.documents.wordml import NAMESPACES, Element, tag


def element(name: str, attributes: Mapping[str, str | int] | None = None, children: Iterable[Element] = ()) -> Element:
    """Build `w:name` with attributes given as `w:val`, `r:id`, `xml:space`."""
    built = etree.Element(
        tag(name),
        {tag(key): str(value) for key, value in (attributes or {}).items()},
        nsmap=NAMESPACES if name in _ROOTS else None,
    )
    built.extend(children)
    return built


_BREAKS = {"\n": "w:br", "\t": "w:tab"}
_ROOTS = frozenset({"w:document", "w:styles", "w:numbering", "w:settings", "w:hdr", "w:ftr", "w:fonts"})


def value(name: str, content: str | int) -> Element:
    """Build `<w:name w:val="content"/>`."""
    return element(name, {"w:val": content})


def text_run(text: str, properties: Iterable[Element] = ()) -> Element:
    """Build a run; a newline alone is a line break, a tab alone a tab."""
    run = element("w:r")
    kept = list(properties)
    if kept:
        run.append(element("w:rPr", children=kept))
    if text in _BREAKS:
        run.append(element(_BREAKS[text]))
        return run
    node = element("w:t", {"xml:space": "preserve"})
    node.text = text
    run.append(node)
    return run


def runs(spans: Iterable[Span], style: Style) -> list[Element]:
    """Turn spans into runs."""
    built = []
    for span in spans:
        properties = []
        if span.symbol:
            font = style.fonts.symbols
            properties.append(element("w:rFonts", {"w:ascii": font, "w:hAnsi": font, "w:cs": font, "w:eastAsia": font}))
        if span.bold:
            properties.append(element("w:b"))
        if span.italic:
            properties.append(element("w:i"))
        if span.highlight:
            properties.append(
                element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": style.colours.highlight})
            )
        built.append(text_run(span.text, properties))
    return built


def paragraph(style_id: str, content: Iterable[Element] = (), properties: Iterable[Element] = ()) -> Element:
    """Build a paragraph; properties must come in the order of the schema."""
    return element("w:p", children=[element("w:pPr", children=[value("w:pStyle", style_id), *properties]), *content])


def field(instruction: str, shown: str) -> Element:
    """Build a simple field such as PAGE, with the text shown until Word computes it."""
    return element("w:fldSimple", {"w:instr": f" {instruction} "}, [text_run(shown)])


def cell(width: int, content: Iterable[Element], *, span: int = 1, properties: Iterable[Element] = ()) -> Element:
    """Build a table cell; properties follow width and span."""
    head: list[Element] = [element("w:tcW", {"w:w": width, "w:type": "dxa"})]
    if span > 1:
        head.append(value("w:gridSpan", span))
    return element("w:tc", children=[element("w:tcPr", children=[*head, *properties]), *content])


def row(
    cells: Iterable[Element],
    *,
    is_head: bool = False,
    height: int | None = None,
    height_rule: str = "atLeast",
    can_split: bool = False,
) -> Element:
    """Build a table row that does not split across pages unless asked."""
    properties = []
    if not can_split:
        properties.append(element("w:cantSplit"))
    if height is not None:
        properties.append(element("w:trHeight", {"w:val": height, "w:hRule": height_rule}))
    if is_head:
        properties.append(element("w:tblHeader"))
    children = [element("w:trPr", children=properties)] if properties else []
    return element("w:tr", children=[*children, *cells])


def tag_row(text: str, width: int, columns: int) -> Element:
    """Build the row that docxtpl takes away to leave a bare `{%tr … %}`."""
    return element("w:tr", children=[cell(width, [paragraph("Tabella", [text_run(text)])], span=columns)])


def borders(name: str, sides: Mapping[str, tuple[str, int, str]]) -> Element:
    """Build `w:tblBorders`, `w:tcBorders` or `w:pBdr`; each side is (style, eighths of a point, colour)."""
    space = {"w:space": 0} if name != "w:pBdr" else {"w:space": 4}
    return element(
        name,
        children=[
            element(f"w:{side}", {"w:val": kind, "w:sz": size, **space, "w:color": colour})
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            if side in sides
            for kind, size, colour in [sides[side]]
        ],
    )


def table(
    widths: list[int],
    rows: Iterable[Element],
    *,
    sides: Mapping[str, tuple[str, int, str]],
    margins: tuple[int, int] = (40, 85),
) -> Element:
    """Build a fixed-width table; margins are (above and below, left and right) in twips."""
    vertical, horizontal = margins
    properties = element(
        "w:tblPr",
        children=[
            value("w:tblStyle", "TabellaBase"),
            element("w:tblW", {"w:w": sum(widths), "w:type": "dxa"}),
            borders("w:tblBorders", sides),
            element("w:tblLayout", {"w:type": "fixed"}),
            element(
                "w:tblCellMar",
                children=[
                    element(f"w:{side}", {"w:w": size, "w:type": "dxa"})
                    for side, size in (
                        ("top", vertical),
                        ("left", horizontal),
                        ("bottom", vertical),
                        ("right", horizontal),
                    )
                ],
            ),
            element(
                "w:tblLook",
                {
                    "w:val": "0000",
                    "w:firstRow": 0,
                    "w:lastRow": 0,
                    "w:firstColumn": 0,
                    "w:lastColumn": 0,
                    "w:noHBand": 1,
                    "w:noVBand": 1,
                },
            ),
        ],
    )
    grid = element("w:tblGrid", children=[element("w:gridCol", {"w:w": width}) for width in widths])
    return element("w:tbl", children=[properties, grid, *rows])


def shares(total: int, parts: Iterable[float]) -> list[int]:
    """Divide a width by shares, the last column taking the rounding."""
    weights = list(parts)
    whole = sum(weights)
    widths = [round(total * weight / whole) for weight in weights]
    widths[-1] += total - sum(widths)
    return widths
