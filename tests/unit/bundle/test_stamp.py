"""Every page says BOZZA or anteprima when it must, whatever its shape, and keeps its own content."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, RectangleObject

from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.stamp import DRAFT_LINE, PREVIEW_LINE, Marks, PageStamp, stamp_file, stamp_pages

BOTH = Marks(is_draft=True, is_preview=True)


def stamped(data: bytes, stamps: list[PageStamp]) -> PdfReader:
    buffer = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        stamp_pages(document, stamps)
        document.save(buffer)
    return PdfReader(buffer)


def test_without_marks_the_file_is_not_touched(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    pdf = tmp_path / "a.pdf"
    pdf.write_bytes(make_pdf())
    before = pdf.stat().st_mtime_ns
    stamp_file(pdf, Marks())
    assert (pdf.read_bytes(), pdf.stat().st_mtime_ns) == (make_pdf(), before)


def test_every_page_of_a_draft_says_so_and_keeps_its_text(tmp_path: Path, statute: Callable[..., Path]) -> None:
    job = PdfJob(statute(articles=8), tmp_path / "s.pdf")
    Converter().convert(job)
    before = [page.extract_text() for page in PdfReader(job.pdf).pages]
    stamp_file(job.pdf, BOTH)
    after = PdfReader(job.pdf)
    assert len(after.pages) == len(before) > 1
    for page, text in zip(after.pages, before, strict=True):
        said = page.extract_text()
        assert DRAFT_LINE in said
        assert PREVIEW_LINE in said
        assert "BOZZA\n" in said
        assert text.split()[:40] == said.split()[:40]
    assert after.root_object["/Lang"] == "it-IT"


def test_a_preview_that_is_no_draft_has_no_watermark(make_pdf: Callable[..., bytes]) -> None:
    said = stamped(make_pdf(), [PageStamp(Marks(is_preview=True))]).pages[0].extract_text()
    assert PREVIEW_LINE in said
    assert "BOZZA" not in said


def test_stamping_twice_gives_the_same_bytes(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(make_pdf(3))
        stamp_file(tmp_path / name, BOTH)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_pages_that_share_their_resources_get_their_own_line(make_pdf: Callable[..., bytes]) -> None:
    writer = PdfWriter(clone_from=BytesIO(make_pdf(2)))
    writer.pages[1][NameObject("/Resources")] = writer.pages[0].raw_get("/Resources")
    buffer = BytesIO()
    writer.write(buffer)
    reader = stamped(buffer.getvalue(), [PageStamp(Marks(), "prima riga 1/2"), PageStamp(Marks(), "seconda riga 2/2")])
    assert "prima riga 1/2" in reader.pages[0].extract_text()
    assert "seconda" not in reader.pages[0].extract_text()
    assert "seconda riga 2/2" in reader.pages[1].extract_text()


def test_a_page_without_content_can_be_stamped() -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    buffer = BytesIO()
    writer.write(buffer)
    assert DRAFT_LINE in stamped(buffer.getvalue(), [PageStamp(BOTH)]).pages[0].extract_text()


def test_two_hundred_stamps_share_their_fonts(make_pdf: Callable[..., bytes]) -> None:
    data = make_pdf(200)
    buffer = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        stamp_pages(document, [PageStamp(BOTH, f"Comunità · Statuto · pagina {n}/200") for n in range(1, 201)])
        document.save(buffer)
    assert buffer.tell() - len(data) < 200 * 1500 + 60_000


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_line_is_at_the_foot_as_the_reader_sees_it(turned: int, make_pdf: Callable[..., bytes]) -> None:
    writer = PdfWriter(clone_from=BytesIO(make_pdf(1, size=(500, 700))))
    page = writer.pages[0]
    page.mediabox = RectangleObject((-50, -30, 450, 670))
    page.cropbox = RectangleObject((-20, 10, 420, 650))
    page.rotate(turned)
    buffer = BytesIO()
    writer.write(buffer)
    [page] = stamped(buffer.getvalue(), [PageStamp(Marks(is_preview=True))]).pages
    form = next(iter(page["/Resources"]["/XObject"].values())).get_object()
    wide, high = (640, 440) if turned in (90, 270) else (440, 640)
    assert [float(n) for n in form["/BBox"]] == [0, 0, wide, high]
    a, b, c, d, e, f = (float(n) for n in form["/Matrix"])
    corners = {(a * x + c * y + e, b * x + d * y + f) for x in (0, wide) for y in (0, high)}
    assert corners == {(-20, 10), (420, 10), (-20, 650), (420, 650)}
    middle_of_the_foot = (a * (wide / 2) + c * 11 + e, b * (wide / 2) + d * 11 + f)
    assert middle_of_the_foot == {0: (200, 21), 90: (409, 330), 180: (200, 639), 270: (-9, 330)}[turned]
