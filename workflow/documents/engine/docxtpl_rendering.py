"""docxtpl renders the whole document: the slow path for pictures and sub-documents, and the oracle of the fast one."""

import io
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment

from workflow.documents.engine.parsed_tree import table_error, well_formed
from workflow.documents.engine.part import DOCUMENT_PART, CompiledPart
from workflow.documents.engine.render_state import RenderState
from workflow.documents.environment import STATE_NAME, DocumentEnvironment
from workflow.documents.errors import Missing
from workflow.documents.finishing import finish_part
from workflow.documents.numbering import count
from workflow.documents.package import read_package
from workflow.documents.wordml import serialise_part

_ENDNOTES = "word/endnotes.xml"


class _Template(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl, but for the properties: it would escape them twice, and refuse a long one."""

    def render_properties(self, context: dict[str, Any], jinja_env: Environment | None = None) -> None:  # noqa: ARG002 - docxtpl's signature
        self.docx.core_properties.title = ""  # makes the part, where a template has none


def render_by_docxtpl(
    name: str,
    content: bytes,
    parts: Mapping[str, CompiledPart],
    data: Mapping[str, Any],
    gap: str,
    *,
    explained: Callable[[str], AbstractContextManager[None]],
) -> tuple[dict[str, bytes], list[Missing]]:
    """Return every part of the document as docxtpl writes it, with references and blanks filled on the parsed tree.

    `parts` are those that hold placeholders; `explained(part)` makes people's errors of those of expressions.
    """
    template = _Template(io.BytesIO(content))
    state = RenderState(docxtpl=template)
    context = {**data, STATE_NAME: state}
    environment = DocumentEnvironment()
    try:
        template.render(context, jinja_env=environment, autoescape=True)
    except (AttributeError, ZeroDivisionError) as error:  # from its mending of tables; expressions raise others
        raise table_error(name) from error
    except Exception:  # whatever it is, it is told with the part in which it happened
        with explained(_part_name(template)):
            raise
    target = io.BytesIO()
    template.save(target)
    written = read_package(target.getvalue())
    if _ENDNOTES in parts:  # docxtpl leaves them as they are
        xml = template.patch_xml(written[_ENDNOTES].decode().partition("?>")[2])
        with explained(_ENDNOTES):
            written[_ENDNOTES] = template.render_xml_part(xml, None, context, environment).encode()
    roots = {part: well_formed(name, written[part]) for part in parts if part in written}
    numbering = count(roots[DOCUMENT_PART])
    missing = []
    for part, root in roots.items():
        missing.extend(finish_part(root, state, numbering, gap))
        written[part] = serialise_part(root)
    return written, missing


def _part_name(template: DocxTemplate) -> str:
    part = template.current_rendering_part
    return DOCUMENT_PART if part is None else str(part.partname).lstrip("/")
