"""The archive by command: history, past days, undoing, backups, verification; on a file and on a server."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.builders.postgresql_server import PostgresqlServer
from tests.e2e.command_line import CommandLine

RENAMED = {"configurazione.denominazione": "Nome nuovo"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "cliente", mini_dossier("cad"), is_dated=False)


def test_the_whole_life_of_an_archive(program: CommandLine, folder: Path, tmp_path: Path) -> None:
    run = program.run
    slug = run("check", folder, "--json", on_day="2026-11-20").json["dossier"]
    assert run("advance", folder, on_day="2026-11-21").code == 0
    write_folder(folder, mini_dossier("cad", RENAMED), is_dated=False)
    assert run("suspend", folder, "--reason", "attesa", on_day="2026-11-22").code == 0

    _the_past_is_shown(program, slug)
    head = _the_history_is_verified(program, slug)

    assert run("history", "undo", folder, "--reason", "sbaglio").code == 0
    assert [entry["event"] for entry in run("history", slug, "--json").json["entries"]] == [
        "advance",
        "suspend",
        "undo",
    ]
    assert run("history", "verify", slug, "--head", head, "--json").json["entries_since_head"] == 1

    copy = tmp_path / "copia.zip"
    made = run("archive", "backup", "--to", copy, "--json")
    assert (made.code, made.json["dossiers"], made.json["lost_files"]) == (0, 1, [])
    assert run("archive", "backup", "--to", copy).code == 6
    assert run("archive", "restore", copy).code == 6
    assert run("archive", "restore", copy, "--replace").code == 0
    elsewhere = tmp_path / "altro.sqlite"
    assert run("archive", "restore", copy, "--archive", elsewhere).code == 0
    found = run("archive", "verify", "--json", "--archive", elsewhere)
    assert (found.code, found.json["problems"], found.json["dossiers"]) == (0, [], 1)
    assert len(run("history", slug, "--json", "--archive", elsewhere).json["entries"]) == 3


def test_an_archive_on_a_server_moves_to_a_file(
    folder: Path, tmp_path: Path, byte_code: Path, postgresql: PostgresqlServer
) -> None:
    address = postgresql.new_database()
    program = CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code, {"DOSSIER_CER_ARCHIVE": address})
    slug = program.run("check", folder, "--json").json["dossier"]
    assert program.run("suspend", folder, "--reason", "attesa").code == 0
    copy = Path(program.run("archive", "backup", "--json").json["path"])
    assert copy.parent == tmp_path / ".local" / "share" / "dossier-cer" / "copie"
    assert program.run("archive", "verify", "--json").json["file_seal"] is None
    on_file = replace(program, variables={})
    assert on_file.run("archive", "restore", copy).code == 0
    assert [entry["event"] for entry in on_file.run("history", slug, "--json").json["entries"]] == ["suspend"]


def _the_past_is_shown(program: CommandLine, slug: str) -> None:
    def title(day: str) -> str:
        return program.run("check", slug, "--as-was", day).out.splitlines()[0]

    assert "Nome nuovo" not in title("2026-11-21")
    assert "Nome nuovo" in title("2026-11-22")
    states = [program.run("status", slug, "--as-was", day, "--json").json for day in ("2026-11-20", "2026-11-22")]
    assert [(one["phase"], one["is_suspended"]) for one in states] == [("ingaggio", False), ("governance", True)]
    counts = [len(program.run("history", "show", slug, "--as-was", f"2026-11-{day}", "--json").json["entries"])
              for day in (20, 21, 22)]  # fmt: skip
    assert counts == [0, 1, 2]
    assert program.run("check", slug, "--as-was", "2026-11-19").code == 3
    assert program.run("check", slug, "--as-was", "2026-11-20", "--no-archive").code == 2


def _the_history_is_verified(program: CommandLine, slug: str) -> str:
    head: str = program.run("history", slug, "--json").json["head"]
    sound = program.run("history", "verify", slug, "--head", head)
    assert (sound.code, head in sound.said) == (0, True)
    rebuilt = program.run("history", "verify", slug, "--head", "0" * 63 + "1")
    assert (rebuilt.code, "ricostruita" in rebuilt.said) == (4, True)
    return head


def test_a_copy_of_the_folder_that_changed_first_is_told_with_the_difference(
    program: CommandLine, folder: Path, tmp_path: Path
) -> None:
    twin = write_folder(tmp_path / "copia", mini_dossier("cad"), is_dated=False)
    assert [program.run("check", one).code for one in (folder, twin)] == [0, 0]
    write_folder(folder, mini_dossier("cad", RENAMED), is_dated=False)
    write_folder(twin, mini_dossier("cad", {"configurazione.denominazione": "Altro nome"}), is_dated=False)
    assert program.run("check", folder).code == 0
    refused = program.run("check", twin)
    assert refused.code == 6
    assert "Differenze: configurazione.denominazione" in refused.err
    assert "Nome nuovo" not in refused.err
    assert "nell'archivio «Nome nuovo», qui «Altro nome»" in refused.out


def test_damage_is_told_by_verify_and_put_right_by_the_last_backup(
    folder: Path, tmp_path: Path, byte_code: Path
) -> None:
    program = CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)
    assert program.run("check", folder).code == 0
    copy = Path(program.run("archive", "backup", "--json").json["path"])
    content = bytearray(program.archive.read_bytes())
    content[len(content) // 2] ^= 4
    program.archive.write_bytes(content)
    damaged: Any = program.run("archive", "verify", "--json")
    assert (damaged.code, damaged.json["is_sound"], damaged.json["file_seal"]) == (4, False, "alterato")
    program.archive.unlink()
    for leftover in tmp_path.glob("archivio.sqlite-*"):
        leftover.unlink()
    assert program.run("archive", "restore", copy).code == 0
    assert program.run("archive", "verify").code == 0
