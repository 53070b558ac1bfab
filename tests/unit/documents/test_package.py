"""Equal parts give equal bytes, whatever the order and the day."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import time_machine

from workflow.documents.engine.deflating import DeflateLibrary, deflater
from workflow.documents.package import PackedParts, WrittenPart, read_package, write_package

PARTS = {
    "word/document.xml": b"<a/>",
    "_rels/.rels": b"<r/>",
    "[Content_Types].xml": b"<t/>",
    "docProps/core.xml": b"<c/>",
}


def test_the_parts_come_back() -> None:
    assert read_package(write_package(PARTS)) == PARTS


def test_order_and_day_do_not_change_the_bytes() -> None:
    with time_machine.travel("2001-01-01"):
        one = write_package(PARTS)
    with time_machine.travel("2044-06-30"):
        two = write_package(dict(reversed(PARTS.items())))
    assert one == two


def test_the_content_types_come_first_and_the_dates_are_fixed() -> None:
    entries = zipfile.ZipFile(io.BytesIO(write_package(PARTS))).infolist()
    assert [entry.filename for entry in entries][:2] == ["[Content_Types].xml", "_rels/.rels"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_something_else_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        read_package(b"not a zip")


STATIC = {**PARTS, "word/media/immagine.png": bytes(range(256)) * 8, "word/nòte.xml": b"<n/>"}
RENDERED = {"word/document.xml": b"<a>" + b"testo " * 900 + b"</a>", "docProps/core.xml": b"<c/>"}


def packed(library: DeflateLibrary = DeflateLibrary.BEST) -> bytes:
    static = PackedParts({name: data for name, data in STATIC.items() if name not in RENDERED})
    return static.with_parts({name: WrittenPart(data) for name, data in RENDERED.items()}, deflater(library))


@pytest.mark.parametrize("library", DeflateLibrary)
def test_parts_copied_whole_and_parts_rendered_make_one_sound_zip(library: DeflateLibrary) -> None:
    content = packed(library)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert read_package(content) == {**STATIC, **RENDERED}
    entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert entries[0].filename == "[Content_Types].xml"
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}


def test_the_same_parts_make_the_same_bytes_on_any_day() -> None:
    with time_machine.travel("2001-01-01"):
        one = packed()
    with time_machine.travel("2044-06-30"):
        assert packed() == one


def test_other_programs_read_it(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(packed())
    assert subprocess.run([sys.executable, "-m", "zipfile", "-t", path], check=False).returncode == 0
