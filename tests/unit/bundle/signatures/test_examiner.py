"""Untrusted files are examined apart: what kills, swells or stops the examiner loses only itself."""

import signal
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from tests.builders import signing
from tests.builders.folders import small_pdf
from workflow.bundle.signatures import examiner
from workflow.bundle.signatures.examination import MAX_BYTES
from workflow.bundle.signatures.examiner import Asked, Examiner, examine_all
from workflow.bundle.signatures.seen import Chain, Integrity, Problem

CA = signing.authority()
SIGNER = signing.signer_of(CA)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "file"
    folder.mkdir()
    (folder / "firmato.pdf").write_bytes(signing.signed_pdf(small_pdf("a"), SIGNER))
    (folder / "rotto.pdf").write_bytes(b"%PDF-1.7\n" + b"<<" * 50_000)
    (folder / "vuoto.pdf").write_bytes(b"")
    (folder / "javascript.pdf").write_bytes(scripted())
    (folder / "chiuso.pdf").write_bytes(locked())
    with (folder / "enorme.pdf").open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # a hole: it takes no room
    with (folder / "due gigabyte.pdf").open("wb") as file:
        file.truncate(2_000_000_000)
    return folder


def scripted() -> bytes:
    writer = PdfWriter(BytesIO(small_pdf("a")))
    writer.add_open_action(JavaScript("app.alert('ciao')"))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def locked() -> bytes:
    writer = PdfWriter(BytesIO(small_pdf("a")))
    writer.encrypt("segreta", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_each_file_is_answered_in_order_whatever_the_others_do(files: Path, tmp_path: Path) -> None:
    trust = tmp_path / "fiducia"
    trust.mkdir()
    (trust / "ca.pem").write_bytes(CA.pem)
    (trust / "strano").write_bytes(b"?")
    names = ["rotto.pdf", "firmato.pdf", "enorme.pdf", "due gigabyte.pdf", "vuoto.pdf", "manca.pdf", "chiuso.pdf",
             "javascript.pdf"]  # fmt: skip
    asked = [Asked(files / name, wants_pages=True) for name in names]
    seen, found = examine_all(asked, trust, signing.NOW)
    assert (found.anchors, found.unread) == (1, ("strano",))
    assert [one.problem for one in seen] == [
        Problem.DAMAGED, None, Problem.TOO_LARGE, Problem.TOO_LARGE, Problem.EMPTY, Problem.MISSING, Problem.PROTECTED,
        None,
    ]  # fmt: skip
    signed = seen[1].signatures[0]
    assert (signed.integrity, signed.chain) == (Integrity.INTACT, Chain.TRUSTED)
    assert seen[7].active == ("contiene JavaScript",)


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put in the examiner's place one that a file's name can kill or stop."""
    folder = tmp_path / "figlio"
    folder.mkdir()
    (folder / "hostile_child.py").write_text(
        "import json, os, sys, time\n"
        "sys.stdin.readline()\n"
        "print(json.dumps({'anchors': 0, 'unread': []}), flush=True)\n"
        "for line in sys.stdin:\n"
        "    path = json.loads(line)['path']\n"
        f"    if 'uccide' in path: os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        "    if 'dorme' in path: time.sleep(60)\n"
        "    print(json.dumps({'nature': 'pdf', 'sha256': os.path.basename(path)}), flush=True)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(examiner, "_CHILD", "hostile_child")
    monkeypatch.setattr(examiner, "_ROOT", folder)
    monkeypatch.setattr(examiner, "_WALL_SECONDS", 2)
    return folder


@pytest.mark.parametrize("name", ["uccide.pdf", "dorme.pdf"])
def test_a_file_that_stops_the_examiner_is_told_and_the_next_is_read(child: Path, name: str) -> None:
    asked = [Asked(Path("a.pdf")), Asked(Path(name)), Asked(Path("b.pdf"))]
    seen, _ = examine_all(asked, None, signing.NOW, processes=1)
    assert [one.problem for one in seen] == [None, Problem.TOO_HARD, None]
    assert [seen[0].sha256, seen[2].sha256] == ["a.pdf", "b.pdf"]


def test_no_examiner_outlives_its_work(child: Path) -> None:
    with Examiner(None, signing.NOW) as one:
        one.examine(Asked(Path("a.pdf")))
        process = one._child
        assert process is not None
        assert process.poll() is None
    assert process.poll() is not None


def test_without_files_no_process_is_begun() -> None:
    assert examine_all([], None, signing.NOW)[0] == []
