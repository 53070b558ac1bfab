"""One part of a template compiled: from the data to the pieces of its XML."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, meta, nodes
from jinja2.exceptions import TemplateSyntaxError
from lxml import etree

from workflow.documents.engine.code_generator import Piece, PieceContext, Reference, compile_pieces
from workflow.documents.engine.deflating import LONG_LITERAL
from workflow.documents.engine.printing import Printer
from workflow.documents.engine.render_state import RenderState
from workflow.documents.engine.structure import Structure, read_structure
from workflow.documents.environment import DocumentEnvironment, ForbiddenExpressionError, names_of_printed
from workflow.documents.errors import TemplateError
from workflow.documents.wordml import parse_part

DOCUMENT_PART = "word/document.xml"
DECLARATION = b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PARAGRAPH_START = re.compile(r"<w:p([ >])")
_TAG = re.compile(r"<[^>]+>")
_FRAME = "<compiled template>"
_FRAME_OF_JINJA = "<template>"  # where docxtpl renders


@dataclass
class Pieces:
    """What one rendering of a part yields: its pieces, the numbering events met, and what the printer has seen."""

    pieces: list[Piece]
    events: list[int]
    printer: Printer


class CompiledPart:
    """One part of a template."""

    def __init__(self, template: str, name: str, data: bytes, environment: DocumentEnvironment) -> None:
        """Compile it; raises TemplateError, whose message names `template`."""
        self.name = name
        self._template_name = template
        try:
            xml = etree.tostring(parse_part(data), encoding="unicode")
        except etree.XMLSyntaxError as error:
            raise TemplateError(template, f"la parte {name} non è XML valido.") from error
        # docxtpl turns the tags of Word into jinja; one paragraph a line lets every error name its paragraph.
        self.source = _PARAGRAPH_START.sub(r"\n<w:p\1", DocxTemplate(None).patch_xml(xml))
        self._lines = self.source.split("\n")
        tree = self._tree(environment)
        self.variables = frozenset(meta.find_undeclared_variables(tree)) - frozenset(environment.globals)
        names = names_of_printed(tree)
        self.structure: Structure = read_structure(tree, names, is_document=name == DOCUMENT_PART)
        self.references: list[Reference]
        self._template: Template
        self._template, self.references = compile_pieces(environment, tree, self.structure, _FRAME)
        literals = (each.text.encode() for each in self.structure.literals.values() if not each.is_repeated)
        self.long_literals = frozenset(text for text in literals if len(text) >= LONG_LITERAL)

    def _tree(self, environment: DocumentEnvironment) -> nodes.Template:
        try:
            return environment.checked_tree(self.source)
        except TemplateSyntaxError as error:
            raise TemplateError(
                self._template_name,
                f"un segnaposto è scritto male ({error.message}).",
                paragraph=self.paragraph(error.lineno),
                remedy="Controllare graffe, if/endif e for/endfor.",
            ) from error
        except ForbiddenExpressionError as error:
            raise TemplateError(self._template_name, str(error), paragraph=self.paragraph(error.line)) from error

    def render(self, data: dict[str, Any], state: RenderState) -> Pieces:
        """Return the pieces of this part for some data."""
        printer = Printer(self.structure.sites, state)
        context = PieceContext(data, state, printer)
        root: Callable[[PieceContext], Iterator[Piece]] = self._template.root_render_func  # type: ignore[assignment]  # jinja's own yields texts
        pieces = list(root(context))
        return Pieces(pieces, context.seen, printer)

    def paragraph(self, line: int | None) -> str:
        """Return the text of the template's paragraph at a line of the compiled source."""
        lines = self._lines
        return "" if line is None or not 0 < line <= len(lines) else _TAG.sub("", lines[line - 1]).strip()

    def paragraph_of(self, error: BaseException) -> str:
        """Return the template's paragraph in which an error was raised while rendering."""
        line = None
        trace: TracebackType | None = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file == _FRAME:
                line = self._template.get_corresponding_lineno(trace.tb_lineno)
            elif file == _FRAME_OF_JINJA:  # jinja has already put its own line in the traceback
                line = trace.tb_lineno
            trace = trace.tb_next
        return self.paragraph(line)
