"""A heading alone at the foot of a page is found; one with a line under it, or at the end of the document, is not."""

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workflow.bundle.office.orphan_headings import has_orphan_heading


def document(path: Path, *, heading_at: float, line_at: float | None = None, pages: int = 2) -> Path:
    """Write a first page that ends with a heading and perhaps a line, as LibreOffice marks them in the outline."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1)
    for number in range(pages):
        canvas.drawString(70, 700, "Testo della pagina")
        canvas.drawString(70, 45, f"Pagina {number + 1} di {pages}")
        if number == 0:
            canvas.drawString(70, heading_at - 14, "Art. 13 – Ammissione")
            canvas.bookmarkHorizontalAbsolute("articolo", heading_at, left=70, fit="XYZ")
            canvas.addOutlineEntry("Art. 13 – Ammissione", "articolo", 0)
            if line_at is not None:
                canvas.drawString(70, line_at, "L’associato è ammesso dal Consiglio.")
        canvas.showPage()
    canvas.save()
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.parametrize(
    ("heading_at", "line_at", "pages", "is_found"),
    [(106.0, None, 2, True), (106.0, 70.0, 2, False), (106.0, None, 1, False), (500.0, None, 2, False)],
)
def test_only_a_heading_that_its_text_has_left_is_an_orphan(
    tmp_path: Path, heading_at: float, line_at: float | None, pages: int, *, is_found: bool
) -> None:
    made = document(tmp_path / "a.pdf", heading_at=heading_at, line_at=line_at, pages=pages)
    assert has_orphan_heading(made) is is_found


def test_what_is_no_pdf_has_none(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"nulla")
    assert not has_orphan_heading(tmp_path / "a.pdf")
