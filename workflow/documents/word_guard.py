"""Opens a Word file that came from outside: only a whole, unprotected .docx of a reasonable size goes on."""

import io
import zipfile
from pathlib import Path

from lxml import etree

from workflow.documents.compiled import DOCUMENT_PART
from workflow.documents.package import read_package
from workflow.documents.wordml import Element, parse_part
from workflow.resources import BrokenFileError, ProgramError

MAX_FILE_BYTES = 50_000_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_PARTS = 3_000
MAX_RATIO = 100
# A file full of equal bytes packs well: below this size the ratio says nothing.
RATIO_FREE_BYTES = 10_000_000
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ZIP_ENCRYPTED = 0x1
_OPEN_XML = (b"openxmlformats-officedocument.wordprocessingml", b"ms-word")
_STRICT = b"purl.oclc.org/ooxml/wordprocessingml"
_SAVE_AS = "Aprirlo con Word o LibreOffice Writer e salvarlo come «Documento di Word (.docx)»."
_UNKNOWN_SOURCE = f"Non usarlo se non se ne conosce la provenienza. {_SAVE_AS}"
_KINDS = (
    (b"%PDF", "un PDF"),
    (b"{\\rtf", "un testo RTF"),
    (b"<", "una pagina HTML o XML"),
)
_OTHERS = (
    ("xl/workbook.xml", "una cartella di lavoro di Excel (.xlsx)"),
    ("ppt/presentation.xml", "una presentazione (.pptx)"),
    ("content.xml", "un documento di LibreOffice (.odt)"),
    ("Index/Document.iwa", "un documento di Pages"),
)


class NoSuchWordFileError(ProgramError):
    """A Word file named on the command line that does not exist."""

    exit_code = 3


def read_word_file(path: Path) -> dict[str, bytes]:
    """Return the parts of a Word file; raise NoSuchWordFileError or BrokenFileError with the cure."""
    if not path.is_file():
        raise NoSuchWordFileError(f"Il file {path} non esiste.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise BrokenFileError(
            path,
            f"il file pesa {path.stat().st_size / 1_000_000:.0f} MB: il massimo è {MAX_FILE_BYTES // 1_000_000} MB.",
            "Togliere le immagini e gli allegati, e riprovare.",
        )
    return word_parts(path.read_bytes(), path)


def word_parts(content: bytes, path: Path) -> dict[str, bytes]:
    """Return the parts of a Word file by name; `path` only names it in errors."""
    if not content:
        raise BrokenFileError(path, "il file è vuoto (0 byte).", "Sostituirlo con una copia intera.")
    if content.startswith(_OLE2):
        raise _ole2_error(path, content)
    if not content.startswith(b"PK"):
        kind = next((name for head, name in _KINDS if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(head)), None)
        what = f"ma {kind}" if kind else "oppure è danneggiato"
        raise BrokenFileError(path, f"il file non è un documento Word (.docx), {what}.", _SAVE_AS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
        _check_entries(path, entries)
        parts = read_package(content)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zipfile.zlib.error) as error:  # type: ignore[attr-defined] # zipfile re-exports zlib
        raise BrokenFileError(
            path, "il file è tronco o danneggiato.", "Farsi mandare una copia intera, o recuperarne una precedente."
        ) from error
    _check_document(path, parts)
    return parts


def part_root(parts: dict[str, bytes], name: str, path: Path) -> Element:
    """Parse one part of the file; raise BrokenFileError if its XML is broken or hostile."""
    try:
        root = parse_part(parts[name])
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenFileError(path, f"la parte {name} non è XML valido.", _SAVE_AS) from error
    if root.getroottree().docinfo.doctype:
        raise BrokenFileError(path, f"la parte {name} contiene dichiarazioni che Word non scrive.", _UNKNOWN_SOURCE)
    return root


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & _ZIP_ENCRYPTED for entry in entries):
        raise _password_error(path)
    names = [entry.filename for entry in entries]
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise BrokenFileError(
            path, "l'interno del file non è quello di un documento (nomi ripetuti o fuori posto).", _UNKNOWN_SOURCE
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    is_bomb = unpacked > RATIO_FREE_BYTES and unpacked / packed > MAX_RATIO
    if len(entries) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES or is_bomb:
        raise BrokenFileError(
            path,
            f"aprendolo il file crescerebbe a {unpacked / 1_000_000:.0f} MB in {len(entries)} parti: non viene aperto.",
            _UNKNOWN_SOURCE,
        )


def _check_document(path: Path, parts: dict[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"")
    if DOCUMENT_PART not in parts or not any(mark in types for mark in _OPEN_XML):
        other = next((name for part, name in _OTHERS if part in parts), "un archivio zip")
        raise BrokenFileError(path, f"il file non è un documento Word (.docx) ma {other}.", _SAVE_AS)
    root = part_root(parts, DOCUMENT_PART, path)
    if _STRICT in parts[DOCUMENT_PART][:4096]:
        raise BrokenFileError(
            path,
            "il file è salvato nella variante «Strict Open XML».",
            "Salvarlo da Word come «Documento di Word (.docx)», senza «Strict».",
        )
    if not str(root.tag).endswith("}document"):
        raise BrokenFileError(path, "il file Word non contiene un testo.", _SAVE_AS)


def _ole2_error(path: Path, content: bytes) -> BrokenFileError:
    if _ENCRYPTED_PACKAGE in content:
        return _password_error(path)
    return BrokenFileError(path, "il file è nel vecchio formato di Word (.doc).", _SAVE_AS)


def _password_error(path: Path) -> BrokenFileError:
    return BrokenFileError(
        path,
        "il file è protetto da una password di apertura.",
        "Aprirlo con la password e salvarlo senza (in Word: File, Informazioni, Proteggi documento).",
    )
