"""The code of a page: what it says, that it is drawn where nothing else is, and that a scanner can read it back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from pypdfium2 import PdfDocument

from tests.builders.folders import small_pdf
from tests.builders.scans import page_image
from workflow.bundle.page_code import (
    DocumentCode,
    document_sign,
    dossier_sign,
    is_code,
    read_code,
    version_sign,
)
from workflow.bundle.stamp import Marks, stamp_file

CODE = DocumentCode(
    dossier_sign("cer-prova"),
    document_sign("cer-prova", "mandato", None),
    version_sign("testo"),
    date(2024, 1, 24),
)


def stamped(path: Path, code: DocumentCode | None, marks: Marks = Marks(), pages: int = 2) -> bytes:  # noqa: B008 - frozen
    path.write_bytes(small_pdf("documento", pages))
    stamp_file(path, marks, code)
    return path.read_bytes()


def test_a_code_says_dossier_document_version_edition_and_page() -> None:
    read = read_code(CODE.on_page(2, 7))
    assert read is not None
    assert (read.code, read.page, read.page_count) == (CODE, 2, 7)


def test_a_draft_says_so() -> None:
    read = read_code(replace(CODE, is_draft=True).on_page(1, 1))
    assert read is not None
    assert read.code.is_draft


@pytest.mark.parametrize(
    "text", ["", "https://example.org", CODE.on_page(1, 1)[:-1], "DC2" + CODE.on_page(1, 1)[3:], CODE.on_page(3, 2)]
)
def test_what_is_not_one_of_ours_is_none(text: str) -> None:
    assert read_code(text) is None


def test_a_code_with_a_day_that_is_none_cannot_be_true() -> None:
    text = CODE.on_page(1, 1).replace("240124", "241324")
    assert is_code(text)
    assert read_code(text) is None


def test_the_version_is_of_the_words_and_not_of_the_spaces() -> None:
    assert version_sign("uno  due\ntre") == version_sign("uno due tre")
    assert version_sign("uno due tre") != version_sign("uno due quattro")


def test_nobody_is_named_by_a_code() -> None:
    sign = document_sign("cer-prova", "mandato", "RSSMRA80A01H501U")
    assert sign != document_sign("cer-prova", "mandato", "RSSMRA80A01H501X")
    assert "RSS" not in CODE.on_page(1, 1)
    assert len(CODE.on_page(999, 999)) <= 38  # what the smallest square holds


def test_every_page_carries_its_own_code(tmp_path: Path) -> None:
    pdf = stamped(tmp_path / "a.pdf", CODE, pages=3)
    found = [zxingcpp.read_barcodes(page_image(pdf, page, dpi=150)) for page in range(3)]
    assert [[one.text for one in codes] for codes in found] == [[CODE.on_page(n, 3)] for n in (1, 2, 3)]


def test_the_code_stands_in_the_margin_beside_marks_and_text(tmp_path: Path) -> None:
    pdf = stamped(tmp_path / "a.pdf", CODE, Marks(is_draft=True, is_preview=True))
    document = PdfDocument(pdf)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "documento, pagina 1" in text
    assert "BOZZA" in text
    (found,) = zxingcpp.read_barcodes(page_image(pdf, 0, dpi=150))
    corners = found.position
    assert min(corners.top_left.x, corners.bottom_left.x) > 0.88 * 595 * 150 / 72  # right of the text
    assert min(corners.top_left.y, corners.top_right.y) > 0.92 * 842 * 150 / 72  # below it


def test_the_same_code_gives_the_same_bytes(tmp_path: Path) -> None:
    assert stamped(tmp_path / "a.pdf", CODE) == stamped(tmp_path / "b.pdf", CODE)
    assert stamped(tmp_path / "a.pdf", CODE) != stamped(tmp_path / "a.pdf", replace(CODE, version="AAAAAAAA"))


def test_a_document_without_code_and_marks_is_not_touched(tmp_path: Path) -> None:
    assert stamped(tmp_path / "a.pdf", None) == small_pdf("documento", 2)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_on_a_turned_page_the_code_is_where_the_reader_sees_the_corner(turn: int, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(small_pdf("documento", 1))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(turn, relative=False)
        pdf.save(path)
    stamp_file(path, Marks(), CODE)
    image = page_image(path.read_bytes(), 0, dpi=150)
    (found,) = zxingcpp.read_barcodes(image)
    assert found.text == CODE.on_page(1, 1)
    assert found.position.top_left.x > 0.85 * image.width
    assert found.position.top_left.y > 0.85 * image.height
