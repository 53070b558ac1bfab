"""The way of the parsed tree: what docxtpl does after filling a template, done by docxtpl's own functions."""

from docxtpl import DocxTemplate
from lxml import etree

from workflow.documents.engine.assembly import join_with_marks
from workflow.documents.engine.part import DOCUMENT_PART, CompiledPart, Pieces
from workflow.documents.engine.render_state import RenderState
from workflow.documents.errors import TemplateError
from workflow.documents.wordml import Element, parse_part

_BEFORE_FIRST_PICTURE = 1000


def parsed_tree(template: str, part: CompiledPart, rendered: Pieces, state: RenderState) -> Element:
    """Return the root of a rendered part, its tables and pictures mended by docxtpl, its marks still to be filled."""
    text = join_with_marks(rendered, state)
    printer = rendered.printer
    if part.structure.has_literal_breaks or printer.has_line_breaks or printer.has_markup:
        text = DocxTemplate(None).resolve_listing(text)
    root = well_formed(template, text)
    return mended(template, text) if part.name == DOCUMENT_PART else root


def well_formed(template: str, text: str | bytes) -> Element:
    """Parse a rendered part, or say what breaks it."""
    try:
        return parse_part(text)
    except etree.XMLSyntaxError as error:
        raise TemplateError(
            template,
            "le condizioni spezzano il documento.",
            remedy="Scrivere {% if %} e {% for %} da soli in un paragrafo, o aprirli e chiuderli nella stessa frase.",
        ) from error


def mended(template: str, text: str) -> Element:
    """Parse a document, already known to be well formed, and let docxtpl fit its tables and number its pictures."""
    docxtpl = DocxTemplate(None)
    docxtpl.docx_ids_index = _BEFORE_FIRST_PICTURE
    try:
        root = docxtpl.fix_tables(text)
    except (AttributeError, TypeError, ValueError, ZeroDivisionError) as error:
        raise table_error(template) from error
    docxtpl.fix_docpr_ids(root)
    return root


def table_error(template: str) -> TemplateError:
    """Return the error of a table that docxtpl cannot fit."""
    return TemplateError(
        template,
        "una tabella non dichiara le sue colonne (w:tblGrid) o la loro larghezza.",
        remedy="Aprire il modello con Word e salvarlo di nuovo.",
    )
