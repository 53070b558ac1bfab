"""A studio's letterhead goes over every page and leaves the program's own lines where they are."""

import io
import struct
import zlib

import docx
import pytest
from docx.document import Document
from docx.shared import Cm

from tests.builders.word_files import saved, word
from workflow.documents.catalogue import Catalogue
from workflow.documents.letterhead import with_margins
from workflow.documents.lint.linting import identification_lacks
from workflow.documents.package import read_package, write_package
from workflow.documents.wordml import parse_part, tag

STATUTE = Catalogue.load().get("statuto_cer").editions[-1].path


def picture() -> bytes:
    """Return a PNG of one dark pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\x10\x20\x30"))
        + chunk(b"IEND", b"")
    )


def letterhead(*, has_title_page: bool = False) -> bytes:
    def fill(document: Document) -> None:
        section = document.sections[0]
        section.different_first_page_header_footer = has_title_page
        section.header.paragraphs[0].text = "Studio Alfa"
        section.header.paragraphs[0].add_run().add_picture(io.BytesIO(picture()), width=Cm(2))
        section.footer.paragraphs[0].text = "via Roma 1, Torino"
        if has_title_page:
            section.first_page_header.paragraphs[0].text = "Studio Alfa e Associati"

    return word(fill)


def merged(base: bytes, donor: bytes, *, is_outside: bool = True) -> bytes:
    return write_package(with_margins(read_package(base), read_package(donor), prefix="Carta", is_outside=is_outside))


def lines(margin: object) -> list[str]:
    """Return the text of a header or footer in order, rows of tables included."""
    return [
        text
        for one in margin._element.iter(tag("w:p"))
        if (text := "".join(node.text or "" for node in one.iter(tag("w:t"))).strip())
    ]


def test_the_letterhead_stands_outside_and_ours_between_it_and_the_text() -> None:
    section = docx.Document(io.BytesIO(merged(STATUTE.read_bytes(), letterhead()))).sections[0]
    header, footer = lines(section.header), lines(section.footer)
    assert header[0] == "Studio Alfa"
    assert header[1:] == ["{{ pie.dossier }}", "{% if bozza %}BOZZA{% endif %}", "{{ pie.documento }}"]
    assert footer[-1] == "via Roma 1, Torino"
    assert "{{ pie.documento }} · {{ pie.edizione }}" in footer[0]


def test_page_draft_and_edition_stay() -> None:
    for has_title_page in (False, True):
        content = merged(STATUTE.read_bytes(), letterhead(has_title_page=has_title_page))
        assert identification_lacks(read_package(content)) == []


def test_a_first_page_of_its_own_is_kept_and_identified() -> None:
    section = docx.Document(io.BytesIO(merged(STATUTE.read_bytes(), letterhead(has_title_page=True)))).sections[0]
    assert section.different_first_page_header_footer
    assert lines(section.first_page_header)[0] == "Studio Alfa e Associati"
    assert "{{ pie.dossier }}" in lines(section.first_page_header)
    assert lines(section.header)[0] == "Studio Alfa"
    assert any("pie.edizione" in line for line in lines(section.first_page_footer))


def test_the_picture_comes_along_and_every_relationship_leads_somewhere() -> None:
    parts = read_package(merged(STATUTE.read_bytes(), letterhead()))
    assert parts["word/media/carta1.png"] == picture()
    for name, content in parts.items():
        if name.endswith(".rels") and name != "_rels/.rels":
            targets = [one.get("Target") for one in parse_part(content) if one.get("TargetMode") != "External"]
            assert [target for target in targets if f"word/{target}" not in parts] == []


def test_the_styles_of_the_letterhead_come_under_names_of_their_own() -> None:
    parts = read_package(merged(STATUTE.read_bytes(), letterhead()))
    known = {one.get(tag("w:styleId")) for one in parse_part(parts["word/styles.xml"]).iter(tag("w:style"))}
    used = {
        one.get(tag("w:val"))
        for name, content in parts.items()
        if name.startswith(("word/header", "word/footer"))
        for one in parse_part(content).iter(tag("w:pStyle"), tag("w:tblStyle"), tag("w:rStyle"))
    }
    assert used <= known
    assert any(name.startswith("Carta") for name in used)


def test_the_text_is_not_touched() -> None:
    before = docx.Document(str(STATUTE))
    after = docx.Document(io.BytesIO(merged(STATUTE.read_bytes(), letterhead())))
    assert [one.text for one in after.paragraphs] == [one.text for one in before.paragraphs]
    assert len(after.tables) == len(before.tables)


def test_a_file_without_margins_gets_our_identification() -> None:
    own = word("Statuto dello studio")
    assert identification_lacks(read_package(own))
    content = merged(own, STATUTE.read_bytes(), is_outside=False)
    assert identification_lacks(read_package(content)) == []


def test_the_same_files_give_the_same_bytes() -> None:
    assert merged(STATUTE.read_bytes(), letterhead()) == merged(STATUTE.read_bytes(), letterhead())


@pytest.mark.parametrize("count", [2, 3])
def test_every_section_with_margins_of_its_own_gets_the_letterhead(count: int) -> None:
    document = docx.Document()
    for number in range(count - 1):
        section = document.add_section()
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = f"sezione {number}"
    sections = docx.Document(io.BytesIO(merged(saved(document), letterhead()))).sections
    assert all(lines(section.header)[0] == "Studio Alfa" for section in sections)
