"""`render --pack` of five hundred members killed with -9: asked again, it makes what is left and nothing twice."""

import random
import signal
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.folders import write_folder
from tests.builders.large_community import community_of
from tests.e2e.command_line import CommandLine

SEED = 20_261_122
MEMBERS = 500
LONGEST_SECONDS = 120.0
ARGUMENTS = ("render", "--no-archive", "--pack", "adesione")


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    dossier = community_of(MEMBERS)
    members = [
        member.model_copy(update={"birth_place": None} if number % 100 == 99 else {})
        for number, member in enumerate(dossier.members)
    ]
    return write_folder(tmp_path / "cer", dossier.model_copy(update={"attachments": (), "members": tuple(members)}))


def documents(out: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes of every document, and when it was written."""
    return {
        path.relative_to(out).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in out.rglob("*.docx")
        if not path.name.startswith(".")
    }  # fmt: skip


def killed_at(process: subprocess.Popen[bytes], out: Path, count: int) -> bool:
    """Kill the program when it has written so many documents; return whether it was still at work."""
    limit = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None and time.monotonic() < limit and len(list(out.glob("*/*.docx"))) < count:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def test_packs_killed_at_any_moment_go_on_from_there(
    program: CommandLine, crowd: Path, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a repeatable choice of moments, not a secret
    out = crowd / "pacchetti" / "adesione"
    total = 3 * len(community_of(MEMBERS).active_members)
    kills, made = 0, {}
    for number in range(12 if all_faults else 3):
        least = chance.randrange(1, total // 10) if number else 1
        process = program.start(*ARGUMENTS, crowd)
        kills += killed_at(process, out, len(made) + least)
        found = documents(out)
        assert {place: found[place] for place in made} == made, "a finished document was made again"
        assert all(zipfile.ZipFile(out / place).testzip() is None for place in found)
        made = found
    assert kills, "no kill fell inside the work: the test proved nothing"
    ended = program.run(*ARGUMENTS, crowd, "--json")
    assert ended.code == 0
    assert set(ended.json["kept"]) == made.keys()
    assert len(ended.json["written"]) == total - len(made)
    whole = documents(out)
    assert len(whole) == total
    assert {place: whole[place] for place in made} == made
    lacking = {line.split(";")[0] for line in (out / "dati_mancanti.csv").read_text("utf-8-sig").splitlines()[1:]}
    assert len(lacking) == MEMBERS // 100
    elsewhere = crowd / "di_nuovo"
    assert program.run(*ARGUMENTS, crowd, "--out", elsewhere).code == 0
    assert {place: content for place, (content, _) in documents(elsewhere).items()} == {
        place: content for place, (content, _) in whole.items()
    }
    note("`render --pack` of 500 members killed with -9", f"{kills} kills, 0 torn files, 0 documents made twice")
