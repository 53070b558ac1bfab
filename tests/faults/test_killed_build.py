"""`dossier-cer build` killed with -9, at moments seen from outside and at random ones: the bundle is whole.

The first kill finds no bundle, the later ones an older one; what is there afterwards is the old or the new, never half.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine
from workflow.bundle.manifest import manifest_sha256, read_manifest
from workflow.bundle.verify import verify

SEED = 20_261_122
LONGEST_SECONDS = 120.0
Moment = Callable[[Path], bool]


def _in_building(pattern: str) -> Moment:
    """Return the moment at which a file of that name stands in the folder under construction."""
    return lambda out: any(
        True for building in out.parent.glob(f".{out.name}-costruzione-*") for _ in building.glob(pattern)
    )


def _swapped(out: Path) -> bool:
    """The moment at which the new bundle is in place and the old one perhaps not yet removed."""
    return (out / "manifest.json").is_file() and time.time() - (out / "manifest.json").stat().st_mtime < 0.5


MOMENTS: dict[str, Moment] = {
    "documents written": _in_building("*.docx"),
    "half the PDFs": _in_building("*.pdf"),
    "first files placed": _in_building("3_studio/word/*.docx"),
    "merging": _in_building("indice.pdf"),
    "manifest written": _in_building("manifest.json"),
    "just swapped": _swapped,
}


def kill_at(process: subprocess.Popen[bytes], is_time: Callable[[], bool]) -> bool:
    """Kill the program alone, as the system does when memory is short; return whether it was still at work."""
    limit = time.monotonic() + LONGEST_SECONDS
    while process.poll() is None and not is_time() and time.monotonic() < limit:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def survivors(session: int) -> list[str]:
    """Return the processes of a session that are still alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = path.read_text(errors="replace").rpartition(")")
        except OSError:
            continue
        fields = rest.split()
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(name)
    return found


def assert_all_end(session: int) -> None:
    """The converters that the program had started see that it is gone, and go too."""
    limit = time.monotonic() + 30
    while survivors(session) and time.monotonic() < limit:
        time.sleep(0.05)
    assert survivors(session) == []


class Victim:
    """A dossier whose facts change at every build, so that the old bundle and the new one can be told apart."""

    def __init__(self, program: CommandLine, folder: Path) -> None:
        self.program = program
        self.folder = folder
        self.out = folder / "uscita"
        self.number = 0
        self.titles = {""}

    def change(self) -> None:
        self.number += 1
        title = f"Fascicolo numero {self.number}"
        self.titles = {self.title, title}
        write_folder(self.folder, mini_dossier("cad", {"configurazione.denominazione": title}))

    @property
    def title(self) -> str:
        """The title in the bundle that is there; empty if there is none."""
        return read_manifest(self.out).title if self.out.exists() else ""

    def assert_whole(self) -> None:
        """The bundle is the one of before or the one of now, and every file of it is as its manifest says."""
        assert self.title in self.titles
        if self.out.exists():
            assert verify(self.out) == []


@pytest.fixture
def victim(program: CommandLine, folder: Path) -> Victim:
    return Victim(program, folder)


def test_a_build_killed_at_any_moment_leaves_the_old_bundle_or_the_new_one(
    victim: Victim, note: Callable[[str, str], None], *, all_faults: bool
) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a repeatable choice of moments, not a secret
    kills = int(_killed_at_first(victim))
    begun = time.monotonic()
    victim.change()
    assert victim.program.run("build", victim.folder).code == 0
    length = time.monotonic() - begun
    names = list(MOMENTS) if all_faults else ["half the PDFs", "manifest written", "just swapped"]
    for number in range(49 if all_faults else 5):
        victim.change()
        process = victim.program.start("build", victim.folder)
        if number < len(names):
            moment = MOMENTS[names[number]]
            kills += kill_at(process, lambda moment=moment: moment(victim.out))
        else:
            end = time.monotonic() + chance.uniform(0.2, 1.0) * length
            kills += kill_at(process, lambda end=end: time.monotonic() > end)
        assert_all_end(process.pid)
        victim.assert_whole()
    assert kills >= len(names), "hardly a kill fell inside a build: the test proved nothing"
    _assert_swept(victim)
    note(
        "`build` killed with -9", f"{kills} kills, 0 torn bundles, 0 processes left, leftovers swept by the next build"
    )


def _killed_at_first(victim: Victim) -> bool:
    """Kill the very first build, and see that there is no bundle rather than half of one."""
    process = victim.program.start("build", victim.folder)
    is_killed = kill_at(process, lambda: MOMENTS["first files placed"](victim.out))
    assert_all_end(process.pid)
    assert not victim.out.exists()
    checked = victim.program.run("bundle", "verify", victim.out)
    assert checked.code == 3
    assert "non esiste" in checked.said
    return is_killed


def _assert_swept(victim: Victim) -> None:
    """The next build works at once, and what the killed ones left goes when it is old enough to be nobody's."""
    leftovers = list(victim.folder.glob(".uscita-*"))
    assert [path for path in leftovers if path.is_dir()], "no kill left anything: the test proved nothing"
    for leftover in leftovers:
        os.utime(leftover, (0, 0))
    assert victim.program.run("build", victim.folder).code == 0
    assert verify(victim.out) == []
    assert list(victim.folder.glob(".uscita-*")) == []
    known = victim.program.run("bundle", "verify", victim.out, "--json").json
    assert known["manifest_sha256"] == manifest_sha256(victim.out)
