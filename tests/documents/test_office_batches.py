"""Documents printed together by LibreOffice come out as each would alone: pages, totals, lists, pictures, facts."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import docx
import numpy as np
import pikepdf
import pypdf
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from PIL import Image
from pypdfium2 import PdfDocument

from tests.builders.condominiums import condominium
from tests.builders.dossiers import build
from workflow.bundle import libreoffice_pdf
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.office.orphan_headings import has_orphan_heading
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.pdfa import check_pdfa
from workflow.documents.catalogue import Catalogue
from workflow.documents.properties import DocumentProperties
from workflow.documents.renderer import render
from workflow.law import Law
from workflow.services.writing import orders, write

Compile = Callable[[str], Path]
SCALE = 100 / 72

SOURCE = """\
# Mandato
_di {{ nome }}_

### Oggetto {#oggetto}
1. Primo comma di {{ nome }}, vedi l'{{ art('durata') }}.
2. Secondo comma:
   a) lettera prima;
   b) lettera seconda.

| Dato | Valore |
|---|---|
| Nome | {{ nome }} |

{% for riga in righe %}
{{ riga }}
{% endfor %}

### Durata {#durata}
1. Il mandato di {{ nome }} dura un anno.

::: firme
Luogo e data | Cuneo
Il mandante | {{ nome }}
Il mandatario | Anna D'Àmico
:::
"""
NAMES = ("Lia Ferrero", "Nora D'Àmico", "Ugo & Figli", "Elda Müller–Köhler", "Remo O’Neill")


@pytest.fixture(scope="module")
def engine() -> Iterator[LibreOfficeEngine]:
    with LibreOfficeEngine(workers=1) as engine:
        yield engine


@pytest.fixture(scope="module")
def alone() -> Iterator[LibreOfficeEngine]:
    with LibreOfficeEngine(workers=1, largest_batch=1) as engine:
        yield engine


@pytest.fixture
def mandates(compiled: Compile, tmp_path: Path) -> Callable[[list[int]], list[Path]]:
    """Write mandates of so many lines of text each."""
    template = compiled(SOURCE)

    def write(lines: list[int]) -> list[Path]:
        paths = []
        for number, count in enumerate(lines):
            name = NAMES[number % len(NAMES)]
            context = {
                "bozza": False,
                "pie": {"documento": "Mandato", "edizione": "edizione 2026", "dossier": "CER Valle Màira"},
                "nome": name,
                "righe": [f"Riga {line} di {name}." for line in range(count)],
            }
            properties = DocumentProperties(f"Mandato – {name}", date(2026, 11, 22), subject="CER Valle Màira")
            path = tmp_path / f"mandato-{number}.docx"
            path.write_bytes(render(template, context, properties=properties))
            paths.append(path)
        return paths

    return write


def convert(engine: LibreOfficeEngine, paths: list[Path], folder: Path) -> list[Path]:
    results = engine.convert_many([PdfJob(path, folder / f"{path.stem}.pdf") for path in paths])
    assert [problem for result in results for problem in result.problems] == []
    return [result.job.pdf for result in results]


def texts(pdf: Path) -> list[str]:
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pypdf.PdfReader(pdf).pages]


def was_joined(pdf: Path) -> bool:
    """Whether a PDF was cut out of a longer one: the tree of tags stays behind."""
    with pikepdf.open(pdf) as opened:
        return "/StructTreeRoot" not in opened.Root


def rasters(pdf: Path) -> list[np.ndarray]:
    document = PdfDocument(pdf)
    try:
        return [np.asarray(page.render(scale=SCALE).to_pil().convert("L")) for page in document]
    finally:
        document.close()


def headings(pdf: Path) -> list[tuple[int, str, int]]:
    """Return the outline: depth, words, page."""

    def below(items: list[pikepdf.OutlineItem], depth: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            assert item.destination is not None
            yield depth, item.title, opened.pages.index(pikepdf.Page(item.destination[0]))
            yield from below(item.children, depth + 1)

    with pikepdf.open(pdf) as opened, opened.open_outline() as outline:
        return list(below(outline.root, 0))


def test_together_or_alone_the_pages_are_the_same_letter_by_letter_and_dot_by_dot(
    engine: LibreOfficeEngine,
    alone: LibreOfficeEngine,
    mandates: Callable[[list[int]], list[Path]],
    tmp_path: Path,
) -> None:
    paths = mandates([20, 20, 21, 22])
    together = convert(engine, paths, tmp_path / "insieme")
    single = convert(alone, paths, tmp_path / "soli")
    assert all(was_joined(pdf) for pdf in together)
    assert not any(was_joined(pdf) for pdf in single)
    for one, other in zip(together, single, strict=True):
        assert texts(one) == texts(other)
        assert headings(one) == headings(other)
        pages, wanted = rasters(one), rasters(other)
        assert len(pages) == len(wanted) >= 1
        assert all(np.array_equal(page, want) for page, want in zip(pages, wanted, strict=True)), one


def begin_with_a_chapter(document: Document) -> None:
    document.add_heading("Premesse", 1)
    document.add_heading("Parti", 2)


def begin_plainly(document: Document) -> None:
    document.add_paragraph("Tra i sottoscritti.")
    document.add_paragraph("Si conviene.")


def begin_with_formats_of_its_own(document: Document) -> None:
    first = document.add_paragraph("Spett.le GSE", style="Intense Quote")
    first.paragraph_format.space_before = Pt(30)
    first.paragraph_format.page_break_before = True
    document.add_paragraph("una lettera", style="Quote")


@pytest.mark.parametrize("begin", [begin_with_a_chapter, begin_plainly, begin_with_formats_of_its_own])
def test_whatever_a_document_begins_with_looks_the_same_and_is_in_the_outline_the_same(
    begin: Callable[[Document], None], engine: LibreOfficeEngine, alone: LibreOfficeEngine, tmp_path: Path
) -> None:
    paths = []
    for number in range(3):
        document = docx.Document()
        begin(document)
        for line in range(60):
            document.add_paragraph(f"Riga {line} del documento {number}")
        path = tmp_path / f"{number}.docx"
        document.save(str(path))
        paths.append(path)
    together, single = convert(engine, paths, tmp_path / "insieme"), convert(alone, paths, tmp_path / "soli")
    assert all(was_joined(pdf) for pdf in together)
    for one, other in zip(together, single, strict=True):
        assert headings(one) == headings(other)
        pages, wanted = rasters(one), rasters(other)
        assert len(pages) == len(wanted) >= 2
        assert all(np.array_equal(page, want) for page, want in zip(pages, wanted, strict=True)), one


def test_a_heading_is_never_left_at_the_foot_of_a_page_by_being_printed_together(
    engine: LibreOfficeEngine,
    alone: LibreOfficeEngine,
    mandates: Callable[[list[int]], list[Path]],
    tmp_path: Path,
) -> None:
    """With a section for each document LibreOffice leaves it there in all but the first."""
    paths = mandates(list(range(22, 36)))
    together = [texts(pdf) for pdf in convert(engine, paths, tmp_path / "insieme")]
    assert together == [texts(pdf) for pdf in convert(alone, paths, tmp_path / "soli")]
    firsts = [pages[0] for pages in together if len(pages) > 1]
    assert len(firsts) > 2, "the heading of the last article passes the end of the page"
    assert any("Art. 2 – Durata" not in page for page in firsts)
    assert not any("Art. 2 – Durata" in page and "1. Il mandato" not in page for page in firsts)


def test_a_heading_left_alone_has_its_document_filled_again_until_it_stands_with_its_text(
    engine: LibreOfficeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LibreOffice 7.4 leaves one in this statute; another version may leave none, and then nothing is done twice."""
    dossier, law = build("cer_ok"), Law.load()
    wanted, _ = orders(dossier, law, Catalogue.load(), frozenset({"statuto_cer"}))
    word = tmp_path / "statuto.docx"
    word.write_bytes(next(iter(write(dossier, law, wanted[:1]))).content)
    seen: list[bool] = []

    def found(pdf: Path) -> bool:
        seen.append(has_orphan_heading(pdf))
        return seen[-1] or len(seen) == 1

    monkeypatch.setattr(libreoffice_pdf, "has_orphan_heading", found)
    (made,) = convert(engine, [word], tmp_path)
    assert not has_orphan_heading(made)
    assert len(texts(made)) > 5
    assert len(seen) == 1, "it is filled again once, and then taken as it is"


