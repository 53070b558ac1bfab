"""The look of the workbooks we write: bands, headings, cells."""

from typing import Any

from workflow.intake.columns import Column, Group
from workflow.intake.shape import ValueKind

FONT = "Calibri"
# Band, heading and, lighter, the strip of the examples: one hue for each group of columns.
GROUP_COLOURS = {
    Group.MEMBER: ("#1F4E5F", "#D6E6EC"),
    Group.PARTICIPATION: ("#3F6B35", "#DCE9D7"),
    Group.REPRESENTATIVE: ("#6A4C7D", "#E6DDEC"),
    Group.POINT: ("#9A5B13", "#F6E4CD"),
}
_BORDER = "#B8B8B8"


def band_format(group: Group) -> dict[str, Any]:
    """Return the format of the coloured band over a group of columns."""
    return {
        "font_name": FONT,
        "font_size": 11,
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": GROUP_COLOURS[group][0],
        "align": "left",
        "valign": "vcenter",
        "indent": 1,
    }


def heading_format(group: Group) -> dict[str, Any]:
    """Return the format of a column's heading."""
    return {
        "font_name": FONT,
        "font_size": 10,
        "bold": True,
        "font_color": "#202020",
        "bg_color": GROUP_COLOURS[group][1],
        "text_wrap": True,
        "align": "left",
        "valign": "vcenter",
        "border": 1,
        "border_color": _BORDER,
    }


def cell_format(column: Column) -> dict[str, Any]:
    """Return the format of the cells of a column: codes and texts as Text, so that Excel keeps their zeros."""
    look: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    if column.kind is ValueKind.DAY:
        look |= {"num_format": "dd/mm/yyyy", "align": "left"}
    elif column.kind is ValueKind.NUMBER:
        look |= {"num_format": "#,##0.###"}
    else:
        look |= {"num_format": "@"}
    return look
