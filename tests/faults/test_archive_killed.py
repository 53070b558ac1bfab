"""`kill -9` while the archive is written: what was said to be done is there, nothing is half-written."""

import gzip
import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.builders.first_archive import FIRST_TABLES, FROZEN
from tests.faults.test_archive_writers import kind_of, worker
from workflow.store.archive import Archive
from workflow.store.history import broken_at
from workflow.store.verify import verify

SEED = 20_261_122


def test_a_writer_killed_at_any_moment_leaves_whole_versions_and_whole_entries(
    empty_archive: str, tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a repeatable choice of moments, not a secret
    kills, done = 0, 0
    for number in range(50 if all_faults else 4):
        writer = worker("go-on", empty_archive, tmp_path, str(number))
        said = killed_after(writer, chance.uniform(0.0, 0.25))
        kills += 1
        done += len(said)
        found = verify(empty_archive)
        assert found.is_sound, found.problems
        with Archive.open(empty_archive) as archive:
            entries = archive.history(f"cer-{number}")
            assert broken_at(entries) is None
            heads = [stored for _, stored in entries]
            assert [value for what, value in said if what == "entry"] == heads[: len(said) // 2]
            for what, value in said:
                if what == "facts":
                    assert len(archive.files_of(f"cer-{number}", value)) == 3
    assert done > kills, "hardly anything was written before the kills: the test proved nothing"
    note(
        f"a writer of the archive killed with -9, {kind_of(empty_archive)}",
        f"{kills} kills, {done} finished writes all there, 0 half-written",
    )


def test_an_upgrade_killed_at_any_moment_leaves_the_old_archive_or_the_new_one(
    tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    chance = random.Random(SEED)  # noqa: S311  # likewise
    before: dict[str, list[tuple[object, ...]]] = {}
    schemas = []
    for number in range(30 if all_faults else 4):
        path = tmp_path / f"archivio-{number}.sqlite"
        path.write_bytes(gzip.decompress(FROZEN.read_bytes()))
        before = before or values(path)
        process = worker("ready", str(path), tmp_path, "anna")
        limit = time.monotonic() + 60
        while not list(tmp_path.glob(f"archivio-{number}.sqlite-wal")) and time.monotonic() < limit:
            time.sleep(0.001)
        time.sleep(chance.uniform(0.0, 0.6))
        process.kill()
        process.communicate(timeout=30)
        assert values(path) == before
        with sqlite3.connect(path) as database:
            schemas += [row[0] for row in database.execute("SELECT version_num FROM alembic_version")]
        database.close()
        Archive.open(str(path)).close()
        assert values(path) == before
        assert verify(str(path)).problems == []
    assert set(schemas) <= {"0001", "0002"}
    old, new = schemas.count("0001"), schemas.count("0002")
    note("an upgrade of the archive killed with -9", f"{len(schemas)} kills, {old} old, {new} new, no value changed")


def values(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return every value that the first schema had."""
    database = sqlite3.connect(path)
    found = {name: database.execute(f"SELECT {columns} FROM {name} ORDER BY id").fetchall()  # noqa: S608 - a table name of our own
             for name, columns in FIRST_TABLES.items()}  # fmt: skip
    database.close()
    return found


def killed_after(writer: subprocess.Popen[str], seconds: float) -> list[tuple[str, str]]:
    """Kill the writer some time after its first write; return what it had said was done."""
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.kill()
    out, errors = writer.communicate(timeout=30)
    assert errors == ""
    lines = (first + out).splitlines(keepends=True)
    return [tuple(line.split()) for line in lines if line.endswith("\n")]