def test_rows_that_are_left_out_at_the_foot_of_a_page_are_printed_after_all(
    engine: LibreOfficeEngine, tmp_path: Path
) -> None:
    """LibreOffice 7.4 prints neither of the two last rows of a table of this paper, none of whose rows may break."""
    law, dossier = Law.load(), condominium(0)
    wanted, _ = orders(dossier, law, Catalogue.load(), frozenset({"specchio_istanza"}))
    (written,) = write(dossier, law, wanted)
    path = tmp_path / "specchio.docx"
    path.write_bytes(written.content)
    (result,) = engine.convert_many([PdfJob(path, tmp_path / "specchio.pdf")])
    assert result.problems == ()
    assert "sottesi alla cabina primaria" in " ".join(" ".join(texts(result.job.pdf)).split())


def test_every_page_says_dossier_document_edition_and_its_number_also_when_lengths_differ(
    engine: LibreOfficeEngine, mandates: Callable[[list[int]], list[Path]], tmp_path: Path
) -> None:
    lengths = [5, 70, 5, 70, 140]
    made = convert(engine, mandates(lengths), tmp_path)
    pages = [texts(pdf) for pdf in made]
    assert len({len(one) for one in pages}) == 3
    for one in pages:
        for number, page in enumerate(one, start=1):
            assert f"Pagina {number} di {len(one)}" in page
            assert "CER Valle Màira" in page
            assert "Mandato · edizione 2026" in page
    assert [was_joined(pdf) for pdf in made[:4]] == [True] * 4, "those of one length go together, if not at once"


