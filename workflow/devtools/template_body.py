"""Turns the blocks of a source into the body of a Word document, numbering and bookmarks included."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workflow.devtools.template_inline import Span
from workflow.devtools.template_settings import Style
from workflow.devtools.template_syntax import Block, Fence, PageBreak, Paragraph, Rule, Source, Table, Tag
from workflow.devtools.template_tables import TableBuilder
from workflow.devtools.template_xml import element, paragraph, runs, text_run, value
from workflow.documents.numbering import BULLET_LIST
from workflow.documents.wordml import ARTICLE_LIST, Element, bookmark_of
from workflow.resources import BrokenFileError

STYLE_OF_ROLE = {
    "title": "TitoloDocumento",
    "subtitle": "Sottotitolo",
    "section": "TitoloSezione",
    "article": "Articolo",
    "loose_article": "ArticoloLibero",
    "subheading": "TitoloMinore",
    "body": "Corpo",
    "comma": "Comma",
    "comma_more": "SeguitoComma",
    "letter": "Lettera",
    "letter_more": "SeguitoLettera",
    "roman": "NumeroRomano",
    "roman_more": "SeguitoNumero",
    "bullet": "Elenco",
    "bullet_more": "SeguitoComma",
    "note": "Nota",
    "tick": "Casella",
    "addressee": "Destinatario",
}
FIRST_OWN_LIST = 10
_HEADING_ROLES = frozenset({"title", "section", "loose_article", "subheading"})
_LIST_ROLES = frozenset({"comma", "letter", "roman"})
_MORE_ROLES = frozenset({"comma_more", "letter_more", "roman_more", "bullet_more", "bullet", "tick"})
_FENCE_STYLES = {"riquadro": "Riquadro", "centro": "Centrato", "spazio": "Cornice"}
_SIGNATURES = "firme"
_CLOSING = "insieme"
_TABLE_FENCES = frozenset({"campi", _SIGNATURES, "riquadro", "spazio"})
_KEPT_FENCES = frozenset({"approvazione", _CLOSING, "destinatario"})
_LETTER = 2
# Word wants a paragraph after a last table: so low that it never opens a page of its own.
_HARDLY_ANY: dict[str, str | int] = {"w:before": 0, "w:after": 0, "w:line": 20, "w:lineRule": "exact"}


class BodyBuilder:
    """Walks the blocks once; `own_lists` then says how many list instances the numbering part must define."""

    def __init__(self, source: Source, style: Style) -> None:
        """Start at the top of the document."""
        self._source = source
        self._style = style
        self._tables = TableBuilder(style, style.text_width(landscape=source.landscape))
        self._bookmarks = 0
        self._loops = 0
        self._is_in_article = False
        self._list: str | None = None  # the list instance that the next item continues, None after other text
        self._latest_own_list: str | None = None
        self._breaks_page = False
        self.own_lists = 0

    def build(self) -> list[Element]:
        """Return the children of w:body, the section properties excepted."""
        body = self._blocks(self._source.blocks)
        if self._source.blocks and _ends_in_a_table(self._source.blocks[-1]):
            body[-1] = paragraph("Spazio", properties=[element("w:spacing", _HARDLY_ANY)])
        if self._loops:
            raise self._fail(self._source.blocks[-1], "un {% for %} non è chiuso.", "Aggiungere {% endfor %}.")
        return body

    def _fail(self, block: Block, problem: str, remedy: str) -> BrokenFileError:
        return BrokenFileError(self._source.path, problem, remedy, line=block.line)

    def _blocks(self, blocks: Sequence[Block], *, body_style: str | None = None, keep: bool = False) -> list[Element]:
        built: list[Element] = []
        for position, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                self._breaks_page = True
                continue
            if not isinstance(block, Paragraph) and self._breaks_page:
                built.append(paragraph("Spazio", properties=self._page_break()))
            if isinstance(block, Paragraph):
                is_kept = keep or _is_signed_below(blocks[position + 1 :])
                built.append(self._paragraph(block, body_style, keep=is_kept))
            elif isinstance(block, Tag):
                self._count_loops(block)
                built.append(paragraph("Corpo", [text_run(block.text)]))
            elif isinstance(block, Rule):
                built.append(paragraph("Filetto"))
            elif isinstance(block, Table):
                built.extend([self._tables.data_table(block), paragraph("Spazio")])
            elif isinstance(block, Fence):
                built.extend(self._fence(block))
        return built

    def _fence(self, fence: Fence) -> list[Element]:
        self._list = None
        if fence.name == "campi":
            return [self._tables.form(fence), paragraph("Spazio")]
        if fence.name == _SIGNATURES:
            return [*self._tables.signatures(fence), paragraph("Spazio")]
        content = self._blocks(fence.blocks, body_style=_FENCE_STYLES.get(fence.name), keep=fence.name in _KEPT_FENCES)
        if fence.name == "riquadro":
            return [self._tables.box(content), paragraph("Spazio")]
        if fence.name == "spazio":
            try:
                height = float(fence.argument or "")
            except ValueError as error:
                raise self._fail(
                    fence, "manca l'altezza della cornice.", "Scrivere «::: spazio 9» (centimetri)."
                ) from error
            return [self._tables.frame(height, content), paragraph("Spazio")]
        return content

    def _count_loops(self, block: Tag) -> None:
        word = block.text.split()[1]
        self._loops += {"for": 1, "endfor": -1}.get(word, 0)
        if self._loops < 0:
            raise self._fail(block, "un {% endfor %} chiude un ciclo che non è aperto.", "Togliere la riga.")

    def _paragraph(self, block: Paragraph, body_style: str | None, *, keep: bool) -> Element:
        if block.role == "article":
            if self._loops:
                raise self._fail(
                    block, "un articolo numerato sta dentro un {% for %}.", "Dentro un ciclo usare «### Rubrica {-}»."
                )
            self._is_in_article = True
        elif block.role in _HEADING_ROLES:
            self._is_in_article = False
        if block.clause is not None and self._loops:
            raise self._fail(
                block,
                f"l'identificativo «{block.clause}» sta dentro un {{% for %}}: si ripeterebbe.",
                "Toglierlo dal ciclo.",
            )
        style_id = body_style if body_style and block.role == "body" else STYLE_OF_ROLE[block.role]
        numbering = self._numbering(block)
        keep_next = [element("w:keepNext")] if keep else []
        keep_lines = [element("w:keepLines")] if keep else []
        content = runs(block.spans, self._style)
        if block.role == "tick":
            content = runs(_ticked(block), self._style)
        return paragraph(
            style_id, self._marked(content, block.clause), [*keep_next, *keep_lines, *self._page_break(), *numbering]
        )

    def _page_break(self) -> list[Element]:
        breaks, self._breaks_page = self._breaks_page, False
        return [element("w:pageBreakBefore")] if breaks else []

    def _numbering(self, block: Paragraph) -> list[Element]:
        if block.role == "article":
            self._list = self._latest_own_list = None
            return _number(ARTICLE_LIST, 0)
        if block.role == "bullet":
            return _number(BULLET_LIST, block.level)
        if block.role not in _LIST_ROLES:
            if block.role not in _MORE_ROLES:
                self._list = None
            return []
        if self._is_in_article and block.level < _LETTER:
            self._list = ARTICLE_LIST
        elif self._list is None and block.typed_number > 1 and self._latest_own_list is not None:
            self._list = self._latest_own_list
        elif self._list is None:
            self._list = self._latest_own_list = str(FIRST_OWN_LIST + self.own_lists)
            self.own_lists += 1
        return _number(self._list, block.level)

    def _marked(self, content: Iterable[Element], clause: str | None) -> list[Element]:
        if clause is None:
            return [*content]
        self._bookmarks += 1
        start = element("w:bookmarkStart", {"w:id": self._bookmarks, "w:name": bookmark_of(clause)})
        return [start, *content, element("w:bookmarkEnd", {"w:id": self._bookmarks})]


def _ends_in_a_table(block: Block) -> bool:
    return isinstance(block, Table) or (isinstance(block, Fence) and block.name in _TABLE_FENCES)


def _is_signed_below(following: Sequence[Block]) -> bool:
    """Whether the signatures come next, or after words that stay with them: no signature alone on a page."""
    names = [block.name if isinstance(block, Fence) else "" for block in following[:2]]
    return names[:1] == [_SIGNATURES] or names == [_CLOSING, _SIGNATURES]


def _number(list_id: str, level: int) -> list[Element]:
    return [element("w:numPr", children=[value("w:ilvl", level), value("w:numId", list_id)])]


def _ticked(block: Paragraph) -> list[Span]:
    """Put a tab between the box and its text, for the hanging indent."""
    box, *rest = block.spans
    if rest and not rest[0].is_break:
        rest[0] = replace(rest[0], text=rest[0].text.lstrip())
    return [box, replace(box, text="\t", symbol=False), *rest]
