"""The output folder is the old one or the new one, and nobody's work is replaced by mistake."""

import os
import stat
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from workflow.bundle import atomic_swap
from workflow.bundle.manifest import EngineRecord, FileRecord, Manifest, ToolRecord, file_facts, write_manifest
from workflow.bundle.output_folder import WriteRefusedError, complete_interrupted, output_folder
from workflow.bundle.verify import verify


def fill(folder: Path, text: str, *, files: int = 3) -> None:
    for number in range(files):
        path = folder / f"{number % 3 + 1}_parte" / f"{number}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    records = tuple(FileRecord(**file_facts(folder, path)) for path in sorted(folder.rglob("*.txt")))
    manifest = Manifest(
        tool=ToolRecord(version="0.1.0"),
        dossier="prova",
        kind="cer",
        title=text,
        as_of=date(2026, 11, 22),
        law_digest="a",
        facts_sha256="b",
        engine=EngineRecord(name="incorporato", version="1", faithful=False),
        draft=True,
        preview=True,
        files=records,
    )
    write_manifest(folder, manifest)


def build(out: Path, text: str) -> None:
    with output_folder(out) as folder:
        fill(folder, text)


def content(out: Path) -> str:
    assert verify(out) == []
    return (out / "1_parte" / "0.txt").read_text(encoding="utf-8")


def hidden(parent: Path) -> list[str]:
    return sorted(path.name for path in parent.iterdir() if path.name.startswith("."))


@pytest.fixture(params=["exchange", "two steps"])
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "two steps":
        monkeypatch.setattr(atomic_swap, "exchange", lambda *_: False)
    return str(request.param)


def test_a_new_folder_then_a_newer_one_and_nothing_left_beside(both_ways: str, tmp_path: Path) -> None:
    out = tmp_path / "dossier" / "uscita"
    build(out, "vecchio")
    assert content(out) == "vecchio"
    build(out, "nuovo")
    assert content(out) == "nuovo"
    assert hidden(out.parent) == []


