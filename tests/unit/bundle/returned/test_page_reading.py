"""The printed code survives what offices do to paper, and nothing else is taken for it."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.builders.folders import small_pdf
from tests.builders.scans import as_pdf, page_image, photograph, scanned
from workflow.bundle.page_code import DocumentCode, document_sign, dossier_sign, version_sign
from workflow.bundle.returned.page_reading import read_pdf, read_picture
from workflow.bundle.signatures.seen import Problem
from workflow.bundle.stamp import Marks, stamp_file

CODE = DocumentCode(dossier_sign("x"), document_sign("x", "mandato", None), version_sign("a"), date(2024, 1, 24))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("stampe") / "a.pdf"
    path.write_bytes(small_pdf("documento da firmare", 2))
    stamp_file(path, Marks(), CODE)
    return path.read_bytes()


@pytest.mark.parametrize(("dpi", "skew"), [(150, -3), (150, 0), (150, 3), (200, 3), (300, 0.5)])
@pytest.mark.parametrize(
    "wear", [{"quality": 85}, {"noise": 12, "blur": 0.8, "quality": 40}], ids=["clean", "worn"]
)  # fmt: skip
def test_a_grey_crooked_compressed_scan_is_read(printed: bytes, dpi: int, skew: float, wear: dict[str, float]) -> None:
    pdf = scanned(printed, [1], dpi=dpi, skew=skew, **wear)
    (page,) = read_pdf(pdf, only_first_code=False).pages
    assert page.codes == (CODE.on_page(2, 2),)
    assert (page.is_scan, page.is_blank) == (True, False)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_put_in_the_wrong_way_round_is_read(printed: bytes, turn: int) -> None:
    image = page_image(printed, 0, dpi=150).rotate(turn, expand=True)
    assert read_pdf(as_pdf([image]), only_first_code=False).pages[0].codes == (CODE.on_page(1, 2),)


def test_a_scan_in_black_and_white_is_read(printed: bytes) -> None:
    image = page_image(printed, 0, dpi=200, skew=1).point(lambda value: 255 if value > 128 else 0).convert("1")
    assert read_pdf(as_pdf([image.convert("L")], dpi=200), only_first_code=False).pages[0].codes


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photograph_is_one_page(printed: bytes, kind: str) -> None:
    read = read_picture(photograph(printed, 1, kind=kind))
    assert (read.page_count, read.pages[0].codes) == (1, (CODE.on_page(2, 2),))


def test_the_pdf_itself_has_text_and_is_no_scan(printed: bytes) -> None:
    page = read_pdf(printed, only_first_code=False).pages[0]
    assert "documento da firmare" in page.text
    assert (page.is_scan, page.codes) == (False, (CODE.on_page(1, 2),))


def test_of_a_file_known_byte_by_byte_only_the_first_code_is_looked_for(printed: bytes) -> None:
    assert [bool(page.codes) for page in read_pdf(printed, only_first_code=True).pages] == [True, False]


def test_a_blank_page_is_told_also_with_dust_on_it() -> None:
    dusty = Image.new("L", (1240, 1754), 246)
    for place in range(12):
        dusty.putpixel((100 + 90 * place, 200 + 97 * place), 20)
    read = read_pdf(as_pdf([dusty]), only_first_code=False)
    assert [page.is_blank for page in read.pages] == [True]


def test_the_codes_of_others_are_not_ours() -> None:
    other = zxingcpp.create_barcode("https://example.org/DC1", zxingcpp.BarcodeFormat.QRCode)
    picture = Image.new("L", (900, 900), 255)
    picture.paste(Image.frombuffer("L", _shape(other), bytes(memoryview(other.to_image(scale=6)))), (200, 200))
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    assert read_picture(buffer.getvalue()).pages[0].codes == ()


def _shape(code: zxingcpp.Barcode) -> tuple[int, int]:
    height, width = memoryview(code.to_image(scale=6)).shape
    return width, height


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.7\n" + b"[" * 9000])
def test_a_broken_pdf_is_damaged(content: bytes) -> None:
    assert read_pdf(content, only_first_code=False).problem is Problem.DAMAGED


def test_a_broken_picture_is_damaged(tmp_path: Path) -> None:
    assert read_picture(b"\xff\xd8\xff\xe0" + b"x" * 100).problem is Problem.DAMAGED
