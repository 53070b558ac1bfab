"""The merged file: everything in order, findable by bookmark, index and page, and nobody's file changed."""

import hashlib
import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from workflow.bundle.assemble import Assembly, Part, assemble
from workflow.bundle.index_content import Cover
from workflow.bundle.plan import ItemState
from workflow.bundle.stamp import DRAFT_LINE, Marks, stamp_file

COVER = Cover(
    dossier="Comunità «Valle Șerbana» & <Figli>",
    kind="Comunità energetica rinnovabile",
    as_of=date(2026, 11, 22),
    verdict="Nessun rilievo bloccante.",
    facts=(("Referente", "Comune di Borgo Inventato"),),
)
UPLOAD, KEEP = "1 · Da caricare", "2 · Da conservare"


@pytest.fixture
def parts(tmp_path: Path, make_pdf: Callable[..., bytes], picture: Callable[..., Path]) -> list[Part]:
    def pdf(name: str, pages: int, text: str) -> Path:
        path = tmp_path / name
        path.write_bytes(make_pdf(pages, text))
        return path

    return [
        Part("Domanda", pdf("domanda.pdf", 2, "Domanda"), UPLOAD, "1_caricare/domanda.pdf", ItemState.READY, "Sempre."),
        Part("Visura", pdf("visura.pdf", 3, "Visura"), UPLOAD, "1_caricare/visura.pdf", is_attachment=True),
        Part("Statuto", pdf("statuto.pdf", 1, "Statuto"), KEEP, "2_conservare/statuto.pdf"),
        Part("Foto", picture("foto.jpg", (1600, 900)), KEEP, "2_conservare/foto.jpg", is_attachment=True),
    ]


def texts(pdf: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(pdf).pages]


def outline(reader: PdfReader, items: list[Any] | None = None) -> list[Any]:
    return [
        outline(reader, item) if isinstance(item, list) else (item.title, reader.get_destination_page_number(item))
        for item in (reader.outline if items is None else items)
    ]


def test_the_parts_follow_cover_and_index_in_their_order(parts: list[Part], tmp_path: Path) -> None:
    target = tmp_path / "fascicolo.pdf"
    done = assemble(target, COVER, parts, Marks())
    pages = texts(target)
    assert done.pages == len(pages) == 2 + 2 + 3 + 1 + 1
    assert [(placed.first_page, placed.pages) for placed in done.parts] == [(3, 2), (5, 3), (8, 1), (9, 1)]
    assert "Comunità «Valle Șerbana» & <Figli>" in " ".join(pages[0].split())
    assert "22/11/2026" in pages[0]
    assert "Domanda, pagina 1" in pages[2]
    assert "Visura, pagina 3" in pages[6]
    assert "Statuto, pagina 1" in pages[7]


def test_each_page_but_the_cover_tells_dossier_document_and_number(parts: list[Part], tmp_path: Path) -> None:
    assemble(tmp_path / "f.pdf", COVER, parts, Marks())
    pages = texts(tmp_path / "f.pdf")
    assert "pagina 1/9" not in pages[0]
    assert "Valle Șerbana» & <Figli> · Indice · pagina 2/9" in pages[1]
    assert "· Visura · pagina 6/9" in pages[5]


def test_bookmarks_lead_to_sections_and_documents(parts: list[Part], tmp_path: Path) -> None:
    assemble(tmp_path / "f.pdf", COVER, parts, Marks())
    assert outline(PdfReader(tmp_path / "f.pdf")) == [
        ("Copertina", 0),
        ("Indice", 1),
        (UPLOAD, 2),
        [("Domanda", 2), ("Visura", 4)],
        (KEEP, 7),
        [("Statuto", 7), ("Foto", 8)],
    ]


