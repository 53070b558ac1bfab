"""A file that is not what it claims to be is refused with file, place and cure, and exit code 4."""

import struct
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.unit.intake.sheets import anna, list_of, workbook
from workflow.intake import workbook_child
from workflow.intake.members_file import read_members
from workflow.resources import BrokenFileError


def _refused(path: Path) -> BrokenFileError:
    with pytest.raises(BrokenFileError) as raised:
        read_members(path)
    assert raised.value.exit_code == 4
    assert path.name in str(raised.value)
    assert raised.value.remedy
    return raised.value


def _ole2(*stream_names: str) -> bytes:
    """A compound file with empty streams of these names, as a locked workbook is."""
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0,
    )  # fmt: skip
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name in ("Root Entry", *stream_names):
        encoded = name.encode("utf-16-le")
        entries += encoded.ljust(64, b"\0") + struct.pack("<HB61x", len(encoded) + 2, 2)
    return header.ljust(512, b"\xff") + fat + entries.ljust(512, b"\0")


def test_a_missing_file(tmp_path: Path) -> None:
    assert "non esiste" in str(_refused(tmp_path / "soci.xlsx"))


@pytest.mark.parametrize("name", ["soci.xlsx", "soci.csv"])
def test_an_empty_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.touch()
    assert "vuoto" in str(_refused(path))


