"""The embedded engine: equal bytes, nothing lost in silence, one broken document does not stop the others."""

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob, choose_engine

_SCRIPT = """
import sys
from pathlib import Path
from workflow.bundle.embedded_worker import Converter
from workflow.bundle.pdf_engine import PdfJob
converter = Converter()
for source in sys.argv[2:]:
    result = converter.convert(PdfJob(Path(source), Path(sys.argv[1]) / (Path(source).stem + ".pdf")))
    assert result.is_ok, result
"""


def jobs_for(paths: list[Path], folder: Path) -> list[PdfJob]:
    return [PdfJob(path, folder / f"{path.stem}.pdf") for path in paths]


def convert_elsewhere(folder: Path, sources: list[Path], *, seed: str) -> None:
    environment = os.environ | {"PYTHONHASHSEED": seed, "HOME": str(folder), "SOURCE_DATE_EPOCH": seed}
    subprocess.run([sys.executable, "-c", _SCRIPT, folder, *sources], env=environment, check=True, cwd=Path.cwd())


def test_two_processes_write_the_same_bytes_whatever_they_converted_before(
    statute: Callable[..., Path], tmp_path: Path
) -> None:
    first, second = statute("a.docx", title="Atto"), statute("b.docx", title="Regolamento", rows=4)
    one, other = tmp_path / "uno", tmp_path / "altro"
    one.mkdir()
    other.mkdir()
    convert_elsewhere(one, [first, second], seed="1")
    convert_elsewhere(other, [second, first], seed="2")
    digests = [
        [hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("a.pdf", "b.pdf")]
        for folder in (one, other)
    ]
    assert digests[0] == digests[1]
    assert digests[0][0] != digests[0][1]


def test_no_cache_is_written_in_the_home_of_the_person(statute: Callable[..., Path], tmp_path: Path) -> None:
    home = tmp_path / "casa"
    home.mkdir()
    convert_elsewhere(home, [statute()], seed="0")
    assert [path.name for path in home.iterdir()] == ["statuto.pdf"]


def test_only_packaged_fonts_are_embedded(statute: Callable[..., Path], tmp_path: Path) -> None:
    job = PdfJob(statute(), tmp_path / "s.pdf")
    assert Converter().convert(job).is_ok
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in PdfReader(job.pdf).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"Caladea-Regular", "Caladea-Bold", "DejaVuSans"}


def test_the_pdf_has_title_author_language_and_page_numbers(statute: Callable[..., Path], tmp_path: Path) -> None:
    job = PdfJob(statute(title="Statuto di prova", articles=9), tmp_path / "s.pdf")
    result = Converter().convert(job)
    reader = PdfReader(job.pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == "Statuto di prova"
    assert reader.metadata.author == "Studio Inventato"
    assert reader.root_object["/Lang"] == "it-IT"
    assert result.pages == len(reader.pages) > 2
    assert f"pagina 2 di {result.pages}" in reader.pages[1].extract_text()


def test_a_broken_document_is_told_and_the_others_are_made(statute: Callable[..., Path], tmp_path: Path) -> None:
    good = [statute(f"buono{n}.docx") for n in range(4)]
    broken = [tmp_path / name for name in ("troncato.docx", "testo.docx", "vuoto.docx", "assente.docx")]
    broken[0].write_bytes(good[0].read_bytes()[:4000])
    broken[1].write_text("questo non è un documento Word", encoding="utf-8")
    broken[2].write_bytes(b"")
    with_bad_xml = tmp_path / "xml.docx"
    with zipfile.ZipFile(with_bad_xml, "w") as package:
        package.writestr("word/document.xml", "<w:document")
    heard: list[str] = []
    sources = [good[0], broken[0], good[1], broken[1], broken[2], good[2], broken[3], with_bad_xml, good[3]]
    results = EmbeddedEngine(workers=2).convert_many(
        jobs_for(sources, tmp_path / "pdf"), lambda job: heard.append(job.docx.name)
    )
    assert [result.is_ok for result in results] == [True, False, True, False, False, True, False, False, True]
    assert [result.job.docx for result in results] == sources
    assert sorted(heard) == sorted(path.name for path in sources)
    for result in results:
        assert result.has_pdf == result.job.pdf.exists() == result.is_ok
        assert all(result.job.docx.name in text for text in result.problems)


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_made(
    statute: Callable[..., Path], tmp_path: Path
) -> None:
    slow, quick = statute("lento.docx", articles=500), statute("svelto.docx", articles=1)
    engine = EmbeddedEngine(workers=1, timeout_seconds=3.0)
    results = engine.convert_many(jobs_for([slow, quick], tmp_path / "pdf"))
    assert [result.is_ok for result in results] == [False, True]
    assert "dopo 3 secondi" in results[0].problems[0]
    assert not results[0].job.pdf.exists()


def test_a_worker_that_dies_costs_only_its_document(
    statute: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = EmbeddedEngine(workers=1)
    hand_over = engine._hand_over

    def and_kill(worker: object, index: int, jobs: list[PdfJob]) -> None:
        if jobs[index].docx.stem == "sfortunato":
            worker.process.kill()  # type: ignore[attr-defined]  # the private worker of the engine
            worker.process.join()  # type: ignore[attr-defined]  # likewise
        hand_over(worker, index, jobs)

    monkeypatch.setattr(engine, "_hand_over", and_kill)
    sources = [statute("sfortunato.docx", articles=2), statute("fortunato.docx", articles=1)]
    results = engine.convert_many(jobs_for(sources, tmp_path / "pdf"))
    assert [result.is_ok for result in results] == [False, True]
    assert "si è interrotto" in results[0].problems[0]


def test_characters_that_no_packaged_font_draws_are_named(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Socio: 漢字 Rossi, nato a Țara")
    path = tmp_path / "soci.docx"
    document.save(str(path))
    result = Converter().convert(PdfJob(path, tmp_path / "soci.pdf"))
    assert not result.is_ok
    assert result.has_pdf
    (problem,) = result.problems
    assert problem.startswith("soci.docx: i caratteri «字» (U+5B57), «漢» (U+6F22) non si possono stampare")


def test_a_full_disk_is_not_taken_for_a_broken_document(statute: Callable[..., Path], tmp_path: Path) -> None:
    blocked = tmp_path / "pdf"
    blocked.write_text("un file dove serve una cartella", encoding="utf-8")
    with pytest.raises(OSError, match="exists"):
        EmbeddedEngine(workers=1).convert_many([PdfJob(statute(), blocked / "s.pdf")])


def test_the_embedded_engine_can_be_asked_by_name_and_says_it_is_not_faithful() -> None:
    engine = choose_engine("incorporato")
    assert (engine.name, engine.version, engine.is_faithful) == ("incorporato", "word2pdf 0.1.0", False)
