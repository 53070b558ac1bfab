"""A disk that is full, small or closed refuses the build in plain words, with exit code 6, and keeps the old bundle."""

import ctypes
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine, Ended
from workflow.bundle.verify import verify

_PR_CAPBSET_DROP = 24
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


def mounted(size: str, target: Path) -> list[str]:
    """Return the words before a command that give it a small disk of its own at `target`, which nobody else sees."""
    prefix = ["unshare", "-m"] if os.geteuid() == 0 else ["unshare", "-rm"]
    script = f'mount -t tmpfs -o size={size} tmpfs "{target}" && cp -a "{target}.prima/." "{target}/" && "$@"'
    keep = f'; code=$?; rm -rf "{target}.dopo"; cp -a "{target}/." "{target}.dopo"; exit $code'
    return [*prefix, "sh", "-c", script + keep, "sh"]


def can_mount() -> bool:
    """Whether this system lets a process have a disk of its own (containers often do not)."""
    command = ["unshare", *(["-m"] if os.geteuid() == 0 else ["-rm"]), "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def obey_permissions() -> None:
    """Take from the new process the right to write where permissions forbid it, which root has."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)


def small_files() -> None:
    """Let no file of the new process grow beyond what a Word document needs."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))


def state(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@dataclass(frozen=True)
class Built:
    """A folder with its bundle, made while there was room."""

    program: CommandLine
    folder: Path
    whole: dict[str, bytes]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Built:
    place = tmp_path_factory.mktemp("disco")
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    folder = write_folder(place / "cliente", mini_dossier("cad"))
    done = program.run("build", folder)
    assert done.code == 0, done.said
    return Built(program, folder, state(folder / "uscita"))


@pytest.fixture(autouse=True)
def untouched(built: Built) -> Iterator[None]:
    """Whatever a test does, the bundle is afterwards as it was before."""
    yield
    assert verify(built.folder / "uscita") == []
    assert state(built.folder / "uscita") == built.whole
    assert [path.name for path in built.folder.glob(".uscita-*-*")] == []


def assert_refused(ended: Ended, *words: str) -> None:
    assert ended.code == 6, ended
    for word in words:
        assert word in ended.err
    assert len(ended.err.strip().splitlines()) == 1


def test_a_file_that_may_not_grow_refuses_the_build(built: Built, note: Callable[[str, str], None]) -> None:
    ended = built.program.run("build", built.folder, "--no-archive", before=small_files)
    assert_refused(ended, "supera la dimensione", "Ciò che c'era prima è intatto")
    note("a file may not grow (RLIMIT_FSIZE)", "exit 6, old bundle untouched, nothing left behind")


def test_a_folder_that_may_not_be_written_refuses_the_build(built: Built, note: Callable[[str, str], None]) -> None:
    built.folder.chmod(0o500)
    try:
        ended = built.program.run("build", built.folder, before=obey_permissions)
    finally:
        built.folder.chmod(0o700)
    assert_refused(ended, "manca il permesso di scrivere", "--out")
    note("the folder is read-only", "exit 6, old bundle untouched")


# Where the system gives no disk to tests, the limit on the size of files above stands for this one.
if can_mount():

    def test_a_full_disk_refuses_the_build_and_keeps_bundle_and_archive(
        built: Built, tmp_path: Path, note: Callable[[str, str], None]
    ) -> None:
        disk, before, after = (tmp_path / name for name in ("disco", "disco.prima", "disco.dopo"))
        disk.mkdir()
        shutil.copytree(built.folder, before / "cliente")
        shutil.copy(built.program.archive, before / "archivio.sqlite")
        used = sum(path.stat().st_blocks * 512 for path in before.rglob("*"))
        tight = replace(
            built.program, prefix=tuple(mounted(str(used + 600_000), disk)), archive=disk / "archivio.sqlite"
        )
        assert_refused(tight.run("build", disk / "cliente"), "il disco è pieno", "Ciò che c'era prima è intatto")
        assert verify(after / "cliente" / "uscita") == []
        assert state(after / "cliente" / "uscita") == built.whole
        assert [path.name for path in (after / "cliente").glob(".uscita-*")] == []
        later = replace(built.program, archive=after / "archivio.sqlite")
        assert [row["slug"] for row in later.run("archive", "list", "--json").json["dossiers"]] == ["cad-prova"]
        note("the disk is full (tmpfs)", "exit 6, old bundle and archive whole, nothing left behind")
