"""The LibreOffice engine: a run that fails, lies or hangs is seen, and leaves no process behind.

These tests fake the program, one fault each; the last one runs the real program where there is one.
"""

import errno
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.builders.processes import living, running
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.office.pool import OfficePool
from workflow.bundle.pdf_engine import EngineMissingError, PdfJob, choose_engine
from workflow.bundle.soffice_process import Workplace, find_soffice

# A stand-in that answers --version and then behaves as the test wants; it copies `ready.pdf` as its PDF.
_FAKE = """#!/bin/sh
for word in "$@"; do
  if [ "$word" = --version ]; then echo "LibreOffice 24.2.1.1 abc"; exit 0; fi
  case "$word" in --accept*) exit 3;; esac
done
echo run >> "{log}"
outdir=
for word in "$@"; do
  if [ "$previous" = --outdir ]; then outdir=$word; fi
  previous=$word
done
{behaviour}
"""
_CONVERT = """
for word in "$@"; do
  case "$word" in *.docx)
    if grep -q GUASTO "$word"; then continue; fi
    cp "{pdf}" "$outdir/$(basename "$word" .docx).pdf";;
  esac
done
exit 0
"""


@pytest.fixture
def fake_soffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    def install(behaviour: str) -> Path:
        program = tmp_path / "bin" / "soffice"
        program.parent.mkdir()
        program.write_text(_FAKE.format(log=tmp_path / "runs", behaviour=behaviour))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
        return program

    return install


@pytest.fixture
def jobs(statute: Callable[..., Path], tmp_path: Path) -> list[PdfJob]:
    return [PdfJob(statute(f"{name}.docx", articles=1), tmp_path / "pdf" / f"{name}.pdf") for name in ("a", "b", "c")]


@pytest.fixture
def ready_pdf(jobs: list[PdfJob], tmp_path: Path) -> Path:
    from workflow.bundle.embedded_worker import Converter  # noqa: PLC0415  # only these tests need a PDF of the same text

    made = tmp_path / "ready.pdf"
    assert Converter().convert(PdfJob(jobs[0].docx, made)).is_ok
    return made


def runs(tmp_path: Path) -> int:
    return len((tmp_path / "runs").read_text().splitlines())


def test_a_good_run_gives_every_pdf_in_one_call_a_worker(
    fake_soffice: Callable[[str], Path], jobs: list[PdfJob], ready_pdf: Path, tmp_path: Path
) -> None:
    fake_soffice(_CONVERT.format(pdf=ready_pdf))
    engine = choose_engine("libreoffice")
    assert (engine.name, engine.version, engine.is_faithful) == ("libreoffice", "LibreOffice 24.2.1.1", True)
    results = engine.convert_many(jobs)
    assert [result.is_ok for result in results] == [True, True, True]
    assert runs(tmp_path) == 2
    assert engine.notes == ("LibreOffice si usa dalla riga di comando: LibreOffice si è chiuso all'avvio (codice 3).",)


