"""What people attach is looked into and never changed: one file, one fault, one verdict."""

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from workflow.bundle.attachment_inspection import MAX_BYTES, Concern, Nature, inspect_attachment
from workflow.bundle.document_findings import attachment_findings


def name(text: str) -> NameObject:
    return NameObject(text)


def action(kind: str) -> DictionaryObject:
    return DictionaryObject({name("/S"): name(kind), name("/F"): TextStringObject("altro")})


def _javascript(writer: PdfWriter) -> None:
    script = DictionaryObject({name("/S"): name("/JavaScript"), name("/JS"): TextStringObject("app.alert(1)")})
    writer.root_object[name("/OpenAction")] = script


def _launch(writer: PdfWriter) -> None:
    writer.root_object[name("/OpenAction")] = action("/Launch")


def _automatic(writer: PdfWriter) -> None:
    writer.pages[0][name("/AA")] = DictionaryObject({name("/O"): action("/URI")})


def _embedded(writer: PdfWriter) -> None:
    writer.add_attachment("dentro.txt", b"contenuto")


def _submit(writer: PdfWriter) -> None:
    annotation = DictionaryObject({name("/Subtype"): name("/Link"), name("/A"): action("/SubmitForm")})
    writer.pages[0][name("/Annots")] = ArrayObject([writer._add_object(annotation)])


def _xfa(writer: PdfWriter) -> None:
    writer.root_object[name("/AcroForm")] = DictionaryObject({name("/XFA"): TextStringObject("<xdp/>")})


def _remote(writer: PdfWriter) -> None:
    writer.root_object[name("/OpenAction")] = action("/GoToR")


def _signature(writer: PdfWriter) -> None:
    value = DictionaryObject(
        {
            name("/Type"): name("/Sig"),
            name("/ByteRange"): ArrayObject(NumberObject(n) for n in (0, 10, 20, 30)),
            name("/Contents"): TextStringObject("firma"),
        }
    )
    field = DictionaryObject({name("/FT"): name("/Sig"), name("/V"): writer._add_object(value)})
    writer.root_object[name("/AcroForm")] = DictionaryObject(
        {name("/Fields"): ArrayObject([writer._add_object(field)])}
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, bytes], Path]:
    def write(file: str, data: bytes) -> Path:
        path = tmp_path / file
        path.write_bytes(data)
        return path

    return write


def test_a_plain_pdf_is_good_whatever_its_name(make_pdf: Callable[..., bytes], written: Callable[..., Path]) -> None:
    for file in ("visura.pdf", "visura.bin"):
        seen = inspect_attachment(written(file, make_pdf(3)))
        assert (seen.nature, seen.pages, seen.concern, seen.can_be_merged) == (Nature.PDF, 3, None, True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_javascript, "contiene JavaScript"),
        (_launch, "avvia altri programmi"),
        (_automatic, "contiene azioni automatiche"),
        (_embedded, "contiene altri file"),
        (_submit, "invia dati in rete"),
        (_xfa, "contiene un modulo XFA"),
        (_remote, "rimanda ad altri file"),
    ],
)
def test_a_pdf_that_acts_by_itself_is_kept_apart(
    make_pdf_with: Callable[..., bytes], written: Callable[..., Path], change: Callable[[PdfWriter], None], said: str
) -> None:
    seen = inspect_attachment(written("attivo.pdf", make_pdf_with(change)))
    assert seen.concern is Concern.ACTIVE
    assert said in (seen.kept_apart or "")
    assert not seen.can_be_merged


def test_an_escaped_name_hides_nothing(make_pdf_with: Callable[..., bytes], written: Callable[..., Path]) -> None:
    data = re.sub(rb"/JavaScript\b", b"/J#61vaScript", make_pdf_with(_javascript))
    data = re.sub(rb"/JS\b", b"/#4A#53", data)
    assert inspect_attachment(written("nascosto.pdf", data)).kept_apart == "contiene JavaScript"


def test_active_content_inside_object_streams_is_found(tmp_path: Path) -> None:
    path = tmp_path / "compresso.pdf"
    path.write_bytes(_with_object_stream())
    assert b"/Launch" not in path.read_bytes()
    assert inspect_attachment(path).kept_apart == "avvia altri programmi"


