"""Real signatures, made here by an authority made here: each thing that can be wrong is told from the others."""

import base64
import hashlib
from collections.abc import Callable
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from tests.builders import signing
from tests.builders.folders import small_pdf
from tests.builders.signed_files import CA, ELENA, GOOD, PDF, SIGNER, TSA, altered, at, only, stamp, states
from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Chain,
    Coverage,
    Form,
    Integrity,
    Nature,
    Problem,
)


class TestPades:
    def test_a_signature_without_time_stamp_is_whole_and_its_hour_only_claimed(self, look) -> None:
        seen = look(signing.signed_pdf(PDF, SIGNER, at=at(-2)))
        one = only(seen)
        assert states(one) == GOOD
        assert (one.form, one.claimed_at, one.stamped_at) == (Form.PADES, at(-2), None)
        assert one.coverage is Coverage.WHOLE
        assert one.signer.codice_fiscale == ELENA
        assert seen.content_nature is Nature.PDF

    def test_with_a_time_stamp_the_hour_is_proved(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2), tsa=stamp(-1))))
        assert states(one) == GOOD
        assert (one.claimed_at, one.stamped_at) == (at(-2), at(-1))
        assert one.stamps[0].proves

    def test_one_changed_byte_breaks_it(self, look) -> None:
        one = only(look(altered(signing.signed_pdf(PDF, SIGNER), b"/Type /Page", 0)))
        assert one.integrity is Integrity.BROKEN

    def test_a_second_signature_is_an_addition_that_the_first_admits(self, look) -> None:
        twice = signing.signed_pdf(signing.signed_pdf(PDF, SIGNER), signing.signer_of(CA, key_number=4), name="Firma2")
        first, second = look(twice).signatures
        assert (first.additions, first.coverage) == (Additions.SIGNATURES, Coverage.REVISION)
        assert (second.additions, second.coverage) == (Additions.NONE, Coverage.WHOLE)
        assert {states(first), states(second)} == {GOOD}

    def test_a_page_rewritten_after_the_signature_is_not_admitted(self, look) -> None:
        one = only(look(incremented(signing.signed_pdf(PDF, SIGNER), overlaid)))
        assert (one.integrity, one.additions) == (Integrity.INTACT, Additions.SUSPICIOUS)

    def test_what_the_file_was_before_the_signature_can_be_told(self, look) -> None:
        seen = look(signing.signed_pdf(PDF, SIGNER))
        assert hashlib.sha256(PDF).hexdigest() in seen.earlier_sha256

    def test_a_pdf_without_signatures_has_none(self, look) -> None:
        seen = look(PDF)
        assert (seen.signatures, seen.problem) == ((), None)


class TestCades:
    def test_attached(self, look) -> None:
        seen = look(signing.signed_p7m(PDF, SIGNER, tsa=stamp(-1)), "a.pdf.p7m")
        assert states(only(seen)) == GOOD
        assert (seen.envelopes, seen.content_nature) == (("CAdES",), Nature.PDF)
        assert only(seen).stamped_at == at(-1)

    def test_nested_each_signature_is_told_with_its_level(self, look) -> None:
        other = signing.signer_of(CA, name="Ugo", surname="Neri", key_number=4)
        seen = look(signing.signed_p7m(signing.signed_p7m(PDF, SIGNER), other), "a.pdf.p7m.p7m")
        assert [(one.level, one.signer.name) for one in seen.signatures] == [(1, "Ugo Neri"), (2, "Elena Bassi")]
        assert {states(one) for one in seen.signatures} == {GOOD}
        assert seen.content_nature is Nature.PDF

    def test_a_pades_inside_a_p7m_is_found(self, look) -> None:
        seen = look(signing.signed_p7m(signing.signed_pdf(PDF, SIGNER), signing.signer_of(CA, key_number=4)), "a.p7m")
        assert [one.form for one in seen.signatures] == [Form.CADES, Form.PADES]

    def test_detached_needs_what_it_signs(self, look) -> None:
        separate = signing.signed_p7m(PDF, SIGNER, is_detached=True)
        with_it = look(separate, "a.pdf.p7s", original=PDF)
        assert states(only(with_it)) == GOOD
        assert only(with_it).form is Form.CADES_DETACHED
        other = look(separate, "b.pdf.p7s", original=small_pdf("altro", 2))
        assert only(other).integrity is Integrity.BROKEN
        alone = look(separate, "c.pdf.p7s")
        assert (alone.problem, only(alone).integrity) == (Problem.CONTENT_MISSING, Integrity.UNKNOWN)

    @pytest.mark.parametrize(
        "wrap",
        [
            base64.b64encode,
            base64.encodebytes,
            lambda data: b"\xef\xbb\xbf" + base64.encodebytes(data),
            lambda data: b"-----BEGIN PKCS7-----\n" + base64.encodebytes(data) + b"-----END PKCS7-----\n",
            lambda data: base64.encodebytes(base64.encodebytes(data)),
        ],
        ids=["base64", "base64 on lines", "with the mark of UTF-8", "PEM", "base64 twice"],
    )
    def test_in_base64_and_pem(self, look, wrap: Callable[[bytes], bytes]) -> None:
        assert states(only(look(wrap(signing.signed_p7m(PDF, SIGNER)), "a.p7m"))) == GOOD

    def test_in_ber_with_indefinite_lengths_and_a_content_in_pieces(self, look) -> None:
        assert states(only(look(signing.in_pieces(signing.signed_p7m(PDF, SIGNER)), "a.p7m"))) == GOOD

    def test_one_changed_byte_breaks_it(self, look) -> None:
        one = only(look(altered(signing.signed_p7m(PDF, SIGNER), b"%PDF"), "a.p7m"))
        assert one.integrity is Integrity.BROKEN
        assert "cambiato dopo la firma" in one.reasons[0]

    def test_envelopes_without_end_are_refused(self, look) -> None:
        content = PDF
        for _ in range(8):
            content = signing.signed_p7m(content, SIGNER)
        assert look(content, "a.p7m").problem is Problem.TOO_DEEP

    @pytest.mark.parametrize("content", [b"non firmato", b"0\x82\x01\x00" + b"x" * 300, b"0\x80" * 4000, b"A" * 400])
    def test_what_only_has_the_name_of_a_signed_file_is_told(self, look, content: bytes) -> None:
        seen = look(content, "a.p7m")
        assert (seen.problem, seen.signatures) == (Problem.NOT_SIGNED_DATA, ())

    def test_what_only_has_the_name_of_a_pdf_is_told(self, look) -> None:
        assert look(b"ciao\n", "a.pdf").problem is Problem.NOT_A_PDF


