"""Writes styles.xml: the Italian-named styles of every document, on top of Word's own headings."""

import copy
from collections.abc import Iterable

from workflow.devtools.template_settings import TWIPS_PER_POINT, Style, twips_of_mm
from workflow.devtools.template_xml import borders, element, value
from workflow.documents.properties import LANGUAGE
from workflow.documents.wordml import Element, serialise_part

SECTION_STYLE = "TitoloSezione"
LIST_STEP = twips_of_mm(7)
_LINE = 240  # Word's unit for one line
_THIN, _MEDIUM = 4, 8
_BOX_STEP = twips_of_mm(6.5)


def styles_xml(style: Style, *, has_sections: bool) -> bytes:
    """Return the whole part; without sections the articles are of the second level, so that none is left out."""
    sheet = _Sheet(style, "Heading3" if has_sections else "Heading2")
    return serialise_part(
        element(
            "w:styles",
            children=[
                sheet.defaults(),
                *sheet.word_styles(),
                *sheet.text_styles(),
                *sheet.table_styles(),
                *sheet.signature_styles(),
            ],
        )
    )


class _Sheet:
    """Writes styles with the fonts, sizes and colours of one style file."""

    def __init__(self, style: Style, article_base: str) -> None:
        self._style = style
        self._article_base = article_base
        self._sizes = style.sizes_pt
        self._colours = style.colours

    def defaults(self) -> Element:
        """Document defaults: language, font, widow control; hyphenation is off in the settings."""
        language = element("w:lang", {"w:val": LANGUAGE, "w:eastAsia": LANGUAGE, "w:bidi": "ar-SA"})
        run = element("w:rPr", children=[_font(self._style.fonts.body), *_size(self._sizes.body), language])
        return element(
            "w:docDefaults",
            children=[
                element("w:rPrDefault", children=[run]),
                element(
                    "w:pPrDefault",
                    children=[
                        element(
                            "w:pPr",
                            children=[element("w:widowControl"), self._spacing(0, self._style.spacing.paragraph_pt)],
                        )
                    ],
                ),
            ],
        )

    def word_styles(self) -> Iterable[Element]:
        """Word's own names, so that the navigation pane and screen readers find the headings."""
        yield element(
            "w:style",
            {"w:type": "paragraph", "w:default": 1, "w:styleId": "Normal"},
            [value("w:name", "Normal"), element("w:qFormat")],
        )
        default_font = element("w:style", {"w:type": "character", "w:default": 1, "w:styleId": "DefaultParagraphFont"})
        default_font.extend(
            [value("w:name", "Default Paragraph Font"), value("w:uiPriority", 1), element("w:semiHidden")]
        )
        yield default_font
        for level in (1, 2, 3):
            keep = [element("w:keepNext"), element("w:keepLines"), value("w:outlineLvl", level - 1)]
            yield self._paragraph(
                f"Heading{level}",
                f"heading {level}",
                None,
                keep,
                [_font(self._style.fonts.headings), element("w:b")],
                following="Corpo",
            )

    def text_styles(self) -> Iterable[Element]:
        """Titles, articles, commi, lists, notes."""
        colours, sizes, after = self._colours, self._sizes, self._style.spacing.paragraph_pt
        head = self._paragraph
        accent = [value("w:color", colours.accent)]
        yield head(
            "TitoloDocumento",
            "Titolo documento",
            "Heading1",
            [self._spacing(6, 8, 1), value("w:jc", "center")],
            [*accent, *_size(sizes.title)],
            following="Sottotitolo",
        )
        muted = value("w:color", colours.muted)
        yield head(
            "Sottotitolo",
            "Sottotitolo",
            None,
            [element("w:keepNext"), self._spacing(0, 14), value("w:jc", "center")],
            [element("w:i"), muted, *_size(sizes.subtitle)],
        )
        spaced = [element("w:caps"), *accent, value("w:spacing", 12), *_size(sizes.section)]
        yield head(
            SECTION_STYLE,
            "Titolo sezione",
            "Heading2",
            [self._spacing(18, 8), value("w:jc", "center")],
            spaced,
            following="Articolo",
        )
        article = [self._spacing(14, 4), _indent(0)]
        yield head(
            "Articolo", "Articolo", self._article_base, article, [*accent, *_size(sizes.article)], following="Comma"
        )
        yield head(
            "ArticoloLibero",
            "Articolo senza numero",
            self._article_base,
            article,
            [*accent, *_size(sizes.article)],
            following="Corpo",
        )
        minor = [element("w:keepNext"), element("w:keepLines"), self._spacing(10, 3)]
        yield head(
            "TitoloMinore",
            "Titolo minore",
            None,
            minor,
            [_font(self._style.fonts.headings), element("w:b"), muted, *_size(sizes.body)],
        )
        both = value("w:jc", "both")
        yield head("Corpo", "Corpo", None, [both])
        for depth, (identifier, name, more, more_name) in enumerate(
            (
                ("Comma", "Comma", "SeguitoComma", "Seguito del comma"),
                ("Lettera", "Lettera", "SeguitoLettera", "Seguito della lettera"),
                ("NumeroRomano", "Numero romano", "SeguitoNumero", "Seguito del numero"),
            ),
            start=1,
        ):
            space = after if depth == 1 else after * 0.6
            yield head(
                identifier, name, None, [self._spacing(0, space), _indent(LIST_STEP * depth, hanging=LIST_STEP), both]
            )
            yield head(more, more_name, None, [self._spacing(0, space), _indent(LIST_STEP * depth), both])
        yield head(
            "Elenco", "Elenco", None, [self._spacing(0, after * 0.6), _indent(LIST_STEP, hanging=LIST_STEP), both]
        )
        note_rule = borders("w:pBdr", {"left": ("single", _MEDIUM, colours.rule)})
        yield head("Nota", "Nota", None, [note_rule, self._spacing(0, 4, 1), _indent(120)], [muted, *_size(sizes.note)])
        yield head("Casella", "Casella", None, [self._spacing(0, 3), _indent(_BOX_STEP, hanging=_BOX_STEP)])
        addressee = twips_of_mm(80)
        yield head("Destinatario", "Destinatario", None, [self._spacing(0, 0), _indent(addressee)])
        yield head("Centrato", "Centrato", None, [self._spacing(4, 4), value("w:jc", "center")])
        rule = borders("w:pBdr", {"bottom": ("single", _THIN, colours.rule)})
        yield head("Filetto", "Filetto", None, [rule, self._spacing(0, 8, 1)], _size(5))
        yield head("Spazio", "Spazio", None, [self._spacing(0, 4, 1)], _size(4))

    def table_styles(self) -> Iterable[Element]:
        """Cells of tables and forms, header and footer."""
        colours, sizes = self._colours, self._sizes
        sans = _font(self._style.fonts.headings)
        muted = value("w:color", colours.muted)
        base = element("w:style", {"w:type": "table", "w:default": 1, "w:styleId": "TabellaBase"})
        margins = [
            element(f"w:{side}", {"w:w": size, "w:type": "dxa"})
            for side, size in (("top", 0), ("left", 85), ("bottom", 0), ("right", 85))
        ]
        base.extend(
            [
                value("w:name", "Normal Table"),
                element(
                    "w:tblPr",
                    children=[
                        element("w:tblInd", {"w:w": 0, "w:type": "dxa"}),
                        element("w:tblCellMar", children=margins),
                    ],
                ),
            ]
        )
        yield base
        tight = self._spacing(0, 0, 1)
        yield self._paragraph("Tabella", "Tabella", None, [tight], [sans, *_size(sizes.table)])
        head = [element("w:keepNext"), tight]
        yield self._paragraph(
            "TabellaTesta", "Tabella intestazione", "Tabella", head, [element("w:b"), value("w:color", colours.accent)]
        )
        yield self._paragraph("Etichetta", "Etichetta", None, [tight], [sans, muted, *_size(sizes.label)])
        yield self._paragraph("Valore", "Valore", None, [tight], _size(sizes.body))
        yield self._paragraph("Riquadro", "Riquadro", None, [self._spacing(0, 3)], [sans, *_size(sizes.body)])
        yield self._paragraph(
            "Cornice", "Cornice", None, [tight, value("w:jc", "center")], [sans, muted, *_size(sizes.note)]
        )
        yield self._paragraph("Margine", "Margine", None, [tight], [sans, muted, *_size(sizes.margin)])

    def signature_styles(self) -> Iterable[Element]:
        """Write the parts of a signature block.

        Their row cannot split, which keeps them together; keep-with-next would move whole tables.
        """
        colours, sizes = self._colours, self._sizes
        keep = [element("w:keepNext"), element("w:keepLines")]
        muted = value("w:color", colours.muted)
        yield self._paragraph("LuogoData", "Luogo e data", None, [*keep, self._spacing(14, 6)])
        yield self._paragraph(
            "FirmaRuolo",
            "Firma ruolo",
            None,
            [self._spacing(8, 1, 1)],
            [_font(self._style.fonts.headings), muted, *_size(sizes.label)],
        )
        yield self._paragraph("FirmaNome", "Firma", None, [self._spacing(0, 0, 1)])
        yield self._paragraph("FirmaNota", "Firma nota", None, [self._spacing(0, 0, 1)], [muted, *_size(sizes.label)])
        line = borders("w:pBdr", {"bottom": ("single", _THIN, colours.text)})
        yield self._paragraph("FirmaRiga", "Firma riga", None, [line, self._spacing(22, 8, 1)], _size(6))

    def _paragraph(
        self,
        identifier: str,
        name: str,
        parent: str | None,
        paragraph: list[Element],
        run: list[Element] | None = None,
        *,
        following: str | None = None,
    ) -> Element:
        built = element(
            "w:style",
            {"w:type": "paragraph", "w:styleId": identifier}
            | ({} if identifier.startswith("Heading") else {"w:customStyle": 1}),
        )
        built.extend([value("w:name", name), value("w:basedOn", parent or "Normal")])
        if following:
            built.append(value("w:next", following))
        built.append(element("w:qFormat"))
        built.append(element("w:pPr", children=_in_order(paragraph, _PARAGRAPH_ORDER)))
        if run:
            built.append(element("w:rPr", children=_in_order(run, _RUN_ORDER)))
        return built

    def _spacing(self, before_pt: float, after_pt: float, lines: float | None = None) -> Element:
        height = round((lines or self._style.spacing.line) * _LINE)
        return element(
            "w:spacing",
            {
                "w:before": round(before_pt * TWIPS_PER_POINT),
                "w:after": round(after_pt * TWIPS_PER_POINT),
                "w:line": height,
                "w:lineRule": "auto",
            },
        )


_PARAGRAPH_ORDER = ("keepNext", "keepLines", "widowControl", "pBdr", "shd", "spacing", "ind", "jc", "outlineLvl")
_RUN_ORDER = ("rFonts", "b", "i", "caps", "color", "spacing", "sz", "szCs")


def _in_order(properties: list[Element], order: tuple[str, ...]) -> list[Element]:
    """Order properties as the schema wants; copies, because lxml moves what is appended twice."""
    return sorted(map(copy.deepcopy, properties), key=lambda node: order.index(node.tag.rpartition("}")[2]))


def _font(name: str) -> Element:
    return element("w:rFonts", {"w:ascii": name, "w:hAnsi": name, "w:cs": name, "w:eastAsia": name})


def _size(points: float) -> list[Element]:
    half_points = round(points * 2)
    return [value("w:sz", half_points), value("w:szCs", half_points)]


def _indent(left: int, *, hanging: int = 0) -> Element:
    return element("w:ind", {"w:left": left} | ({"w:hanging": hanging} if hanging else {"w:firstLine": 0}))
