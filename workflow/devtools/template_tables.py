"""Builds the tables of a template: data tables, forms, signature blocks, boxes and frames."""

from workflow.devtools.template_inline import Span
from workflow.devtools.template_settings import TWIPS_PER_POINT, Style, twips_of_mm
from workflow.devtools.template_syntax import Fence, Row, Table
from workflow.devtools.template_xml import cell, element, paragraph, row, runs, shares, table, tag_row, value
from workflow.documents.wordml import Element

_THIN, _MEDIUM = 4, 8  # eighths of a point
_ALIGN = {"left": "left", "center": "center", "right": "right"}
_FORM_SHARES = (30, 70)
_WIDE_FORM_SHARES = (20, 34, 14, 32)
_SIGNER_SHARES = (47, 6, 47)
_SIGNER_ROW_SHARES = (52, 48)
_PLACE_LABELS = ("luogo", "data")
_LARGEST_FRAME_CM = 24
_PAIR = 2


class TableBuilder:
    """Builds tables as wide as the text of the page."""

    def __init__(self, style: Style, width: int) -> None:
        """Take the look and the width between margins, in twips."""
        self._style = style
        self._width = width

    def data_table(self, block: Table) -> Element:
        """Build a table of data: shaded head repeated on every page, thin horizontal rules."""
        rule, accent = self._style.colours.rule, self._style.colours.accent
        columns = len(block.alignments)
        widths = shares(self._width, block.widths or [1] * columns)
        built = []
        for position, line in enumerate(block.rows):
            if line.tag is not None:
                built.append(tag_row(line.tag, self._width, columns))
                continue
            is_head = block.has_head and position == 0
            cells = [
                self._data_cell(spans, width, alignment, block.size_pt, is_head=is_head)
                for spans, width, alignment in zip(line.cells, widths, block.alignments, strict=True)
            ]
            built.append(row(cells, is_head=is_head))
        sides = {
            "top": ("single", _MEDIUM, accent),
            "bottom": ("single", _MEDIUM, accent),
            "insideH": ("single", _THIN, rule),
        }
        return table(widths, built, sides=sides)

    def _data_cell(
        self, spans: tuple[Span, ...], width: int, alignment: str, size_pt: float | None, *, is_head: bool
    ) -> Element:
        content = runs(spans, self._style)
        if size_pt is not None:
            for run in content:
                _resize(run, size_pt)
        align = [] if alignment == "left" else [value("w:jc", _ALIGN[alignment])]
        shade = (
            [element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": self._style.colours.shade})]
            if is_head
            else []
        )
        properties = [*shade, value("w:vAlign", "bottom" if is_head else "top")]
        return cell(width, [paragraph("TabellaTesta" if is_head else "Tabella", content, align)], properties=properties)

    def form(self, fence: Fence) -> Element:
        """`::: campi`: labels and values, two or four cells a row."""
        is_wide = any(len(line.cells) > _PAIR for line in fence.rows)
        widths = shares(self._width, _WIDE_FORM_SHARES if is_wide else _FORM_SHARES)
        built = []
        for line in fence.rows:
            if line.tag is not None:
                built.append(tag_row(line.tag, self._width, len(widths)))
                continue
            cells = []
            for position, spans in enumerate(line.cells):
                is_last = position == len(line.cells) - 1
                reach = widths[position:] if is_last else widths[position : position + 1]
                content = [paragraph("Etichetta" if position % _PAIR == 0 else "Valore", runs(spans, self._style))]
                cells.append(cell(sum(reach), content, span=len(reach), properties=[value("w:vAlign", "center")]))
            built.append(row(cells, height=16 * TWIPS_PER_POINT))
        rule = ("single", _THIN, self._style.colours.rule)
        return table(widths, built, sides={"top": rule, "bottom": rule, "insideH": rule}, margins=(35, 60))

    def signatures(self, fence: Fence) -> list[Element]:
        """`::: firme`: place and date, then the signers, in one table, so that what comes before stays with it.

        LibreOffice keeps a paragraph with the table that follows, but not with a paragraph that a table drags along.
        """
        has_loop = any(line.tag is not None for line in fence.rows)
        places = [line for line in fence.rows if line.tag is None and _is_place(line)]
        signers = [line for line in fence.rows if line not in places]
        dated = [self._place(line) for line in places]
        if not signers:
            return dated
        return [self._signer_rows(signers, dated) if has_loop else self._signer_pairs(signers, dated)]

    def _place(self, line: Row) -> Element:
        label, content = line.cells[0], line.cells[1] or (Span("_" * 40),)
        return paragraph("LuogoData", [*runs((*label, Span(": ")), self._style), *runs(content, self._style)])

    def _signer_pairs(self, signers: list[Row], dated: list[Element]) -> Element:
        """One row that cannot split holds every signer, so that both PDF engines keep the block on one page."""
        widths = shares(self._width, _SIGNER_SHARES)
        columns: list[list[Element]] = [[], []]
        has_small_print = any(len(line.cells) > _PAIR for line in signers)
        first_column = 1 if len(signers) == 1 else 0
        for position, line in enumerate(signers):
            columns[(position + first_column) % _PAIR].extend(
                [*self._signer(line, has_small_print=has_small_print), paragraph("FirmaRiga")]
            )
        left, right = (column or [paragraph("FirmaNome")] for column in columns)
        cells = [cell(widths[0], left), cell(widths[1], [paragraph("FirmaNome")]), cell(widths[2], right)]
        return table(widths, [*_across(dated, widths), row(cells)], sides={}, margins=(0, 0))

    def _signer_rows(self, lines: list[Row], dated: list[Element]) -> Element:
        widths = shares(self._width, _SIGNER_ROW_SHARES)
        built = _across(dated, widths)
        for line in lines:
            if line.tag is not None:
                built.append(tag_row(line.tag, self._width, len(widths)))
            else:
                built.append(
                    row(
                        [
                            cell(widths[0], self._signer(line)),
                            cell(widths[1], [paragraph("FirmaRiga")], properties=[value("w:vAlign", "bottom")]),
                        ],
                        height=twips_of_mm(13),
                    )
                )
        return table(widths, built, sides={}, margins=(40, 40))

    def _signer(self, line: Row, *, has_small_print: bool = False) -> list[Element]:
        """Role, name and small print; an empty line of small print keeps the signature lines of a pair level."""
        label, name, *small = line.cells
        content = [paragraph("FirmaRuolo", runs(label, self._style)), paragraph("FirmaNome", runs(name, self._style))]
        if small or has_small_print:
            content.append(paragraph("FirmaNota", runs(small[0] if small else (), self._style)))
        return content

    def box(self, content: list[Element]) -> Element:
        """`::: riquadro`: a bordered, shaded box that may run over pages."""
        side = ("single", _MEDIUM, self._style.colours.accent)
        shade = element("w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": self._style.colours.shade})
        inside = [cell(self._width, content, properties=[shade])]
        return table(
            [self._width],
            [row(inside, can_split=True)],
            sides=dict.fromkeys(("top", "left", "bottom", "right"), side),
            margins=(110, 170),
        )

    def frame(self, height_cm: float, content: list[Element]) -> Element:
        """`::: spazio N`: an empty frame N centimetres high."""
        side = ("single", _THIN, self._style.colours.muted)
        inside = [cell(self._width, content or [paragraph("Cornice")], properties=[value("w:vAlign", "center")])]
        height = twips_of_mm(min(height_cm, _LARGEST_FRAME_CM) * 10)
        return table(
            [self._width],
            [row(inside, height=height, height_rule="exact")],
            sides=dict.fromkeys(("top", "left", "bottom", "right"), side),
        )


def _across(content: list[Element], widths: list[int]) -> list[Element]:
    """Return a first row as wide as the table, or none."""
    return [row([cell(sum(widths), content, span=len(widths))])] if content else []


def _is_place(line: Row) -> bool:
    label = "".join(span.text for span in line.cells[0]).strip().lower()
    return label.startswith(_PLACE_LABELS)


def _resize(run: Element, size_pt: float) -> None:
    properties = run.find(element("w:rPr").tag)
    if properties is None:
        properties = element("w:rPr")
        run.insert(0, properties)
    half_points = round(size_pt * 2)
    sized = [value("w:sz", half_points), value("w:szCs", half_points)]
    shade = properties.find(element("w:shd").tag)
    if shade is None:
        properties.extend(sized)
    else:
        position = properties.index(shade)
        properties[position:position] = sized
