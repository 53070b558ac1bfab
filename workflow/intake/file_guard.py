"""Refuses, before anything opens it, a file that is not what it claims to be, or that would swell when opened."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from workflow.resources import BrokenFileError

MAX_FILE_BYTES = 25_000_000
MAX_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_RATIO = 100
# A file full of zeros packs well: below this size the ratio says nothing.
RATIO_FREE_BYTES = 10_000_000
_HEAD_BYTES = 4096
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP_ENCRYPTED = 0x1
_SAVE_AS = "Aprirlo con Excel o LibreOffice Calc e salvarlo come «Cartella di lavoro di Excel (.xlsx)»."


@dataclass(frozen=True)
class _Other:
    """A zip that is another kind of document, known by one of its members."""

    member: str
    name: str


_OTHERS = (
    _Other("xl/workbook.bin", "una cartella di lavoro binaria (.xlsb)"),
    _Other("word/document.xml", "un documento Word (.docx)"),
    _Other("ppt/presentation.xml", "una presentazione (.pptx)"),
    _Other("content.xml", "un foglio di LibreOffice (.ods)"),
    _Other("Index/Document.iwa", "un foglio di Numbers"),
)


def check_size(path: Path, most_bytes: int = MAX_FILE_BYTES) -> None:
    """Refuse a missing, empty or oversized file by its size alone, without reading it."""
    if not path.is_file():
        raise BrokenFileError(path, "il file non esiste.", "Controllare il percorso e il nome del file.")
    size = path.stat().st_size
    if size == 0:
        raise BrokenFileError(path, "il file è vuoto (0 byte).", "Sostituirlo con una copia intera del file.")
    if size > most_bytes:
        raise BrokenFileError(
            path,
            f"il file pesa {size / 1_000_000:.0f} MB: il massimo è {most_bytes // 1_000_000} MB.",
            "Togliere immagini e fogli che non servono, o copiare i dati in un file nuovo.",
        )


def check_workbook(path: Path) -> None:
    """Raise BrokenFileError unless the file is a whole, unencrypted .xlsx of a reasonable size."""
    check_size(path)
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith(_OLE2):
        raise _ole2_error(path)
    if not head.startswith(b"PK"):
        raise _not_zip_error(path, head)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BrokenFileError(
            path, "il file è tronco o danneggiato.", "Farsi mandare una copia intera, o recuperarne una precedente."
        ) from error
    check_members(path, members)
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        other = next((item.name for item in _OTHERS if item.member in names), "un archivio zip")
        raise BrokenFileError(path, f"il file non è una cartella di lavoro .xlsx ma {other}.", _SAVE_AS)


def check_members(path: Path, members: list[zipfile.ZipInfo], most_bytes: int = MAX_UNPACKED_BYTES) -> None:
    """Refuse by its directory a zip that is encrypted, deceitful or far larger inside than outside."""
    if any(member.flag_bits & _ZIP_ENCRYPTED for member in members):
        raise _password_error(path)
    names = [member.filename for member in members]
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise BrokenFileError(
            path,
            "l'interno del file non è quello di una cartella di lavoro (nomi ripetuti o fuori posto).",
            f"Non usarlo se non se ne conosce la provenienza. {_SAVE_AS}",
        )
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    is_bomb = unpacked > RATIO_FREE_BYTES and unpacked / packed > MAX_RATIO
    if len(members) > MAX_MEMBERS or unpacked > most_bytes or is_bomb:
        raise BrokenFileError(
            path,
            f"aprendolo il file crescerebbe a {unpacked / 1_000_000:.0f} MB in {len(members)} parti: non viene aperto.",
            "Non usarlo se non se ne conosce la provenienza; altrimenti copiare i soli dati in un file nuovo.",
        )


def check_text(path: Path) -> None:
    """Raise BrokenFileError if a .csv is really a workbook, a page or another binary file."""
    check_size(path)
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    if head.startswith((_OLE2, b"PK\x03\x04")):
        raise BrokenFileError(
            path,
            "il file non è un CSV ma una cartella di lavoro rinominata.",
            "Rimettere l'estensione giusta (.xlsx), o aprirlo e salvarlo come CSV.",
        )
    if head.startswith(b"%PDF") or _is_markup(head):
        raise _not_zip_error(path, head, wanted="un CSV")


def _ole2_error(path: Path) -> BrokenFileError:
    content = path.read_bytes()
    if _ENCRYPTED_PACKAGE in content:
        return _password_error(path)
    return BrokenFileError(path, "il file è nel vecchio formato di Excel (.xls).", _SAVE_AS)


def _password_error(path: Path) -> BrokenFileError:
    return BrokenFileError(
        path,
        "il file è protetto da una password di apertura.",
        "Aprirlo con la password e salvarlo senza (in Excel: File, Informazioni, Proteggi cartella di lavoro).",
    )


def _not_zip_error(path: Path, head: bytes, wanted: str = "una cartella di lavoro .xlsx") -> BrokenFileError:
    if head.startswith(b"%PDF"):
        what = "un PDF"
    elif _is_markup(head):
        what = "una pagina HTML o XML rinominata, come quelle che esportano alcuni gestionali"
    elif b"\0" not in head and (b";" in head or b"," in head or b"\t" in head):
        what = "un file di testo con separatori (CSV): basta dargli l'estensione .csv"
    else:
        what = "altro, o un file danneggiato"
    return BrokenFileError(path, f"il file non è {wanted}: sembra {what}.", _SAVE_AS)


def _is_markup(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
