"""`decorrenza` through the command line: every branch of par. 2.2.1.1 and 2.2.1.2, a day before and a day after."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders.dossiers import build
from tests.builders.examples import FOLDER
from tests.builders.folders import write_folder
from tests.builders.rulebook import catalogue, law
from tests.e2e.cases.command import Ended, run
from tests.e2e.command_line import PROGRAM, CommandLine, one_line
from tests.e2e.decorrenza_cases import CASES, Case
from workflow.checks.run import run as judged
from workflow.services.decorrenza import decorrenza
from workflow.services.decorrenza_json import decorrenza_json
from workflow.services.opening import open_dossier

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemi" / "decorrenza.schema.json").read_text(encoding="utf-8"))
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


BY_COMMAND = CASES[::7]


def asked(folder: Path, sent_on: str | None = None, as_of: str | None = None) -> dict[str, Any]:
    """Return the answer by the functions behind the command, with the law and the rules read once for all tests."""
    asked_on = date.fromisoformat(sent_on) if sent_on else None
    day = date.fromisoformat(as_of or sent_on or "2026-11-22")
    opened = open_dossier(str(folder), as_of=day, sent_on=asked_on, law=law())
    report = judged(opened.dossier, law(), catalogue().cards, catalogue().rules)
    answer: dict[str, Any] = json.loads(
        json.dumps(decorrenza_json(decorrenza(opened.dossier, law(), report, asked_on)))
    )
    jsonschema.validate(answer, SCHEMA)
    return answer


def by_command(folder: Path, *options: object) -> Ended:
    ended = run("decorrenza", folder, "--no-archive", "--json", *options)
    assert ended.code == 0, ended
    return ended


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "caso", build(case.base, dict(case.facts)))
    answer = asked(folder, case.sent)
    if case in BY_COMMAND:
        assert by_command(folder, "--sent-on", case.sent, "--as-of", case.sent).json == answer
    plants = answer["plants"]
    assert [plant["start_on"] for plant in plants][: len(case.starts)] == [
        start if start is not None else plants[index]["start_on"] for index, start in enumerate(case.starts)
    ]
    if case.starts == (None,):
        assert plants[0]["start_on"] is None
        assert answer["configuration"]["start_on"] is None
    if case.codes:
        assert [reason["code"] for reason in plants[0]["reasons"]] == list(case.codes)
        assert all(reason["refs"] and reason["cited"] for reason in plants[0]["reasons"])
    if case.whole:
        assert answer["configuration"]["start_on"] == case.whole
    if case.lost:
        assert [plant["lost_days"] for plant in plants] == list(case.lost)
    also = dict(case.also)
    assert plants[0]["tariff"]["outcome"] == also.get("tariff", plants[0]["tariff"]["outcome"])
    assert plants[0]["missing"] == also.get("missing", plants[0]["missing"])
    if "rid" in also:
        assert plants[0]["rid"]["start_on"] == also["rid"]
    if "added" in also:
        assert [plant["is_added_later"] for plant in plants] == also["added"]


def folder_of(tmp_path: Path, base: str = "aid_ok", **facts: Any) -> Path:
    return write_folder(tmp_path / "caso", build(base, {key.replace("__", "."): facts[key] for key in facts}))


def rows(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {row["on"]: row for row in answer["sendings"]}


def labels(row: Mapping[str, Any]) -> list[str]:
    return [mark["label"] for mark in row["marks"]]


def test_the_table_has_the_days_that_matter(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, impianti__0__entrata_in_esercizio="2026-09-15", impianti__0__incentivo_annuo_eur=3650)
    found = rows(asked(folder, "2026-12-24", "2026-11-22"))
    assert {day: labels(row) for day, row in found.items()} == {
        "2026-11-22": ["oggi"],
        "2026-12-24": ["giorno_chiesto"],
        "2027-01-13": ["ultimo_giorno_utile"],
        "2027-01-14": ["primo_giorno_di_ritardo"],
        "2027-01-23": ["piu_avanti"],
        "2027-02-22": ["piu_avanti"],
        "2027-12-31": ["chiusura_tariffa"],
    }
    assert [row["lost_days"] for row in found.values()] == [0, 0, 0, 122, 131, 161, 473]


def test_the_estimate_is_the_income_of_a_year_day_by_day(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, impianti__0__entrata_in_esercizio="2026-09-15", impianti__0__incentivo_annuo_eur=3650)
    answer = asked(folder, "2027-01-14", "2026-11-22")
    plant = answer["plants"][0]
    assert (plant["eur_per_day"], plant["lost_eur"], plant["estimate_missing"]) == ("10.00", "1220.00", None)
    found = rows(answer)
    assert found["2027-01-13"]["lost_eur"] == "0.00"
    assert (found["2027-01-13"]["next_day_lost_days"], found["2027-01-13"]["next_day_lost_eur"]) == (122, "1220.00")
    assert (found["2027-01-14"]["next_day_lost_days"], found["2027-01-14"]["next_day_lost_eur"]) == (1, "10.00")


def test_without_the_income_there_is_no_sum_and_the_answer_says_what_is_missing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, impianti__0__entrata_in_esercizio="2026-07-25")
    answer = asked(folder, "2026-11-23", "2026-11-22")
    plant = answer["plants"][0]
    assert (plant["eur_per_day"], plant["lost_eur"]) == (None, None)
    assert plant["estimate_missing"] == "incentivo_annuo_eur"
    assert rows(answer)["2026-11-23"]["lost_eur"] is None
    shown = one_line(run("decorrenza", folder, "--no-archive", "--as-of", "2026-11-22").out)
    assert "non stimabili" in shown
    assert "manca incentivo_annuo_eur" in shown


def test_after_the_scheme_has_closed_the_tariff_is_gone_and_the_valorisation_stays(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, impianti__0__entrata_in_esercizio="2027-10-01", impianti__0__inizio_lavori="2027-06-01"
    )
    before = asked(folder, "2027-12-31", "2027-12-31")
    after = asked(folder, "2028-01-01", "2028-01-01")
    assert before["plants"][0]["last_useful_on"] == "2027-12-31"
    assert before["plants"][0]["deadline_on"] == "2028-01-29"
    assert rows(before)["2027-12-31"]["is_tariff_open"] is True
    assert rows(after)["2028-01-01"]["is_tariff_open"] is False
    assert after["plants"][0]["start_on"] == "2027-10-01"
    assert after["plants"][0]["tariff"]["outcome"] == "esclusa"
    assert after["plants"][0]["tariff"]["codes"] == ["SCD-07"]


def test_the_twenty_years_end_the_day_before_their_anniversary(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, impianti__0__entrata_in_esercizio="2026-07-25")
    plant = asked(folder, "2026-11-22", "2026-11-22")["plants"][0]
    assert (plant["last_day_on"], plant["tariff"]["last_day_on"]) == ("2046-07-24", "2046-07-24")


def test_the_day_that_the_gse_wrote_rules_the_twenty_years(tmp_path: Path) -> None:
    facts = {
        "impianti__0__entrata_in_esercizio": "2026-07-25",
        "impianti__0__decorrenza_gse": "2026-08-01",
        "contratto_gse": {"decorrenza": "2026-08-01"},
    }
    folder = folder_of(tmp_path, **facts)
    answer = asked(folder, "2026-11-22", "2026-11-22")
    assert answer["configuration"]["recognised_start_on"] == "2026-08-01"
    plant = answer["plants"][0]
    assert (plant["start_on"], plant["recognised_start_on"], plant["last_day_on"]) == (
        "2026-07-25", "2026-08-01", "2046-07-31",
    )  # fmt: skip


def test_a_request_already_sent_is_no_hypothesis_and_another_day_can_still_be_asked(tmp_path: Path) -> None:
    facts = {"impianti__0__entrata_in_esercizio": "2026-07-25", "richiesta__inviata_il": "2026-11-22"}
    folder = folder_of(tmp_path, **facts)
    answer = asked(folder, "2026-11-25", "2026-12-01")
    assert answer["is_sending_assumed"] is False
    assert answer["sent_on"] == "2026-11-22"
    found = rows(answer)
    assert labels(found["2026-11-22"]) == ["invio", "ultimo_giorno_utile"]
    assert labels(found["2026-11-25"]) == ["giorno_chiesto"]
    assert found["2026-11-25"]["lost_days"] == 124
    assert found["2026-11-25"]["is_past"] is True


def test_while_an_added_plant_waits_the_admitted_ones_do_not_move(tmp_path: Path) -> None:
    facts = {
        "impianti__1__entrata_in_esercizio": "2026-11-01",
        "richiesta__inviata_il": "2026-09-20",
        "variazioni": [{"tipo": "aggiunta_impianto", "impianti": ["Impianto 2"]}],
    }
    folder = folder_of(tmp_path, "cer_ok", **facts)
    answer = asked(folder, as_of="2026-11-22")
    late = rows(answer)["2027-03-02"]
    assert [cost["is_fixed"] for cost in late["plants"]] == [True, False]
    assert [cost["lost_days"] for cost in late["plants"]] == [0, 122]
    assert late["configuration_start_on"] == "2026-09-15"


def test_a_plant_without_a_date_leaves_its_start_and_the_whole_open(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "cer_ok", impianti__1__entrata_in_esercizio=None)
    answer = asked(folder, as_of="2026-11-22")
    assert answer["configuration"]["start_on"] is None
    assert answer["plants"][1]["missing"] == ["entrata_in_esercizio"]
    assert answer["plants"][1]["is_timely"] is None
    shown = one_line(run("decorrenza", folder, "--no-archive", "--as-of", "2026-11-22").out)
    assert "La configurazione decorre dal: non calcolabile" in shown
    assert "manca l'entrata in esercizio" in shown


def test_the_whole_is_known_where_an_open_plant_can_only_come_later(tmp_path: Path) -> None:
    facts = {"impianti__1__ssp_attivo": True, "impianti__1__entrata_in_esercizio": "2026-10-01"}
    folder = folder_of(tmp_path, "cer_ok", **facts)
    answer = asked(folder, as_of="2026-11-22")
    assert [plant["start_on"] for plant in answer["plants"]] == ["2026-09-15", None]
    assert answer["configuration"]["start_on"] == "2026-09-15"


def test_without_plants_there_is_nothing_to_compute(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "cer_ok", impianti=[])
    answer = asked(folder, as_of="2026-11-22")
    assert (answer["plants"], answer["configuration"]["start_on"]) == ([], None)
    assert "Non ci sono impianti" in run("decorrenza", folder, "--no-archive").out


def test_a_day_before_the_law_is_told_as_such(tmp_path: Path) -> None:
    ended = run("decorrenza", folder_of(tmp_path), "--no-archive", "--sent-on", "2023-12-31")
    assert ended.code == 4
    assert "24/01/2024" in one_line(ended.err)


def test_a_folder_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    text = (folder / "fascicolo.yaml").read_text(encoding="utf-8")
    (folder / "fascicolo.yaml").write_text(text.replace("tipologia: aid", "tipologia: mensa"), encoding="utf-8")
    ended = run("decorrenza", folder, "--no-archive", "--json")
    assert ended.code == 1
    assert ended.json["findings"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_people_read_days_reasons_and_articles(example: str) -> None:
    ended = run("decorrenza", FOLDER / example, "--no-archive")
    assert ended.code == 0
    shown = one_line(ended.out)
    assert "La configurazione decorre dal" in shown
    assert "EFF-08" in shown
    assert re.search(r"EFF-02: .*Parte II, par\. 2\.2\.1\.1", shown)
    assert all(len(line) <= 120 for line in ended.out.splitlines())


BOTH = """
import sys
from workflow.cli.entry import main
for command in ("decorrenza", "check"):
    try:
        main([command, sys.argv[1], "--no-archive", "--json"])
    except SystemExit as end:
        print(end.code)
"""


@pytest.mark.parametrize("example", EXAMPLES)
def test_two_processes_with_other_hashes_print_the_same(example: str, program: CommandLine) -> None:
    printed = [
        subprocess.run(
            [sys.executable, "-c", BOTH, FOLDER / example],
            capture_output=True,
            check=True,
            env=program.environment | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "42")
    ]
    assert printed[0] == printed[1]
    assert b'"plants"' in printed[0]
    assert b'"findings"' in printed[0]


def test_the_schema_command_prints_what_is_published() -> None:
    assert run("schema", "decorrenza").json == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_eighty_columns_are_enough(tmp_path: Path) -> None:
    script = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    done = subprocess.run(
        [sys.executable, "-c", script, PROGRAM, "decorrenza", FOLDER / "cer-val-serena", "--no-archive"],
        capture_output=True,
        check=True,
        env=dict(os.environ) | {"COLUMNS": "80", "LINES": "50", "TERM": "dumb"},
    )
    lines = re.sub(rb"\x1b\[[0-9;]*m", b"", done.stdout).decode().splitlines()
    assert len(lines) > 30
    assert max(len(line.rstrip()) for line in lines) <= 80
    assert not [line for line in lines if "…" in line]
