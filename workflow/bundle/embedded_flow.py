"""The page breaking of word2pdf, corrected where it leaves a heading or the head of a table alone at a page's foot."""

from typing import Any

from word2pdf.layout import Flow
from word2pdf.layout.boxes import ParaBox, TableBox

_LINES_KEPT = 2  # widow control moves a paragraph of which only one line fits
_ROWS_KEPT = 2  # the head of a table and its first row


class KeepingFlow(Flow):
    """Breaks before a group that must stay together if the group does not fit whole."""

    def _handle_keep_group(self, boxes: list[Any], index: int) -> None:
        needed = 0.0
        for box in boxes[index:]:
            needed += _height_kept(box)
            if not (isinstance(box, ParaBox) and box.keep_next):
                break
        self._break_unless_fits(needed)

    def _place_table(self, box: Any) -> None:
        self._break_unless_fits(_height_kept(box))
        super()._place_table(box)

    def _break_unless_fits(self, needed: float) -> None:
        fits_a_page = needed <= self.frame.bottom - self.frame.top
        if needed > self._available and fits_a_page and not self._at_frame_top():
            self._next_frame()  # type: ignore[no-untyped-call] # word2pdf is typed in part


def _height_kept(box: Any) -> float:
    """Return how much of a box must stand with what comes before it, in points."""
    if isinstance(box, TableBox):
        return float(sum(row.height for row in box.rows[:_ROWS_KEPT]))
    if not isinstance(box, ParaBox):
        return 0.0
    whole = box.keep_next or box.keep_lines or len(box.lines) <= _LINES_KEPT + 1
    lines = box.lines if whole else box.lines[:_LINES_KEPT]
    after = box.space_after if box.keep_next else 0.0
    return float(box.space_before + box.pad_top + sum(line.height for line in lines) + after)
