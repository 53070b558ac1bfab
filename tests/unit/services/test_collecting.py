"""What comes back signed: each file finds its document, its person and its version, or is put aside with the reason."""

import datetime as dt
import json
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from tests.builders import signing
from tests.builders.folders import mini_dossier, small_pdf, write_folder
from tests.builders.scans import as_pdf, page_image, photograph, scanned
from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.manifest import sha256_of
from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.examiner import Asked, TrustFolder
from workflow.bundle.signatures.rules import Method
from workflow.bundle.signatures.seen import FileSeen
from workflow.bundle.signatures.trust import read_trust
from workflow.domain.finding import Outcome
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services import collecting, collecting_apply
from workflow.services.collecting import CollectPlan, Fate, Placement, plan_collection
from workflow.services.collecting_apply import apply_collection
from workflow.services.collecting_json import collect_json
from workflow.services.collecting_register import read_register, register_path, still_there
from workflow.services.opening import Opened, open_dossier
from workflow.services.signature_plan import SignaturePlan, SigningState, signature_plan
from workflow.services.signature_prints import print_to_sign
from workflow.services.signature_sheets import collection_sheet
from workflow.services.undoing import undo
from workflow.store.archive import Archive

PAPERS = ("mandato", "adesione", "dichiarazione", "accordo_controllo")
WANTED = {
    ("dichiarazione_partecipante", "GRDNNA75E43D205F"), ("dichiarazione_partecipante", "MTTBRN68S20D205C"),
    ("scheda_adesione", "MTTBRN68S20D205C"), ("mandato_produttore", None), ("accordo_produttore", "90000901216"),
    ("dichiarazione_referente", None),
}  # fmt: skip
CA = signing.authority()
DAY = dt.timedelta(days=1)
NOW = signing.NOW


class Desk:
    """A dossier whose documents are printed, a folder for what comes back, a trust list."""

    def __init__(self, base: Path, plan: SignaturePlan, law: Law, place: Path) -> None:
        self.law, self.place = law, place
        self.dossier = place / "cer"
        shutil.copytree(base, self.dossier)
        self.prints = self.dossier / "uscita_firme"
        self.plan = plan
        self.back = place / "ritorno"
        self.back.mkdir()
        self.trust = place / "fiducia"
        self.trust.mkdir()
        (self.trust / "ca.pem").write_bytes(CA.pem)
        (self.trust / "ca.crl").write_bytes(signing.revocation_list(CA))

    def printed(self, output: str, key: str | None = None) -> bytes:
        item = self.item(output, key)
        return (self.prints / f"{item.expected.stem}.pdf").read_bytes()

    def item(self, output: str, key: str | None = None):
        return next(one for one in self.plan.items if one.order.output == output and key in {None, one.order.key})

    def put(self, name: str, content: bytes) -> None:
        (self.back / name).write_bytes(content)

    def opened(self, archive: Archive | None = None) -> Opened:
        return open_dossier(str(self.dossier), archive=archive, law=self.law)

    def look(self, *, split: bool = False, plan: SignaturePlan | None = None) -> CollectPlan:
        work = self.place / "lavoro"
        shutil.rmtree(work, ignore_errors=True)
        return plan_collection(
            self.opened(), plan or self.plan, self.back, work, now=NOW, trust=self.trust, split=split
        )  # fmt: skip

    def only(self, **options: bool) -> Placement:
        (placement,) = self.look(**options).placements
        return placement


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, law: Law) -> tuple[Path, SignaturePlan]:
    """A dossier with the documents to be signed printed, and its plan."""
    kept = [
        paper.model_dump(by_alias=True, mode="json")
        for paper in mini_dossier("cer").attachments
        if paper.kind.value not in PAPERS
    ]
    folder = write_folder(tmp_path_factory.mktemp("raccolta") / "cer", mini_dossier("cer", {"allegati": kept}))
    opened = open_dossier(str(folder), law=law)
    plan = signature_plan(opened, law)
    items = [one for one in plan.items if {(one.order.output, one.order.key), (one.order.output, None)} & WANTED]
    printed = print_to_sign(opened, law, EmbeddedEngine(), plan, items)
    assert not printed.drafts
    return folder, signature_plan(opened, law)


