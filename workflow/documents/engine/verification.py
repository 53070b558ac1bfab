"""Compares a document with the one that docxtpl makes of the same template and data, part by part."""

from collections.abc import Mapping
from enum import StrEnum

from lxml import etree

from workflow.documents.package import CONTENT_TYPES, read_package
from workflow.documents.properties import CORE_PART
from workflow.documents.wordml import parse_part
from workflow.resources import ProgramError

SAMPLE_OF = 100  # one document in so many, the first included


class Verification(StrEnum):
    """Which documents of a template are compared with docxtpl's."""

    NEVER = "never"
    FIRST = "first"
    SAMPLE = "sample"
    ALL = "all"

    def is_due(self, already_rendered: int) -> bool:
        """Whether the next document of a template is to be compared."""
        match self:
            case Verification.NEVER:
                return False
            case Verification.FIRST:
                return already_rendered == 0
            case Verification.SAMPLE:
                return already_rendered % SAMPLE_OF == 0
        return True


class EngineDifferenceError(ProgramError):
    """The compiled template wrote something other than docxtpl: a fault of the program, and the file is not given."""

    exit_code = 10

    def __init__(self, template: str, part: str) -> None:
        """Name the template and the part."""
        super().__init__(
            f"Errore interno: il documento del modello {template} non è uguale a quello di controllo "
            f"(parte {part}). Il documento non è stato scritto."
        )
        self.template = template
        self.part = part


def differing_part(document: bytes, control: Mapping[str, bytes]) -> str | None:
    """Return the first part of docxtpl's document that is not in ours, or not equal in canonical form.

    The properties are ours alone; of relationships and content types only what they say is compared.
    """
    parts = read_package(document)
    for name, expected in sorted(control.items()):
        if name == CONTENT_TYPES:
            if _content_types(parts, control) != _content_types(control, control):
                return name
        elif name != CORE_PART and (name not in parts or not is_same_part(name, parts[name], expected)):
            return name
    return None


def is_same_part(name: str, one: bytes, other: bytes) -> bool:
    """Whether two parts say the same."""
    if one == other:
        return True
    if name.endswith(".rels"):
        return _relationships(one) == _relationships(other)
    return name.endswith(".xml") and _canonical(one) == _canonical(other)


def _canonical(xml: bytes) -> bytes:
    written: bytes = etree.tostring(parse_part(xml), method="c14n")
    return written


def _relationships(xml: bytes) -> set[tuple[str | None, ...]]:
    return {
        (each.get("Id"), each.get("Type"), (each.get("Target") or "").removeprefix("/word/").lstrip("/"))
        for each in parse_part(xml)
    }


def _content_types(parts: Mapping[str, bytes], names: Mapping[str, bytes]) -> dict[str, str | None]:
    """Return the content type of each part, whether it comes from its name or from its extension."""
    types = {
        (each.get("PartName") or each.get("Extension") or "").lower(): each.get("ContentType")
        for each in parse_part(parts[CONTENT_TYPES])
    }
    return {
        name: types.get(f"/{name}".lower(), types.get(name.rpartition(".")[2].lower()))
        for name in names
        if name != CONTENT_TYPES
    }
