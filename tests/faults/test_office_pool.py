"""A real LibreOffice stopped, killed, fed with broken files or left alone: nothing is lost and nothing stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import docx
import pypdf
import pytest

from tests.builders.processes import living
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.pdf_engine import PdfJob
from workflow.bundle.soffice_process import Workplace, socket_patterns

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def write(path: Path, *, paragraphs: int = 12) -> Path:
    document = docx.Document()
    document.add_paragraph(f"Segno di {path.stem}")
    for number in range(paragraphs):
        document.add_paragraph(
            f"Paragrafo {number} di {path.stem}: i soci aderiscono alla comunità e versano la quota."
        )
    document.save(str(path))
    return path


def spoil(path: Path, part: str) -> None:
    """Cut a part of a package in half."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts[part] = parts[part][: len(parts[part]) // 2]
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def jobs_of(folder: Path, count: int, *, paragraphs: int = 12) -> list[PdfJob]:
    return [
        PdfJob(
            write(folder / f"atto{number:02d}.docx", paragraphs=paragraphs), folder / "pdf" / f"atto{number:02d}.pdf"
        )
        for number in range(count)
    ]


def sockets(pattern: str) -> list[Path]:
    return list(Path("/").glob(pattern.lstrip("/")))


def own_words(job: PdfJob) -> bool:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(job.pdf).pages)
    return f"Segno di {job.docx.stem}" in text and text.count("Segno di") == 1


@pytest.fixture
def watched(temporary: Path) -> Iterator[Callable[..., LibreOfficeEngine]]:
    """Give an engine, and see at the end that neither a process nor a file of it is left."""
    engines: list[LibreOfficeEngine] = []
    groups: set[int] = set()
    is_over = threading.Event()

    def note_groups() -> None:
        while not is_over.wait(0.05):
            for engine in engines:
                groups.update(instance.group for instance in (engine.pool.instances if engine.pool else ()))

    watcher = threading.Thread(target=note_groups)
    watcher.start()

    def make(**options: float) -> LibreOfficeEngine:
        engines.append(LibreOfficeEngine(**options))  # type: ignore[arg-type]  # counts and seconds
        return engines[-1]

    yield make
    is_over.set()
    watcher.join()
    assert groups, "the pool was at work"
    assert [command for group in groups for command in living(group)] == []
    assert list(temporary.iterdir()) == []


def when_open(
    engine: LibreOfficeEngine, act: Callable[[int], None], *, times: int = 1, every: float = 0.0
) -> threading.Thread:
    """Do something to the program of an instance as soon as there is one, once or more times."""

    def wait_and_act() -> None:
        for _ in range(times):
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                found = [instance.group for instance in (engine.pool.instances if engine.pool else ())]
                if found:
                    act(found[0])
                    break
                time.sleep(0.01)
            time.sleep(every)

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    return thread


def signal_group(which: signal.Signals) -> Callable[[int], None]:
    def send(group: int) -> None:
        try:
            os.killpg(group, which)
        except ProcessLookupError:
            return

    return send


def test_a_libreoffice_that_hangs_in_the_middle_of_a_batch_is_killed_and_the_batch_is_made_by_another(
    watched: Callable[..., LibreOfficeEngine], tmp_path: Path, note: Callable[[str, str], None]
) -> None:
    jobs = jobs_of(tmp_path, 10)
    engine = watched(workers=1, seconds_each=4.0)
    stopping = when_open(engine, signal_group(signal.SIGSTOP))
    begun = time.monotonic()
    results = engine.convert_many(jobs)
    stopping.join()
    assert [result.problems for result in results] == [()] * 10
    assert all(own_words(job) for job in jobs)
    assert time.monotonic() - begun < PATIENCE
    note("soffice stopped (SIGSTOP) in a batch", "killed in time with its children, all 10 documents made by another")


def test_a_libreoffice_killed_again_and_again_loses_no_document(
    watched: Callable[..., LibreOfficeEngine], tmp_path: Path, all_faults: bool, note: Callable[[str, str], None]
) -> None:
    count = 240 if all_faults else 24
    jobs = jobs_of(tmp_path, count)
    engine = watched(workers=2, largest_batch=4)
    times = count // 12
    killing = when_open(engine, signal_group(signal.SIGKILL), times=times, every=1.5)
    results = engine.convert_many(jobs)
    killing.join()
    assert [result.problems for result in results] == [()] * count
    assert all(own_words(job) for job in jobs)
    note(
        "soffice killed (SIGKILL) in the middle of batches",
        f"{times} kills, {count} documents made, none twice or mixed",
    )