@pytest.fixture(autouse=True)
def examined_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examine in this process what the command examines in one apart, which has tests of its own."""

    def examined(
        asked: Sequence[Asked], trust: Path | None, now: dt.datetime, *, known_sha256: Iterable[str] = (), **_: object
    ) -> tuple[list[FileSeen], TrustFolder]:
        material, known = read_trust(trust), frozenset(known_sha256)
        requests = (Request(one.path, one.original, wants_pages=one.wants_pages, known_sha256=known) for one in asked)
        found = [examine(request, material, now) for request in requests]
        return found, TrustFolder(len(material.anchors), tuple(material.unread))

    monkeypatch.setattr(collecting, "examine_all", examined)


@pytest.fixture
def desk(base: tuple[Path, SignaturePlan], law: Law, tmp_path: Path) -> Desk:
    folder, plan = base
    return Desk(folder, plan, law, tmp_path)


def signer(desk: Desk, output: str, place: int = 0, key: str | None = None, number: int = 2) -> signing.Identity:
    """Return the certificate of who signs a document."""
    who = desk.item(output, key).signatories[place]
    name, surname = (who.name or "").split(" ", 1)
    return signing.signer_of(
        CA, name=name, surname=surname, serial_number=f"TINIT-{who.codice_fiscale}", key_number=number
    )


def codes(one: Placement) -> list[str]:
    return [finding.code for finding in one.findings]


class TestRecognised:
    def test_a_scan_finds_its_document_its_person_and_its_place(self, desk: Desk) -> None:
        desk.put("Scan 00017.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"), skew=2, noise=6))
        one = desk.only()
        assert one.fate is Fate.COLLECTED
        assert one.item is not None
        assert (one.item.order.output, one.item.order.key) == ("scheda_adesione", "MTTBRN68S20D205C")
        assert one.targets[0][1] == "allegati/adesione/MTTBRN68S20D205C scheda adesione firmato.pdf"
        assert one.judged is not None
        assert one.judged.method is Method.HAND
        assert codes(one) == ["SIG-33"]

    def test_a_pades_by_the_right_person_is_verified(self, desk: Desk) -> None:
        who = signer(desk, "dichiarazione_referente")
        desk.put("x.pdf", signing.signed_pdf(desk.printed("dichiarazione_referente"), who))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, [])
        assert one.judged is not None
        assert (one.judged.method, one.judged.outcome) == (Method.PADES, Outcome.PASSED)

    def test_a_nested_p7m_carries_both_signatures(self, desk: Desk) -> None:
        inner = signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore"))
        desk.put("m.pdf.p7m", signing.signed_p7m(inner, signer(desk, "mandato_produttore", 1, number=4)))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, [])
        assert one.judged is not None
        assert (one.judged.method, len(one.judged.signers)) == (Method.CADES, 2)
        assert one.targets[0][1].endswith("mandato produttore firmato.pdf.p7m")

    def test_one_of_two_signatures_is_a_beginning(self, desk: Desk) -> None:
        desk.put("m.p7m", signing.signed_p7m(desk.printed("mandato_produttore"), signer(desk, "mandato_produttore")))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-14"])
        assert one.judged is not None
        assert one.judged.missing_signatures == ("Anna Giordano (mandatario)",)

    def test_an_unknown_issuer_leaves_it_unverifiable(self, desk: Desk) -> None:
        (desk.trust / "ca.pem").unlink()
        who = signer(desk, "dichiarazione_referente")
        desk.put("x.pdf", signing.signed_pdf(desk.printed("dichiarazione_referente"), who))
        one = desk.only()
        assert one.judged is not None
        assert (one.fate, one.judged.outcome, codes(one)) == (Fate.COLLECTED, Outcome.UNKNOWN, ["SIG-07"])

    def test_the_agreement_goes_under_each_plant_of_the_producer(self, desk: Desk) -> None:
        desk.put("a.pdf", scanned(desk.printed("accordo_produttore", "90000901216"), dpi=150))
        one = desk.only()
        assert one.fate is Fate.COLLECTED
        assert [target for _, target in one.targets] == [
            "allegati/accordo_controllo/IM_0000002 accordo produttore firmato.pdf"
        ]

    def test_pages_out_of_order_are_kept_and_told(self, desk: Desk) -> None:
        desk.put("a.pdf", scanned(desk.printed("dichiarazione_partecipante", "GRDNNA75E43D205F"), [1, 0]))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-23", "SIG-33"])

    def test_a_blank_page_and_a_copy_of_a_card_are_told(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_partecipante", "GRDNNA75E43D205F")
        card = page_image(small_pdf("carta di identita"), 0, dpi=150)
        blank = scanned(pdf, blank_after=True)
        desk.put("bianca.pdf", blank)
        assert codes(desk.only()) == ["SIG-31", "SIG-33"]
        (desk.back / "bianca.pdf").unlink()
        desk.put("carta.pdf", as_pdf([page_image(pdf, 0), page_image(pdf, 1), card]))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-32", "SIG-33"])

    def test_photographs_of_all_the_pages_are_one_paper(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_partecipante", "MTTBRN68S20D205C")
        desk.put("IMG_1.jpg", photograph(pdf, 1))
        (one,) = desk.look().placements
        assert (one.fate, codes(one)[0]) == (Fate.ASIDE, "SIG-22")
        desk.put("IMG_2.jpg", photograph(pdf, 0))
        found = desk.look().of(Fate.COLLECTED)
        assert [one.name for one in found] == ["IMG_1.jpg", "IMG_2.jpg"]

    def test_a_detached_signature_goes_with_what_it_signs(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_referente")
        desk.put("d.pdf", pdf)
        desk.put("d.pdf.p7s", signing.signed_p7m(pdf, signer(desk, "dichiarazione_referente"), is_detached=True))
        plan = desk.look()
        assert {one.name: one.fate for one in plan.placements} == {
            "d.pdf": Fate.COMPANION, "d.pdf.p7s": Fate.COLLECTED,
        }  # fmt: skip
        (kept,) = plan.of(Fate.COLLECTED)
        assert [target.rpartition("/")[2] for _, target in kept.targets] == [
            "dichiarazione referente firmato.pdf.p7s", "dichiarazione referente firmato.pdf",
        ]  # fmt: skip

    def test_by_its_words_where_somebody_has_printed_the_word_file(self, desk: Desk) -> None:
        item = desk.item("dichiarazione_referente")
        desk.put("stampata.pdf", signing.signed_pdf(text_pdf(item.expected.text), signer(desk, item.order.output)))
        one = desk.only()
        assert (one.fate, one.item) == (Fate.COLLECTED, item)

    def test_in_a_zip(self, desk: Desk) -> None:
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("a/b.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C")))
        desk.put("tutto.zip", buffer.getvalue())
        one = desk.only()
        assert (one.name, one.fate) == ("tutto.zip › b.pdf", Fate.COLLECTED)


def text_pdf(text: str) -> bytes:
    """Return a PDF of a text as another program lays it out."""
    from reportlab.lib.styles import getSampleStyleSheet  # noqa: PLC0415 - used here alone
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # noqa: PLC0415 - likewise

    buffer = BytesIO()
    style = getSampleStyleSheet()["Normal"]
    escaped = (line.replace("&", "&amp;").replace("<", "&lt;") for line in text.splitlines())
    SimpleDocTemplate(buffer, invariant=1).build([Paragraph(line, style) for line in escaped])
    return buffer.getvalue()


class TestPutAside:
    def test_signed_by_somebody_else(self, desk: Desk) -> None:
        stranger = signer(desk, "mandato_produttore")
        desk.put("x.pdf", signing.signed_pdf(desk.printed("dichiarazione_referente"), stranger))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.ASIDE, ["SIG-09"])
        assert "Anna Giordano" in one.reason

    def test_changed_after_the_signature(self, desk: Desk) -> None:
        signed = bytearray(
            signing.signed_p7m(desk.printed("dichiarazione_referente"), signer(desk, "mandato_produttore"))
        )
        signed[signed.find(b"%PDF") + 600] ^= 1
        desk.put("x.p7m", bytes(signed))
        one = desk.only()
        assert one.fate is Fate.ASIDE
        assert "SIG-01" in codes(one)

    def test_pages_that_are_missing(self, desk: Desk) -> None:
        desk.put("x.pdf", scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"), [0]))
        one = desk.only()
        assert (one.fate, codes(one)[0]) == (Fate.ASIDE, "SIG-22")
        assert "2, 3 su 3" in one.reason

    def test_not_signed_at_all(self, desk: Desk) -> None:
        desk.put("x.pdf", desk.printed("dichiarazione_referente"))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.ASIDE, ["SIG-29"])

    def test_an_older_version(self, desk: Desk) -> None:
        old = replaced_version(desk, "dichiarazione_referente")
        desk.put("x.pdf", scanned(old))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.ASIDE, ["SIG-21"])

    def test_a_draft(self, desk: Desk) -> None:
        desk.put("x.pdf", scanned(replaced_version(desk, "dichiarazione_referente", is_draft=True)))
        assert codes(desk.only()) == ["SIG-27"]

    def test_another_dossier(self, desk: Desk) -> None:
        desk.put("x.pdf", scanned(replaced_version(desk, "dichiarazione_referente", dossier="AAAA")))
        assert codes(desk.only()) == ["SIG-24"]

    def test_a_document_that_is_not_asked_for_now(self, desk: Desk) -> None:
        desk.put("x.pdf", scanned(replaced_version(desk, "dichiarazione_referente", document="AAAAAAA")))
        assert codes(desk.only()) == ["SIG-35"]

    def test_words_taken_away_are_shown_with_their_page(self, desk: Desk) -> None:
        text = desk.item("dichiarazione_referente").expected.text
        words = text.split()
        cut = " ".join(words[:60]) + " " + " ".join(words[75:])
        desk.put("x.pdf", signing.signed_pdf(text_pdf(cut), signer(desk, "dichiarazione_referente")))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.ASIDE, ["SIG-28"])
        assert one.judged is not None
        assert one.judged.differences[0].missing

    def test_several_documents_are_told_with_their_pages(self, desk: Desk) -> None:
        desk.put("due.pdf", two_in_one(desk))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.ASIDE, ["SIG-25"])
        assert "pagine 1-2" in one.reason
        assert "pagine 3-5" in one.reason

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("x.heic", b"\0\0\0\x18ftypheic" + b"x" * 50, "HEIC"),
            ("x.docx", b"PK\x03\x04" + b"x" * 50, "Word"),
            ("bolletta.pdf", small_pdf("bolletta della luce"), "non porta il codice"),
            ("carta identita.pdf", small_pdf("repubblica italiana"), "documento d’identità"),
            ("x.pdf", b"%PDF-1.7 rotto", "danneggiato"),
            ("x.p7m", b"niente", "non c’è una firma"),
            ("vuoto.pdf", b"", "vuoto"),
        ],
    )
    def test_what_is_none_of_ours(self, desk: Desk, name: str, content: bytes, words: str) -> None:
        desk.put(name, content)
        one = desk.only()
        assert one.fate is Fate.ASIDE
        assert words in one.reason

    def test_one_that_does_something_by_itself(self, desk: Desk) -> None:
        writer = PdfWriter(BytesIO(desk.printed("dichiarazione_referente")))
        writer.add_open_action(JavaScript("app.alert('ciao')"))
        out = BytesIO()
        writer.write(out)
        desk.put("x.pdf", out.getvalue())
        assert codes(desk.only()) == ["SIG-17"]


def replaced_version(desk: Desk, output: str, **changes: object) -> bytes:
    """Return a document as it was printed when its text, or something else of it, was another."""
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    from workflow.bundle.stamp import Marks, stamp_file  # noqa: PLC0415 - likewise

    path = desk.place / "vecchio.pdf"
    path.write_bytes(small_pdf("versione di prima"))
    stamp_file(path, Marks(), replace(desk.item(output).code, **(changes or {"version": "AAAAAAAA"})))
    return path.read_bytes()


def two_in_one(desk: Desk) -> bytes:
    first = desk.printed("dichiarazione_partecipante", "MTTBRN68S20D205C")
    second = desk.printed("scheda_adesione", "MTTBRN68S20D205C")
    return as_pdf([*(page_image(first, n) for n in range(2)), *(page_image(second, n) for n in range(3))])


class TestDoubles:
    def test_equal_files_are_one(self, desk: Desk) -> None:
        scan = scanned(desk.printed("scheda_adesione", "MTTBRN68S20D205C"))
        desk.put("a.pdf", scan)
        desk.put("b.pdf", scan)
        assert {one.name: one.fate for one in desk.look().placements} == {
            "a.pdf": Fate.COLLECTED, "b.pdf": Fate.DUPLICATE,
        }  # fmt: skip

    def test_of_a_scan_and_an_electronic_signature_the_latter_is_kept(self, desk: Desk) -> None:
        pdf = desk.printed("dichiarazione_referente")
        desk.put("a.pdf", scanned(pdf))
        desk.put("b.pdf", signing.signed_pdf(pdf, signer(desk, "dichiarazione_referente")))
        assert {one.name: one.fate for one in desk.look().placements} == {
            "a.pdf": Fate.DUPLICATE, "b.pdf": Fate.COLLECTED,
        }  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(f"sqlite:///{tmp_path / 'archivio.sqlite'}") as store:
        yield store


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
