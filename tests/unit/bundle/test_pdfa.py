"""What keeps a PDF from being PDF/A-2b is named, one thing at a time; veraPDF is asked where there is one."""

import os
import stat
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from typer.testing import CliRunner

from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.pdfa import STRUCTURAL, check_pdfa
from workflow.cli.app import application
from workflow.resources import BrokenFileError, ProgramError

AS_IT_IS = pikepdf.StreamDecodeLevel.none


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A PDF/A-2b made by LibreOffice."""
    import docx  # noqa: PLC0415  # only this fixture writes a Word document

    folder = tmp_path_factory.mktemp("pdfa")
    document = docx.Document()
    document.core_properties.title = "Prova"
    document.add_paragraph("Testo di prova.")
    document.save(str(folder / "prova.docx"))
    (result,) = LibreOfficeEngine(workers=1).convert_many([PdfJob(folder / "prova.docx", folder / "prova.pdf")])
    assert result.is_ok
    return (folder / "prova.pdf").read_bytes()


@pytest.fixture
def changed(good: bytes, tmp_path: Path) -> Callable[[Callable[[Pdf], None]], Path]:
    def change(how: Callable[[Pdf], None]) -> Path:
        path = tmp_path / "prova.pdf"
        with pikepdf.open(BytesIO(good)) as pdf:
            how(pdf)
            pdf.save(path, fix_metadata_version=False, compress_streams=False, stream_decode_level=AS_IT_IS)
        return path

    return change


def test_a_file_of_libreoffice_has_nothing_against_it_and_the_verdict_says_what_it_is_worth(
    changed: Callable[[Callable[[Pdf], None]], Path],
) -> None:
    report = check_pdfa(changed(lambda _: None))
    assert report.is_conforming, report.problems
    assert report.notes == ()
    assert report.checked_by == STRUCTURAL


def no_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def broken_metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata = Stream(pdf, b"<x:xmpmeta")


def bomb_in_metadata(pdf: Pdf) -> None:
    pdf.Root.Metadata = Stream(pdf, b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>')


def other_part(pdf: Pdf) -> None:
    text = pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>2<", b"<pdfaid:part>1<")
    pdf.Root.Metadata = Stream(pdf, text)


def no_mark(pdf: Pdf) -> None:
    pdf.Root.Metadata = Stream(pdf, pdf.Root.Metadata.read_bytes().replace(b"www.aiim.org/pdfa", b"altro.example"))


def no_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def empty_intent(pdf: Pdf) -> None:
    pdf.Root.OutputIntents = Array([Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1)])


def standard_font(pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].obj.Resources.Font[Name("/Fx")] = pdf.make_indirect(font)


def font_in_a_form(pdf: Pdf) -> None:
    form = Stream(pdf, b"")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 1, 1])
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/Arial"))
    form.Resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(Self=form))
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=pdf.make_indirect(form))


def script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))


def launch(pdf: Pdf) -> None:
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(Type=Name.Action, S=Name.Launch, F=String("x.exe")))


def automatic(pdf: Pdf) -> None:
    pdf.Root.AA = Dictionary()


def lzw(pdf: Pdf) -> None:
    stream = Stream(pdf, b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01")
    stream.Filter = Name.LZWDecode
    pdf.Root.Extra = pdf.make_indirect(stream)


def soft_picture(pdf: Pdf) -> None:
    image = Stream(pdf, b"\0")
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1, 1
    image.ColorSpace, image.BitsPerComponent, image.Interpolate = Name.DeviceGray, 8, True
    pdf.pages[0].obj.Resources.XObject = Dictionary(I=pdf.make_indirect(image))


def hidden_note(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), F=2)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def film(pdf: Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=Array([0, 0, 9, 9]), F=4)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(note)])


def loose_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), NeedAppearances=True, XFA=Array())


def attachment(pdf: Pdf) -> None:
    pdf.attachments["nota.txt"] = b"testo"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (no_metadata, "mancano i metadati XMP."),
        (broken_metadata, "i metadati XMP non si leggono."),
        (bomb_in_metadata, "i metadati XMP non si leggono."),
        (no_mark, "i metadati XMP non dichiarano PDF/A (pdfaid:part)."),
        (other_part, "i metadati XMP dichiarano PDF/A-1b, non PDF/A-2b."),
        (no_intent, "manca il profilo dei colori (OutputIntent GTS_PDFA1)."),
        (empty_intent, "il profilo dei colori (OutputIntent) non contiene un profilo ICC."),
        (standard_font, "caratteri tipografici non incorporati: Helvetica."),
        (font_in_a_form, "caratteri tipografici non incorporati: Arial."),
        (script, "il PDF contiene JavaScript."),
        (launch, "il PDF contiene un’azione vietata (Launch)."),
        (automatic, "il PDF contiene azioni automatiche (AA)."),
        (lzw, "un flusso è compresso con LZW."),
        (soft_picture, "un’immagine chiede l’interpolazione (Interpolate)."),
        (hidden_note, "un’annotazione non si stampa o è nascosta."),
        (film, "un’annotazione è di un tipo vietato (Screen)."),
        (loose_form, "il PDF contiene un modulo XFA."),
        (attachment, "il file allegato «nota.txt» non è un PDF/A."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_thing_against_the_standard_is_named(
    changed: Callable[[Callable[[Pdf], None]], Path], change: Callable[[Pdf], None], said: str
) -> None:
    report = check_pdfa(changed(change))
    assert said in report.problems
    assert not report.is_conforming


def test_an_encrypted_file_is_never_pdf_a(good: bytes, tmp_path: Path) -> None:
    for password, words in (("", "il PDF è cifrato"), ("segreta", "protetto da una password")):
        path = tmp_path / "cifrato.pdf"
        with pikepdf.open(BytesIO(good)) as pdf:
            pdf.save(path, encryption=pikepdf.Encryption(user=password, owner="x"))
        assert any(words in text for text in check_pdfa(path).problems)


def test_a_missing_language_or_title_is_a_note_and_not_a_fault(
    changed: Callable[[Callable[[Pdf], None]], Path],
) -> None:
    def bare(pdf: Pdf) -> None:
        del pdf.Root.Lang
        del pdf.docinfo[Name.Title]

    report = check_pdfa(changed(bare))
    assert report.is_conforming
    assert report.notes == ("manca la lingua del documento (Lang).", "manca il titolo del documento.")


def test_what_is_no_pdf_or_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "testo.pdf").write_text("non è un PDF")
    with pytest.raises(BrokenFileError) as broken:
        check_pdfa(tmp_path / "testo.pdf")
    assert broken.value.exit_code == 4
    with pytest.raises(ProgramError) as missing:
        check_pdfa(tmp_path / "assente.pdf")
    assert missing.value.exit_code == 3


@pytest.mark.parametrize(("verdict", "passes"), [("PASS", True), ("FAIL", False)])
def test_verapdf_has_the_last_word_where_it_is_installed(
    changed: Callable[[Callable[[Pdf], None]], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verdict: str,
    passes: bool,
) -> None:
    program = tmp_path / "bin" / "verapdf"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor last; do :; done\necho "{verdict} $last 2b"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    report = check_pdfa(changed(lambda _: None))
    assert report.checked_by == "veraPDF"
    assert report.is_conforming is passes
    assert any("veraPDF" in text for text in report.problems) is not passes


def test_the_command_says_the_verdict_of_each_file_and_how_far_it_goes(
    changed: Callable[[Callable[[Pdf], None]], Path],
) -> None:
    path = changed(no_intent)
    done = CliRunner().invoke(application("bundle"), ["bundle", "pdfa", str(path)])
    assert done.exit_code == 1
    said = " ".join(done.output.split())
    assert "non conforme a PDF/A-2b (verifica strutturale, non veraPDF)" in said
    assert "manca il profilo dei colori" in said