class TestTime:
    def test_a_stamped_file_dates_the_signature_inside(self, look) -> None:
        seen = look(signing.stamped_data(signing.signed_p7m(PDF, SIGNER), stamp(-1)), "a.tsd")
        assert seen.envelopes == ("TimeStampedData", "CAdES")
        assert only(seen).stamped_at == at(-1)

    def test_a_message_with_its_stamp_too(self, look) -> None:
        p7m = signing.signed_p7m(PDF, SIGNER)
        seen = look(signing.m7m(p7m, signing.stamp_token(p7m, stamp(-1)).dump()), "a.m7m")
        assert (seen.envelopes, only(seen).stamped_at) == (("m7m", "CAdES"), at(-1))

    def test_a_stamp_of_other_bytes_proves_nothing(self, look) -> None:
        token = signing.stamp_token(b"altro", stamp(-1)).dump()
        seen = look(signing.m7m(signing.signed_p7m(PDF, SIGNER), token), "a.m7m")
        assert seen.stamps[0].integrity is Integrity.BROKEN
        assert only(seen).stamped_at is None

    def test_a_separate_stamp_is_about_the_file_beside(self, look) -> None:
        seen = look(signing.stamp_token(PDF, stamp(-1)).dump(), "a.pdf.tsr", original=PDF)
        assert (seen.signatures, seen.stamps[0].proves) == ((), True)

    def test_a_stamp_of_an_authority_revoked_since_proves_nothing(self, look) -> None:
        revoked = signing.material(CA, signing.revocation_list(CA, ((TSA, at(-1)),)))
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-20), tsa=stamp(-20)), trust=revoked))
        assert (one.stamps[0].certificate, one.stamped_at) == (CertificateState.REVOKED, None)

    def test_a_stamp_of_the_document_dates_the_signatures_before_it_and_none_after(self, look) -> None:
        stamped = signing.document_stamped(signing.signed_pdf(PDF, SIGNER, at=at(-20)), stamp(-15))
        late = signing.signed_pdf(stamped, signing.signer_of(CA, key_number=4), at=at(-20), name="Firma2")
        seen = look(late)
        assert [one.proves for one in seen.stamps] == [True]
        assert [one.stamped_at for one in seen.signatures] == [at(-15), None]

    def test_the_stamp_of_a_broken_signature_around_dates_nothing_inside(self, look) -> None:
        inner = signing.signed_p7m(PDF, SIGNER, at=at(-20))
        around = signing.signed_p7m(inner, signing.signer_of(CA, key_number=4), tsa=stamp(-20))
        outer, inside = look(around, "a.p7m").signatures
        assert (outer.stamped_at, inside.stamped_at) == (at(-20), at(-20))
        other = signing.signed_p7m(PDF, SIGNER, at=at(-10))
        assert len(other) == len(inner)
        outer, inside = look(around.replace(inner, other), "b.p7m").signatures
        assert (outer.integrity, inside.integrity) == (Integrity.BROKEN, Integrity.INTACT)
        assert inside.stamped_at is None

    def test_a_stamp_of_an_unknown_authority_proves_nothing(self, look) -> None:
        other = signing.authority("CA ignota", number=9)
        tsa = signing.stamper(signing.stamping_authority(other), at(-1))
        one = only(look(signing.signed_pdf(PDF, SIGNER, tsa=tsa)))
        assert one.stamps[0].chain is Chain.UNKNOWN
        assert one.stamped_at is None


def incremented(signed: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    """Return the file with something added after its last byte, as programs that edit a PDF do."""
    writer = PdfWriter(BytesIO(signed), incremental=True)
    change(writer)
    out = BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    return out.getvalue()


def overlaid(writer: PdfWriter) -> None:
    page = writer.pages[0]
    page.merge_page(PdfReader(BytesIO(small_pdf("riscritto"))).pages[0])


def annotated(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="nota", rect=(50, 550, 200, 650)))


def test_a_note_added_after_the_signature_is_told_as_such(look) -> None:
    one = only(look(incremented(signing.signed_pdf(PDF, SIGNER), annotated)))
    assert (one.integrity, one.coverage, one.additions) == (
        Integrity.INTACT, Coverage.REVISION, Additions.ANNOTATIONS,
    )  # fmt: skip