def test_only_the_broken_documents_of_a_batch_fail(
    watched: Callable[..., LibreOfficeEngine], tmp_path: Path, note: Callable[[str, str], None]
) -> None:
    jobs = jobs_of(tmp_path, 12)
    jobs[3].docx.write_bytes(jobs[3].docx.read_bytes()[:4000])
    jobs[7].docx.write_bytes(b"")
    jobs[9].docx.unlink()
    spoil(jobs[5].docx, "word/settings.xml")  # our reader understands it, LibreOffice does not open it
    document = docx.Document(str(jobs[6].docx))  # joined with others it stops them all, alone it is printed
    document.paragraphs[0]._p.append(
        docx.oxml.parse_xml(
            '<w:bookmarkStart xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
            ' w:id="non un numero" w:name="segno"/>'
        )
    )
    document.save(str(jobs[6].docx))
    results = watched(workers=1).convert_many(jobs)
    failed = {index: result.problems for index, result in enumerate(results) if not result.is_ok}
    assert list(failed) == [3, 5, 7, 9], failed
    assert all(own_words(result.job) for result in results if result.is_ok)
    assert all("conversione in PDF fallita" in results[index].problems[0] for index in (3, 5, 7, 9))
    assert not any(results[index].job.pdf.exists() for index in (3, 5, 7, 9))
    note("corrupt docx in a batch", "only the four guilty documents fail, each with its reason; the other 8 are made")


def test_two_engines_at_once_do_not_disturb_each_other(
    watched: Callable[..., LibreOfficeEngine], tmp_path: Path
) -> None:
    results: dict[str, list[bool]] = {}

    def convert(name: str) -> None:
        folder = tmp_path / name
        folder.mkdir()
        jobs = jobs_of(folder, 6)
        results[name] = [result.is_ok and own_words(result.job) for result in watched(workers=1).convert_many(jobs)]

    threads = [threading.Thread(target=convert, args=(name,)) for name in ("uno", "due")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {"uno": [True] * 6, "due": [True] * 6}


def test_a_program_that_is_killed_leaves_neither_a_libreoffice_nor_a_copy_of_the_documents(
    tmp_path: Path, note: Callable[[str, str], None]
) -> None:
    sources = [job.docx for job in jobs_of(tmp_path, 6, paragraphs=60)]
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, ROOT / "tests" / "faults" / "office_child.py", tmp_path / "pdf", *sources],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as child:
        assert child.stdout is not None
        found: list[tuple[int, Path]] = []
        for line in child.stdout:
            if line.strip() == "fatto":
                break
            group, _, folder = line.strip().partition(" ")
            found.append((int(group), Path(folder)))
        time.sleep(0.2)  # in the middle of the next round
        child.kill()
    assert found
    until = time.monotonic() + 15
    while time.monotonic() < until and any(living(group) or folder.exists() for group, folder in found):
        time.sleep(0.1)
    assert [command for group, _ in found for command in living(group)] == []
    assert [folder for _, folder in found if folder.exists()] == []
    patterns = [pattern for _, folder in found for pattern in socket_patterns(Workplace(folder))]
    until = time.monotonic() + 5
    while time.monotonic() < until and any(map(sockets, patterns)):
        time.sleep(0.1)
    assert [name for pattern in patterns for name in sockets(pattern)] == []
    note("our program killed (SIGKILL) while LibreOffice works", "LibreOffice ends too, its copies are removed")


def test_a_linked_picture_is_not_fetched(watched: Callable[..., LibreOfficeEngine], tmp_path: Path) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that http.server calls
            asked.append(self.path)
            self.send_error(404)

        do_OPTIONS = do_HEAD = do_PROPFIND = do_GET  # noqa: N815  # likewise

    server = HTTPServer(("127.0.0.1", 0), Listener)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        job = jobs_of(tmp_path, 1)[0]
        document = docx.Document(str(job.docx))
        relation = document.part.relate_to(
            f"http://127.0.0.1:{server.server_port}/spia.png",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
            is_external=True,
        )
        paragraph = document.add_paragraph()
        paragraph._p.append(
            docx.oxml.parse_xml(
                '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
                ' xmlns:v="urn:schemas-microsoft-com:vml"'
                ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:pict>'
                f'<v:shape style="width:100pt;height:50pt"><v:imagedata r:id="{relation}"/></v:shape></w:pict></w:r>'
            )
        )
        document.save(str(job.docx))
        (result,) = watched(workers=1).convert_many([job])
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    assert result.has_pdf
    assert asked == []


def test_without_a_place_for_its_files_the_program_says_so_and_does_not_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = jobs_of(tmp_path, 2)
    blocked = tmp_path / "un file"
    blocked.write_text("non è una cartella")
    monkeypatch.setattr("tempfile.tempdir", str(blocked))
    with pytest.raises(OSError, match="un file"):
        LibreOfficeEngine(workers=1).convert_many(jobs)
