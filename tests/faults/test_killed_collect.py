"""`bundle collect --apply` killed with -9 at any write: no paper lost, none torn, the next run completes it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workflow.bundle.manifest import sha256_of
from workflow.services.collecting_register import read_register, still_there
from workflow.store.archive import Archive
from workflow.store.verify import verify

# Not a module that runs: the processes that print PDFs would load it again.
_COLLECT = "from tests.faults.collect_worker import main; main()"
Collect = Callable[[int | None], dict[str, Any]]


@contextmanager
def collector(desk: Path) -> Iterator[Collect]:
    """Have a process prepare the desk, and give what has it collect once, killed at a moment or not."""
    command = [sys.executable, "-c", _COLLECT, desk]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        writing, reading = process.stdin, process.stdout
        assert writing is not None
        assert reading is not None
        assert reading.readline() == "ready\n"

        def collect(moment: int | None) -> dict[str, object]:
            writing.write(f"{'-' if moment is None else moment}\n")
            writing.flush()
            return json.loads(reading.readline())

        yield collect
        writing.close()


def archive_of(desk: Path) -> str:
    return f"sqlite:///{desk / 'archivio' / 'archivio.sqlite'}"


def files(desk: Path) -> dict[str, str]:
    """Return what lies in the dossier, hidden files too, but not the register, which says when."""
    folder = desk / "aid"
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for part in ("allegati", "firme")
        for path in (folder / part).rglob("*")
        if path.is_file() and path.name != "registro.json"
    }


def restored(desk: Path, kept: Path) -> None:
    """Bring dossier and archive back to where they were before the collection."""
    for name in ("aid", "archivio"):
        shutil.rmtree(desk / name)
        shutil.copytree(kept / name, desk / name)


def assert_nothing_lost(desk: Path, before: dict[str, str]) -> None:
    """Whatever can be seen is whole, and every paper that was there is there, if among the originals."""
    now = files(desk)
    given = {sha256_of(path) for path in (desk / "ritorno").iterdir()}
    seen = {name: digest for name, digest in now.items() if not Path(name).name.startswith(".")}
    assert {digest for name, digest in seen.items() if name not in before} <= given
    assert set(before.values()) <= set(seen.values())
    register = read_register(desk / "aid")
    listed = {digest for paper in register.papers for digest in paper.files.values()}
    assert listed <= set(seen.values())
    assert verify(archive_of(desk)).problems == []


def test_a_collection_killed_at_any_write_loses_nothing_and_is_completed_by_the_next(
    tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    desk, kept = tmp_path / "tavolo", tmp_path / "prima"
    desk.mkdir()
    with collector(desk) as collect:
        for name in ("aid", "archivio"):
            shutil.copytree(desk / name, kept / name)
        before = files(desk)
        names = collect(None)["moments"]
        whole = files(desk)
        assert len(whole) == len(before) + 2
        wanted = range(1, len(names) + 1) if all_faults else chosen(names)
        for number in wanted:
            restored(desk, kept)
            assert collect(number)["killed"], names[number - 1]
            assert_nothing_lost(desk, before)
            assert not collect(None)["killed"]
            assert files(desk) == whole, names[number - 1]
            assert_collected(desk)
    note("`bundle collect` killed with -9", f"{len(wanted)} kills, 0 papers lost, 0 half-written, all completed")


def chosen(names: list[str]) -> list[int]:
    """Return the moments that a sample tries: a paper half-way, the old one moved aside, the register, the history."""
    wanted = ("in place allegati/", "in place firme/originali/", "in place firme/registro.json", "before the history")
    return [next(place for place, name in enumerate(names, 1) if name.startswith(one)) for one in wanted]


def assert_collected(desk: Path) -> None:
    papers = still_there(desk / "aid", read_register(desk / "aid"))
    assert sorted(paper.output for paper in papers) == ["dichiarazione_partecipante", "dichiarazione_referente"]
    with Archive.open(archive_of(desk)) as archive:
        told = {
            digest
            for entry, _ in archive.history("aid-prova")
            for paper in entry.details["papers"]
            for digest in paper["sha256"]
        }
    assert {digest for paper in papers for digest in paper.files.values()} <= told
