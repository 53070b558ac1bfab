"""`energy split` from a folder: sums received, members paid, accounts written, statements in Word and PDF."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.builders import splits
from tests.builders.folders import write_folder
from tests.e2e.cases.command import run
from workflow.documents.reading import read_document
from workflow.services.schemas import SCHEMAS

SUMS = "tariffa=700 eccedenza=60 valorizzazione=70 spese=100"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("cer") / "cer", splits.community())


def test_a_folder_alone_gives_the_published_form(folder: Path) -> None:
    ended = run("energy", "split", folder, "--no-archive", "--received", SUMS, "--energy", "nessuna", "--json")
    assert ended.code == 0
    jsonschema.validate(ended.json, SCHEMAS["energy-split"]())
    assert run("schema", "energy-split").json == json.loads(json.dumps(SCHEMAS["energy-split"]()))
    assert (ended.json["year"], ended.json["amounts_origin"]) == (2026, "ricevuti")
    assert {one["difference_eur"] for one in ended.json["balance"]} == {"0.00"}


def test_people_read_who_receives_what(folder: Path) -> None:
    ended = run("energy", "split", folder, "--no-archive", "--received", SUMS, "--energy", "nessuna")
    assert (ended.code, ended.err) == (0, "")
    assert "Anna Giordano" in ended.out
    assert "Finalità sociali" in ended.out


def test_the_riparto_is_written_and_each_member_has_its_statement(tmp_path: Path) -> None:
    place = write_folder(tmp_path / "cer", splits.community())
    common = ("energy", "split", place, "--archive", tmp_path / "a.sqlite", "--received", SUMS, "--energy", "nessuna")
    rehearsal = run(*common, "--write", "--dry-run", "--statements", tmp_path / "no", "--json")
    assert (rehearsal.json["recording"]["is_rehearsal"], (tmp_path / "no").exists()) == (True, False)
    draft = run(*common, "--statements", tmp_path / "bozze", "--engine", "nessuno", "--json")
    assert len(draft.json["statements"]) == 7
    done = run(*common, "--write", "--statements", tmp_path / "estratti", "--json")
    assert (done.code, done.json["recording"]["is_written"]) == (0, True)
    assert len(done.json["statements"]) == 14
    drafted, final = (
        read_document(next((tmp_path / name).glob("*anna*.docx")).read_bytes()) for name in ("bozze", "estratti")
    )
    assert any("BOZZA" in margin for margin in drafted.headers_and_footers)
    assert not any("BOZZA" in margin for margin in final.headers_and_footers)
    anna = next(one for one in done.json["members"] if one["name"] == "Anna Giordano")
    for key in ("tariff_eur", "surplus_eur", "valorisation_eur", "net_eur"):
        assert f"{anna[key].replace('.', ',')} €" in " ".join(final.text.split())
    assert next((tmp_path / "estratti").glob("*anna*.pdf")).read_bytes().startswith(b"%PDF")
    assert run(*common, "--write", "--json").json["recording"]["is_empty"]
    history = run("history", place, "--archive", tmp_path / "a.sqlite", "--json")
    assert "benefits_split" in history.out


def test_a_trial_is_shown_and_neither_written_nor_told_to_members(tmp_path: Path) -> None:
    place = write_folder(tmp_path / "cer", splits.community(scelte__quota_fondo_sociale=10))
    before = (place / "fascicolo.yaml").read_bytes()
    ended = run(
        "energy", "split", place, "--archive", tmp_path / "a.sqlite", "--received", "valorizzazione=10",
        "--energy", "nessuna", "--rule", "millesimi", "--write", "--statements", tmp_path / "estratti",
    )  # fmt: skip
    assert ended.code == 1
    assert "ENE-40" in ended.out
    assert "Estratti conto non scritti" in ended.out
    assert (place / "fascicolo.yaml").read_bytes() == before
    assert not (tmp_path / "estratti").exists()


@pytest.mark.parametrize(
    "wrong",
    [("--rule", "mensa"), ("--write", "--no-archive"), ("--trase", "tanto")],
    ids=["rule", "write without archive", "number"],
)
def test_a_wrong_use_is_told(folder: Path, wrong: tuple[str, ...]) -> None:
    assert run("energy", "split", folder, *wrong).code == 2