def test_files_are_closed_to_others(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    old = os.umask(0)
    try:
        build(out, "riservato")
    finally:
        os.umask(old)
    for path in [out, *out.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@pytest.mark.parametrize("fault", [ValueError("errore"), KeyboardInterrupt()])
def test_a_body_that_fails_leaves_the_old_folder_and_nothing_beside(tmp_path: Path, fault: BaseException) -> None:
    out = tmp_path / "uscita"
    build(out, "vecchio")

    def failing() -> None:
        with output_folder(out) as folder:
            fill(folder, "nuovo")
            raise fault

    with pytest.raises(type(fault)):
        failing()
    assert content(out) == "vecchio"
    assert hidden(tmp_path) == []


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    out.mkdir()
    (out / ".DS_Store").write_bytes(b"x")
    build(out, "nuovo")
    assert content(out) == "nuovo"


def _foreign(out: Path) -> None:
    out.mkdir()
    (out / "tesi.docx").write_text("il lavoro di una vita", encoding="utf-8")


def _foreign_manifest(out: Path) -> None:
    out.mkdir()
    (out / "manifest.json").write_text('{"name": "un altro programma"}', encoding="utf-8")


def _file(out: Path) -> None:
    out.write_text("un file", encoding="utf-8")


def _added(out: Path) -> None:
    build(out, "vecchio")
    (out / "1_parte" / "firmato.pdf").write_bytes(b"firma")


def _changed(out: Path) -> None:
    build(out, "vecchio")
    (out / "1_parte" / "0.txt").write_text("corretto a mano", encoding="utf-8")


@pytest.mark.parametrize("state", [_foreign, _foreign_manifest, _file, _added, _changed])
def test_what_is_not_ours_or_holds_somebody_s_work_is_not_replaced(
    tmp_path: Path, state: Callable[[Path], None]
) -> None:
    out = tmp_path / "uscita"
    state(out)
    before = {path: path.read_bytes() for path in [out, *out.rglob("*")] if path.is_file()}
    with pytest.raises(WriteRefusedError) as refusal:
        build(out, "nuovo")
    assert refusal.value.exit_code == 6
    assert "--out" in str(refusal.value)
    assert {path: path.read_bytes() for path in [out, *out.rglob("*")] if path.is_file()} == before
    assert hidden(tmp_path) == []


def test_somebody_s_changes_are_named_and_can_be_given_up(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    _added(out)
    with pytest.raises(WriteRefusedError, match=r"1_parte/firmato\.pdf"):
        build(out, "nuovo")
    with output_folder(out, discard_changes=True) as folder:
        fill(folder, "nuovo")
    assert content(out) == "nuovo"


def test_a_bundle_with_a_file_deleted_is_simply_made_again(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    build(out, "vecchio")
    (out / "1_parte" / "0.txt").unlink()
    build(out, "nuovo")
    assert content(out) == "nuovo"


def test_a_link_to_a_folder_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "disco" / "uscita"
    build(real, "vecchio")
    link = tmp_path / "uscita"
    link.symlink_to(real)
    build(link, "nuovo")
    assert link.is_symlink()
    assert content(real) == "nuovo"


def test_two_builds_of_the_same_folder_do_not_mix(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    inside, go_on = threading.Event(), threading.Event()

    def first() -> None:
        with output_folder(out) as folder:
            inside.set()
            go_on.wait(10)
            fill(folder, "primo")

    thread = threading.Thread(target=first)
    thread.start()
    assert inside.wait(10)
    with pytest.raises(WriteRefusedError, match="Un altro comando"):
        build(out, "secondo")
    go_on.set()
    thread.join()
    assert content(out) == "primo"
    build(out, "terzo")
    assert content(out) == "terzo"


def test_leftovers_are_swept_when_old_and_only_if_they_are_ours(tmp_path: Path) -> None:
    out = tmp_path / "uscita"
    ours, fresh = tmp_path / ".uscita-costruzione-00", tmp_path / ".uscita-costruzione-11"
    work = tmp_path / ".uscita-lavoro-ab1"
    others = [tmp_path / ".uscita-mia", tmp_path / ".altra-costruzione-00", tmp_path / "costruzione"]
    for path in (ours, work, fresh, *others):
        path.mkdir()
        (path / "dato.txt").write_text("x", encoding="utf-8")
        os.utime(path, (0, 0))
    os.utime(fresh)
    build(out, "nuovo")
    assert not ours.exists()
    assert not work.exists()
    assert fresh.exists()
    assert all(path.exists() for path in others)


def interrupted(tmp_path: Path, *, is_ready: bool) -> Path:
    """Leave what a crash between the two steps leaves."""
    out = tmp_path / "uscita"
    build(out, "vecchio")
    out.rename(tmp_path / ".uscita-precedente-aa")
    if is_ready:
        build(tmp_path / "nuova", "nuovo")
        (tmp_path / "nuova").rename(tmp_path / ".uscita-pronta-aa")
    return out


def test_a_swap_cut_between_its_steps_is_completed_by_the_next_command(tmp_path: Path) -> None:
    out = interrupted(tmp_path, is_ready=True)
    complete_interrupted(out)
    assert content(out) == "nuovo"
    complete_interrupted(out)
    assert content(out) == "nuovo"


def test_a_previous_folder_alone_is_not_brought_back_because_it_may_be_in_pieces(tmp_path: Path) -> None:
    out = interrupted(tmp_path, is_ready=False)
    complete_interrupted(out)
    assert not out.exists()


def test_an_unreadable_input_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    def reading() -> None:
        with output_folder(tmp_path / "d" / "uscita"):
            (tmp_path / "assente.pdf").read_bytes()

    with pytest.raises(FileNotFoundError):
        reading()


def test_the_exchange_is_really_one_step_here(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    (first / "uno").touch()
    if atomic_swap.exchange(first, second):
        assert (second / "uno").exists()
        assert not (first / "uno").exists()
    else:
        assert (first / "uno").exists()
