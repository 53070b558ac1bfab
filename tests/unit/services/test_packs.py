"""Packs: a folder for each person, nothing made twice, no work of others replaced, nothing missing lost."""

import csv
import io
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import rulebook
from tests.builders.folders import write_folder
from tests.builders.large_community import community_of
from workflow.bundle.folder_lock import folder_lock
from workflow.bundle.output_folder import WriteRefusedError
from workflow.documents.catalogue import UnknownDocumentError
from workflow.documents.package import read_package, write_package
from workflow.documents.reading import read_document
from workflow.resources import BrokenFileError
from workflow.services.opening import Opened, open_dossier
from workflow.services.pack_register import REGISTER_NAME
from workflow.services.packs import (
    MISSING_NAME,
    Pack,
    UnknownSubjectError,
    WrittenPacks,
    plan_packs,
    write_packs,
)

LAW = rulebook.law()
PER_MEMBER = {"dichiarazione_partecipante.docx", "informativa_preventiva.docx", "scheda_adesione.docx"}
Open = Callable[..., Opened]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CER with six more households, two of whom have not said where they were born."""
    dossier = community_of(6).model_copy(update={"attachments": ()})
    members = [
        member.model_copy(update={"birth_place": None} if number >= len(dossier.members) - 2 else {})
        for number, member in enumerate(dossier.members)
    ]
    folder = tmp_path_factory.mktemp("pacchi") / "cer"
    return write_folder(folder, dossier.model_copy(update={"members": tuple(members)}))


@pytest.fixture
def opened(written: Path, tmp_path: Path) -> Opened:
    shutil.copytree(written, tmp_path / "cer")
    return open_dossier(str(tmp_path / "cer"), law=LAW)


def run(opened: Opened, pack: Pack = Pack.ADHESION, **options: object) -> tuple[Path, WrittenPacks]:
    chosen = {name: options.pop(name) for name in ("only", "members") if name in options}
    packs, _ = plan_packs(opened, LAW, pack, **chosen)
    out = opened.folder / "pacchetti" / pack.value
    return out, write_packs(opened, LAW, packs, out, is_whole=not chosen, **options)


def table(out: Path) -> list[list[str]]:
    text = (out / MISSING_NAME).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_each_member_has_a_folder_with_every_document_of_the_pack(opened: Opened) -> None:
    out, result = run(opened)
    folders = sorted(path for path in out.iterdir() if path.is_dir())
    assert len(folders) == len(opened.dossier.active_members)
    assert [folder.name[:4] for folder in folders] == [f"{number:03d}_" for number in range(1, len(folders) + 1)]
    assert all({path.name for path in folder.iterdir()} == PER_MEMBER for folder in folders)
    assert len(result.written) == len(PER_MEMBER) * len(folders)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in out.rglob("*.docx"))


def test_the_document_of_a_member_is_of_that_member(opened: Opened) -> None:
    out, _ = run(opened)
    for member, folder in zip(opened.dossier.active_members, sorted(out.glob("[0-9]*")), strict=True):
        text = read_document((folder / "scheda_adesione.docx").read_bytes()).text
        assert member.codice_fiscale in text
        assert not any(other.codice_fiscale in text for other in opened.dossier.active_members if other is not member)


def test_a_document_without_gaps_is_no_draft_and_one_with_gaps_says_that_it_is(opened: Opened) -> None:
    out, result = run(opened)
    lacking = {gap.folder for gap in result.gaps}
    assert len(lacking) == 2
    for folder in out.glob("[0-9]*"):
        read = read_document((folder / "scheda_adesione.docx").read_bytes())
        assert any("BOZZA" in margin for margin in read.headers_and_footers) == (folder.name in lacking)


def test_what_is_missing_stands_in_one_table_with_where_to_write_it(opened: Opened) -> None:
    out, result = run(opened)
    head, *rows = table(out)
    assert head == ["Cartella", "Chi", "Documento", "Dato", "Dove si scrive", "Dove manca"]
    assert len(rows) == len(result.gaps) > 0
    assert {row[3] for row in rows} == {"socio.nato_a"}
    assert all(row[4].startswith("soci.xlsx") and "____" in row[5] for row in rows)


def test_asked_again_it_writes_nothing(opened: Opened) -> None:
    out, first = run(opened)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.docx")}
    register = (out / REGISTER_NAME).read_bytes()
    again = run(opened)[1]
    assert again.written == []
    assert again.kept == first.written
    assert again.gaps == first.gaps
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.docx")} == before
    assert (out / REGISTER_NAME).read_bytes() == register


def test_a_fact_that_changes_remakes_the_documents_that_print_it_and_no_others(opened: Opened) -> None:
    out, _ = run(opened)
    first, *others = opened.dossier.members
    changed = opened.dossier.model_copy(
        update={"members": (first.model_copy(update={"birth_place": "Busca"}), *others)}
    )
    later = Opened(opened.folder, changed, (), "x", opened.place_of)
    result = run(later)[1]
    assert result.written
    assert {place.partition("/")[0] for place in result.written} == {min(out.glob("[0-9]*")).name}
    assert len(result.written) + len(result.kept) == len(list(out.rglob("*.docx")))


def test_a_document_that_somebody_worked_on_is_left_unless_its_owner_says_so(opened: Opened) -> None:
    out, _ = run(opened)
    mine = min(out.rglob("scheda_adesione.docx"))
    version = write_package({**read_package(mine.read_bytes()), "word/mio.xml": b"<x/>"})
    mine.write_bytes(version)
    place = mine.relative_to(out).as_posix()
    again = run(opened)[1]
    assert again.edited == [place]
    assert mine.read_bytes() == version
    assert run(opened, replace_edited=True)[1].written == [place]
    assert mine.read_bytes() != version


def test_a_member_keeps_the_folder_and_who_has_left_is_named(opened: Opened) -> None:
    out, _ = run(opened)
    folders = {path.name for path in out.glob("[0-9]*")}
    first, *others = opened.dossier.members
    later = Opened(
        opened.folder, opened.dossier.model_copy(update={"members": tuple(others)}), (), "x", opened.place_of
    )
    result = run(later)[1]
    assert {path.name for path in out.glob("[0-9]*")} == folders
    assert [name[:3] for name in result.superseded] == ["001"]
    assert first.codice_fiscale in (out / REGISTER_NAME).read_text(encoding="utf-8")


@pytest.mark.parametrize("by", ["code", "name", "name in capitals"])
def test_one_member_can_be_asked_for_and_the_table_keeps_what_the_others_lack(opened: Opened, by: str) -> None:
    out, _ = run(opened)
    rows = table(out)
    member = opened.dossier.active_members[-1]
    wanted = {"code": member.codice_fiscale, "name": member.full_name, "name in capitals": member.full_name.upper()}[by]
    (max(out.glob("[0-9]*")) / "scheda_adesione.docx").unlink()
    result = run(opened, members=[wanted])[1]
    assert [place.partition("/")[2] for place in result.written] == ["scheda_adesione.docx"]
    assert result.superseded == []
    assert table(out) == rows


def test_one_document_can_be_asked_for(opened: Opened) -> None:
    out, result = run(opened, only=["scheda_adesione_cer"])
    assert {Path(place).name for place in result.written} == {"scheda_adesione.docx"}
    assert len(list(out.rglob("*.docx"))) == len(opened.dossier.active_members)


def test_who_is_not_there_and_what_is_not_of_the_pack_are_errors(opened: Opened) -> None:
    with pytest.raises(UnknownSubjectError, match="Nessuno Noto"):
        plan_packs(opened, LAW, Pack.ADHESION, members=["Nessuno Noto"])
    with pytest.raises(UnknownSubjectError, match=r"statuto_cer.*adesione"):
        plan_packs(opened, LAW, Pack.ADHESION, only=["statuto_cer"])
    with pytest.raises(UnknownDocumentError):
        plan_packs(opened, LAW, Pack.ADHESION, only=["niente"])


def test_every_pack_has_its_subjects(opened: Opened) -> None:
    for pack in Pack:
        packs, _ = plan_packs(opened, LAW, pack)
        assert all(order.document.per is pack.per for each in packs for order in each.orders)
    assert len(plan_packs(opened, LAW, Pack.MANDATES)[0]) == len({m.principal for m in opened.dossier.mandates})


def test_a_folder_with_something_else_in_it_is_not_touched(opened: Opened) -> None:
    out = opened.folder / "pacchetti" / "adesione"
    out.mkdir(parents=True)
    (out / "foto.jpg").write_bytes(b"x")
    with pytest.raises(WriteRefusedError, match="contiene altro"):
        run(opened)
    assert [path.name for path in out.iterdir()] == ["foto.jpg"]
    with pytest.raises(WriteRefusedError, match="non è una cartella"):
        write_packs(opened, LAW, (), out / "foto.jpg", is_whole=True)


def test_two_commands_do_not_write_the_same_folder(opened: Opened) -> None:
    out, _ = run(opened)
    with folder_lock(out / ".lock"), pytest.raises(WriteRefusedError, match="Un altro comando"):
        run(opened)


def test_a_line_cut_by_a_kill_is_written_again_and_a_foreign_one_is_an_error(opened: Opened) -> None:
    out, _ = run(opened)
    register = out / REGISTER_NAME
    whole = register.read_bytes()
    register.write_bytes(whole[:-25])
    assert run(opened)[1].written == []
    assert register.read_bytes() == whole
    register.write_bytes(b"ciao\n" + whole)
    with pytest.raises(BrokenFileError, match="riga"):
        run(opened)


def test_a_file_half_written_by_a_machine_that_stopped_is_made_again(opened: Opened) -> None:
    out, _ = run(opened)
    path = min(out.rglob("*.docx"))
    whole = path.read_bytes()
    for half in (b"", whole[: len(whole) // 2]):
        path.write_bytes(half)
        assert run(opened)[1].written == [path.relative_to(out).as_posix()]
        assert path.read_bytes() == whole


def test_five_hundred_packs_take_seconds(tmp_path: Path) -> None:
    dossier = community_of(500).model_copy(update={"attachments": ()})
    opened = Opened(tmp_path, dossier, (), "x", lambda _path: "")
    begun = time.process_time()
    out, result = run(opened)
    assert len(result.written) == 3 * len(dossier.active_members) == len(list(out.rglob("*.docx")))
    assert time.process_time() - begun < 20
    lines = (out / REGISTER_NAME).read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["folder"] for line in lines}) == len(dossier.active_members)
