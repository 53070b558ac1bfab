"""Puts a template together: body, styles, numbering, header, footer, settings, properties, in one reproducible file."""

from datetime import date

from workflow.devtools.template_body import BodyBuilder
from workflow.devtools.template_numbering import numbering_xml
from workflow.devtools.template_settings import Style, twips_of_mm
from workflow.devtools.template_styles import SECTION_STYLE, styles_xml
from workflow.devtools.template_syntax import Source
from workflow.devtools.template_xml import cell, element, field, paragraph, row, shares, table, text_run, value
from workflow.documents.package import CONTENT_TYPES, write_package
from workflow.documents.properties import CORE_PART, LANGUAGE, DocumentProperties
from workflow.documents.wordml import Element, serialise_part

_HEADER_SHARES = (44, 12, 44)
_FOOTER_SHARES = (75, 25)
_THIN = 4
_BIRTH = date(2026, 1, 1)  # a template's properties never reach a document, but the format wants a date
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = (
    ("styles", "styles"),
    ("numbering", "numbering"),
    ("settings", "settings"),
    ("header1", "header"),
    ("footer1", "footer"),
)
_HEADER_ID, _FOOTER_ID = "rId4", "rId5"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def compile_source(source: Source, style: Style) -> bytes:
    """Return the Word file of a parsed source: equal source and style, equal bytes."""
    builder = BodyBuilder(source, style)
    body = element("w:body", children=[*builder.build(), _section(style, landscape=source.landscape)])
    main = serialise_part(element("w:document", children=[body]))
    width = style.text_width(landscape=source.landscape)
    return write_package(
        {
            CONTENT_TYPES: _content_types(),
            "_rels/.rels": _relationships(
                [
                    ("rId1", f"{_OFFICE}/officeDocument", "word/document.xml"),
                    ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", CORE_PART),
                ]
            ),
            "word/_rels/document.xml.rels": _relationships(
                [(f"rId{n}", f"{_OFFICE}/{kind}", f"{name}.xml") for n, (name, kind) in enumerate(_PARTS, start=1)]
            ),
            "word/document.xml": main,
            "word/styles.xml": styles_xml(style, has_sections=SECTION_STYLE.encode() in main),
            "word/numbering.xml": numbering_xml(builder.own_lists),
            "word/settings.xml": _settings(),
            "word/header1.xml": _header(style, width),
            "word/footer1.xml": _footer(style, width),
            CORE_PART: DocumentProperties(title=source.path.stem, as_of=_BIRTH).core_xml(),
        }
    )


def _section(style: Style, *, landscape: bool) -> Element:
    page = style.page_mm
    short, long = twips_of_mm(page.width), twips_of_mm(page.height)
    size: dict[str, str | int] = (
        {"w:w": long, "w:h": short, "w:orient": "landscape"} if landscape else {"w:w": short, "w:h": long}
    )
    margins = {
        f"w:{side}": twips_of_mm(getattr(page, side)) for side in ("top", "right", "bottom", "left", "header", "footer")
    }
    return element(
        "w:sectPr",
        children=[
            element("w:headerReference", {"w:type": "default", "r:id": _HEADER_ID}),
            element("w:footerReference", {"w:type": "default", "r:id": _FOOTER_ID}),
            element("w:pgSz", size),
            element("w:pgMar", margins | {"w:gutter": 0}),
        ],
    )


def _header(style: Style, width: int) -> bytes:
    rule = ("single", _THIN, style.colours.rule)
    draft = text_run("{% if bozza %}BOZZA{% endif %}", [element("w:b"), value("w:color", "9C2A1F")])
    columns = (("{{ pie.dossier }}", "left"), (draft, "center"), ("{{ pie.documento }}", "right"))
    cells = [
        cell(
            size,
            [paragraph("Margine", [text_run(content) if isinstance(content, str) else content], [value("w:jc", side)])],
            properties=[value("w:vAlign", "bottom")],
        )
        for size, (content, side) in zip(shares(width, _HEADER_SHARES), columns, strict=True)
    ]
    built = table(shares(width, _HEADER_SHARES), [row(cells)], sides={"bottom": rule}, margins=(40, 0))
    return serialise_part(element("w:hdr", children=[built, paragraph("Spazio")]))


def _footer(style: Style, width: int) -> bytes:
    rule = ("single", _THIN, style.colours.rule)
    sizes = shares(width, _FOOTER_SHARES)
    page = [text_run("Pagina "), field("PAGE", "1"), text_run(" di "), field("NUMPAGES", "1")]
    left = cell(sizes[0], [paragraph("Margine", [text_run("{{ pie.documento }} · {{ pie.edizione }}")])])
    right = cell(sizes[1], [paragraph("Margine", page, [value("w:jc", "right")])])
    return serialise_part(
        element(
            "w:ftr",
            children=[table(sizes, [row([left, right])], sides={"top": rule}, margins=(40, 0)), paragraph("Spazio")],
        )
    )


def _settings() -> bytes:
    compatibility = element(
        "w:compatSetting",
        {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": 15},
    )
    return serialise_part(
        element(
            "w:settings",
            children=[
                value("w:defaultTabStop", twips_of_mm(12.5)),
                value("w:autoHyphenation", 0),
                element("w:compat", children=[compatibility]),
                element("w:themeFontLang", {"w:val": LANGUAGE}),
            ],
        )
    )


def _content_types() -> bytes:
    overrides = [
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        (f"/{CORE_PART}", "application/vnd.openxmlformats-package.core-properties+xml"),
    ]
    overrides += [(f"/word/{name}.xml", f"{_WORD}.{kind}+xml") for name, kind in _PARTS]
    lines = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    defaults = "".join(
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in (("rels", relationships), ("xml", "application/xml"))
    )
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{defaults}{lines}</Types>'.encode()


def _relationships(entries: list[tuple[str, str, str]]) -> bytes:
    lines = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in entries)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'.encode()
