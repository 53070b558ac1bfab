"""`batch` from the terminal: folders, workbook, template, resume, and what cannot be asked."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders.condominiums import condominium, slug_of
from tests.builders.folders import mini_dossier, write_folder
from tests.builders.in_process import exit_code_of
from workflow.cli.batch_watching import LiveTable
from workflow.intake.condominium_writer import condominiums_workbook
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.tasks import TaskResult, TaskState, batch_schema
from workflow.services.batch.workshop import workshop

DAY = ("--as-of", "22/11/2026")


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    workshop().close()


def ended(*words: object) -> int:
    return exit_code_of("batch", *words)


def answer(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    capsys.readouterr()
    code = ended(*words, "--workers", "0", *DAY, "--json")
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """One conforming dossier of the smallest, and a folder that is none."""
    folder = tmp_path / "studio"
    write_folder(folder / "buono", mini_dossier("cad"))
    (folder / "vuoto").mkdir(parents=True)
    return folder


def test_a_folder_of_dossiers_goes_to_bundles_with_a_summary_and_the_worst_exit_code(
    studio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = answer(capsys, studio)
    assert code == told["code"] == 4
    jsonschema.validate(told, batch_schema())
    assert {one["name"]: one["state"] for one in told["dossiers"]} == {"buono": "fatto", "vuoto": "non riuscito"}
    out = studio / "uscita_lotto"
    assert Path(told["summary"]) == out / "riepilogo.xlsx"
    assert (out / "fascicoli" / "buono" / "manifest.json").is_file()
    again = answer(capsys, studio, "--resume")[1]
    assert {one["name"]: one["state"] for one in again["dossiers"]} == {"buono": "già fatto", "vuoto": "non riuscito"}


def test_what_people_read_says_which_and_why(studio: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(studio, "--workers", "0", "--only", "check", *DAY) == 4
    said = " ".join(capsys.readouterr().out.split())
    assert "1 fatto, 1 non riuscito" in said
    assert "vuoto" in said
    assert "riepilogo.xlsx" in said.replace(" ", "")


def test_a_workbook_becomes_folders_beside_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lotto.xlsx"
    dossier = condominium(0)
    row = {("identificativo",): dossier.slug, ("edificio", "denominazione"): "Condominio Aurora"}
    path.write_bytes(condominiums_workbook([row], {dossier.slug: dossier.members}))
    code, told = answer(capsys, path, "--only", "check")
    assert code == 1
    assert told["dossiers"][0]["row"] == 2
    assert told["out"] == str(tmp_path / "lotto_lotto")
    assert (tmp_path / "lotto_cartelle" / dossier.slug / "fascicolo.yaml").is_file()


def test_the_empty_workbook_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "vuoto.xlsx"
    assert ended("--template", path) == 0
    assert ended("--template", path) == 6
    assert "esiste già" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("manca",), 3),
        (("manca.xlsx",), 3),
        (("studio", "--scheduler", "tcp://10.1.2.3:8786"), 2),
        (("studio", "--scheduler", "tls://10.1.2.3:8786"), 2),
        (("studio", "--tls-ca", "ca.pem"), 2),
        (("s3://studio/condomini",), 3),
    ],
    ids=str,
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    words: tuple[str, ...],
    code: int,
    studio: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(studio.parent)
    assert ended(*words) == code
    assert capsys.readouterr().err.strip()


def test_the_live_table_counts_and_names_what_failed() -> None:
    table = LiveTable(3, InProcess())
    table.told(TaskResult(name=slug_of(0), state=TaskState.DONE))
    table.told(TaskResult(name=slug_of(1), state=TaskState.FAILED, code=4, reason="manca il file"))
    drawn = table._drawn()
    assert "2 di 3" in str(drawn.title)
    assert "manca il file" in str(drawn.caption)
    assert [next(iter(column.cells)) for column in drawn.columns][:5] == ["1", "0", "0", "1", "1"]
