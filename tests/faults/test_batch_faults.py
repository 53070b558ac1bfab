"""A batch with broken folders, a worker killed and a disk that fills up is resumed: each good dossier is done once."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.builders.batches import BREAKAGES, broken
from tests.builders.condominiums import slug_of, write_condominiums
from tests.e2e.command_line import CommandLine, Ended
from tests.faults.test_disk_full import can_mount, mounted
from workflow.bundle.verify import verify

_DAY = ("--as-of", "2026-11-22")
_WHOLE, _SAMPLE = (950, 50), (5, 6)  # good and broken folders
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
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _descendants(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[1]) == parent:
            found += [int(path.parent.name), *_descendants(int(path.parent.name))]
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
        codes: dict[str, int] = {}
        for first in range(good, good + bad, len(BREAKAGES)):
            codes |= broken(source, out, first)
        model = tmp_path / "modello"
        program.run("build", source / slug_of(0), "--out", model, "--engine", "nessuno", "--no-archive", *_DAY)
        (out / "lotto.json").write_text('{"as_of": "2026-11-22", "is_as_of_given": true}', encoding="utf-8")
        room = size_of(before) + int(0.6 * (good + len(codes) // 2) * size_of(model))
        first_run = run(program, source, "--out", disk / "lotto", "--workers", workers, prefix=mounted(str(room), disk))
        assert first_run.code == 6, first_run.err
        told = {one["name"]: one for one in first_run.json["dossiers"]}
        full = [one for one in told.values() if "disco è pieno" in (one["reason"] or "")]
        done = {name for name, one in told.items() if one["state"] == "fatto"}
        assert full, "the disk was not full"
        assert done, "nothing was done before the disk was full"
        for place in (after / "lotto" / "fascicoli").iterdir():
            assert not place.name.startswith("."), "something was left behind"
            if place.name in done:
                assert verify(place) == []
        second = run(program, source, "--out", after / "lotto", "--workers", workers, "--resume")
        assert second.code == 6, second.err
        assert_done_once(second.json, done, codes, after / "lotto" / "fascicoli")
        note(
            f"a batch of {good + len(codes)} with {len(codes)} broken folders, a worker killed twice, the disk full at "
            "60 %, then resumed",
            f"{len(done - codes.keys())} good ones done before, the other {good - len(done - codes.keys())} after, "
            "none twice; each broken one told with its reason",
        )


def assert_done_once(told: Any, done: set[str], codes: dict[str, int], place: Path) -> None:
    by_name = {one["name"]: one for one in told["dossiers"]}
    for name, one in by_name.items():
        if name in codes:
            assert one["code"] == codes[name], one
            assert one["reason"] or any(finding["is_blocking"] for finding in one["findings"])
            assert not re.search(r"[A-Z]{6}\d{2}[A-Z]\d{2}", one["reason"] or "")
        else:
            assert one["code"] == 0, one
            assert one["state"] == ("già fatto" if name in done else "fatto"), one
            assert verify(place / name) == []