def _with_object_stream() -> bytes:
    """Write by hand a PDF whose catalogue, pages and action lie in a compressed stream, as modern programs do."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        4: b"<</S/Launch/F(altro)>>",
    }
    body, heads = b"", []
    for number, content in objects.items():
        heads.append(f"{number} {len(body)}")
        body += content + b" "
    head = " ".join(heads).encode() + b" "
    packed = zlib.compress(head + body)
    data = b"%PDF-1.7\n"
    first = len(data)
    data += b"5 0 obj<</Type/ObjStm/N 4/First %d/Filter/FlateDecode/Length %d>>stream\n" % (len(head), len(packed))
    data += packed + b"\nendstream endobj\n"
    at = len(data)
    rows = [(0, 0, 0), *((2, 5, index) for index in range(4)), (1, first, 0), (1, at, 0)]
    table = b"".join(
        kind.to_bytes(1, "big") + where.to_bytes(4, "big") + extra.to_bytes(1, "big") for kind, where, extra in rows
    )
    data += b"6 0 obj<</Type/XRef/Size 7/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(table)
    return data + table + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at


def test_a_signed_pdf_is_kept_apart_but_is_no_fault(
    make_pdf_with: Callable[..., bytes], written: Callable[..., Path]
) -> None:
    seen = inspect_attachment(written("firmato.pdf", make_pdf_with(_signature)))
    assert (seen.is_signed, seen.concern, seen.can_be_merged) == (True, None, False)
    assert "annullerebbe la firma" in (seen.kept_apart or "")


def test_an_encrypted_pdf_cannot_be_read(make_pdf_with: Callable[..., bytes], written: Callable[..., Path]) -> None:
    for password in ("segreta", ""):
        data = make_pdf_with(lambda writer, word=password: writer.encrypt(word, "padrone", algorithm="RC4-128"))
        seen = inspect_attachment(written(f"cifrato{password}.pdf", data))
        assert seen.concern is Concern.UNREADABLE
        assert "password" in (seen.kept_apart or "")


def test_a_damaged_pdf_cannot_be_read(make_pdf: Callable[..., bytes], written: Callable[..., Path]) -> None:
    for number, data in enumerate((b"%PDF-1.7\n", make_pdf(2)[:300], b"%PDF-1.4\n" + b"\0" * 500)):
        seen = inspect_attachment(written(f"rotto{number}.pdf", data))
        assert seen.concern is Concern.UNREADABLE, number
        assert seen.kept_apart == "è un PDF danneggiato e non si apre"


def test_a_page_tree_that_turns_in_a_circle_is_refused(
    make_pdf_with: Callable[..., bytes], written: Callable[..., Path]
) -> None:
    def tie(writer: PdfWriter) -> None:
        pages = writer.root_object.raw_get("/Pages")
        pages.get_object()[name("/Kids")].append(pages)

    seen = inspect_attachment(written("anello.pdf", make_pdf_with(tie)))
    assert not seen.can_be_merged or seen.pages == 1


@pytest.mark.parametrize(
    ("file", "data", "said"),
    [
        ("vuoto.pdf", b"", "è vuoto"),
        ("finto.pdf", b"<html>ciao</html>", "si chiama .pdf ma non è un PDF"),
        ("finta.jpg", b"GIF89a nulla", "non è un'immagine leggibile"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    written: Callable[..., Path], file: str, data: bytes, said: str
) -> None:
    seen = inspect_attachment(written(file, data))
    assert seen.concern is Concern.UNREADABLE
    assert seen.kept_apart == said


def test_a_picture_is_good_if_its_name_tells_its_kind(picture: Callable[..., Path], tmp_path: Path) -> None:
    assert inspect_attachment(picture("foto.jpg")).nature is Nature.PICTURE
    assert inspect_attachment(picture("foto.png")).can_be_merged
    renamed = picture("vera.png").rename(tmp_path / "falsa.jpg")
    assert inspect_attachment(renamed).kept_apart == "non è ciò che dice il nome (è PNG)"


def test_other_kinds_of_files_are_kept_apart_without_blame(written: Callable[..., Path]) -> None:
    seen = inspect_attachment(written("contratto.pdf.p7m", b"0\x82\x01\x00"))
    assert (seen.nature, seen.concern, seen.can_be_merged) == (Nature.OTHER, None, False)


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    large = tmp_path / "enorme.bin"
    with large.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    seen = inspect_attachment(large)
    assert seen.concern is Concern.UNREADABLE
    assert "è troppo grande (50 MB, il massimo è 50 MB)" in (seen.kept_apart or "")
    with large.open("r+b") as file:
        file.truncate(MAX_BYTES)
    assert inspect_attachment(large).concern is None


def test_inspections_become_findings_with_file_and_reason(
    make_pdf: Callable[..., bytes], make_pdf_with: Callable[..., bytes], written: Callable[..., Path]
) -> None:
    seen = [
        inspect_attachment(written("buono.pdf", make_pdf())),
        inspect_attachment(written("rotto.pdf", b"%PDF-")),
        inspect_attachment(written("attivo.pdf", make_pdf_with(_launch))),
        inspect_attachment(written("firmato.pdf", make_pdf_with(_signature))),
    ]
    found = attachment_findings(seen)
    assert [(finding.code, finding.values["file"], finding.is_blocking) for finding in found] == [
        ("BUN-08", "rotto.pdf", True),
        ("BUN-09", "attivo.pdf", False),
        ("BUN-10", "firmato.pdf", False),
    ]