def test_the_index_prints_the_pages_and_its_lines_are_links(parts: list[Part], tmp_path: Path) -> None:
    assemble(tmp_path / "f.pdf", COVER, parts, Marks())
    reader = PdfReader(tmp_path / "f.pdf")
    index = reader.pages[1].extract_text()
    for words in ("Domanda", "Sempre.", "1_caricare/visura.pdf", "da firmare"):
        assert words in index
    numbers = re.findall(r"(?:^|\s)(\d+)$", index, re.MULTILINE)
    assert numbers == ["3", "5", "8", "9"]
    links = [annotation.get_object() for annotation in reader.pages[1]["/Annots"]]
    ids = [page.indirect_reference.idnum for page in reader.pages]
    assert [
        ids.index(link["/Dest"][0].idnum) if hasattr(link["/Dest"][0], "idnum") else int(link["/Dest"][0])
        for link in links
    ] == [2, 4, 7, 8]
    heights = [float(link["/Rect"][3]) for link in links]
    assert heights == sorted(heights, reverse=True)


def test_page_labels_are_those_that_the_pages_print(parts: list[Part], tmp_path: Path) -> None:
    assemble(tmp_path / "f.pdf", COVER, parts, Marks())
    assert PdfReader(tmp_path / "f.pdf").page_labels == ["Copertina", "Indice 1", "3", "4", "5", "6", "7", "8", "9"]


def test_the_index_of_a_large_file_counts_its_own_pages(tmp_path: Path, make_pdf: Callable[..., bytes]) -> None:
    path = tmp_path / "uno.pdf"
    path.write_bytes(make_pdf(1, "Scheda"))
    many = [Part(f"Scheda {number}", path, KEEP, reason="Una per socio.") for number in range(120)]
    done = assemble(tmp_path / "f.pdf", COVER, many, Marks())
    first = done.parts[0].first_page
    assert first > 4
    pages = texts(tmp_path / "f.pdf")
    assert "Scheda, pagina 1" in pages[first - 1]
    assert "Indice" in pages[first - 2]
    assert str(done.parts[-1].first_page) in pages[first - 2].split()


def test_equal_inputs_give_equal_bytes(parts: list[Part], tmp_path: Path) -> None:
    for name in ("a", "b"):
        assemble(tmp_path / f"{name}.out", COVER, parts, Marks(is_draft=True))
    assert (tmp_path / "a.out").read_bytes() == (tmp_path / "b.out").read_bytes()


def test_another_content_gives_another_identity(
    parts: list[Part], tmp_path: Path, make_pdf: Callable[..., bytes]
) -> None:
    identities = []
    for text in ("Statuto", "Statuto nuovo", "Statuto"):
        with pikepdf.open(BytesIO(make_pdf(1, text))) as document:
            document.save(parts[2].path, deterministic_id=True)  # as the engines do
        assemble(tmp_path / "f.pdf", COVER, parts, Marks())
        identities.append(PdfReader(tmp_path / "f.pdf").trailer["/ID"][0].original_bytes)
    assemble(tmp_path / "f.pdf", COVER, parts, Marks(is_draft=True))
    drafted = PdfReader(tmp_path / "f.pdf").trailer["/ID"][0].original_bytes
    assert identities[0] == identities[2]
    assert len({*identities, drafted}) == 3


def test_a_draft_marks_every_page_once(parts: list[Part], tmp_path: Path) -> None:
    stamp_file(parts[0].path, Marks(is_draft=True))
    already = Part("Domanda", parts[0].path, UPLOAD, carries_marks=True)
    assemble(tmp_path / "f.pdf", COVER, [already, *parts[1:]], Marks(is_draft=True))
    assert {page.count(DRAFT_LINE) for page in texts(tmp_path / "f.pdf")} == {1}


def _signed_and_active(writer: PdfWriter) -> None:
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): NameObject("/x")})
    writer.root_object[NameObject("/OpenAction")] = script


@pytest.fixture
def with_hostile(parts: list[Part], tmp_path: Path, make_pdf_with: Callable[..., bytes]) -> list[Part]:
    active = tmp_path / "attivo.pdf"
    active.write_bytes(make_pdf_with(_signed_and_active, pages=4))
    broken = tmp_path / "rotto.pdf"
    broken.write_bytes(b"%PDF-1.4 nulla")
    return [
        *parts,
        Part("Modulo attivo", active, KEEP, "allegati/attivo.pdf", is_attachment=True),
        Part("File rotto", broken, KEEP, "allegati/rotto.pdf", is_attachment=True),
    ]


