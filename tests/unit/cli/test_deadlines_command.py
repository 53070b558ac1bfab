"""`deadlines` and `remind` as people give them, on an archive of their own."""

import json
import shutil
from pathlib import Path

import icalendar
import pytest
from typer.testing import CliRunner, Result

from workflow.cli.app import application

EXAMPLE = Path(__file__).resolve().parents[3] / "dossiers" / "esempi" / "cer-val-serena"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scadenze")
    shutil.copytree(EXAMPLE, folder / "cer", ignore=shutil.ignore_patterns("uscita"))
    assert run(folder, "deadlines", str(folder / "cer")).exit_code == 0
    return folder


def run(place: Path, *words: str) -> Result:
    arguments = [*words, "--archive", str(place / "archivio.db")]
    return CliRunner().invoke(application(words[0]), arguments)


def test_one_dossier_and_the_whole_archive_say_the_same(place: Path) -> None:
    one = json.loads(run(place, "deadlines", str(place / "cer"), "--json").stdout)
    every = json.loads(run(place, "deadlines", "--all", "--as-of", "20/11/2026", "--json").stdout)
    assert one["deadlines"] == every["deadlines"]
    assert {"due_on", "state", "owner", "missed", "article", "uid"} <= set(one["deadlines"][0])
    assert [row["due_on"] for row in one["deadlines"]] == sorted(row["due_on"] for row in one["deadlines"])


def test_until_leaves_out_what_is_later(place: Path) -> None:
    rows = json.loads(run(place, "deadlines", str(place / "cer"), "--until", "02/12/2026", "--json").stdout)
    assert [row["due_on"] for row in rows["deadlines"]] == ["2026-12-02"]
    rows = json.loads(run(place, "deadlines", str(place / "cer"), "--until", "01/12/2026", "--json").stdout)
    assert rows["deadlines"] == []


def test_the_screen_says_by_when_who_and_what_it_costs(place: Path) -> None:
    said = run(place, "deadlines", str(place / "cer")).stdout
    assert "02/12/2026" in said
    assert "Referente" in said
    assert "fra 12 g" in said


def test_a_calendar_is_written_and_written_again(place: Path) -> None:
    file = place / "scadenze.ics"
    for _ in range(2):
        done = run(place, "deadlines", str(place / "cer"), "--ics", str(file))
        assert done.exit_code == 0
        assert "aggiorna, non raddoppia" in " ".join(done.stdout.split())
    events = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == len(events) > 3
    assert file.stat().st_mode & 0o777 == 0o600


def test_all_and_a_dossier_exclude_each_other(place: Path) -> None:
    assert run(place, "deadlines", str(place / "cer"), "--all").exit_code == 2


def test_reminders_are_shown_before_they_are_sent(place: Path) -> None:
    done = run(place, "remind", "--as-of", "20/11/2026", "--dry-run")
    assert done.exit_code == 0
    assert "A: cervalserena@esempio.it" in done.stdout
    assert "02/12/2026 (fra 12 giorni)" in done.stdout


def test_without_a_server_nothing_is_sent(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOSSIER_CER_SMTP", raising=False)
    assert run(place, "remind", "--as-of", "20/11/2026").exit_code == 2