@pytest.mark.parametrize("name", ["soci.xlsx", "soci.csv"])
def test_a_200_mb_file_is_refused_at_once_by_its_size(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    begun = time.monotonic()
    assert "200 MB" in str(_refused(path))
    assert time.monotonic() - begun < 0.5


def test_an_old_xls_made_by_calc(resaved: Path) -> None:
    assert ".xls" in str(_refused(resaved / "calc" / "cer.xls"))


def test_an_old_xls_renamed_xlsx(resaved: Path, tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    path.write_bytes((resaved / "calc" / "cer.xls").read_bytes())
    assert "vecchio formato" in str(_refused(path))


@pytest.mark.parametrize("name", ["soci.xlsx", "soci.xls"])
def test_a_password_protected_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(_ole2("EncryptionInfo", "EncryptedPackage"))
    error = _refused(path)
    assert "password" in error.problem
    assert "password" in error.remedy


def test_an_encrypted_zip(tmp_path: Path) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(bytes(content))
    assert "password" in _refused(path).problem


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_workbook(tmp_path: Path, share: float) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert "tronco" in str(_refused(path))


def test_a_workbook_with_a_damaged_part(tmp_path: Path) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    content = bytearray(path.read_bytes())
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[place] ^= 0xFF
    path.write_bytes(bytes(content))
    assert "danneggiato" in str(_refused(path))


def test_an_ods_by_its_name_and_renamed(resaved: Path, tmp_path: Path) -> None:
    assert ".ods" in str(_refused(resaved / "calc" / "cer.ods"))
    path = tmp_path / "soci.xlsx"
    path.write_bytes((resaved / "calc" / "cer.ods").read_bytes())
    assert ".ods" in str(_refused(path))


@pytest.mark.parametrize("name", ["soci.xls", "soci.xlsx"])
def test_an_html_page_saved_as_a_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("\ufeff  <html><table><tr><td>POD</td></tr></table></html>", encoding="utf-8")
    assert "HTML" in str(_refused(path))


def test_a_csv_renamed_xlsx_and_a_workbook_renamed_csv(tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    path.write_text("Cognome;Nome;POD\n", encoding="utf-8")
    assert ".csv" in str(_refused(path))
    renamed = tmp_path / "soci.csv"
    renamed.write_bytes(list_of(tmp_path / "vero.xlsx", anna()).read_bytes())
    assert "rinominata" in str(_refused(renamed))


def test_a_pdf_and_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    path.write_bytes(b"%PDF-1.7\n")
    assert "PDF" in str(_refused(path))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "Word" in str(_refused(path))


def test_a_workbook_without_the_sheet_names_those_it_has(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Foglio1"
    book.create_sheet("Bollette")
    book.save(tmp_path / "soci.xlsx")
    error = _refused(tmp_path / "soci.xlsx")
    assert "«Foglio1», «Bollette»" in error.problem
    assert "«Soci»" in error.remedy


def test_a_sheet_that_is_empty_or_has_no_headings(tmp_path: Path) -> None:
    assert "vuoto" in str(_refused(workbook(tmp_path / "a.xlsx", [])))
    error = _refused(workbook(tmp_path / "b.xlsx", [["Riunione di martedì"], ["ore 18"]]))
    assert "foglio «Soci»" in str(error)
    assert "intestazioni" in str(error)


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", b"<a>" + b" " * 30_000_000)
    begun = time.monotonic()
    assert "crescerebbe" in str(_refused(path))
    assert time.monotonic() - begun < 1


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "soci.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}.xml", "")
    assert "2001 parti" in str(_refused(path))


@pytest.mark.parametrize("name", ["../fuori.xml", "/etc/passwd"])
def test_parts_out_of_place_are_refused(tmp_path: Path, name: str) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, "x")
    assert "fuori posto" in str(_refused(path))


def test_a_bomb_whose_directory_lies_dies_in_the_child(tmp_path: Path) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 5_000_000)
    content = path.read_bytes()
    true_size, false_size = struct.pack("<I", 5_000_000), struct.pack("<I", 50)
    assert content.count(true_size) >= 2
    path.write_bytes(content.replace(true_size, false_size))
    assert "danneggiato" in str(_refused(path))


def test_entities_are_refused(tmp_path: Path) -> None:
    good = list_of(tmp_path / "vero.xlsx", anna())
    path = tmp_path / "soci.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "b">]>' + data
            target.writestr(member, data)
    assert "danneggiato" in str(_refused(path))


def test_the_child_may_use_little_memory_and_write_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import workbook_child as child; child.limit_resources()\n"
        "try:\n    bytearray(2_000_000_000); print('memory')\nexcept MemoryError:\n    print('little')\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n    open(sys.argv[2], 'wb', buffering=0).write(b'x' * 9)\n"
        "    print('written')\nexcept OSError:\n    print('nothing')\n"
    )
    folder = str(Path(workbook_child.__file__).parent)
    command = [sys.executable, "-c", script, folder, str(tmp_path / "x")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["little", "nothing"]


def test_a_csv_with_an_open_quote_says_the_line(tmp_path: Path) -> None:
    path = tmp_path / "soci.csv"
    path.write_text('Cognome;Nome;Codice fiscale;POD\nA;B;C;D\nA;"B;C;D\n', encoding="utf-8")
    error = _refused(path)
    assert error.line == 3
    assert "virgolette" in error.problem


def test_a_csv_of_binary_bytes(tmp_path: Path) -> None:
    path = tmp_path / "soci.csv"
    path.write_bytes(bytes(range(256)) * 4)
    assert "non è un testo" in str(_refused(path))


@pytest.mark.parametrize("name", ["soci.numbers", "soci.txt", "soci.pdf", "soci.xlsb"])
def test_other_formats_are_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    assert "non si legge" in str(_refused(path))


def test_a_workbook_renamed_xls_is_told_to_take_its_name_back(tmp_path: Path) -> None:
    path = tmp_path / "soci.xls"
    path.write_bytes(list_of(tmp_path / "vero.xlsx", anna()).read_bytes())
    assert ".xlsx" in _refused(path).remedy


def test_without_a_child_the_same_reading_gives_the_same_rows_and_refusals(tmp_path: Path) -> None:
    path = list_of(tmp_path / "soci.xlsx", anna(**{"Consumo annuo (kWh)": "=1+1"}))
    here = workbook_child.answer(str(path), ["soci"])
    assert here["names"] == ["Soci"]
    assert [row[3] for row in here["rows"]] == ["Codice fiscale", anna()["Codice fiscale"]]
    assert here["faults"] == [[1, 6, None]]
    assert workbook_child.answer(str(path), ["altro"]) == {"names": ["Soci"]}
    path.write_bytes(path.read_bytes()[:300])
    assert workbook_child.answer(str(path), ["soci"])["failure"] == "damaged"


def test_a_child_killed_by_its_limits_is_a_file_too_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killer = tmp_path / "child.py"
    killer.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", encoding="utf-8")
    monkeypatch.setattr(workbook_child, "__file__", str(killer))
    assert "troppo grande" in str(_refused(list_of(tmp_path / "soci.xlsx", anna())))
