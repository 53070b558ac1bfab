"""Word files with the faults that people, Word and hostile hands put into them."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from workflow.documents.package import read_package, write_package

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def word(*paragraphs: str | Iterable[str] | Callable[[Document], object]) -> bytes:
    """Return a Word file: a text is a paragraph, several texts are its runs, a function does what it likes."""
    document = docx.Document()
    for one in paragraphs:
        if callable(one):
            one(document)
        else:
            add_runs(document, [one] if isinstance(one, str) else one)
    return saved(document)


def add_runs(document: Document, texts: Iterable[str]) -> Paragraph:
    paragraph = document.add_paragraph()
    for text in texts:
        paragraph.add_run(text)
    return paragraph


def saved(document: Document) -> bytes:
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return the file with some parts added or replaced."""
    return write_package({**read_package(content), **parts})


def element(tag_name: str, /, **attributes: str) -> OxmlElement:
    made = OxmlElement(tag_name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def revision(kind: str, text: str, author: str = "Avv. Bianchi", at: str = "2026-02-03T10:00:00Z") -> OxmlElement:
    """Return words put in (`ins`) or taken away (`del`) by somebody."""
    mark = element(f"w:{kind}", id="900", author=author, date=at)
    run = OxmlElement("w:r")
    node = OxmlElement("w:t" if kind == "ins" else "w:delText")
    node.text = text
    node.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(node)
    mark.append(run)
    return mark


def zip_bomb() -> bytes:
    """Return a small file that would fill a disk."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 300_000_000)
    return written.getvalue()


@cache
def hostile_files() -> Mapping[str, bytes]:
    """Return files that call themselves .docx, by what they are."""
    good = word("Testo.")
    document = read_package(good)["word/document.xml"]
    entity = document.replace(b"<w:document", b'<!DOCTYPE w:document [<!ENTITY x "y">]><w:document', 1)
    return {
        "vuoto": b"",
        "testo": b"Statuto della comunita",
        "pdf": b"%PDF-1.7\n",
        "rtf": b"{\\rtf1 Statuto}",
        "pagina": b"<html><body>Statuto</body></html>",
        "doc": OLE2 + b"\0" * 2000 + "WordDocument".encode("utf-16-le"),
        "password": OLE2 + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"),
        "tronco": good[: len(good) // 2],
        "foglio": _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
        "odt": _zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<office/>"}),
        "fuori": _zip({"../fuori.xml": b"x"}),
        "entita": with_parts(good, {"word/document.xml": entity}),
        "xml_rotto": with_parts(good, {"word/document.xml": document[:-20]}),
        "bomba": zip_bomb(),
    }


def _zip(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
