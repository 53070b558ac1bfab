"""Breaks a good dossier folder, in one way each, as people and their programs do."""

import secrets
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.builders.identifiers import pod

# The codice fiscale of the first member with two digits changed places.
WRONG_CODE = "GRDNNA57E43D205F"
_SECTOR = 512
_AGILE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption">'
    '<keyData cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"/></encryption>'
)
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def edit_members(folder: Path, change: Callable[[Worksheet], None]) -> None:
    """Open the list of members, change the sheet and save it, as a spreadsheet program does."""
    book = openpyxl.load_workbook(folder / "soci.xlsx")
    change(book["Soci"])
    book.save(folder / "soci.xlsx")


def write_cell(folder: Path, heading: str, row: int, value: Any) -> str:
    """Write a value in the column of a heading, `row` being 0 for the first member; return the cell's name."""
    places: list[str] = []

    def change(sheet: Worksheet) -> None:
        headings = next(cells for cells in sheet.iter_rows(max_row=5) if heading in {cell.value for cell in cells})
        column = next(cell.column for cell in headings if cell.value == heading)
        cell = sheet.cell(headings[0].row + 1 + row, column)
        cell.number_format = "@" if isinstance(value, str) else cell.number_format
        cell.value = value
        places.append(cell.coordinate)

    edit_members(folder, change)
    return places[0]


def wrong_codice_fiscale(folder: Path) -> None:
    write_cell(folder, "Codice fiscale", 0, WRONG_CODE)


def doubled_pod(folder: Path) -> None:
    write_cell(folder, "POD", 1, pod(11))


def missing_sheet(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "soci.xlsx")
    book["Soci"].title = "Foglio1"
    book.save(folder / "soci.xlsx")


def password(folder: Path) -> None:
    """Put the list in the envelope in which Office keeps what it encrypts.

    The bytes inside are chance: without the password nobody can tell them from a cipher, the reader least of all.
    """
    size = (folder / "soci.xlsx").stat().st_size
    information = struct.pack("<HHI", 4, 4, 0x40) + _AGILE.encode().ljust(4096, b" ")
    package = struct.pack("<Q", size) + secrets.token_bytes(size + -size % 16)
    content = _compound({"EncryptionInfo": information, "EncryptedPackage": package})
    (folder / "soci.xlsx").write_bytes(content)


def text_for_power(folder: Path) -> None:
    write_cell(folder, "Potenza impegnata (kW)", 0, "circa tre")


def unreadable_date(folder: Path) -> None:
    write_cell(folder, "Data di adesione", 0, "fine mese")


def dates_as_text(folder: Path) -> None:
    """Write the dates of the first member as words, each in one of the ways in which Italians write them."""
    write_cell(folder, "Dichiarazione sostitutiva del", 0, "2 marzo 2026")
    write_cell(folder, "Informativa del", 0, " 20.02.2026")
    write_cell(folder, "Nato/a il", 0, "3/5/1975")
    write_cell(folder, "Nella configurazione dal", 0, "15-09-2026")


def empty_file(folder: Path) -> None:
    (folder / "soci.xlsx").write_bytes(b"")


def huge_file(folder: Path) -> None:
    """Make the list 200 MB long; a sparse file takes no room on the disk."""
    with (folder / "soci.xlsx").open("r+b") as stream:
        stream.truncate(200_000_000)


def tab_in_yaml(folder: Path) -> None:
    path = folder / "fascicolo.yaml"
    text = path.read_text(encoding="utf-8")
    assert "\n  denominazione:" in text
    path.write_text(text.replace("\n  denominazione:", "\n\tdenominazione:", 1), encoding="utf-8")


def no_fascicolo(folder: Path) -> None:
    (folder / "fascicolo.yaml").unlink()


def unknown_key(folder: Path) -> None:
    path = folder / "fascicolo.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\n  cabina_primaria:", "\n  cabina_primria:", 1), encoding="utf-8")


def _compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE2 file with one file allocation table: header, table, directory, streams."""
    chains: list[bytes] = []
    table = [_FAT, _END]
    starts = {}
    for name, content in streams.items():
        count = -(-len(content) // _SECTOR)
        starts[name] = len(table)
        table += [*range(len(table) + 1, len(table) + count), _END]
        chains.append(content.ljust(count * _SECTOR, b"\0"))
    entries = _entry("Root Entry", 5, child=1, start=_END, size=0)
    for number, (name, content) in enumerate(streams.items(), start=2):
        assert len(content) >= 4096, "shorter streams are kept in another way"
        right = number if number <= len(streams) else _FREE
        entries += _entry(name, 2, right=right, start=starts[name], size=len(content))
    assert len(table) <= _SECTOR // 4
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0,
    ) + struct.pack("<109I", 0, *[_FREE] * 108)  # fmt: skip
    allocation = struct.pack(f"<{len(table)}I", *table).ljust(_SECTOR, b"\xff")
    return header[:_SECTOR] + allocation + entries.ljust(_SECTOR, b"\0") + b"".join(chains)


def _entry(name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", encoded, len(encoded) + 2, kind, 1, _FREE, right, child, start, size)
