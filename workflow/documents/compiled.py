"""A Word template made ready once and rendered many times, and the cache that keeps it."""

import hashlib
import re
import zipfile
from pathlib import Path
from types import TracebackType

from docxtpl import DocxTemplate
from jinja2 import Template
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from workflow.documents.environment import DocumentEnvironment, ForbiddenExpressionError
from workflow.documents.errors import TemplateError
from workflow.documents.package import read_package
from workflow.documents.wordml import clause_of, parse_part

DOCUMENT_PART = "word/document.xml"
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_PARAGRAPH_START = re.compile(r"<w:p([ >])")
_TAG = re.compile(r"<[^>]+>")
_OPENERS = (b"{{", b"{%")
_TEMPLATE_FRAME = "<template>"


class CompiledTemplate:
    """The parts of one Word template: those to render, already compiled, and those that never change."""

    def __init__(self, name: str, content: bytes) -> None:
        """Read the package and compile every part that holds placeholders; `name` is how errors call it."""
        self.name = name
        try:
            parts = read_package(content)
        except zipfile.BadZipFile as error:
            raise TemplateError(name, "il file non è un documento Word (.docx).") from error
        if DOCUMENT_PART not in parts:
            raise TemplateError(name, "il file non è un documento Word: manca il testo.")
        self._environment = DocumentEnvironment()
        self._sources: dict[str, list[str]] = {}
        self.templates: dict[str, Template] = {}
        self.static: dict[str, bytes] = {}
        for part, data in parts.items():
            if _RENDERED.fullmatch(part):
                self.templates[part] = self._compile(part, data)
            else:
                if part.endswith((".xml", ".rels")) and any(opener in data for opener in _OPENERS):
                    raise TemplateError(
                        name, f"ci sono segnaposto in una parte del file che non viene compilata ({part})."
                    )
                self.static[part] = data
        self.functions = frozenset(self._environment.globals)
        bookmarks = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', "".join(self._sources[DOCUMENT_PART]))
        self.clauses = frozenset(clause for clause in map(clause_of, bookmarks) if clause is not None)

    def _compile(self, part: str, data: bytes) -> Template:
        try:
            xml = etree.tostring(parse_part(data), encoding="unicode")
        except etree.XMLSyntaxError as error:
            raise TemplateError(self.name, f"la parte {part} non è XML valido.") from error
        # docxtpl turns the tags of Word into jinja; one paragraph a line lets every error name its paragraph.
        patched = _PARAGRAPH_START.sub(r"\n<w:p\1", DocxTemplate(None).patch_xml(xml))
        self._sources[part] = patched.split("\n")
        try:
            tree = self._environment.checked_tree(patched)
            code = self._environment.compile(tree, name=part, filename=_TEMPLATE_FRAME)
        except TemplateSyntaxError as error:
            raise TemplateError(
                self.name,
                f"un segnaposto è scritto male ({error.message}).",
                paragraph=self.paragraph(part, error.lineno),
                remedy="Controllare graffe, if/endif e for/endfor.",
            ) from error
        except ForbiddenExpressionError as error:
            raise TemplateError(self.name, str(error), paragraph=self.paragraph(part, error.line)) from error
        return Template.from_code(self._environment, code, self._environment.globals)

    def paragraph(self, part: str, line: int | None) -> str:
        """Return the text of the template's paragraph at a line of the compiled source."""
        lines = self._sources[part]
        return "" if line is None or not 0 < line <= len(lines) else _TAG.sub("", lines[line - 1]).strip()

    def paragraph_of(self, part: str, error: BaseException) -> str:
        """Return the template's paragraph in which an error was raised while rendering."""
        line = None
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == _TEMPLATE_FRAME:
                line = trace.tb_lineno
            trace = trace.tb_next
        return self.paragraph(part, line)


class TemplateCache:
    """Keeps compiled templates by the hash of their bytes: a batch of mandates compiles its template once."""

    def __init__(self) -> None:
        """Start empty; one cache serves one run and is handed on explicitly."""
        self._compiled: dict[str, CompiledTemplate] = {}

    def get(self, path: Path) -> CompiledTemplate:
        """Return the compiled template of a file, compiling it if its bytes are new."""
        try:
            content = path.read_bytes()
        except OSError as error:
            raise TemplateError(path.name, f"il file {path} non si può leggere ({error.strerror}).") from error
        key = f"{path.name}:{hashlib.sha256(content).hexdigest()}"
        if key not in self._compiled:
            self._compiled[key] = CompiledTemplate(path.name, content)
        return self._compiled[key]
