"""A reader that is kept warm answers as one that is started anew, each file in a process of its own."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.builders.condominiums import write_condominium
from tests.builders.folders import small_pdf
from workflow.bundle.paper_text import texts_of
from workflow.intake.members_file import read_members_of
from workflow.intake.warm_child import WarmChild, read_by, warm_child
from workflow.resources import BrokenFileError


@pytest.fixture
def child() -> WarmChild:
    return WarmChild()


def test_a_sheet_and_papers_are_read_alike(child: WarmChild, tmp_path: Path) -> None:
    folder = write_condominium(tmp_path / "cond", 0)
    paper = tmp_path / "carta.pdf"
    paper.write_bytes(small_pdf("POD IT001E00000001"))
    cold = read_members_of(folder), texts_of([paper, tmp_path / "manca.pdf"])
    with read_by(child):
        assert warm_child() is child
        assert read_members_of(folder).members == cold[0].members
        assert read_members_of(folder).findings == cold[0].findings
    assert texts_of([paper, tmp_path / "manca.pdf"], child.ask_for_output) == cold[1]
    assert warm_child() is None
    child.close()


def test_a_file_that_is_no_sheet_is_told_in_the_same_words(child: WarmChild, tmp_path: Path) -> None:
    folder = write_condominium(tmp_path / "cond", 0)
    content = (folder / "soci.xlsx").read_bytes()
    (folder / "soci.xlsx").write_bytes(content[: len(content) // 2])
    with pytest.raises(BrokenFileError) as cold:
        read_members_of(folder)
    with read_by(child), pytest.raises(BrokenFileError) as warm:
        read_members_of(folder)
    assert str(warm.value) == str(cold.value)
    child.close()


def test_a_reader_that_dies_or_lasts_too_long_costs_only_its_file(child: WarmChild, tmp_path: Path) -> None:
    reader = tmp_path / "lettore.py"
    reader.write_text(
        "import os, signal, time\n"
        "def limit_resources(): pass\n"
        "def respond(words, put):\n"
        "    put(b'prima ')\n"
        "    if words[0] == 'muori': os.kill(os.getpid(), signal.SIGKILL)\n"
        "    if words[0] == 'dura': time.sleep(60)\n"
        "    if words[0] == 'sbaglia': raise ValueError\n"
        "    put(b'dopo')\n",
        encoding="utf-8",
    )
    assert child.ask(reader, ["bene"], 10).output == b"prima dopo"
    dead = child.ask(reader, ["muori"], 10)
    assert (dead.output, dead.code, dead.is_over) == (b"prima ", -signal.SIGKILL, False)
    start = time.monotonic()
    assert child.ask(reader, ["dura"], 0.2).is_over
    assert time.monotonic() - start < 5
    assert child.ask(reader, ["sbaglia"], 10).code == 1
    assert child.ask(reader, ["bene"], 10).code == 0
    child.close()


def test_a_server_that_was_killed_is_started_again(child: WarmChild, tmp_path: Path) -> None:
    reader = tmp_path / "lettore.py"
    reader.write_text("def limit_resources(): pass\ndef respond(words, put): put(b'ecco')\n", encoding="utf-8")
    assert child.ask(reader, [], 10).output == b"ecco"
    assert child._process is not None
    os.kill(child._process.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert b"ecco" in {child.ask(reader, [], 10).output, child.ask(reader, [], 10).output}
    child.close()
    assert child._process is None
