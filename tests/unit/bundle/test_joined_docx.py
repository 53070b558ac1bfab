"""Documents joined for one conversion: each keeps its own lists, names and pictures, or is refused."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from PIL import Image

from workflow.bundle.office.batches import plan_batches
from workflow.bundle.office.joined_docx import JoinedDocx, join_documents
from workflow.bundle.office.word_parts import MAIN, STYLES, CannotJoinError, PackageCache, WordParts
from workflow.bundle.pdf_engine import PdfJob

Write = Callable[..., WordParts]


def add_field(paragraph: object, code: str) -> None:
    simple = OxmlElement("w:fldSimple")
    simple.set(qn("w:instr"), code)
    paragraph._p.append(simple)  # type: ignore[attr-defined]  # python-docx has no public way


def picture(colour: str) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 10), colour).save(buffer, "PNG")
    buffer.seek(0)
    return buffer


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a document of one family; `change` does something to it."""
    count = 0

    def made(change: Callable[[Document], None] = lambda _: None, *, name: str = "") -> WordParts:
        nonlocal count
        count += 1
        document = docx.Document()
        foot = document.sections[0].footer.paragraphs[0]
        add_field(foot, " PAGE ")
        add_field(foot, " NUMPAGES ")
        document.add_paragraph(f"Documento {name or count}")
        change(document)
        document.add_paragraph("Fine.")
        path = tmp_path / f"{count}.docx"
        document.save(str(path))
        return WordParts.read(path)

    return made


def body_of(joined: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(joined)) as package:
        return package.read("word/document.xml").decode()


def numbered(document: Document, number: int = 1) -> None:
    paragraph = document.add_paragraph("voce")
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))


def test_documents_of_one_template_are_one_family_and_those_with_another_foot_are_not(write: Write) -> None:
    def other_foot(document: Document) -> None:
        document.sections[0].footer.paragraphs[0].add_run("altro piede")

    families = [write().family(), write().family(), write(other_foot).family()]
    assert families[0] == families[1] != families[2]
    assert None not in families


def test_each_document_has_its_own_copy_of_every_list(write: Write) -> None:
    joined = join_documents([write(numbered), write(numbered), write(numbered)]).content
    numbers = re.findall(r'<w:numId w:val="(\d+)"', body_of(joined))
    assert len(numbers) == len(set(numbers)) == 3
    with zipfile.ZipFile(io.BytesIO(joined)) as package:
        numbering = package.read("word/numbering.xml").decode()
    lists = dict(re.findall(r'<w:num w:numId="(\d+)"[^>]*>\s*<w:abstractNumId w:val="(\d+)"', numbering))
    assert len({lists[number] for number in numbers}) == 3
    assert numbering.rindex("<w:abstractNum ") < numbering.index("<w:num ")


def test_the_total_at_the_foot_is_the_page_of_the_end_of_the_first_document(write: Write) -> None:
    joined = join_documents([write(), write()]).content
    with zipfile.ZipFile(io.BytesIO(joined)) as package:
        feet = [package.read(name).decode() for name in package.namelist() if "footer" in name and "_rels" not in name]
    assert any(" PAGEREF dcerfine0 " in foot for foot in feet)
    assert not any("NUMPAGES" in foot for foot in feet)
    assert body_of(joined).count('w:name="dcerinizio') == 2
    assert re.findall(r'w:name="(dcerfine\d)"', body_of(joined)) == ["dcerfine0"]


def test_a_total_in_the_text_is_that_of_its_own_document(write: Write) -> None:
    def total(document: Document) -> None:
        add_field(document.add_paragraph("di pagine "), " NUMPAGES ")

    assert re.findall(r"PAGEREF dcerfine\d", body_of(join_documents([write(total), write(total)]).content)) == [
        "PAGEREF dcerfine0",
        "PAGEREF dcerfine1",
    ]


