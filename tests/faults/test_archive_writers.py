"""Many processes on one archive, through the program's own engine: every write is kept, and of two edits one wins."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.builders.archives import NOW, facts
from tests.faults.archive_worker import SHARED
from workflow.store.archive import Archive
from workflow.store.history import broken_at
from workflow.store.verify import verify

SECONDS = 300


def worker(what: str, url: str, folder: Path, me: str, *more: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.faults.archive_worker", what, url, folder, me, *more]
    return subprocess.Popen(
        [str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def kind_of(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


def shared_archive(url: str, folder: Path) -> None:
    with Archive.open(url) as archive:
        archive.synchronise(facts({"numero": 0}, SHARED), folder, NOW)


def test_eight_processes_write_and_every_write_is_kept(
    empty_archive: str, tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    each = 100 if all_faults else 10
    shared_archive(empty_archive, tmp_path)
    writers = [worker("write", empty_archive, tmp_path, f"p{number}", each) for number in range(8)]
    ends = [(*writer.communicate(timeout=SECONDS), writer.returncode) for writer in writers]
    assert [end for end in ends if end != ("", "", 0)] == []
    with Archive.open(empty_archive) as archive:
        entries = archive.history(SHARED)
        assert broken_at(entries) is None
        versions = [archive.get(f"cer-p{number}").version for number in range(8)]
    assert [len([e for e, _ in entries if e.who == f"p{number}"]) for number in range(8)] == [each // 2] * 8
    assert versions == [each // 2] * 8
    kept = len(entries) + sum(versions)
    assert kept == 8 * each
    assert verify(empty_archive).problems == []
    note(f"8 processes × 100 writes, {kind_of(empty_archive)}", f"{kept} kept of {8 * each}, 0 errors")


def test_of_two_edits_at_the_same_moment_one_wins_and_the_other_is_told_who_and_what(
    empty_archive: str, tmp_path: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    rounds = 100 if all_faults else 10
    folders = [tmp_path / "uno", tmp_path / "due"]
    with Archive.open(empty_archive) as archive:
        for folder in folders:
            folder.mkdir()
            archive.synchronise(facts({"numero": 0}, SHARED), folder, NOW)
    people = [worker("compete", empty_archive, folder, name)
              for folder, name in zip(folders, ("anna", "bruno"), strict=True)]  # fmt: skip
    try:
        assert [person.stdout.readline() for person in people] == ["ready\n"] * 2
        with Archive.open(empty_archive) as archive:
            for number in range(rounds):
                what = ("move", "edit")[number % 2]
                answers = compete(people, f"{what} {archive.get(SHARED).version}")
                assert sorted(answer.split()[0] for answer in answers) == ["lost", "won"], answers
                lost = next(answer for answer in answers if answer.startswith("lost"))
                winner = ("anna", "bruno")[[answer.startswith("won") for answer in answers].index(True)]
                assert winner in lost
                assert ("governance" in lost or "costituzione" in lost) if what == "move" else "Differenze: chi" in lost
                agree(archive, folders)
            assert len(archive.history(SHARED)) == (rounds + 1) // 2
            assert archive.get(SHARED).version == 1 + rounds
    finally:
        for person in people:
            person.communicate(timeout=30)
    assert verify(empty_archive).problems == []
    note(f"100 pairs of edits at the same moment, {kind_of(empty_archive)}", f"{rounds} pairs, one winner each")


def compete(people: list[subprocess.Popen[str]], line: str) -> list[str]:
    for person in people:
        person.stdin.write(line + "\n")
        person.stdin.flush()
    return [person.stdout.readline() for person in people]


def agree(archive: Archive, folders: list[Path]) -> None:
    """Bring both folders to what the archive now holds, as the loser does before trying again."""
    current = next(content for slug, content in archive.current_facts() if slug == SHARED)

    for folder in folders:
        archive.synchronise(facts(json.loads(current), SHARED), folder, NOW)
