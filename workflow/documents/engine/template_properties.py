"""The properties that a template gives to its documents: texts with placeholders in the file's own properties."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from jinja2 import Template
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from workflow.documents.engine.render_state import MarkKind, RenderState
from workflow.documents.environment import STATE_NAME, DocumentEnvironment, ForbiddenExpressionError
from workflow.documents.errors import Missing, TemplateError
from workflow.documents.filters import BLANK
from workflow.documents.package import CONTENT_TYPES
from workflow.documents.properties import CORE_PART, DocumentProperties
from workflow.documents.wordml import parse_part, serialise_part

PLACE = "proprietà del file"
_FIELDS = {"title": "title", "subject": "subject", "creator": "author", "keywords": "keywords",
           "description": "description"}  # fmt: skip
_OPENERS = ("{{", "{%")
_RELATIONSHIPS = "_rels/.rels"
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_CONTENT_TYPE = "application/vnd.openxmlformats-package.core-properties+xml"


class TemplateProperties:
    """The compiled texts of a template's properties; most templates have none."""

    def __init__(self, template: str, core: bytes | None) -> None:
        """Compile the texts that hold placeholders; raises TemplateError."""
        self._texts: dict[str, Template] = {}
        if core is None or not any(opener.encode() in core for opener in _OPENERS):
            return
        environment = DocumentEnvironment()
        environment.autoescape = False  # the properties are escaped when they are written, once
        try:
            root = parse_part(core)
        except etree.XMLSyntaxError as error:
            raise TemplateError(template, f"la parte {CORE_PART} non è XML valido.") from error
        for element in root.iter():
            text = element.text or ""
            if not any(opener in text for opener in _OPENERS):
                continue
            name = _FIELDS.get(etree.QName(element).localname)
            if name is None:
                raise TemplateError(
                    template, f"ci sono segnaposto in una parte del file che non viene compilata ({CORE_PART})."
                )
            try:
                self._texts[name] = environment.from_string(text)
            except (TemplateSyntaxError, ForbiddenExpressionError) as error:
                raise TemplateError(
                    template, f"un segnaposto è scritto male ({error}).", paragraph=f"{PLACE}: {text}"
                ) from error

    def applied(
        self, properties: DocumentProperties, data: Mapping[str, Any]
    ) -> tuple[DocumentProperties, list[Missing]]:
        """Return the properties with the template's own texts in place of ours, and the data that these lack."""
        if not self._texts:
            return properties, []
        state = RenderState()
        context = {**data, STATE_NAME: state}
        texts = {name: state.cleared(text.render(context), BLANK) for name, text in self._texts.items()}
        missing = [Missing(mark.value, PLACE) for mark in state.marks if mark.kind is MarkKind.MISSING]
        return replace(properties, **texts), missing  # type: ignore[arg-type]  # the names are those of its texts


def with_declared_properties(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts of a template, its properties under our name and declared where Word looks for them."""
    relationships = parse_part(parts.get(_RELATIONSHIPS) or _empty_relationships())
    found = [each for each in relationships if each.get("Type") == _RELATIONSHIP]
    if [each.get("Target", "").lstrip("/") for each in found] == [CORE_PART] and CORE_PART in parts:
        return parts
    types = parse_part(parts[CONTENT_TYPES])
    namespace = etree.QName(types).namespace
    others = dict(parts)
    for each in found:
        others.pop(each.get("Target", "").lstrip("/"), None)
        relationships.remove(each)
    for each in [*types]:
        if each.get("ContentType") == _CONTENT_TYPE and each.get("PartName"):
            types.remove(each)
    etree.SubElement(types, f"{{{namespace}}}Override", {"PartName": f"/{CORE_PART}", "ContentType": _CONTENT_TYPE})
    etree.SubElement(
        relationships,
        f"{{{etree.QName(relationships).namespace}}}Relationship",
        {"Id": "rIdProprieta", "Type": _RELATIONSHIP, "Target": CORE_PART},
    )
    core = next(
        (parts[each.get("Target", "").lstrip("/")] for each in found if each.get("Target", "").lstrip("/") in parts),
        b"",
    )
    return {
        **others,
        CORE_PART: core,
        CONTENT_TYPES: serialise_part(types),
        _RELATIONSHIPS: serialise_part(relationships),
    }


def _empty_relationships() -> bytes:
    return b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