def test_numbered_lists_begin_anew_in_every_document(
    engine: LibreOfficeEngine, mandates: Callable[[list[int]], list[Path]], tmp_path: Path
) -> None:
    for pdf in convert(engine, mandates([3, 3, 3, 3]), tmp_path):
        assert was_joined(pdf)
        whole = " ".join(texts(pdf))
        for words in (
            "Art. 1 – Oggetto",
            "1. Primo comma",
            "2. Secondo comma",
            "a) lettera",
            "b) lettera",
            "l’art. 2",
            "Art. 2 – Durata",
        ):
            assert words in whole, words
        assert "Art. 3" not in whole


def test_no_word_of_one_member_is_in_the_file_of_another(
    engine: LibreOfficeEngine, mandates: Callable[[list[int]], list[Path]], tmp_path: Path
) -> None:
    made = convert(engine, mandates([10, 10, 10, 10, 10]), tmp_path)
    for number, pdf in enumerate(made):
        with pikepdf.open(pdf) as opened:
            opened.save(
                tmp_path / "aperto.pdf",
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            )
        said = " ".join(texts(pdf)) + (tmp_path / "aperto.pdf").read_bytes().decode("latin-1")
        assert NAMES[number].split()[0] in said
        for other in NAMES[:number] + NAMES[number + 1 :]:
            assert f"di {other}." not in said
            assert other.encode("utf-16-be").decode("latin-1") not in said


def test_each_file_has_its_title_author_language_and_the_marks_of_pdf_a(
    engine: LibreOfficeEngine, mandates: Callable[[list[int]], list[Path]], tmp_path: Path
) -> None:
    for number, pdf in enumerate(convert(engine, mandates([3, 3, 3]), tmp_path)):
        assert was_joined(pdf)
        reader = pypdf.PdfReader(pdf)
        assert reader.metadata is not None
        assert reader.metadata.title == f"Mandato – {NAMES[number]}"
        assert reader.metadata.author == "dossier-cer"
        assert reader.metadata.subject == "CER Valle Màira"
        assert reader.root_object["/Lang"] == "it-IT"
        assert reader.xmp_metadata is not None
        assert reader.xmp_metadata.dc_title["x-default"] == f"Mandato – {NAMES[number]}"
        assert [title for _, title, _ in headings(pdf)][-2:] == ["Art. 1 – Oggetto", "Art. 2 – Durata"]
        report = check_pdfa(pdf)
        assert report.problems == ()
        assert report.notes == ()


def with_picture(path: Path, colour: tuple[int, int, int], *, name: str) -> Path:
    document = docx.Document()
    document.core_properties.title = name
    document.add_paragraph(f"Foto di {name}")
    packed = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(packed, "PNG")
    packed.seek(0)
    document.add_picture(packed, width=Cm(6))
    document.add_paragraph("Fine.")
    document.save(str(path))
    return path


def test_a_picture_of_one_document_is_not_hidden_in_the_files_of_the_others(
    engine: LibreOfficeEngine, tmp_path: Path
) -> None:
    colours = {"rossa": (200, 30, 30), "verde": (30, 200, 30), "blu": (30, 30, 200)}
    paths = [with_picture(tmp_path / f"{name}.docx", colour, name=name) for name, colour in colours.items()]
    for pdf, colour in zip(convert(engine, paths, tmp_path / "pdf"), colours.values(), strict=True):
        assert was_joined(pdf)
        with pikepdf.open(pdf) as opened:
            images = [
                one for one in opened.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
            ]
            assert len(images) == 1
            seen = pikepdf.PdfImage(images[0]).as_pil_image().convert("RGB").getpixel((5, 5))
        assert all(abs(got - wanted) < 12 for got, wanted in zip(seen, colour, strict=True))


def test_documents_that_cannot_go_together_are_printed_alone_and_whole(
    engine: LibreOfficeEngine, tmp_path: Path
) -> None:
    paths = []
    for number in range(4):
        document = docx.Document()
        document.add_paragraph(f"Documento {number}")
        if number == 1:
            document.add_paragraph("una voce", style="List Number")
        if number == 2:
            document.add_paragraph("con ").add_run("nota")._r.append(
                parse_xml(f"<w:t {nsdecls('w')}>, e una parola</w:t>")
            )
            document.add_table(rows=1, cols=1)
        path = tmp_path / f"{number}.docx"
        document.save(str(path))
        paths.append(path)
    made = convert(engine, paths, tmp_path / "pdf")
    assert [was_joined(pdf) for pdf in made] == [True, False, False, True]
    assert [f"Documento {number}" in texts(pdf)[0] for number, pdf in enumerate(made)] == [True] * 4