def test_bookmarks_and_references_keep_together_and_never_meet_those_of_another_document(write: Write) -> None:
    def refer(document: Document) -> None:
        target = document.add_paragraph("Articolo 3")
        for kind in ("Start", "End"):
            mark = OxmlElement(f"w:bookmark{kind}")
            mark.set(qn("w:id"), "7")
            if kind == "Start":
                mark.set(qn("w:name"), "articolo")
            target._p.append(mark)
        add_field(document.add_paragraph("vedi "), r" REF articolo \h ")

    text = body_of(join_documents([write(refer), write(refer)]).content)
    names = re.findall(r'w:name="(d\d_articolo)"', text)
    assert names == ["d0_articolo", "d1_articolo"]
    assert re.findall(r"REF (d\d_articolo)", text) == names
    ids = re.findall(r'bookmarkStart w:id="(\d+)"', text)
    assert len(ids) == len(set(ids))


def test_a_picture_follows_its_document_and_an_equal_one_is_kept_once(write: Write) -> None:
    def with_picture(colour: str) -> Callable[[Document], None]:
        return lambda document: document.add_picture(picture(colour), width=Cm(2)) and None

    joined = join_documents([write(with_picture(colour)) for colour in ("red", "blue", "red")]).content
    with zipfile.ZipFile(io.BytesIO(joined)) as package:
        assert len([name for name in package.namelist() if "/media/" in name]) == 2
        relations = package.read("word/_rels/document.xml.rels").decode()
    shown = re.findall(r'r:embed="(\w+)"', body_of(joined))
    targets = [re.search(rf'Id="{identity}"[^>]*Target="([^"]+)"', relations)[1] for identity in shown]
    assert targets[0] == targets[2] != targets[1]
    drawings = re.findall(r'<wp:docPr id="(\d+)"', body_of(joined))
    assert len(set(drawings)) == 3


def two_sections(document: Document) -> None:
    document.add_section(WD_SECTION.NEW_PAGE)


def first_page_apart(document: Document) -> None:
    document.sections[0].different_first_page_header_footer = True


def other_paper(document: Document) -> None:
    document.sections[0].page_width = Cm(29.7)


def counter(document: Document) -> None:
    add_field(document.add_paragraph(), " SEQ Tabella ")


def index(document: Document) -> None:
    add_field(document.add_paragraph(), r" TOC \o ")


def in_pieces(document: Document) -> None:
    paragraph = document.add_paragraph()
    for kind, text in (("begin", ""), ("", " PA"), ("", "GE "), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def styled_list(document: Document) -> None:
    document.add_paragraph("voce", style="List Number")


@pytest.mark.parametrize(
    "change",
    [two_sections, first_page_apart, other_paper, counter, index, in_pieces, styled_list],
    ids=lambda f: f.__name__,
)
def test_what_would_print_otherwise_than_alone_is_refused_and_named(
    write: Write, change: Callable[[Document], None]
) -> None:
    with pytest.raises(CannotJoinError) as refusal:
        join_documents([write(), write(), write(change)])
    assert refusal.value.index == 2


def first_style(joined: JoinedDocx, number: int) -> str:
    """Return the style of the paragraph in which a document begins."""
    before = body_of(joined.content).partition(f'w:name="dcerinizio{number}"')[0]
    return re.findall(r'pStyle w:val="(\w+)"', before.rpartition("<w:p>")[2])[0]


def test_documents_begin_in_a_style_of_their_own_which_is_like_the_one_they_had(write: Write) -> None:
    def titled(document: Document) -> None:
        document.paragraphs[0].style = "Title"

    joined = join_documents([write(titled), write(titled), write(), write(titled)])
    assert joined.start_styles == ("dcerstile0", "dcerstile1")
    assert [first_style(joined, number) for number in range(4)] == ["Title", "dcerstile0", "dcerstile1", "dcerstile0"]
    with zipfile.ZipFile(io.BytesIO(joined.content)) as package:
        styles = package.read(STYLES).decode()
    assert re.findall(r'w:styleId="dcerstile\d"><w:name w:val="(\w+)"/><w:basedOn w:val="(\w+)"', styles) == [
        ("dcerstile0", "Title"),
        ("dcerstile1", "Normal"),
    ]


def by_its_style(document: Document) -> None:
    for paragraph in (document.paragraphs[0], document.add_paragraph("e altro")):
        paragraph.style = "Title"  # of which two leave no space between them


def by_itself(document: Document) -> None:
    document.add_paragraph("vicino")._p.get_or_add_pPr().append(OxmlElement("w:contextualSpacing"))


@pytest.mark.parametrize("close", [by_its_style, by_itself])
def test_first_paragraphs_that_are_close_together_because_of_their_style_are_refused(
    write: Write, close: Callable[[Document], None]
) -> None:
    with pytest.raises(CannotJoinError) as refusal:
        join_documents([write(close), write(close)])
    assert refusal.value.index == 1


def revision(document: Document) -> None:
    document.add_paragraph("resta")._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>aggiunto</w:t></w:r></w:ins>')
    )


