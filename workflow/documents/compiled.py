"""A Word template made ready once and rendered many times, and the cache that keeps it."""

import hashlib
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from workflow.documents.engine.deflating import Deflater, deflater
from workflow.documents.engine.part import DOCUMENT_PART, CompiledPart
from workflow.documents.engine.template_properties import TemplateProperties, with_declared_properties
from workflow.documents.engine.verification import Verification
from workflow.documents.environment import STATE_NAME, DocumentEnvironment
from workflow.documents.errors import TemplateError
from workflow.documents.numbering import Numbering, count_events
from workflow.documents.package import CONTENT_TYPES, PackedParts, read_package
from workflow.documents.properties import CORE_PART
from workflow.documents.wordml import clause_of
from workflow.resources import data_folder

__all__ = ["DOCUMENT_PART", "CompiledTemplate", "TemplateCache"]
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_TAG_OPENING = re.compile(rb"\{(?:<[^>]*>)*[{%#]")  # Word may part the two braces
_OPENERS = (b"{{", b"{%")
_BOOKMARK = re.compile(r'<w:bookmarkStart [^>]*w:name="([^"]+)"')
_KEPT_NUMBERINGS = 64


class CompiledTemplate:
    """The parts of one Word template: those to render, already compiled, and those that never change."""

    def __init__(self, name: str, content: bytes) -> None:
        """Read the package and compile every part that holds placeholders; `name` is how errors call it."""
        self.name = name
        self.content = content
        self.environment = DocumentEnvironment()
        self.functions = frozenset(self.environment.globals)
        self.reserved = self.functions | {STATE_NAME}
        parts = self._read()
        self.properties = TemplateProperties(name, parts.pop(CORE_PART))
        self.parts: dict[str, CompiledPart] = {}
        self.static: dict[str, bytes] = {}
        # The document first: what it lacks is told before what the margins lack.
        for part in sorted(parts, key=lambda part: (part != DOCUMENT_PART, part)):
            data = parts[part]
            if part == DOCUMENT_PART or (_RENDERED.fullmatch(part) and _TAG_OPENING.search(data)):
                self.parts[part] = CompiledPart(name, part, data, self.environment)
            elif part.endswith((".xml", ".rels")) and any(opener in data for opener in _OPENERS):
                raise TemplateError(name, f"ci sono segnaposto in una parte del file che non viene compilata ({part}).")
            else:
                self.static[part] = data
        self.packed = PackedParts(self.static)
        bookmarks = _BOOKMARK.findall(self.parts[DOCUMENT_PART].source)
        self.clauses = frozenset(clause for clause in map(clause_of, bookmarks) if clause is not None)
        self.has_references = any(part.references for part in self.parts.values())
        self._numberings: dict[tuple[int, ...], Numbering] = {}

    def _read(self) -> dict[str, bytes]:
        try:
            parts = read_package(self.content)
        except zipfile.BadZipFile as error:
            raise TemplateError(self.name, "il file non è un documento Word (.docx).") from error
        if DOCUMENT_PART not in parts or CONTENT_TYPES not in parts:
            raise TemplateError(self.name, "il file non è un documento Word: manca il testo.")
        return with_declared_properties(parts)

    @property
    def variables(self) -> frozenset[str]:
        """The names that the template wants from its data."""
        return frozenset().union(*(part.variables for part in self.parts.values()))

    def numbering(self, events: list[int]) -> Numbering:
        """Return the numbering of a document from the events its rendering met: the same way, the same numbers."""
        key = tuple(events)
        known = self._numberings.get(key)
        if known is None:
            if len(self._numberings) >= _KEPT_NUMBERINGS:
                self._numberings.clear()
            table = self.parts[DOCUMENT_PART].structure.events
            known = self._numberings[key] = count_events(table[event] for event in key)
        return known


@dataclass
class _Kept:
    """A compiled template and the file it came from, to be read again only if it changes."""

    signature: tuple[int, int, int]
    compiled: CompiledTemplate
    verification: Verification
    rendered: int = 0


class TemplateCache:
    """Keeps compiled templates: a batch of mandates compiles its template once.

    Unless `verification` says otherwise, the first document of a template that is not one of ours is
    compared with docxtpl's; ours are compared by the tests.
    """

    def __init__(self, verification: Verification | None = None, *, deflated_by: Deflater | None = None) -> None:
        """Start empty; one cache serves one run and is handed on explicitly."""
        self.deflater = deflated_by or deflater()
        self._verification = verification
        self._compiled: dict[str, CompiledTemplate] = {}
        self._kept: dict[Path, _Kept] = {}

    def get(self, path: Path) -> CompiledTemplate:
        """Return the compiled template of a file, compiling it if its bytes are new."""
        return self._keep(path).compiled

    def next_document(self, path: Path) -> tuple[CompiledTemplate, bool]:
        """Return the compiled template, and whether its next document is to be compared with docxtpl's."""
        kept = self._keep(path)
        kept.rendered += 1
        return kept.compiled, kept.verification.is_due(kept.rendered - 1)

    def _keep(self, path: Path) -> _Kept:
        try:
            status = os.stat(path)  # noqa: PTH116 - a third of the time of the method, for each document
            signature = (status.st_mtime_ns, status.st_size, status.st_ino)
            kept = self._kept.get(path)
            if kept is not None and kept.signature == signature:
                return kept
            content = path.read_bytes()
        except OSError as error:
            raise TemplateError(path.name, f"il file {path} non si può leggere ({error.strerror}).") from error
        key = f"{path.name}:{hashlib.sha256(content).hexdigest()}"
        if key not in self._compiled:
            self._compiled[key] = CompiledTemplate(path.name, content)
        kept = self._kept[path] = _Kept(signature, self._compiled[key], self._verification or _usual_verification(path))
        return kept


def _usual_verification(path: Path) -> Verification:
    is_ours = path.resolve().is_relative_to(data_folder("templates").resolve())
    return Verification.NEVER if is_ours else Verification.FIRST
