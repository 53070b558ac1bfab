"""A paper of two gigabytes, a bomb and a broken Word file among the attachments cost neither memory nor the bundle."""

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.builders.folders import mini_dossier, small_pdf, write_folder
from tests.e2e.command_line import CommandLine
from workflow.bundle.verify import verify

TWO_GIGABYTES = 2 * 1024**3
MUCH_MEMORY_KB = 700_000
# Runs a command in a process whose only children are that command and its own, and keeps the most memory one had.
MEASURED = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[2:]); "
    "open(sys.argv[1], 'w').write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)); sys.exit(code)"
)


def bomb() -> bytes:
    """Return a small Word file whose text unpacks to three hundred million bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"\0" * 300_000_000)
    return buffer.getvalue()


def test_a_build_with_huge_and_hostile_papers_ends_whole_and_says_which(
    tmp_path: Path, byte_code: Path, note: Callable[[str, str], None]
) -> None:
    folder = write_folder(tmp_path / "cliente", mini_dossier("cad"))
    huge = folder / "allegati" / "cabina_primaria" / "enorme.pdf"
    with huge.open("wb") as file:
        file.write(small_pdf("mappa"))
        file.truncate(TWO_GIGABYTES)
    others = folder / "allegati" / "altro"
    others.mkdir(exist_ok=True)
    packed = bomb()
    (others / "bomba.docx").write_bytes(packed)
    (others / "corrotto.docx").write_bytes(packed[:500])
    most = tmp_path / "memoria.txt"
    measured = (sys.executable, "-c", MEASURED, str(most))
    ended = CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code, prefix=measured).run(
        "build", folder, "--json"
    )
    assert (ended.code, ended.err) == (0, "")
    assert verify(folder / "uscita") == []
    told = [finding for finding in ended.json["findings"] if "enorme.pdf" in str(finding["path"])]
    assert told
    assert all(finding["remedy"] for finding in told)
    assert huge.stat().st_size == TWO_GIGABYTES
    assert sum(path.stat().st_size for path in (folder / "uscita").rglob("*") if path.is_file()) < 50_000_000
    assert 10_000 < int(most.read_text()) < MUCH_MEMORY_KB
    note(
        "a PDF of 2 GB, a zip bomb, a broken docx among the papers", "the first named with a cure, all of them harmless"
    )
