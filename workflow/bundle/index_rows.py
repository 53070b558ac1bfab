"""One line of a bundle's index, drawn without reportlab's tables: an index of 1,500 lines takes a tenth of the time."""

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from workflow.bundle.fonts import SANS, SANS_BOLD, SERIF
from workflow.bundle.index_content import IndexItem
from workflow.bundle.page_look import AMBER, BAD, BLACK, GOOD, MUTED, RULE, WIDTH
from workflow.bundle.plan import ItemState
from workflow.bundle.text_width import text_width

_STATE_COLOURS = {
    ItemState.MISSING: BAD,
    ItemState.DRAFT: AMBER,
    ItemState.READY: AMBER,
    ItemState.SIGNED: GOOD,
    ItemState.GIVEN: GOOD,
    ItemState.EXPIRED: BAD,
    ItemState.NOT_REQUIRED: MUTED,
    ItemState.UNKNOWN: AMBER,
}
_STATE_WIDTH = 27 * mm
_PAGE_WIDTH = 14 * mm
_GAP = 4.0
_ABOVE, _BELOW = 4.0, 5.0
_LEADING = 1.25
_STATE_LOWER = 1.5  # the small state stands on the line of the title beside it
_TITLE_SIZE, _REASON_SIZE, _FILE_SIZE, _STATE_SIZE = 10.5, 8.8, 8.0, 8.5


class IndexRow(Flowable):  # type: ignore[misc]  # reportlab has no type information
    """State, title with reason and file, page; `drawn_at` is where it was drawn: page (0-based) and rectangle."""

    def __init__(self, item: IndexItem) -> None:
        """Break the texts in lines: their number does not depend on the page where the row falls."""
        super().__init__()
        self.item = item
        self.drawn_at: tuple[int, tuple[float, float, float, float]] | None = None
        self._left = _STATE_WIDTH if item.state else 0.0
        room = WIDTH - self._left - _PAGE_WIDTH - _GAP
        texts = (
            (item.title, SERIF, _TITLE_SIZE, BLACK),
            (item.reason, SERIF, _REASON_SIZE, MUTED),
            (item.file, SANS, _FILE_SIZE, MUTED),
        )
        self._lines = [
            (line, font, size, colour)
            for text, font, size, colour in texts
            if text
            for line in broken(text, font, size, room)
        ]
        self._state = broken(item.state.value, SANS_BOLD, _STATE_SIZE, _STATE_WIDTH - _GAP) if item.state else []
        told = sum(size * _LEADING for _, _, size, _ in self._lines)
        self.height = _ABOVE + max(told, len(self._state) * _STATE_SIZE * _LEADING + _STATE_LOWER) + _BELOW

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size, which the frame cannot change."""
        return width, self.height

    def draw(self) -> None:
        """Draw the row and remember where it lies."""
        canvas: Any = self.canv
        write = _Pen(canvas)
        y = self.height - _ABOVE
        for line, font, size, colour in self._lines:
            y -= size * _LEADING
            write(line, (font, size, colour), self._left, y + size * (_LEADING - 1))
        y = self.height - _ABOVE - _STATE_LOWER
        colour = _STATE_COLOURS[self.item.state] if self.item.state else BLACK
        for line in self._state:
            y -= _STATE_SIZE * _LEADING
            write(line, (SANS_BOLD, _STATE_SIZE, colour), 0, y + _STATE_SIZE * (_LEADING - 1))
        if self.item.page is not None:
            number = str(self.item.page)
            at = WIDTH - _GAP - text_width(number, SERIF, _TITLE_SIZE)
            write(number, (SERIF, _TITLE_SIZE, BLACK), at, self.height - _ABOVE - _TITLE_SIZE)
        canvas.addLiteral(f"{_colour(RULE)} RG 0.4 w 0 0 m {WIDTH:.2f} 0 l S")
        x, y = canvas.absolutePosition(0, 0)
        self.drawn_at = (canvas.getPageNumber() - 1, (x, y, x + WIDTH, y + self.height))


class _Pen:
    """Writes lines on the canvas that it was given."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._lines = canvas.lines

    def __call__(self, text: str, ink: tuple[str, float, HexColor], x: float, y: float) -> None:
        font, size, colour = ink
        self._canvas.addLiteral(f"{_colour(colour)} rg {self._lines.line(text, font, size, x, y)}")


def _colour(colour: HexColor) -> str:
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g}"


def broken(text: str, font: str, size: float, room: float) -> list[str]:
    """Return the lines of a text in a column of so many points; a word longer than the column is cut."""
    if text_width(text, font, size) <= room:
        return [" ".join(text.split())]
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, font, size) > room:
            cut = next(
                end for end in range(len(line) - 1, 0, -1) if end == 1 or text_width(line[:end], font, size) <= room
            )
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line]
