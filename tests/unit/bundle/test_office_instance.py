"""One LibreOffice kept open: what hangs, lies, dies or wants to be restarted is seen, and leaves nothing behind.

The program and the interpreter are small stand-ins that behave as each test wants; the real ones are tried among the
faults.
"""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.processes import living, running
from workflow.bundle.office import uno_python
from workflow.bundle.office.batches import Batch
from workflow.bundle.office.conversion import convert_single
from workflow.bundle.office.instance import (
    OfficeDiedError,
    OfficeInstance,
    OfficeLateError,
    OfficeRefusedError,
    OfficeStartError,
    Order,
)
from workflow.bundle.office.pool import OfficePool
from workflow.bundle.office.uno_python import find_uno_python
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import Workplace, remove_sockets, socket_patterns

ANSWERS = 'echo \'{"version": "7.4"}\''
OBEYS = f"{ANSWERS}; while read line; do echo '{{\"problem\": null}}'; done"


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str, str], Path]:
    def install(name: str, behaviour: str) -> Path:
        path = tmp_path / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{behaviour}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return install


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))


def order(tmp_path: Path) -> Order:
    return Order(tmp_path / "a.docx", tmp_path / "a.pdf", {})


def test_a_program_that_hangs_at_the_start_is_killed_and_its_folder_removed(
    script: Callable[[str, str], Path], tmp_path: Path
) -> None:
    mark = f"31{os.getpid()}"
    with pytest.raises(OfficeStartError, match="non ha finito entro 1 secondi di avviarsi"):
        OfficeInstance(
            script("soffice", f"sleep {mark} & sleep {mark}"), script("python", f"sleep {mark}"), start_seconds=0.6
        )
    assert running(f"sleep {mark}") == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_program_that_ends_at_once_is_not_waited_for(script: Callable[[str, str], Path], tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(OfficeStartError, match="si è chiuso all'avvio"):
        OfficeInstance(script("soffice", "exit 0"), script("python", "sleep 60"), start_seconds=30)
    assert time.monotonic() - started < 10
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_program_that_asks_to_be_started_again_is_started_again_once(
    script: Callable[[str, str], Path], tmp_path: Path
) -> None:
    seen = tmp_path / "starts"
    program = script("soffice", f"echo x >> {seen}; [ $(wc -l < {seen}) = 1 ] && exit 81; sleep 60")
    python = script("python", f"sleep 0.5; {OBEYS}")
    instance = OfficeInstance(program, python, start_seconds=20)
    instance.stop()
    assert instance.version == "7.4"
    assert len(seen.read_text().splitlines()) == 2


def test_a_worker_without_its_library_is_told_apart_from_a_hang(script: Callable[[str, str], Path]) -> None:
    with pytest.raises(OfficeStartError, match="non risponde"):
        OfficeInstance(script("soffice", "sleep 60"), script("python", "exit 1"), start_seconds=30)


def test_a_conversion_that_hangs_is_late_and_everything_is_killed(
    script: Callable[[str, str], Path], tmp_path: Path
) -> None:
    instance = OfficeInstance(
        script("soffice", "sleep 60 & sleep 60"), script("python", f"{ANSWERS}; sleep 60"), start_seconds=20
    )
    started = time.monotonic()
    with pytest.raises(OfficeLateError, match="non ha finito entro 1 secondi"):
        instance.convert(order(tmp_path), 0.7)
    assert time.monotonic() - started < 2.5
    instance.stop()
    assert living(instance.group) == []
    assert not instance.place.folder.exists()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ('{"problem": "DisposedException"}', OfficeDiedError),
        ('{"problem": "IllegalArgumentException"}', OfficeRefusedError),
        ("questo non è JSON", OfficeDiedError),
    ],
)
def test_what_the_bridge_says_tells_a_refusal_from_a_death(
    script: Callable[[str, str], Path], tmp_path: Path, answer: str, error: type[Exception]
) -> None:
    instance = OfficeInstance(
        script("soffice", "sleep 60"),
        script("python", f"{ANSWERS}; read line; echo '{answer}'; sleep 60"),
        start_seconds=20,
    )
    try:
        with pytest.raises(error):
            instance.convert(order(tmp_path), 20)
    finally:
        instance.stop()


@pytest.mark.parametrize("made", ["", "printf '%%PDF-1.7 mezzo' > {pdf};"], ids=["nothing", "half a file"])
def test_a_worker_that_says_it_is_done_is_believed_only_if_the_file_is_there(
    script: Callable[[str, str], Path], statute: Callable[..., Path], tmp_path: Path, made: str
) -> None:
    worker = f"{ANSWERS}; while read line; do {made.format(pdf='pdf/singolo.pdf')} echo '{{\"problem\": null}}'; done"
    instance = OfficeInstance(script("soffice", "sleep 60"), script("python", worker), start_seconds=20)
    job = PdfJob(statute(articles=1), tmp_path / "s.pdf")
    try:
        if made:
            convert_single(instance, job, 20)
            assert job.pdf.read_bytes().startswith(b"%PDF-"), "the judge of the engine opens it and finds it broken"
        else:
            with pytest.raises(OfficeRefusedError, match="non ha prodotto il file"):
                convert_single(instance, job, 20)
    finally:
        instance.stop()
    assert list((tmp_path / "tmp").iterdir()) == []


def test_an_instance_that_has_worked_enough_is_replaced(
    script: Callable[[str, str], Path], statute: Callable[..., Path], tmp_path: Path
) -> None:
    worker = script(
        "python", f"{ANSWERS}; while read line; do echo '%PDF-' > pdf/singolo.pdf; echo '{{\"problem\": null}}'; done"
    )
    program = script("soffice", "sleep 60")
    started = []

    def start() -> OfficeInstance:
        started.append(OfficeInstance(program, worker, start_seconds=20))
        return started[-1]

    jobs = [PdfJob(statute(articles=1), tmp_path / f"{number}.pdf") for number in range(5)]
    pool = OfficePool(start, 1, seconds_each=20, recycle_after=2)
    news = list(pool.run(jobs, [Batch((number,), 0) for number in range(5)]))
    assert [one.failure for one in news] == [None] * 5
    assert len(started) == 3
    assert [living(instance.group) for instance in started[:2]] == [[], []]
    assert started[2].resident_bytes() > 0
    pool.close()
    assert pool.instances == ()
    assert living(started[2].group) == []


def test_the_sockets_of_a_killed_program_are_removed_by_their_names(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    patterns = socket_patterns(place, "dossiercerprova")
    assert len(patterns) == 4
    left = [Path(pattern.replace("*", "0")) for pattern in patterns]
    for socket in left:
        socket.touch()
    remove_sockets(place, "dossiercerprova")
    assert [socket for socket in left if socket.exists()] == []


def test_where_no_python_knows_uno_it_is_said_what_to_install(
    script: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(uno_python, "_SYSTEM", tmp_path / "assente")
    script("python3", "exit 1")
    assert find_uno_python(script("soffice", "exit 0")) is None
    assert "python3-uno" in uno_python.MISSING


def test_the_python_beside_libreoffice_is_found_first(script: Callable[[str, str], Path]) -> None:
    own = script("python", "exit 0")
    assert find_uno_python(script("soffice", "exit 0")) == own
