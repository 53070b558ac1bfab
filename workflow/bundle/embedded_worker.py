"""Converts one Word document with word2pdf, using the packaged fonts only, to the same bytes every time."""

from io import BytesIO
from typing import Any

from word2pdf.document import parse_document
from word2pdf.layout import Layouter, engine
from word2pdf.oxml import Package
from word2pdf.render import Renderer

from workflow.bundle.embedded_flow import KeepingFlow
from workflow.bundle.embedded_fonts import DOCUMENT_FONT, PackagedFonts
from workflow.bundle.pdf_engine import PdfJob, PdfResult
from workflow.bundle.stable_canvas import StableCanvas
from workflow.bundle.text_loss import judge, read_docx

PRODUCER = "dossier-cer"

# What word2pdf says, by the first words, and what people read.
_WARNINGS = {
    "unsupported drawing": "un disegno del documento Word non è riprodotto",
    "could not draw image": "una figura del documento Word non è riprodotta",
    "unsupported image": "una figura del documento Word non è riprodotta",
    "EMF/WMF images": "una figura in formato EMF o WMF non è riprodotta: sostituirla con una PNG o JPEG",
}


class StableRenderer(Renderer):
    """The drawing of word2pdf without its clock and memory addresses, with the language of the document."""

    def write(self, target: Any) -> None:
        """Draw every page on a canvas that has no clock."""
        first = self.pages[0]
        canvas = StableCanvas(target, pagesize=(first.width, first.height))
        self._set_metadata(canvas)
        outline: list[str] = []
        self._bookmarks = 0
        for page in self.pages:
            canvas.setPageSize((page.width, page.height))
            self._draw_page(canvas, page, outline)
            canvas.showPage()
        canvas.save()

    def _set_metadata(self, canvas: StableCanvas) -> None:
        properties = self.doc.properties or {}
        canvas.setTitle(properties.get("title") or "")
        canvas.setAuthor(properties.get("creator") or PRODUCER)
        canvas.setSubject(properties.get("subject") or "")

    def _add_outline(self, canvas: StableCanvas, op: Any, page_height: float, stack: list[str]) -> None:
        """Give each bookmark a number: word2pdf names them after the address of an object in memory."""
        level = min(max(0, op.level), len(stack))
        del stack[level:]
        self._bookmarks += 1
        key = f"titolo-{self._bookmarks}"
        canvas.bookmarkHorizontal(key, 0, page_height - op.y)
        canvas.addOutlineEntry(op.title[:120], key, level=level, closed=False)
        stack.append(key)


class Converter:
    """A converter that keeps its fonts warm between documents."""

    def __init__(self) -> None:
        self._fonts = PackagedFonts()
        # word2pdf lets a justified line take a word too many and squeezes its spaces, but not on the last line of a
        # paragraph, which then runs into the margin; LibreOffice does not squeeze at all.
        engine.JUSTIFY_SHRINK = 0.0

    def convert(self, job: PdfJob) -> PdfResult:
        """Convert one document and compare the PDF with it; what is wrong with it is told, not raised.

        Raises OSError when the PDF cannot be written: that is not the document's fault.
        """
        name = job.docx.name
        try:
            content = read_docx(job.docx)
            data, said = self._pdf_of(job.docx.read_bytes())
        except Exception as error:  # noqa: BLE001  # whatever a document breaks, the others go on
            reason = f"{type(error).__name__}: {error}"[:200]
            return PdfResult(
                job, is_ok=False, problems=(f"{name}: il documento Word non si può convertire ({reason}).",)
            )
        job.pdf.parent.mkdir(parents=True, exist_ok=True)
        job.pdf.write_bytes(data)
        warnings = (
            [f"{name}: la figura collegata a un file esterno non è nel PDF."] if content.has_linked_pictures else []
        )
        warnings += [f"{name}: {_in_italian(text)}." for text in said]
        return judge(job, content, tuple(dict.fromkeys(warnings)), glyphs_are_ours=True)

    def _pdf_of(self, docx: bytes) -> tuple[bytes, list[str]]:
        options = {"default_font": DOCUMENT_FONT}
        document = parse_document(Package(docx), options)  # type: ignore[no-untyped-call]  # word2pdf is typed in part
        layouter = Layouter(document, fonts=self._fonts, options=options)
        pages = KeepingFlow(layouter, options).run()
        if not pages:
            raise ValueError("nessuna pagina")
        renderer = StableRenderer(pages, document, options)
        buffer = BytesIO()
        renderer.write(buffer)
        return buffer.getvalue(), [*document.warnings, *layouter.warnings, *renderer.warnings]


def _in_italian(warning: str) -> str:
    return next((italian for start, italian in _WARNINGS.items() if warning.startswith(start)), warning)
