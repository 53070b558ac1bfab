"""Parses the Markdown of a template source: headings, commi, letters, notes, tables, tags on their own line."""

import re
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from workflow.devtools.template_inline import InlineReader
from workflow.devtools.template_masks import Masks
from workflow.devtools.template_syntax import (
    HEADINGS,
    Block,
    Fence,
    PageBreak,
    Paragraph,
    Row,
    Rule,
    Source,
    SourceReader,
    Table,
    Tag,
    directive,
    split_fences,
)

COMMA, LETTER, ROMAN = 1, 2, 3
_LEVEL_ROLES = {COMMA: "comma", LETTER: "letter", ROMAN: "roman"}
_MORE_ROLES = {COMMA: "comma_more", LETTER: "letter_more", ROMAN: "roman_more"}
# A year or "v. art. 3" at the beginning of a line is not a list: two digits at most, roman numbers only if indented.
_MARKER = re.compile(r"(?P<indent>\s*)(?P<mark>\d{1,2}\.|\d{1,2}\)|[a-z]{1,2}\)|(?<=\s)[ivx]+\.)\s+(?P<text>.*)")
_TICK = re.compile(r"\s*(-\s+)?\[[ x]\]\s")
_SUBTITLE = re.compile("[*\ue110](?P<text>[^*].*)[*\ue110]", re.DOTALL)
_RULE = re.compile(r"-{3,}")
_ROWS = {"campi": (2, 4), "firme": (2, 3)}
_FIRST_MARKS = frozenset({"1", "a", "i"})
_LIST_INTRODUCERS = ":;.,)!?*=}\ue101"  # how the line above a list ends: a clause id and a placeholder included
_BULLET_LEVELS = 4


