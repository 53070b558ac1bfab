"""Prints a value where docxtpl renders: the same rule as the compiled templates, and markup that needs a document."""

import io
import re
from typing import Any

from docx.shared import Mm
from docxtpl import InlineImage
from lxml import etree
from markupsafe import Markup

from workflow.documents.engine.printing import printed_text
from workflow.documents.engine.render_state import MarkKind, RenderState
from workflow.documents.engine.rich_values import FORMATTED, Picture
from workflow.documents.plain_data import check_printable
from workflow.documents.wordml import parse_part

_TAG_OPENING = re.compile(r"(?<=[{%#}])(?=[{%#}_])")
_DRAWING_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_PICTURE = re.compile(r"<wp:inline.*</wp:inline>", re.DOTALL)


def print_for_docxtpl(value: Any, name: str, state: RenderState) -> str:
    """Return the text of a value, or its markup.

    docxtpl reads footnotes again after filling them, and takes `{_{` for braces wherever it stands: what
    looks like a tag in a datum is parted by marks, so that it is neither run nor changed.
    """
    text = printed_text(value, name, state)
    if type(text) is str:
        check_printable(text, (name,))
        return _TAG_OPENING.sub(lambda _: state.mark(MarkKind.NOTHING), text)
    if isinstance(text, FORMATTED):
        return Markup(text.xml)  # noqa: S704 - markup that docxtpl's own classes have escaped
    if isinstance(text, Picture):
        return Markup(_picture(text, state))  # noqa: S704 - likewise
    return Markup(str(state.docxtpl.new_subdoc(io.BytesIO(text.content))))  # noqa: S704 - another Word file


def _picture(picture: Picture, state: RenderState) -> str:
    """Write an image in the line, with its alternative text."""
    width = None if picture.width_mm is None else Mm(picture.width_mm)
    height = None if picture.height_mm is None else Mm(picture.height_mm)
    written = str(InlineImage(state.docxtpl, io.BytesIO(picture.content), width, height))
    return _PICTURE.sub(lambda found: _described(found[0], picture.alt), written)


def _described(inline: str, alt: str) -> str:
    root = parse_part(inline)
    properties = root.find(_DRAWING_PROPERTIES)
    properties.set("descr", alt)
    described: str = etree.tostring(root, encoding="unicode")
    return described
