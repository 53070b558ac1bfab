"""`templates` from the terminal: list, copy, examine, try, and the studio's own in the place of ours."""

import json
import shutil
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.builders.in_process import exit_code_of
from tests.builders.word_files import hostile_files, put, word
from workflow.cli.exit_code import ExitCode
from workflow.resources import data_folder

EXAMPLE = data_folder("dossiers") / "esempi" / "cer-val-serena"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def ended(*words: str) -> int:
    return exit_code_of(*words)


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = ended(*words, "--json")
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    folder = tmp_path / "cer"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("uscita*", "documenti"))
    return folder


def test_a_fault_is_told_with_its_page_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = put(tmp_path, "statuto_cer.docx", word(*["Paragrafo di testo."] * 80, "Ecco {{ comunita.denominazone }}."))
    code, found = answer(capsys, "templates", "lint", str(path))
    assert code == ExitCode.BLOCKING_FINDINGS
    (file,) = found["files"]
    fault = next(one for one in file["findings"] if one["code"] == "MOD-07")
    assert fault["place"]["page"] > 1
    assert fault["place"]["excerpt"] == "Ecco {{ comunita.denominazone }}."
    assert "comunita.denominazione" in fault["remedy"]
    assert ended("templates", "lint", str(path), "--no-pages") == ExitCode.BLOCKING_FINDINGS
    assert "DA CORREGGERE" in capsys.readouterr().out


def test_a_good_folder_ends_well_and_a_broken_file_in_it_with_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "lettera.docx", word("Il Referente è {{ referente.nome_completo }}."))
    code, found = answer(capsys, "templates", "lint", str(tmp_path), "--no-pages")
    assert (code, found["is_fine"]) == (ExitCode.OK, True)
    put(tmp_path, "rotto.docx", hostile_files()["password"])
    code, found = answer(capsys, "templates", "lint", str(tmp_path), "--no-pages")
    assert code == ExitCode.BROKEN_FILE
    assert [bool(one["problem"]) for one in found["files"]] == [False, True]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("lint", "manca.docx"), ExitCode.NOT_FOUND),
        (("lint", "manca.docx", "--document", "nessuno"), ExitCode.NOT_FOUND),
        (("show", "nessuno"), ExitCode.NOT_FOUND),
        (("list", "--templates", "manca"), ExitCode.NOT_FOUND),
        (("lint",), ExitCode.USAGE),
    ],
)
def test_each_end_has_its_code(words: tuple[str, ...], code: ExitCode) -> None:
    assert ended("templates", *words) == code


def test_the_documents_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    _, found = answer(capsys, "templates", "list")
    statute = next(one for one in found["documents"] if one["id"] == "statuto_cer")
    assert [one["edition"] for one in statute["editions"]][:2] == ["2024-01-24", "2025-04-30"]
    assert ended("templates", "show", "statuto_cer") == ExitCode.OK
    assert "cl_oggetto_prevalente" in capsys.readouterr().out


def test_the_studios_statute_is_rendered_and_recorded_as_its_own(
    dossier: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended("templates", "copy", "statuto_cer", str(dossier / "modelli")) == ExitCode.OK
    capsys.readouterr()
    path = dossier / "modelli" / "statuto_cer.docx"
    document = docx.Document(str(path))
    document.paragraphs[0].runs[0].text = "Statuto dello studio"
    document.save(str(path))
    code, found = answer(capsys, "render", str(dossier), "--no-archive", "--only", "statuto_cer")
    assert code == ExitCode.OK
    assert "TES-03" in {one["code"] for one in found["findings"]}
    written = docx.Document(str(dossier / "documenti" / "statuto.docx"))
    assert written.paragraphs[0].text == "Statuto dello studio"
    manifest = json.loads((dossier / "documenti" / "manifest.json").read_text(encoding="utf-8"))
    assert {one["edition"] for one in manifest["documents"]} == {"propria"}
    assert len({one["template_sha256"] for one in manifest["documents"]}) == 1


def test_a_broken_statute_of_the_studio_writes_nothing(dossier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(dossier / "modelli", "statuto_cer.docx", word("{{ comunita.denominazone }}"))
    for command in (("render", str(dossier), "--no-archive"), ("build", str(dossier), "--no-archive")):
        assert ended(*command) == ExitCode.BROKEN_FILE
        assert "non prende il suo posto" in capsys.readouterr().err
    assert not (dossier / "documenti").exists()
    assert not (dossier / "uscita").exists()


def test_samples_are_written_as_word_and_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = answer(capsys, "templates", "sample", "dichiarazione_referente", "--out", str(tmp_path / "prove"))
    assert code == ExitCode.OK
    done = [one for one in found["samples"] if one["word"]]
    assert done
    for one in done:
        assert Path(one["pdf"]).read_bytes().startswith(b"%PDF")
