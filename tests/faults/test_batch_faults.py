"""A batch with broken folders, a worker killed and a disk that fills up is resumed: each good dossier is done once."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.builders.batches import BREAKAGES, Breakage, broken, explains
from tests.builders.condominiums import slug_of, write_condominiums
from tests.builders.folders import mini_dossier, write_folder
from tests.builders.processes import facts_of
from tests.e2e.command_line import CommandLine, Ended
from tests.faults.test_disk_full import can_mount, mounted
from workflow.bundle.manifest import sha256_of
from workflow.bundle.verify import verify

_DAY = ("--as-of", "2026-11-22")
_WHOLE, _SAMPLE = (950, 50), (5, 10)  # good and broken folders
_PATIENCE_SECONDS = 60
_A_WHILE = 2.0  # seconds of processor: less than a worker needs for the smallest of these batches


def kill_a_worker(parent: int, is_over: threading.Event, killed: list[int]) -> None:
    """Kill one of the workers of the command, once, when it has worked a while."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end and not is_over.wait(0.05):
        workers = [pid for pid in _descendants(parent) if b"spawn_main" in _words(pid) and _worked(pid) > _A_WHILE]
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[-1], signal.SIGKILL)
                killed.append(workers[-1])
                return


def _worked(pid: int) -> float:
    """Return the seconds of processor that a process has had; none if it has ended."""
    try:
        fields = facts_of(pid)
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _descendants(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = facts_of(int(path.name))
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == parent:
            found += [int(path.name), *_descendants(int(path.name))]
    return found


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def run(program: CommandLine, *words: object, prefix: list[str] | None = None) -> Ended:
    """Run the command in a process of its own, and take a worker from it."""
    command = [*(prefix or ()), sys.executable, "-m", "workflow.cli.entry", "batch", *map(str, words), *_DAY, "--json"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=program.environment, text=True
    ) as process:
        is_over = threading.Event()
        killed: list[int] = []
        killer = threading.Thread(target=kill_a_worker, args=(process.pid, is_over, killed))
        killer.start()
        out, err = process.communicate()
        is_over.set()
        killer.join()
    assert killed, "no worker was killed"
    return Ended(tuple(map(str, words)), process.returncode, out, err)


def size_of(folder: Path) -> int:
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*"))


if can_mount():  # elsewhere the tests of a small file and of a folder that may not be written stand for it

    def test_a_batch_survives_broken_folders_a_killed_worker_and_a_full_disk(
        program: CommandLine, tmp_path: Path, all_faults: bool, note: Callable[[str, str], None]
    ) -> None:
        good, bad = _WHOLE if all_faults else _SAMPLE
        workers = "2" if all_faults else "1"
        source, disk = tmp_path / "studio", tmp_path / "disco"
        before, after = tmp_path / "disco.prima", tmp_path / "disco.dopo"
        write_condominiums(source, good)
        disk.mkdir()
        out = before / "lotto"
        ways: dict[str, Breakage] = {}
        for first in range(good, good + bad, len(BREAKAGES)):
            ways |= broken(source, out, first)
        assert len(ways) == bad
        model = tmp_path / "modello"
        program.run("build", source / slug_of(0), "--out", model, "--engine", "nessuno", "--no-archive", *_DAY)
        (out / "lotto.json").write_text('{"as_of": "2026-11-22", "is_as_of_given": true}', encoding="utf-8")
        drafts = {name for name, way in ways.items() if way.has_bundle}
        room = size_of(before) + int(0.6 * (good + len(drafts)) * size_of(model))
        first_run = run(program, source, "--out", disk / "lotto", "--workers", workers, prefix=mounted(str(room), disk))
        assert first_run.code == 6, first_run.err
        told = {one["name"]: one for one in first_run.json["dossiers"]}
        full = [one for one in told.values() if "disco è pieno" in (one["reason"] or "")]
        done = {name for name, one in told.items() if one["state"] == "fatto" and name not in ways}
        assert full, "the disk was not full"
        assert done, "nothing was done before the disk was full"
        bundles = after / "lotto" / "fascicoli"
        for place in bundles.iterdir():
            assert not place.name.startswith("."), "something was left behind"
            if place.name in done:
                assert verify(place) == []
        seals = {name: seal_of(bundles / name) for name in done}
        second = run(program, source, "--out", after / "lotto", "--workers", workers, "--resume")
        assert second.code == 6, second.err
        names = {one["name"]: one for one in second.json["dossiers"]}
        assert len(names) == good + bad
        for name, way in ways.items():
            assert explains(names[name], way), (way, names[name])
            assert not re.search(r"[A-Z]{6}\d{2}[A-Z]\d{2}", names[name]["reason"] or "")
        for name in names.keys() - ways.keys():
            assert (names[name]["code"], names[name]["state"]) == (0, "già fatto" if name in done else "fatto"), name
            assert verify(bundles / name) == []
        assert {name: seal_of(bundles / name) for name in done} == seals, "what was done is the very same folder"
        taken = {name for name, way in ways.items() if way.code == 6}
        assert {place.name for place in bundles.iterdir()} == (names.keys() - ways.keys()) | drafts | taken
        note(
            "a batch with broken folders, a worker killed in each run, the disk full at 60 %, then resumed",
            f"{good + bad} folders: {len(done)} good ones done before the disk was full, the other {good - len(done)} "
            f"when resumed, none twice (the same folders and seals); {bad} broken in {len(BREAKAGES)} ways, each told "
            "with its code and reason",
        )


def seal_of(bundle: Path) -> tuple[int, int, str]:
    """Return what would not be the same of a bundle made anew, though its bytes were: the folder and the manifest."""
    manifest = bundle / "manifest.json"
    return bundle.stat().st_ino, manifest.stat().st_ino, sha256_of(manifest)


def offices_of(parent: int) -> set[int]:
    """Return the LibreOffice at work for a command, and what speaks with them."""
    return {pid for pid in _descendants(parent) if b"soffice.bin" in _words(pid) or b"uno_worker" in _words(pid)}


def test_the_libreoffice_of_a_killed_worker_ends_with_it_and_its_dossier_is_done_by_another(
    program: CommandLine, tmp_path: Path, note: Callable[[str, str], None]
) -> None:
    source = tmp_path / "studio"
    write_folder(source / "cliente", mini_dossier("cad"))
    words = ["batch", str(source), "--workers", "1", "--engine", "libreoffice", *_DAY, "--json"]
    command = [sys.executable, "-m", "workflow.cli.entry", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=program.environment, text=True) as process:
        end = time.monotonic() + _PATIENCE_SECONDS
        while len(orphans := offices_of(process.pid)) < 2:  # the program and what speaks with it
            assert time.monotonic() < end, "no LibreOffice was started"
            time.sleep(0.05)
        (worker,) = [pid for pid in _descendants(process.pid) if b"spawn_main" in _words(pid)]
        os.kill(worker, signal.SIGKILL)
        while left := {pid for pid in orphans if _words(pid)}:
            assert time.monotonic() < end, f"left behind: {left}"
            time.sleep(0.05)
        out, _ = process.communicate(timeout=_PATIENCE_SECONDS)
    (told,) = json.loads(out)["dossiers"]
    assert (process.returncode, told["state"], told["reason"]) == (0, "fatto", None)
    assert list((source / "uscita_lotto" / "fascicoli" / "cliente").rglob("*.pdf"))
    note(
        "a worker of a batch killed (SIGKILL) while its LibreOffice works", "LibreOffice ends too, the dossier is done"
    )
