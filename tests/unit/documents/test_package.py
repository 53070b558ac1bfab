"""Equal parts give equal bytes, whatever the order and the day."""

import io
import zipfile

import pytest
import time_machine

from workflow.documents.package import read_package, write_package

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
