"""Word templates as Word writes them: revision marks, languages, tags parted over runs, a logo, fields, notes."""

import io
import struct
import zlib
from collections.abc import Iterable
from xml.sax.saxutils import escape

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

_NAMESPACES = nsdecls("w", "r", "wp", "a", "pic")
_COLUMN = 1200


def png(width: int = 24, height: int = 16, colour: tuple[int, int, int] = (29, 75, 87)) -> bytes:
    """Return a small image of one colour."""
    rows = (b"\0" + bytes(colour) * width) * height

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def run(text: str, look: str = "", revision: str = "00A77B3E") -> str:
    """Write a run as Word does."""
    written = escape(text)
    properties = f'<w:rPr>{look}<w:lang w:val="it-IT"/></w:rPr>'
    return f'<w:r w:rsidR="{revision}" w:rsidRPr="00D51A2C">{properties}<w:t xml:space="preserve">{written}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", numbered: tuple[int, int] | None = None, bookmark: str = "") -> str:
    """Write a paragraph of runs; a text that is no run becomes one."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered is not None:
        look += f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    inside = "".join(each if each.startswith("<w:") else run(each) for each in runs)
    if bookmark:
        inside = f'<w:bookmarkStart w:id="7" w:name="{bookmark}"/>{inside}<w:bookmarkEnd w:id="7"/>'
    properties = f"<w:pPr>{look}</w:pPr>" if look else ""
    return f'<w:p w:rsidR="00A77B3E" w:rsidRDefault="00D51A2C">{properties}{inside}</w:p>'


def parted(text: str) -> str:
    """Write a text over runs that end in the middle of its tags, as Word does after a spelling check."""
    pieces = text.replace("{{", "{\0{").replace("%}", "%\0}").split("\0")
    return "".join(run(piece, look="" if number % 2 else "<w:b/>") for number, piece in enumerate(pieces))


def cell(*inside: str, span: int = 1) -> str:
    """Write a cell of paragraphs."""
    grid = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    blocks = "".join(each if each.startswith(("<w:p", "<w:tbl")) else paragraph(each) for each in inside)
    return f'<w:tc><w:tcPr><w:tcW w:w="{_COLUMN * span}" w:type="dxa"/>{grid}</w:tcPr>{blocks}</w:tc>'


def row(*cells: str) -> str:
    """Write a row; a text that is no cell becomes one."""
    return f"<w:tr>{''.join(each if each.startswith('<w:tc>') else cell(each) for each in cells)}</w:tr>"


def table(columns: int, rows: Iterable[str]) -> str:
    """Write a table."""
    grid = f'<w:gridCol w:w="{_COLUMN}"/>' * columns
    style = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{style}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def field(code: str) -> str:
    """Write a field such as PAGE."""
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{separate}{run("1")}{end}'


def word_template(
    body: str,
    *,
    header: str = "",
    footer: str = "",
    footnotes: str = "",
    endnotes: str = "",
    title: str = "",
    has_logo: bool = False,
    has_picture: bool = False,
) -> bytes:
    """Return a Word file with this XML in its body and margins."""
    document = Document()
    section = document.sections[0]
    document.core_properties.title = title
    if has_logo:
        section.header.paragraphs[0].add_run().add_picture(io.BytesIO(png()), width=Mm(20))
    for margin, xml in ((section.header, header), (section.footer, footer)):
        for element in parse_xml(f"<w:x {_NAMESPACES}>{xml}</w:x>"):
            margin._element.append(element)
    for xml, kind in ((footnotes, "footnote"), (endnotes, "endnote")):
        if xml:
            _add_notes(document, kind, xml)
    old = document.element.body
    properties = old.sectPr
    new = parse_xml(f"<w:body {_NAMESPACES}>{body}</w:body>")
    for element in [*old]:
        if element is not properties:
            old.remove(element)
    if has_picture:
        document.add_picture(io.BytesIO(png(colour=(200, 10, 10))), width=Mm(10))
    for element in [*new]:
        properties.addprevious(element)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _add_notes(document: Document, kind: str, xml: str) -> None:
    note = f'<w:{kind} w:id="2">{xml}</w:{kind}>'
    blob = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:{kind}s {_NAMESPACES}>{note}</w:{kind}s>"
    content_type = CONTENT_TYPE.WML_FOOTNOTES if kind == "footnote" else CONTENT_TYPE.WML_ENDNOTES
    name = PackURI(f"/word/{kind}s.xml")
    part = Part(name, content_type, blob.encode(), document.part.package)
    relationship = RELATIONSHIP_TYPE.FOOTNOTES if kind == "footnote" else RELATIONSHIP_TYPE.ENDNOTES
    document.part.relate_to(part, relationship)
