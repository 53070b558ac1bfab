"""The styles of the first paragraphs: LibreOffice is told to begin again from page one where it meets one of them.

A style is told once. Told to the paragraphs one by one, as their bookmarks find them, each question to LibreOffice goes
from one process to the other and back: it took a fifth of the time of a conversion.
"""

from typing import Any

from lxml import etree

from workflow.bundle.office.word_parts import CannotJoinError, W, parsed, written
from workflow.bundle.office.word_styles import default_style, tight_styles

_LOOK, _STYLE, _TIGHT = f"{W}pPr", f"{W}pStyle", f"{W}pPr/{W}contextualSpacing"


class StartStyles:
    """The styles that first paragraphs are given: each is like the one they had, under a name of its own."""

    def __init__(self, styles: bytes) -> None:
        """Read the styles that all the documents have."""
        root = parsed(styles)
        self._default = default_style(root)
        self._tight = tight_styles(root)
        self._given: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the styles that were given."""
        return tuple(self._given.values())

    def give(self, index: int, body: Any) -> None:
        """Give the first paragraph of a document its style; raises CannotJoinError if it would then look otherwise."""
        first, *second = body[:2]
        style = self._style_of(first)
        if style is None:
            raise CannotJoinError(index, "the style of the first paragraph is not declared")
        if any(self._style_of(one) == style and self._is_tight(style, first, one) for one in second):
            raise CannotJoinError(index, "the first two paragraphs are close together because they are of one style")
        given = self._given.setdefault(style, f"dcerstile{len(self._given)}")
        look = first.find(_LOOK)
        if look is None:
            look = etree.Element(_LOOK)
            first.insert(0, look)
        node = look.find(_STYLE)
        if node is None:
            node = etree.Element(_STYLE)
            look.insert(0, node)
        node.set(f"{W}val", given)

    def added(self, styles: bytes) -> bytes:
        """Return the part with the styles that were given."""
        if not self._given:
            return styles
        root = parsed(styles)
        for like, name in self._given.items():
            kind = {f"{W}type": "paragraph", f"{W}customStyle": "1", f"{W}styleId": name}
            style = etree.SubElement(root, f"{W}style", kind)
            etree.SubElement(style, f"{W}name", {f"{W}val": name})
            etree.SubElement(style, f"{W}basedOn", {f"{W}val": like})
            # LibreOffice begins to fill pages before it is told anything: let it fill them as they will be.
            etree.SubElement(etree.SubElement(style, _LOOK), f"{W}pageBreakBefore")
        return written(root)

    def _style_of(self, paragraph: Any) -> str | None:
        node = paragraph.find(f"{_LOOK}/{_STYLE}")
        return self._default if node is None else str(node.get(f"{W}val"))

    def _is_tight(self, style: str, *paragraphs: Any) -> bool:
        return style in self._tight or any(paragraph.find(_TIGHT) is not None for paragraph in paragraphs)
