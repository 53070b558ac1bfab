"""Whatever kills or starves a build, the output folder is the old one or the new one, never a mix."""

import errno
import os
import random
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from workflow.bundle.output_folder import WriteRefusedError, complete_interrupted, output_folder
from workflow.bundle.verify import verify

SEED = 20_261_122
FILES = 40

# Reads a number of seconds from each line, and each time lets a child of its own build one folder after
# another, all full of their own number, until it kills it: a new interpreter for every kill would be slow.
_KILLER = textwrap.dedent("""
    import itertools, os, signal, sys, time
    from datetime import date
    from pathlib import Path
    from workflow.bundle import atomic_swap
    from workflow.bundle.manifest import EngineRecord, FileRecord, Manifest, ToolRecord, file_facts, write_manifest
    from workflow.bundle.output_folder import output_folder

    out, way, files = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if way == "two_steps":
        atomic_swap.exchange = lambda *_: False

    def build(number):
        with output_folder(out) as folder:
            records = []
            for name in range(files):
                path = folder / f"parte{name % 3}" / f"{name}.txt"
                path.parent.mkdir(exist_ok=True)
                path.write_text(f"{number}\\n" * 200)
                records.append(FileRecord(**file_facts(folder, path)))
            write_manifest(folder, Manifest(
                tool=ToolRecord(version="0"), dossier="prova", kind="cer", title=str(number), as_of=date(2026, 11, 22),
                law_digest="", facts_sha256="", engine=EngineRecord(name="", version="", faithful=False),
                draft=True, preview=True, files=tuple(records)))

    build(-1)
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            for number in itertools.count():
                build(number)
        time.sleep(float(line))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "ended by itself", flush=True)
""")


@contextmanager
def killer(out: Path, way: str) -> Iterator[Callable[[float], None]]:
    """Start the writer, with a first folder already built, and give what lets it write for some seconds."""
    command = [sys.executable, "-c", _KILLER, out, way, str(FILES)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        writing, reading = process.stdin, process.stdout
        assert writing is not None
        assert reading is not None
        assert reading.readline() == "ready\n"

        def write_for(seconds: float) -> None:
            writing.write(f"{seconds}\n")
            writing.flush()
            assert reading.readline() == "killed\n"

        yield write_for
        writing.close()


def numbers_in(out: Path) -> set[str]:
    return {line for path in out.rglob("*.txt") for line in path.read_text(encoding="utf-8").split()}


@pytest.mark.parametrize("way", ["exchange", "two_steps"])
def test_a_build_killed_at_any_moment_leaves_a_whole_folder(way: str, tmp_path: Path, *, all_faults: bool) -> None:
    chance = random.Random(SEED)  # noqa: S311  # a repeatable choice of moments, not a secret
    out = tmp_path / "uscita"
    with killer(out, way) as write_for:
        for _ in range(100 if all_faults else 12):
            write_for(chance.uniform(0.0, 0.2))
            complete_interrupted(out)
            assert verify(out) == []
            assert len(numbers_in(out)) == 1
            assert len(list(out.rglob("*.txt"))) == FILES
    leftovers = list(tmp_path.glob(".uscita-*-*"))
    assert leftovers, "no kill fell inside a build: the test proved nothing"
    for leftover in leftovers:
        os.utime(leftover, (0, 0))
    with output_folder(out) as folder:
        (folder / "nuovo.txt").write_text("x", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["uscita"]


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let no file grow beyond some kilobytes, as a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def build_large(out: Path) -> None:
    with output_folder(out) as folder:
        (folder / "grande.bin").write_bytes(b"x" * 50_000)


def test_a_file_that_cannot_grow_refuses_the_build_and_keeps_the_old_folder(tmp_path: Path, small_files: None) -> None:
    out = tmp_path / "uscita"
    with killer(out, "exchange"):
        pass
    before = numbers_in(out)
    with pytest.raises(WriteRefusedError) as refusal:
        build_large(out)
    assert refusal.value.exit_code == 6
    assert "un file supera la dimensione" in str(refusal.value)
    assert verify(out) == []
    assert numbers_in(out) == before


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "il disco è pieno"),
        (errno.EROFS, "il disco è in sola lettura"),
        (errno.EDQUOT, "lo spazio assegnato"),
    ],
)
def test_a_full_or_closed_disk_is_a_refusal_in_plain_words(number: int, said: str, tmp_path: Path) -> None:
    out = tmp_path / "uscita"

    def failing() -> None:
        with output_folder(out) as folder:
            (folder / "a.txt").write_text("a", encoding="utf-8")
            raise OSError(number, os.strerror(number))

    with pytest.raises(WriteRefusedError, match=said):
        failing()
    assert list(tmp_path.iterdir()) == []
