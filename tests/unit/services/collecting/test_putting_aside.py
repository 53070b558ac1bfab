"""What is not the document that was asked for, or not as it was asked, is put aside with the reason."""

from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.actions import JavaScript

from tests.builders import signing
from tests.builders.collection_desk import (
    Desk,
    codes,
    replaced_version,
    signer,
    text_pdf,
    two_in_one,
    zipped_and_signed,
)
from tests.builders.folders import small_pdf
from tests.builders.scans import scanned
from workflow.domain.finding import Outcome
from workflow.services.collecting import Fate


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

    def test_words_written_on_the_page_before_signing_are_shown(self, desk: Desk) -> None:
        written = signing.written_over(desk.printed("dichiarazione_referente"), "in deroga a quanto sopra")
        desk.put("x.pdf", signing.signed_pdf(written, signer(desk, "dichiarazione_referente")))
        one = desk.only()
        assert (one.fate, codes(one)) == (Fate.COLLECTED, ["SIG-28"])
        assert one.judged is not None
        assert [(page.page, page.missing) for page in one.judged.differences] == [(1, ())]
        assert "in deroga a quanto sopra" in " ".join(one.judged.differences[0].added)
        assert one.judged.outcome is Outcome.UNKNOWN, "a good signature, but under what? somebody has to read it"

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
            ("x.p7m", zipped_and_signed(), "la busta firmata non contiene un PDF"),
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
