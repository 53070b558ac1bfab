"""The doors of the energy commands: files that are none, options that a file cannot hear, names of the archive."""

import json
import re
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.builders.in_process import exit_code_of

CASES = Path(__file__).parents[1] / "energy" / "settlement_cases.json"


@pytest.fixture
def run(capsys):
    """Give a function that runs a command and returns its code, what it printed and what it complained of."""

    def command(*words):
        code = exit_code_of(*words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def settlement(tmp_path):
    cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    path = tmp_path / "conto.json"
    path.write_text(json.dumps(next(one["input"] for one in cases if one["id"] == "S05")), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["settle", "report"])
@pytest.mark.parametrize(("name", "text"), [("conto.json", "ciao"), ("conto.xlsx", "ciao"), ("conto.json", "")])
def test_a_file_that_is_no_settlement_is_told_in_one_sentence(run, tmp_path, command, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    code, _, said = run("energy", command, tmp_path / name)
    assert code == 4
    assert said.count("\n") == 1
    assert "non è un file JSON" in said


def test_keys_that_lack_are_named_and_what_is_left_is_counted(run, tmp_path):
    (tmp_path / "conto.json").write_text('{"a": 1}', encoding="utf-8")
    code, _, said = run("energy", "settle", tmp_path / "conto.json")
    assert code == 4
    assert "plants: manca" in said
    assert "e un altro errore" in said


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("settle", ["--trase", "10"]),
        ("settle", ["--accept-gaps"]),
        ("report", ["--zone", "NORD"]),
        ("report", ["--projection"]),
        ("report", ["--year", "2026"]),
    ],
)
def test_what_a_file_cannot_hear_is_refused_and_not_ignored(run, settlement, command, option):
    code, _, said = run("energy", command, settlement, *option)
    assert code == 2
    assert option[0] in said


def test_a_folder_in_the_place_of_a_file_is_no_bug_of_ours(run, tmp_path):
    folder = write_folder(tmp_path / "cer-prova", mini_dossier("cer"))
    (tmp_path / "impianti.yaml").mkdir()
    code, _, said = run("import", "plants", tmp_path / "impianti.yaml", folder, "--no-archive")
    assert (code, "è una cartella" in said) == (4, True)


def test_a_file_that_cannot_be_written_where_it_is_asked_is_a_refused_writing(run, settlement, tmp_path):
    (tmp_path / "occupato").write_text("", encoding="utf-8")
    words = ("energy", "report", settlement, "--engine", "nessuno", "--out", tmp_path / "occupato")
    code, _, said = run(*words)
    assert code == 6
    assert "Errore interno" not in said


def test_a_projection_says_that_it_does_without_what_could_not_be_read(run, tmp_path):
    folder = write_folder(tmp_path / "aid-prova", mini_dossier("aid"))
    facts = folder / "fascicolo.yaml"
    words = re.sub(r"^( +producibilita_kwh:).*$", r"\1 tanti", facts.read_text(encoding="utf-8"), flags=re.MULTILINE)
    facts.write_text(words, encoding="utf-8")
    code, out, said = run("energy", "project", folder, "--no-archive", "--json")
    assert json.loads(out)["schema_version"] == 1
    assert (code, "un dato non si è potuto leggere" in said) == (0, True)