def note(document: Document) -> None:
    document.add_paragraph("con nota")._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>')
    )


@pytest.mark.parametrize("change", [revision, note], ids=lambda f: f.__name__)
def test_documents_with_revisions_or_notes_belong_to_no_family(
    write: Write, change: Callable[[Document], None]
) -> None:
    assert write(change).family() is None


def test_a_table_at_the_end_is_refused_because_the_mark_of_the_end_needs_a_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("testo")
    document.add_table(rows=1, cols=1)
    document.save(str(tmp_path / "tabella.docx"))
    parts = WordParts.read(tmp_path / "tabella.docx")
    with pytest.raises(CannotJoinError):
        join_documents([parts, parts])


def test_batches_hold_one_family_each_and_grow_smaller_so_that_all_instances_end_together(
    write: Write, statute: Callable[..., Path], tmp_path: Path
) -> None:
    for _ in range(10):
        write()
    alike = [PdfJob(tmp_path / f"{number}.docx", tmp_path / f"{number}.pdf") for number in range(1, 11)]
    other = PdfJob(statute(), tmp_path / "statuto.pdf")
    missing = PdfJob(tmp_path / "assente.docx", tmp_path / "assente.pdf")
    batches = plan_batches([*alike, other, missing], instances=2, largest=4)
    assert sorted(index for batch in batches for index in batch.indexes) == list(range(12))
    assert sorted(len(batch.indexes) for batch in batches) == [1, 1, 2, 4, 4]
    assert all(batch.is_single for batch in batches if {10, 11} & set(batch.indexes))
    assert all(batch.is_single for batch in plan_batches(alike, instances=2, largest=1))
    many = plan_batches(alike * 24, instances=2)
    assert [len(batch.indexes) for batch in many] == [32, 32, 32, 32, 28, 21, 16, 12, 9, 8, 8, 8, 2]


def test_a_package_read_to_plan_is_joined_without_reading_it_again_and_then_let_go(
    write: Write, tmp_path: Path
) -> None:
    cache = PackageCache()
    paths = [tmp_path / "1.docx", tmp_path / "2.docx"]
    for path in paths:
        cache.keep(path, write())
    paths[0].rename(tmp_path / "altrove.docx")
    first, second = cache.take(paths[0]), cache.take(paths[1])
    assert first.parts[STYLES] is second.parts[STYLES], "what is common to both is held once"
    with pytest.raises(FileNotFoundError):
        cache.take(paths[0])
    assert cache.take(paths[1]).parts == second.parts, "read again"


def test_packages_are_held_only_while_there_is_room(write: Write, tmp_path: Path) -> None:
    first, second = write(), write()
    cache = PackageCache(len(first.parts[MAIN]))
    cache.keep(tmp_path / "1.docx", first)
    cache.keep(tmp_path / "2.docx", second)
    assert cache.take(tmp_path / "1.docx").parts[MAIN] is first.parts[MAIN]
    assert cache.take(tmp_path / "2.docx").parts[MAIN] is not second.parts[MAIN]


def test_styles_that_nobody_uses_are_left_behind_and_those_they_rest_on_are_kept(write: Write) -> None:
    def styled(document: Document) -> None:
        document.add_paragraph("Titolo", style="Heading 2")

    before, joined = write(styled), join_documents([write(styled), write(styled)]).content
    with zipfile.ZipFile(io.BytesIO(joined)) as package:
        styles = package.read("word/styles.xml").decode()
    kept = set(re.findall(r'w:styleId="(\w+)"', styles))
    assert {"Normal", "Heading2", "Heading2Char", "Footer", "DefaultParagraphFont"} <= kept
    assert len(kept) < 20 < len(set(re.findall(rb'w:styleId="(\w+)"', before.parts["word/styles.xml"])))