def read_source(path: Path) -> Source:
    """Parse one source file."""
    masks = Masks(path)
    reader = SourceReader(path, masks, InlineReader(masks))
    lines = masks.mask(path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")).split("\n")
    landscape = False
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if directive(reader, lines[first]) == ("pagina", "orizzontale"):
        landscape, lines[first] = True, ""
    return Source(path, tuple(_read_lines(reader, lines, 1)), landscape)


def _read_lines(reader: SourceReader, lines: list[str], first_line: int) -> Iterator[Block]:
    for start, stretch, name, argument in split_fences(reader, lines, first_line):
        if name is None:
            yield from _MarkdownBlocks(reader, stretch, start).blocks()
        elif name in _ROWS:
            yield Fence(start, name, argument, rows=reader.rows(stretch, start, cells=_ROWS[name]))
        elif name == "destinatario":
            yield Fence(start, name, argument, blocks=tuple(_one_a_line(reader, stretch, start)))
        else:
            yield Fence(start, name, argument, blocks=tuple(_read_lines(reader, stretch, start)))


def _one_a_line(reader: SourceReader, lines: list[str], first_line: int) -> Iterator[Block]:
    for line, text in enumerate(lines, start=first_line):
        tag = reader.masks.block_tag(text)
        if tag is not None:
            yield Tag(line, tag)
        elif text.strip():
            yield Paragraph(line, "addressee", reader.inline.read(text.strip(), line))


class _MarkdownBlocks:
    """One stretch of Markdown without fences."""

    def __init__(self, reader: SourceReader, lines: list[str], first_line: int) -> None:
        self._reader = reader
        self._line_numbers: list[int] = []
        self._above = ""
        self._markers: dict[int, tuple[str, str]] = {}  # prepared line -> marker for CommonMark, marker as written
        self._letters: dict[int, bool] = {}  # source line of a list marker -> it is the first of its kind
        prepared = []
        for number, line in enumerate(lines, start=first_line):
            for text in self._prepared(line.rstrip(), number):
                prepared.append(text)
                self._line_numbers.append(number)
            self._above = line
        self._text = "\n".join(prepared)
        self._widths: tuple[tuple[float, ...], float | None] = ((), None)
        self._is_after_title = False

    def _prepared(self, line: str, number: int) -> Iterator[str]:
        """Give what must stand alone its empty lines, and write every list marker as CommonMark knows it."""
        bare = line.strip()
        alone = (
            self._reader.masks.block_tag(bare)
            or directive(self._reader, bare)
            or bare == "<<<"
            or _RULE.fullmatch(bare)
        )
        if alone:
            yield ""
            yield line.replace("---", "\\---") if _RULE.fullmatch(bare) else line
            yield ""
            return
        if _TICK.match(line) or self._reader.masks.is_box(bare):
            yield ""
        marker = _MARKER.fullmatch(line)
        if marker is not None:
            mark = marker.group("mark")
            is_first = mark[:-1] in _FIRST_MARKS
            if is_first and self._wraps(marker.group("indent")):
                yield f"{marker.group('indent')}{mark[:-1]}\\{mark[-1]} {marker.group('text')}"
                return
            self._letters[number] = is_first
            # Only a list that begins with 1 may interrupt a paragraph in CommonMark: the rest is text that wraps,
            # and `_content` gives it back the marker it was written with.
            written = f"{1 if is_first else 2}{mark[-1]} "
            self._markers[len(self._line_numbers)] = (written, f"{mark} ")
            yield f"{marker.group('indent')}{written}{marker.group('text')}"
            return
        yield line

    def _wraps(self, indent: str) -> bool:
        """Whether the line goes on with the sentence above it («…di cui alla lettera / a) del comma 2»)."""
        above = self._above
        is_deeper = len(indent) > len(above) - len(above.lstrip())
        is_text = bool(above.strip()) and not above.lstrip().startswith("#")
        return is_text and not is_deeper and above.rstrip()[-1] not in _LIST_INTRODUCERS

    def _content(self, node: SyntaxTreeNode) -> str:
        """Return the text of a paragraph with the markers that turned out to be words of the text."""
        lines: list[str] = node.children[0].content.split("\n")
        first = node.map[0] if node.map else 0
        for offset, line in enumerate(lines[1:], start=1):
            written, original = self._markers.get(first + offset, ("", ""))
            if written and line.startswith(written):
                lines[offset] = original + line.removeprefix(written)
        return "\n".join(lines)

    def blocks(self) -> Iterator[Block]:
        markdown = MarkdownIt("zero").enable(["heading", "list", "blockquote", "table"])
        tree = SyntaxTreeNode(markdown.parse(self._text))
        for node in tree.children:
            yield from self._block(node)
        self._refuse_widths_left(self._line_numbers[-1] if self._line_numbers else 1)

    def _line(self, node: SyntaxTreeNode) -> int:
        position = node.map[0] if node.map else 0
        return self._line_numbers[min(position, len(self._line_numbers) - 1)]

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        line = self._line(node)
        if node.type == "table":
            yield self._table(node)
            return
        if node.type != "paragraph" or directive(self._reader, node.children[0].content) is None:
            self._refuse_widths_left(line)
        if node.type == "heading":
            yield self._heading(node)
        elif node.type == "paragraph":
            yield from self._paragraph(node, "body", 0)
        elif node.type in {"ordered_list", "bullet_list"}:
            yield from self._list(node, 0, 0)
        elif node.type == "blockquote":
            for child in node.children:
                if child.type != "paragraph":
                    raise self._reader.fail(
                        self._line(child), "in una nota (>) ci possono essere solo paragrafi.", "Usare «::: riquadro»."
                    )
                yield from self._paragraph(child, "note", 0)
        else:
            raise self._reader.fail(line, f"costruzione non prevista ({node.type}).", "Vedere templates/README.md.")

    def _heading(self, node: SyntaxTreeNode) -> Block:
        line, level = self._line(node), int(node.tag[1])
        if level not in HEADINGS:
            raise self._reader.fail(line, "i titoli hanno al massimo quattro #.", "Usare ####.")
        text, clause, is_loose = self._reader.take_clause(node.children[0].content, line)
        role = HEADINGS[level]
        if role == "article":
            if is_loose:
                role = "loose_article"
            elif clause is None:
                raise self._reader.fail(
                    line,
                    "un articolo numerato non ha identificativo.",
                    "Aggiungere {#nome}, o {-} se l'articolo non va numerato.",
                )
        self._is_after_title = role == "title"
        return Paragraph(line, role, self._reader.inline.read(text, line), clause)

    def _paragraph(
        self, node: SyntaxTreeNode, role: str, level: int, *, opens_list: bool = False, typed_number: int = 1
    ) -> Iterator[Block]:
        line, content = self._line(node), self._content(node)
        tag = self._reader.masks.block_tag(content)
        found = directive(self._reader, content)
        if tag is not None:
            yield Tag(line, tag)
        elif content == "<<<":
            yield PageBreak(line)
        elif content.startswith("\\---"):
            yield Rule(line)
        elif found is not None:
            self._take_widths(found, line)
        else:
            text, clause, _ = self._reader.take_clause(content, line)
            subtitle = _SUBTITLE.fullmatch(text) if self._is_after_title else None
            if subtitle is not None:
                role, text = "subtitle", subtitle.group("text")
            self._is_after_title = False
            spans = self._reader.inline.read(text, line)
            if spans and spans[0].symbol:
                role = "tick"
            yield Paragraph(line, role, spans, clause, level, opens_list, typed_number)

    def _list(self, node: SyntaxTreeNode, parent: int, depth: int) -> Iterator[Block]:
        line = self._line(node)
        if node.type == "bullet_list":
            role, more, level = "bullet", "bullet_more", depth
            if depth >= _BULLET_LEVELS:
                raise self._reader.fail(line, "troppi livelli di elenco.", "Al massimo quattro.")
        else:
            level = max(LETTER, parent + 1) if node.markup == ")" else parent + 1
            if level > ROMAN:
                raise self._reader.fail(line, "troppi livelli di elenco.", "Commi, lettere, numeri romani.")
            role, more = _LEVEL_ROLES[level], _MORE_ROLES[level]
        for position, item in enumerate(node.children):
            is_head = True
            for child in item.children:
                if child.type in {"ordered_list", "bullet_list"}:
                    yield from self._list(
                        child, level if node.type == "ordered_list" else max(parent, COMMA), depth + 1
                    )
                elif child.type != "paragraph":
                    raise self._reader.fail(
                        self._line(child),
                        "in un elenco ci possono essere solo paragrafi ed elenchi.",
                        "Chiudere l'elenco prima.",
                    )
                else:
                    number = 1 if self._letters.get(self._line(item), True) else 2
                    for block in self._paragraph(
                        child,
                        role if is_head else more,
                        level,
                        opens_list=is_head and position == 0,
                        typed_number=number,
                    ):
                        is_head = is_head and not isinstance(block, Paragraph)
                        yield block

    def _take_widths(self, found: tuple[str, str], line: int) -> None:
        name, value = found
        shares, _, size = value.partition(";")
        match = re.fullmatch(r"\s*carattere:\s*([\d.]+)\s*", size) if size else None
        try:
            if name != "widths" or (size and match is None):
                shares = ""  # not a number either: refused below
            self._widths = (
                tuple(float(share) for share in shares.split(",")),
                float(match.group(1)) if match else None,
            )
        except ValueError as error:
            raise self._reader.fail(
                line,
                f"direttiva scritta male: {{{name}: {value}}}.",
                "Scrivere {widths: 20,50,30} o {widths: 20,50,30; carattere: 8}.",
            ) from error

    def _refuse_widths_left(self, line: int) -> None:
        if self._widths != ((), None):
            raise self._reader.fail(
                line, "{widths: …} non è seguito da una tabella.", "Metterlo subito sopra la tabella."
            )

    def _table(self, node: SyntaxTreeNode) -> Table:
        line = self._line(node)
        rows = [row for part in node.children for row in part.children]
        head = rows[0]
        (widths, size), self._widths = self._widths, ((), None)
        count = len(head.children)
        if widths and len(widths) != count:
            raise self._reader.fail(
                line, f"le larghezze sono {len(widths)}, le colonne {count}.", "Una larghezza per colonna."
            )
        alignments = tuple(
            str(cell.attrs.get("style", "")).removeprefix("text-align:") or "left" for cell in head.children
        )
        has_head = any(cell.children[0].content.strip() for cell in head.children)
        built = tuple(self._row(row, line) for row in (rows if has_head else rows[1:]))
        return Table(line, built, has_head, alignments, widths, size)

    def _row(self, row: SyntaxTreeNode, table_line: int) -> Row:
        line = self._line(row) if row.map else table_line
        contents = [cell.children[0].content if cell.children else "" for cell in row.children]
        tag = self._reader.masks.row_tag(contents[0])
        if tag is not None and not any(content.strip() for content in contents[1:]):
            return Row(line, tag=tag)
        return Row(line, cells=tuple(self._reader.inline.read(content, line) for content in contents))