def test_without_a_python_that_knows_uno_the_command_line_is_used_and_it_is_said_what_to_install(
    fake_soffice: Callable[[str], Path],
    jobs: list[PdfJob],
    ready_pdf: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workflow.bundle.libreoffice_pdf.find_uno_python", lambda _program: None)
    fake_soffice(_CONVERT.format(pdf=ready_pdf))
    engine = LibreOfficeEngine(workers=1)
    assert [result.is_ok for result in engine.convert_many(jobs)] == [True, True, True]
    assert runs(tmp_path) == 1
    assert "apt install python3-uno" in engine.notes[0]


def test_an_engine_used_in_a_with_keeps_its_instances_from_one_call_to_the_next(
    jobs: list[PdfJob], tmp_path: Path
) -> None:
    with LibreOfficeEngine(workers=1) as engine:
        groups = []
        for _ in range(2):
            assert [result.is_ok for result in engine.convert_many(jobs)] == [True, True, True]
            assert engine.pool is not None
            groups += [instance.group for instance in engine.pool.instances]
        assert len(groups) == 2
        assert groups[0] == groups[1]
        assert engine.notes == ()
    assert engine.pool is None
    assert living(groups[0]) == []
    engine.convert_many(jobs[:1])
    assert engine.pool is None


def test_exit_code_zero_without_a_file_is_a_failure(
    fake_soffice: Callable[[str], Path], jobs: list[PdfJob], tmp_path: Path
) -> None:
    fake_soffice("exit 0")
    results = LibreOfficeEngine(workers=1).convert_many(jobs)
    assert [result.is_ok for result in results] == [False, False, False]
    assert not any(job.pdf.exists() for job in jobs)
    assert "a.docx: conversione in PDF fallita: LibreOffice non ha prodotto il file." in results[0].problems


def test_the_one_that_is_missing_from_a_batch_is_tried_again_and_the_others_are_kept(
    fake_soffice: Callable[[str], Path], jobs: list[PdfJob], ready_pdf: Path, tmp_path: Path
) -> None:
    fake_soffice(_CONVERT.format(pdf=ready_pdf))
    jobs[1].docx.write_bytes(jobs[1].docx.read_bytes() + b"GUASTO")
    results = LibreOfficeEngine(workers=1).convert_many(jobs)
    assert [result.is_ok for result in results] == [True, False, True]
    assert runs(tmp_path) == 3


def test_half_a_pdf_is_not_a_pdf(fake_soffice: Callable[[str], Path], jobs: list[PdfJob], tmp_path: Path) -> None:
    half = tmp_path / "half.pdf"
    half.write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    fake_soffice(_CONVERT.format(pdf=half))
    results = LibreOfficeEngine(workers=1).convert_many(jobs[:1])
    assert not results[0].is_ok
    assert "il PDF prodotto non si apre" in results[0].problems[0]


def test_the_pdf_of_another_document_is_not_accepted(
    fake_soffice: Callable[[str], Path], jobs: list[PdfJob], ready_pdf: Path, statute: Callable[..., Path]
) -> None:
    fake_soffice(_CONVERT.format(pdf=ready_pdf))
    other = PdfJob(statute("altro.docx", title="Contratto del tutto diverso"), jobs[0].pdf)
    (result,) = LibreOfficeEngine(workers=1).convert_many([other])
    assert not result.is_ok
    assert "manca testo" in result.problems[0]


def test_a_hung_program_is_killed_with_its_children_in_time(
    fake_soffice: Callable[[str], Path], jobs: list[PdfJob]
) -> None:
    mark = "271828.1828"
    fake_soffice(f"sleep {mark} & sleep {mark}")
    engine = LibreOfficeEngine(workers=1, start_seconds=0.5, seconds_each=0.5)
    started = time.monotonic()
    (result,) = engine.convert_many(jobs[:1])
    assert "entro 1 secondi" in result.problems[0]
    assert time.monotonic() - started < 2 * (1 + 2)  # two tries of one second each
    assert running(mark) == []


def test_a_plain_text_named_docx_is_refused_even_if_libreoffice_prints_it(
    fake_soffice: Callable[[str], Path], ready_pdf: Path, tmp_path: Path
) -> None:
    fake_soffice(_CONVERT.format(pdf=ready_pdf))
    text = tmp_path / "testo.docx"
    text.write_text("non è un documento Word", encoding="utf-8")
    (result,) = LibreOfficeEngine(workers=1).convert_many([PdfJob(text, tmp_path / "testo.pdf")])
    assert not result.is_ok
    assert not (tmp_path / "testo.pdf").exists()


def test_the_profile_forbids_links_and_macros_and_the_home_is_not_the_person_s(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    place.prepare()
    settings = (tmp_path / "profilo" / "user" / "registrymodifications.xcu").read_text()
    for name in ("BlockUntrustedRefererLinks", "DisableActiveContent", "DisableMacrosExecution"):
        assert f'"{name}" oor:op="fuse"><value>true<' in settings
    assert '"MacroSecurityLevel" oor:op="fuse"><value>3<' in settings
    assert place.environment()["HOME"] == str(tmp_path)


def test_asking_for_a_missing_libreoffice_is_an_error_and_auto_falls_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("workflow.bundle.soffice_process._MAC", tmp_path / "assente")
    with pytest.raises(EngineMissingError) as refusal:
        choose_engine("libreoffice")
    assert refusal.value.exit_code == 4
    assert choose_engine("auto").name == "incorporato"


def test_the_real_program_makes_a_pdf_a_with_our_fonts_and_without_it_the_engine_says_so(
    jobs: list[PdfJob], tmp_path: Path
) -> None:
    if find_soffice() is None:
        with pytest.raises(EngineMissingError):
            choose_engine("libreoffice")
        return
    broken = tmp_path / "rotto.docx"
    broken.write_bytes(jobs[0].docx.read_bytes()[:3000])
    results = choose_engine("libreoffice").convert_many([*jobs[:2], PdfJob(broken, tmp_path / "rotto.pdf")])
    assert [result.is_ok for result in results] == [True, True, False], results
    reader = PdfReader(jobs[0].pdf)
    assert "/OutputIntents" in reader.root_object
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for font in reader.pages[0]["/Resources"]["/Font"].values()
    }
    assert {"Caladea-Regular", "Caladea-Bold"} <= fonts


def test_instances_started_ahead_do_the_work_and_end_with_it(jobs: list[PdfJob]) -> None:
    engine = LibreOfficeEngine(workers=1)
    with engine.prepared():
        pool = engine.pool
        assert pool is not None
        assert [result.is_ok for result in engine.convert_many(jobs)] == [True, True, True]
    assert (engine.pool, pool.instances) == (None, ())


def test_instances_started_ahead_end_with_the_error_of_who_was_writing() -> None:
    engine = LibreOfficeEngine(workers=1)
    pools: list[OfficePool] = []

    def write_and_fail() -> None:
        with engine.prepared():
            assert engine.pool is not None
            pools.append(engine.pool)
            pools[0].give_back(pools[0].take())
            assert len(pools[0].instances) == 1
            raise OSError(errno.ENOSPC, "disk full")

    with pytest.raises(OSError, match="disk full"):
        write_and_fail()
    assert (engine.pool, pools[0].instances) == (None, ())
