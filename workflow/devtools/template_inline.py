"""Turns one line of marked-up text into runs: bold, italic, highlight, tick boxes, breaks, placeholders."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from workflow.devtools.template_masks import Masks, is_box
from workflow.documents.filters import TICKED, UNTICKED

_NBSP = "\u00a0"
_GLUE = re.compile(r"\b(artt?\.|nn?\.|lett\.|par\.|comma|commi) (?=[0-9\ue100])")
_PIECES = re.compile(r"(==|<br>|\[ \]|\[x\])")
_LINE_ENDS = {"hardbreak": "\n", "softbreak": " "}
_BOXES = {"[ ]": UNTICKED, "[x]": TICKED}


@dataclass(frozen=True)
class Span:
    """A run of text with one look; `text` is a newline for a line break."""

    text: str
    bold: bool = False
    italic: bool = False
    highlight: bool = False
    symbol: bool = False

    @property
    def is_break(self) -> bool:
        """Whether it is a line break."""
        return self.text == "\n"


class InlineReader:
    """Reads inline markup with the masks of one source."""

    def __init__(self, masks: Masks) -> None:
        """Only emphasis, escapes and breaks are markup; everything else is text."""
        self._masks = masks
        self._markdown = MarkdownIt("zero").enable(["emphasis", "escape", "newline"])

    def read(self, masked: str, line: int) -> tuple[Span, ...]:
        """Read the masked text of one paragraph or cell; `line` is where errors say it stands."""
        self._masks.refuse_unbalanced(masked, line)
        children = self._markdown.parseInline(masked)[0].children or []
        return _merged(self._spans(children))

    def _spans(self, tokens: Sequence[Token]) -> Iterator[Span]:
        look = Span("")
        for token in tokens:
            if token.type in {"strong_open", "strong_close"}:
                look = replace(look, bold=token.nesting == 1)
            elif token.type in {"em_open", "em_close"}:
                look = replace(look, italic=token.nesting == 1)
            elif token.type in _LINE_ENDS:
                yield replace(look, text=_LINE_ENDS[token.type])
            else:
                for piece in filter(None, _PIECES.split(token.content)):
                    if piece == "==":
                        look = replace(look, highlight=not look.highlight)
                    else:
                        yield from self._piece(piece, look)

    def _piece(self, piece: str, look: Span) -> Iterator[Span]:
        if piece == "<br>":
            yield replace(look, text="\n")
        elif piece in _BOXES:
            yield replace(look, text=_BOXES[piece], symbol=True)
        else:
            yield from self._with_placeholders(piece, look)

    def _with_placeholders(self, piece: str, look: Span) -> Iterator[Span]:
        typographic = _GLUE.sub(rf"\1{_NBSP}", piece).replace("'", "’")
        for text, is_placeholder in self._masks.split(typographic):
            yield replace(look, text=text, symbol=is_placeholder and is_box(text))


def _merged(spans: Iterator[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        previous = merged[-1] if merged else None
        if (
            previous is not None
            and not previous.is_break
            and not span.is_break
            and replace(previous, text=span.text) == span
        ):
            merged[-1] = replace(previous, text=previous.text + span.text)
        else:
            merged.append(span)
    return tuple(merged)