def assembled_with(parts: list[Part], target: Path) -> Assembly:
    return assemble(target, COVER, parts, Marks(is_draft=True))


def test_a_hostile_attachment_is_replaced_by_a_sheet_that_says_why(with_hostile: list[Part], tmp_path: Path) -> None:
    done = assembled_with(with_hostile, tmp_path / "f.pdf")
    sheet = texts(tmp_path / "f.pdf")[done.parts[4].first_page - 1]
    digest = hashlib.sha256(with_hostile[4].path.read_bytes()).hexdigest()
    for words in ("Allegato: vedere il file", "Modulo attivo", "allegati/attivo.pdf", "contiene JavaScript", digest):
        assert words in sheet
    assert done.parts[4].kept_apart == "contiene JavaScript"
    assert done.parts[5].kept_apart == "è un PDF danneggiato e non si apre"
    assert b"/JavaScript" not in (tmp_path / "f.pdf").read_bytes()
    assert len(done.inspections) == 4


def test_no_input_file_is_ever_changed(with_hostile: list[Part], tmp_path: Path) -> None:
    before = [part.path.read_bytes() for part in with_hostile]
    assembled_with(with_hostile, tmp_path / "f.pdf")
    assert [part.path.read_bytes() for part in with_hostile] == before


def test_a_transparent_picture_lies_on_white_and_a_wide_one_on_a_wide_page(
    tmp_path: Path, picture: Callable[..., Path]
) -> None:
    clear = picture("timbro.png", (900, 300), (255, 0, 0, 0))
    done = assemble(tmp_path / "f.pdf", COVER, [Part("Timbro", clear, KEEP, is_attachment=True)], Marks())
    page = PdfReader(tmp_path / "f.pdf").pages[done.parts[0].first_page - 1]
    assert page.mediabox.width > page.mediabox.height
    image = page.images[0].image
    assert image is not None
    assert image.convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_a_bundle_without_documents_has_a_cover_and_an_index(tmp_path: Path) -> None:
    assert assemble(tmp_path / "f.pdf", COVER, [], Marks()).pages == 2


def _signature(writer: PdfWriter) -> None:
    mark = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Sig"),
            NameObject("/ByteRange"): ArrayObject(NumberObject(number) for number in (0, 10, 20, 30)),
            NameObject("/Contents"): TextStringObject("firma"),
        }
    )
    field = DictionaryObject(
        {NameObject("/FT"): NameObject("/Sig"), NameObject("/V"): writer._add_object(mark)}
    )  # pypdf has no other way
    fields = ArrayObject([writer._add_object(field)])  # likewise
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): fields})


def test_a_signed_file_is_carried_whole_beside_the_sheet_that_says_where(
    parts: list[Part], tmp_path: Path, make_pdf_with: Callable[..., bytes]
) -> None:
    signed, envelope = tmp_path / "firmato.pdf", tmp_path / "statuto.pdf.p7m"
    signed.write_bytes(make_pdf_with(_signature, pages=2))
    envelope.write_bytes(b"0\x80una busta")
    kept = [
        Part("Statuto firmato", signed, KEEP, "2_conservare/statuto.pdf", is_attachment=True),
        Part("Statuto in busta", envelope, KEEP, "2_conservare/statuto.pdf.p7m", is_attachment=True),
    ]
    done = assembled_with([*parts, *kept], tmp_path / "f.pdf")
    reader = PdfReader(tmp_path / "f.pdf")
    carried = dict(reader.attachments.items())
    assert carried["2_conservare_statuto.pdf"] == [signed.read_bytes()]
    assert carried["2_conservare_statuto.pdf.p7m"] == [envelope.read_bytes()]
    assert "Allegato intero a questo PDF" in reader.pages[done.parts[-1].first_page - 1].extract_text()
