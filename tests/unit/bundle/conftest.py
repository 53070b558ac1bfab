"""Real Word documents and real PDFs for the tests of the bundle, made on the spot."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from PIL import Image
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

CLAUSE = (
    "Possono far parte della Comunità le persone fisiche, le piccole e medie imprese, gli enti territoriali e le "
    "autorità locali, «ivi comprese le amministrazioni comunali», gli enti di ricerca e di formazione — ciascuno "
    "con il proprio punto di connessione. La quota annua è di € 1.250,00 per l’intera durata, salvo quanto "
    "deliberato dall’assemblea; ☐ sì □ no ■ altro ✓ fatto."
)


def _field(paragraph: Paragraph, code: str) -> None:
    for kind, text in (("begin", None), (None, code), ("separate", None), ("shown", "1"), ("end", None)):
        run = paragraph.add_run()
        if kind is None:
            element = OxmlElement("w:instrText")
            element.text = text
        elif kind == "shown":
            element = OxmlElement("w:t")
            element.text = text
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)


def _page(document: Document, title: str) -> None:
    for style in ("Normal", "Heading 1", "Heading 2", "Header", "Footer"):
        font = document.styles[style].font
        font.name = "Cambria"
        fonts = document.styles[style].element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            if "Theme" in key:
                del fonts.attrib[key]
    section = document.sections[0]
    section.header.paragraphs[0].text = title
    foot = section.footer.paragraphs[0]
    foot.add_run("pagina ")
    _field(foot, "PAGE")
    foot.add_run(" di ")
    _field(foot, "NUMPAGES")


def write_statute(path: Path, *, articles: int = 5, title: str = "Statuto", rows: int = 0) -> Path:
    """Write a Word document of about three articles a page, with an optional table."""
    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = "Studio Inventato"
    _page(document, title)
    document.add_heading(title, 1)
    for number in range(1, articles + 1):
        document.add_heading(f"Art. {number} – Ammissione dei soci", 2)
        for _ in range(2):
            paragraph = document.add_paragraph(CLAUSE)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        paragraph.add_run(f" Clausola numero {number} di {title}.").bold = True
        for item in ("il regolamento", "la quota"):
            document.add_paragraph(f"{item};", style="List Number")
    if rows:
        table = document.add_table(rows=1, cols=3, style="Table Grid")
        for cell, text in zip(table.rows[0].cells, ("Socio", "POD", "Potenza kW"), strict=True):
            cell.text = text
        for number in range(rows):
            for cell, text in zip(
                table.add_row().cells, (f"Socia {number}", f"IT001E{number:08d}", "3,5"), strict=True
            ):
                cell.text = text
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))
    return path


@pytest.fixture
def statute(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str = "statuto.docx", **options: object) -> Path:
        return write_statute(tmp_path / "word" / name, **options)

    return write


def plain_pdf(pages: int = 1, text: str = "Documento di prova", *, size: tuple[float, float] = (595, 842)) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for number in range(pages):
        canvas.drawString(72, size[1] / 2, f"{text}, pagina {number + 1}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def pdf_with(change: Callable[[PdfWriter], None], *, pages: int = 1) -> bytes:
    """Return a PDF to which `change` has done something."""
    writer = PdfWriter(clone_from=BytesIO(plain_pdf(pages)))
    change(writer)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.fixture
def make_pdf() -> Callable[..., bytes]:
    return plain_pdf


@pytest.fixture
def make_pdf_with() -> Callable[..., bytes]:
    return pdf_with


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Path]:
    def write(
        name: str = "foto.jpg", size: tuple[int, int] = (300, 200), colour: tuple[int, ...] = (30, 90, 120)
    ) -> Path:
        path = tmp_path / name
        Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(path)
        return path

    return write
