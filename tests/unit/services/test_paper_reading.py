"""What the program reads in attached PDFs, and that a hostile or unreadable one only stays without text."""

import signal
from pathlib import Path

import pytest

from tests.builders.dossiers import build
from tests.builders.folders import small_pdf
from workflow.bundle import paper_text
from workflow.bundle.paper_text import texts_of
from workflow.domain.dossier import Dossier
from workflow.services.paper_reading import with_readings


def read_on(folder: Path, kind: str, text: str, key: str = "IM_0000001") -> list[tuple[str, str]]:
    path = folder / "allegati" / kind / f"{key}_carta.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(small_pdf(text))
    paper = {"tipo": kind, "file": path.relative_to(folder).as_posix(), "chiave": key, "sha256": text, "byte": 1}
    dossier = with_readings(build("aid_ok", {"allegati": [paper]}), folder)
    assert all(reading.key == key for reading in dossier.found_in_papers)
    return [(str(reading.datum), str(reading.value)) for reading in dossier.found_in_papers]


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("bolletta", "POD IT001E00000011 intestato a", [("pod", "IT001E00000011")]),
        ("bolletta", "pod it 001 e 00 00 00 11.", [("pod", "IT001E00000011")]),
        ("bolletta", "IT001E0000001 e IT001E000000112", []),
        ("bolletta", "IBAN IT60X0542811101000000123456", []),
        ("schema_unifilare", "inverter 20 kW, moduli 19,80 kWp", [("potenza_kw", "20"), ("potenza_kw", "19,80")]),
        ("schema_unifilare", "accumulo da 10 kWh", []),
        ("schema_unifilare", "potenza 1.400,5 kW", [("potenza_kw", "1.400,5")]),
        ("gaudi", "impianto IM_0000001", [("censimp", "IM_0000001")]),
        ("visura", "ATECO 2007 prevalente: 10.71.10", [("ateco", "10.71.10")]),
        ("visura", "codice ATECO 35.11.00", [("ateco", "35.11.00")]),
        ("visura", "ATECO comunicato il 12.05.2026", []),
        ("altro", "POD IT001E00000011", []),
    ],
)
def test_codes_and_powers_are_found_where_they_are_looked_for(
    kind: str, text: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert read_on(tmp_path, kind, text) == found


def test_a_dossier_without_such_papers_starts_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.services.paper_reading.texts_of", lambda _paths: pytest.fail("read for nothing"))
    dossier: Dossier = build("aid_ok", {"allegati": []})
    assert with_readings(dossier, tmp_path) is dossier


def test_what_is_no_pdf_is_left_without_text_and_the_others_are_read(tmp_path: Path) -> None:
    good, broken, gone = tmp_path / "buono.pdf", tmp_path / "rotto.pdf", tmp_path / "assente.pdf"
    good.write_bytes(small_pdf("tutto bene"))
    broken.write_bytes(small_pdf("tutto male")[:200])
    texts = texts_of([broken, gone, good])
    assert [bool(text) for text in texts] == [False, False, True]
    assert "tutto bene" in texts[2][0]


def test_a_file_that_kills_the_reader_loses_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "reader.py"
    child.write_text(
        "import json, os, sys\n"
        "for line in sys.stdin:\n"
        f"    if 'cattivo' in line: os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
        "    print(json.dumps([json.loads(line)[-5:]]), flush=True)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(paper_text, "_CHILD", child)
    texts = texts_of([Path("a.pdf"), Path("cattivo.pdf"), Path("b.pdf")])
    assert texts == [("a.pdf",), (), ("b.pdf",)]


def test_when_the_time_is_over_the_rest_stays_without_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "reader.py"
    child.write_text("import time\nprint('[\"primo\"]', flush=True)\ntime.sleep(30)\n", encoding="utf-8")
    monkeypatch.setattr(paper_text, "_CHILD", child)
    monkeypatch.setattr(paper_text, "_WALL_SECONDS", 1)
    assert texts_of([Path("a.pdf"), Path("b.pdf"), Path("c.pdf")]) == [("primo",), (), ()]
