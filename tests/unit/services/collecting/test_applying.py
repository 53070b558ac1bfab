"""What is collected goes into the dossier, its register and the archive, whenever the program is cut."""

import json
from pathlib import Path

import pytest

from tests.builders import signing
from tests.builders.collection_desk import Desk, signer, two_in_one
from tests.builders.folders import small_pdf
from tests.builders.scans import scanned
from workflow.bundle.manifest import sha256_of
from workflow.resources import BrokenFileError
from workflow.services import collecting_apply
from workflow.services.collecting import Fate
from workflow.services.collecting_apply import apply_collection
from workflow.services.collecting_json import collect_json
from workflow.services.collecting_register import read_register, register_path, still_there
from workflow.services.signature_plan import SigningState, signature_plan
from workflow.services.signature_sheets import collection_sheet
from workflow.services.undoing import undo
from workflow.store.archive import Archive


def collect(desk: Desk, archive: Archive | None = None, *, split: bool = False, fresh: bool = False):
    """Plan anew and apply, as the command does; `fresh` reads the plan of the dossier again."""
    opened = desk.opened(archive)
    plan = signature_plan(opened, desk.law) if fresh else desk.plan
    return apply_collection(opened, desk.law, archive, desk.look(split=split, plan=plan))


class TestApplied:
    def test_originals_are_kept_byte_for_byte_and_registered(self, desk: Desk) -> None:
        scan = scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"))
        desk.put("a.pdf", scan)
        applied = collect(desk)
        place = desk.dossier / "allegati/adesione/MTTBRN68S20D205C scheda adesione firmato.pdf"
        assert place.read_bytes() == scan
        assert place.stat().st_mode & 0o777 == 0o600
        (paper,) = applied.papers
        assert paper.files == {place.relative_to(desk.dossier).as_posix(): sha256_of(place)}
        assert (paper.method, paper.outcome, paper.from_name) == ("a_mano", "a mano", "a.pdf")
        assert (desk.back / "a.pdf").read_bytes() == scan

    def test_what_is_put_aside_leaves_the_dossier_as_it_was(self, desk: Desk) -> None:
        desk.put("x.pdf", small_pdf("bolletta"))
        before = sorted(path.name for path in desk.dossier.rglob("*"))
        assert collect(desk).papers == ()
        assert sorted(path.name for path in desk.dossier.rglob("*")) == before

    def test_the_plan_says_signed_and_a_second_run_does_nothing(self, desk: Desk, archive: Archive) -> None:
        desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        inner = signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore"))
        desk.put("m.p7m", inner)
        first = collect(desk, archive)
        assert (len(first.papers), first.is_recorded) == (2, True)
        plan = signature_plan(desk.opened(), desk.law)
        states = {(item.order.output, item.order.key): item.state for item in plan.items}
        assert states["scheda_adesione", "MTTBRN68S20D205C"] is SigningState.SIGNED
        assert states[next(key for key in states if key[0] == "mandato_produttore")] is SigningState.PARTLY
        entries = archive.history("cer-prova")
        assert [entry.event for entry, _ in entries] == ["signed_collected"]
        files = sorted(path for path in desk.dossier.rglob("*") if path.is_file())
        register = register_path(desk.dossier).read_bytes()
        second = desk.look(plan=plan)
        assert {one.fate for one in second.placements} == {Fate.ALREADY}
        assert apply_collection(desk.opened(archive), desk.law, archive, second).papers == ()
        assert sorted(path for path in desk.dossier.rglob("*") if path.is_file()) == files
        assert register_path(desk.dossier).read_bytes() == register
        assert len(archive.history("cer-prova")) == 1

    def test_a_paper_with_more_signatures_takes_the_place_of_the_first(self, desk: Desk) -> None:
        inner = signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore"))
        desk.put("m.p7m", inner)
        (old,) = collect(desk).papers
        desk.put("m2.p7m", signing.signed_p7m(inner, signer(desk, "mandato_produttore", 1, number=4)))
        (new,) = collect(desk).papers
        assert new.missing_signatures == ()
        (old_digest,) = old.files.values()
        kept = list((desk.dossier / "firme" / "originali").iterdir())
        assert [sha256_of(path) for path in kept] == [old_digest]
        assert len(read_register(desk.dossier).papers) == 1
        assert not any((desk.dossier / name).exists() for name in old.files if name not in new.files)

    def test_a_scan_of_two_documents_is_divided_and_kept_whole_too(self, desk: Desk) -> None:
        whole = two_in_one(desk)
        desk.put("due.pdf", whole)
        applied = collect(desk, split=True)
        assert sorted(paper.output for paper in applied.papers) == ["dichiarazione_partecipante", "scheda_adesione"]
        (original,) = (desk.dossier / "firme" / "originali").iterdir()
        assert original.read_bytes() == whole
        again = desk.look(split=True)
        assert {one.fate for one in again.placements} == {Fate.ALREADY}

    def test_without_archive_first_the_history_is_told_later(self, desk: Desk, archive: Archive) -> None:
        desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        assert not collect(desk).is_recorded
        later = collect(desk, archive)
        assert (later.papers, later.is_recorded) == ((), True)
        assert len(archive.history("cer-prova")) == 1

    def test_undone_the_papers_leave_and_can_be_collected_again(self, desk: Desk, archive: Archive) -> None:
        desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        desk.opened(archive)
        collect(desk, archive)
        undo(desk.opened(archive), desk.law, archive, reason="prova")
        assert still_there(desk.dossier, read_register(desk.dossier)) == ()
        assert len(collect(desk, archive).papers) == 1
        assert [entry.event for entry, _ in archive.history("cer-prova")] == [
            "signed_collected", "undo", "signed_collected",
        ]  # fmt: skip

    @pytest.mark.parametrize("moment", range(4))
    def test_cut_at_any_moment_the_next_run_completes_it(
        self, desk: Desk, archive: Archive, moment: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        desk.put("b.pdf", scanned(desk.printed("dichiarazione_partecipante", "GRDNNA75E43D205F")))
        writes = 0
        real = collecting_apply.replace_file

        def cut(path: Path, content: bytes) -> None:
            nonlocal writes
            if writes == moment:
                raise KeyboardInterrupt
            writes += 1
            real(path, content)

        def never(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(collecting_apply, "replace_file", cut)
            patch.setattr(collecting_apply, "_tell", never)
            with pytest.raises(KeyboardInterrupt):
                collect(desk, archive)
        again = collect(desk, archive)
        assert again.is_recorded
        papers = [path for path in (desk.dossier / "allegati").rglob("*firmato*") if path.is_file()]
        assert sorted(path.parent.name for path in papers) == ["adesione", "dichiarazione"]
        assert len(still_there(desk.dossier, read_register(desk.dossier))) == 2
        (entry,) = [entry for entry, _ in archive.history("cer-prova")]
        assert len(entry.details["papers"]) == 2

    def test_a_paper_changed_afterwards_is_no_longer_the_one_collected(self, desk: Desk) -> None:
        desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        (paper,) = collect(desk).papers
        (desk.dossier / next(iter(paper.files))).write_bytes(b"%PDF-1.4 altro")
        assert still_there(desk.dossier, read_register(desk.dossier)) == ()

    @pytest.mark.parametrize("content", ["{", "[]", '{"schema": 2, "papers": []}', '{"papers": [{}]}'])
    def test_a_register_that_is_none_is_refused(self, desk: Desk, content: str) -> None:
        register_path(desk.dossier).parent.mkdir()
        register_path(desk.dossier).write_text(content, encoding="utf-8")
        with pytest.raises(BrokenFileError):
            read_register(desk.dossier)


def test_the_machine_form_and_the_sheet_say_what_became_of_each_file(desk: Desk) -> None:
    desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
    desk.put("=b.pdf", small_pdf("bolletta"))
    plan = desk.look()
    told = json.loads(json.dumps(collect_json(desk.opened().dossier, plan, None)))
    assert (told["is_written"], told["counts"]["raccolto"], told["counts"]["messo da parte"]) == (False, 1, 1)
    assert [one["name"] for one in told["files"]] == ["a.pdf", "=b.pdf"]
    sheet = collection_sheet(plan)
    assert [row[:2] for row in sheet.rows] == [("a.pdf", "raccolto"), ("=b.pdf", "messo da parte")]


def test_nothing_is_written_while_planning(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.put("a.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
    before = {path: path.stat().st_mtime_ns for path in desk.dossier.rglob("*")}
    desk.look()
    assert {path: path.stat().st_mtime_ns for path in desk.dossier.rglob("*")} == before
