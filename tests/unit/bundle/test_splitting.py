"""A file too large for a portal is divided at its pages, in order, and nothing of it is lost."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from tests.builders.scans import heavy_pages
from workflow.bundle.splitting import split_pdf


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Twelve scanned pages of some 30 kB each, numbered."""
    path = tmp_path / "scansione.pdf"
    path.write_bytes(heavy_pages(12))
    return path


def test_a_small_file_stays_as_it_is(scan: Path) -> None:
    before = scan.read_bytes()
    assert split_pdf(scan, len(before)) == [scan]
    assert scan.read_bytes() == before


def test_the_parts_are_under_the_limit_in_order_and_whole(scan: Path) -> None:
    limit = 100_000
    parts = split_pdf(scan, limit)
    assert len(parts) > 2
    assert not scan.exists()
    assert [part.name for part in parts] == [f"scansione_{n}_di_{len(parts)}.pdf" for n in range(1, len(parts) + 1)]
    assert all(part.stat().st_size <= limit for part in parts)
    said = [page.extract_text().strip() for part in parts for page in PdfReader(part).pages]
    assert said == [f"pagina {page}" for page in range(1, 13)]
    sizes = [part.stat().st_size for part in parts]
    assert all(first + second > limit for first, second in itertools.pairwise(sizes)), "fewer would do"


def test_a_page_that_alone_is_too_large_is_a_part_by_itself(scan: Path) -> None:
    parts = split_pdf(scan, 10_000)
    assert len(parts) == 12
    assert all(len(PdfReader(part).pages) == 1 for part in parts)


def test_the_same_file_gives_the_same_parts(scan: Path, tmp_path: Path) -> None:
    (tmp_path / "altra").mkdir()
    twin = tmp_path / "altra" / "scansione.pdf"
    twin.write_bytes(scan.read_bytes())
    assert [part.read_bytes() for part in split_pdf(scan, 90_000)] == [
        part.read_bytes() for part in split_pdf(twin, 90_000)
    ]


def test_what_is_no_pdf_is_an_error_and_stays(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    broken = tmp_path / "rotto.pdf"
    broken.write_bytes(make_pdf(2)[:200] * 10)
    with pytest.raises(pikepdf.PdfError):
        split_pdf(broken, 100)
    assert broken.exists()
