"""Real signatures, made here by an authority made here: each thing that can be wrong is told from the others."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from tests.builders import signing
from tests.builders.folders import small_pdf
from tests.builders.identifiers import codice_fiscale
from tests.builders.signing import NOW, Identity
from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Chain,
    Coverage,
    FileSeen,
    Form,
    Integrity,
    Nature,
    Problem,
    Revocation,
    SignatureSeen,
)
from workflow.bundle.signatures.trust import Material, read_trust

DAY = dt.timedelta(days=1)
ELENA = codice_fiscale("Bassi", "Elena", dt.date(1980, 5, 3), "F", "H501")
PDF = small_pdf("mandato", 2)
CA = signing.authority()
TSA = signing.stamping_authority(CA)
SIGNER = signing.signer_of(CA, serial_number=f"TINIT-{ELENA}")


@pytest.fixture
def trusted(tmp_path: Path) -> Material:
    folder = tmp_path / "fiducia"
    folder.mkdir()
    (folder / "ca.pem").write_bytes(CA.pem)
    (folder / "ca.crl").write_bytes(signing.revocation_list(CA))
    return read_trust(folder)


@pytest.fixture
def look(tmp_path: Path, trusted: Material) -> Callable[..., FileSeen]:
    """Give a function that examines bytes under a name."""

    def seen(
        content: bytes, name: str = "a.pdf", *, trust: Material | None = None, original: bytes | None = None
    ) -> FileSeen:
        path = tmp_path / "file" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        beside = None
        if original is not None:
            beside = path.with_suffix("")
            beside.write_bytes(original)
        return examine(Request(path, beside), trusted if trust is None else trust, NOW)

    return seen


def only(seen: FileSeen) -> SignatureSeen:
    (signature,) = seen.signatures
    return signature


def states(one: SignatureSeen) -> tuple[Integrity, CertificateState, Chain]:
    return one.integrity, one.certificate, one.chain


GOOD = (Integrity.INTACT, CertificateState.VALID, Chain.TRUSTED)


def at(days: float) -> dt.datetime:
    return NOW + days * DAY


def stamp(days: float) -> signing.DummyTimeStamper:
    return signing.stamper(TSA, at(days))


def altered(content: bytes, mark: bytes, by: int = 200) -> bytes:
    changed = bytearray(content)
    changed[content.find(mark) + by] ^= 1
    return bytes(changed)


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


class TestCertificate:
    def expired(self, days: float = -10) -> Identity:
        return signing.signer_of(CA, serial_number=f"TINIT-{ELENA}", start=at(-400), end=at(days))

    def test_expired_when_it_was_used(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, self.expired(), at=at(-2))))
        assert (one.integrity, one.certificate) == (Integrity.INTACT, CertificateState.EXPIRED)

    def test_expired_since_but_stamped_before(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, self.expired(), at=at(-20), tsa=stamp(-20)), trust=self.long_list()))
        assert (one.certificate, one.revocation) == (CertificateState.VALID, Revocation.GOOD)

    def test_expired_since_and_only_claimed_before_is_not_known(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, self.expired(), at=at(-20)), trust=self.long_list()))
        assert one.certificate is CertificateState.UNKNOWN
        assert "nessuna marca temporale prova" in " ".join(one.reasons)

    def test_stamped_only_after_it_expired_is_not_known(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, self.expired(), at=at(-20), tsa=stamp(-5)), trust=self.long_list()))
        assert one.certificate is CertificateState.UNKNOWN
        assert "la marca temporale non prova" in " ".join(one.reasons)

    def test_not_yet_in_force(self, look) -> None:
        late = signing.signer_of(CA, start=at(-1))
        assert only(look(signing.signed_pdf(PDF, late, at=at(-2)))).certificate is CertificateState.NOT_YET

    def test_an_hour_still_to_come_is_not_believed(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(5))))
        assert one.certificate is CertificateState.UNKNOWN

    @pytest.mark.parametrize(
        ("revoked", "signed", "stamped", "state"),
        [
            (-10, -2, None, CertificateState.REVOKED),
            (-10, -2, -2, CertificateState.REVOKED),
            (-10, -20, -20, CertificateState.VALID),
            (-10, -20, None, CertificateState.UNKNOWN),
            (-10, -20, -5, CertificateState.UNKNOWN),
        ],
        ids=["before", "before, stamped", "after, stamped", "after, only claimed", "stamped too late"],
    )
    def test_revoked(self, look, revoked: float, signed: float, stamped: float | None, state: CertificateState) -> None:
        crl = signing.revocation_list(CA, ((SIGNER, at(revoked)),))
        tsa = None if stamped is None else stamp(stamped)
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(signed), tsa=tsa), trust=self.trust(crl)))
        assert (one.certificate, one.revocation) == (state, Revocation.REVOKED)

    def test_revoked_by_a_list_inside_the_pdf(self, look) -> None:
        crl = signing.revocation_list(CA, ((SIGNER, at(-10)),))
        signed = signing.with_revocation(signing.signed_pdf(PDF, SIGNER, at=at(-2)), [crl], CA)
        one = only(look(signed, trust=self.trust()))
        assert (one.certificate, one.additions) == (CertificateState.REVOKED, Additions.VALIDATION)

    def test_revoked_by_a_list_beside_the_file(self, look, tmp_path: Path) -> None:
        (tmp_path / "file").mkdir()
        (tmp_path / "file" / "lista.crl").write_bytes(signing.revocation_list(CA, ((SIGNER, at(-10)),)))
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2)), trust=self.trust()))
        assert one.certificate is CertificateState.REVOKED

    @pytest.mark.parametrize(
        "as_attribute", [False, True], ids=["beside the certificates", "in the attribute of CAdES"]
    )
    def test_revoked_by_a_list_inside_the_p7m(self, look, as_attribute: bool) -> None:
        crl = signing.revocation_list(CA, ((SIGNER, at(-10)),))
        carried = signing.with_lists(signing.signed_p7m(PDF, SIGNER, at=at(-2)), [crl], as_attribute=as_attribute)
        one = only(look(carried, "a.p7m", trust=self.trust()))
        assert (one.integrity, one.certificate) == (Integrity.INTACT, CertificateState.REVOKED)

    @pytest.mark.parametrize(
        ("revoked", "state"), [(None, CertificateState.VALID), (-10, CertificateState.REVOKED)], ids=["good", "revoked"]
    )
    def test_the_answer_of_an_authority_is_believed(
        self, look, tmp_path: Path, revoked: float | None, state: CertificateState
    ) -> None:
        (tmp_path / "file").mkdir()
        answer = signing.ocsp_answer(CA, SIGNER, None if revoked is None else at(revoked))
        (tmp_path / "file" / "risposta.ocsp").write_bytes(answer)
        assert only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2)), trust=self.trust())).certificate is state

    def test_suspended_is_told_from_revoked(self, look) -> None:
        reason = x509.ReasonFlags.certificate_hold
        crl = signing.revocation_list(CA, ((SIGNER, at(-10)),), reason=reason)
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2)), trust=self.trust(crl)))
        assert (one.certificate, one.revocation) == (CertificateState.SUSPENDED, Revocation.SUSPENDED)

    def test_without_any_list_its_revocation_is_not_known(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, SIGNER), trust=self.trust()))
        assert (one.chain, one.certificate, one.revocation) == (
            Chain.TRUSTED, CertificateState.UNKNOWN, Revocation.UNKNOWN,
        )  # fmt: skip

    def test_a_list_that_is_out_of_date_says_nothing(self, look) -> None:
        old = signing.revocation_list(CA, at=at(-60), until=at(-50))
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2)), trust=self.trust(old)))
        assert one.revocation is Revocation.UNKNOWN

    @pytest.mark.parametrize(
        ("stamped", "state"),
        [(None, CertificateState.UNKNOWN), (-20, CertificateState.VALID)],
        ids=["claimed", "proved"],
    )
    def test_a_list_of_the_days_of_the_signature_acquits_only_if_a_stamp_proves_those_days(
        self, look, stamped: float | None, state: CertificateState
    ) -> None:
        of_then = signing.revocation_list(CA, at=at(-25), until=at(-15))
        tsa = None if stamped is None else stamp(stamped)
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-20), tsa=tsa), trust=self.trust(of_then)))
        assert (one.chain, one.certificate) == (Chain.TRUSTED, state)

    def test_who_was_revoked_in_a_list_of_those_days_stays_so(self, look) -> None:
        of_then = signing.revocation_list(CA, ((SIGNER, at(-24)),), at=at(-23), until=at(-15))
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-20)), trust=self.trust(of_then)))
        assert one.certificate is CertificateState.REVOKED

    def test_a_list_signed_by_somebody_else_says_nothing(self, look) -> None:
        forged = signing.revocation_list(signing.authority(number=9), ((SIGNER, at(-10)),))
        one = only(look(signing.signed_pdf(PDF, SIGNER, at=at(-2)), trust=self.trust(forged)))
        assert one.certificate is not CertificateState.REVOKED

    def test_an_issuer_that_nobody_trusts_is_unknown_never_valid(self, look) -> None:
        stranger = signing.signer_of(signing.authority("CA ignota", number=9))
        one = only(look(signing.signed_pdf(PDF, stranger)))
        assert (one.integrity, one.chain) == (Integrity.INTACT, Chain.UNKNOWN)
        assert one.certificate is not CertificateState.VALID

    def test_without_a_trust_list_nobody_is_trusted(self, look) -> None:
        one = only(look(signing.signed_pdf(PDF, SIGNER), trust=Material()))
        assert one.chain is Chain.UNKNOWN
        assert one.integrity is Integrity.INTACT

    def test_an_authority_of_the_same_name_is_not_that_authority(self, look) -> None:
        impostor = signing.signer_of(signing.authority(number=9))
        assert only(look(signing.signed_pdf(PDF, impostor))).chain is not Chain.TRUSTED

    @pytest.mark.parametrize("digest", ["sha1", "sha256"])
    def test_sha1_is_told_and_is_no_alteration(self, look, digest: str) -> None:
        for signed in (signing.signed_pdf(PDF, SIGNER, digest=digest), signing.signed_p7m(PDF, SIGNER, digest=digest)):
            one = only(look(signed, "a.pdf" if signed.startswith(b"%PDF") else "a.p7m"))
            assert (one.integrity, one.is_weak) == (Integrity.INTACT, digest == "sha1")

    def test_a_certificate_for_access_is_not_one_for_signing(self, look) -> None:
        access = signing.signer_of(CA, is_for_signing=False)
        assert only(look(signing.signed_pdf(PDF, access))).signer.is_for_signing is False
        assert only(look(signing.signed_pdf(PDF, SIGNER))).signer.is_for_signing is True

    def test_a_qualified_certificate_on_a_device_is_told(self, look) -> None:
        signer = only(look(signing.signed_pdf(PDF, signing.signer_of(CA, is_qualified=True)))).signer
        assert (signer.is_qualified, signer.is_on_device, signer.is_seal) == (True, True, False)

    def test_a_certificate_signed_with_sha1_is_weak(self, look, monkeypatch: pytest.MonkeyPatch) -> None:
        # Libraries no longer issue such certificates: what reads the algorithm is told that it found one.
        monkeypatch.setattr("workflow.bundle.signatures.parts.WEAK_DIGESTS", frozenset({"sha512"}))
        old = signing.signer_of(CA, digest=hashes.SHA512())
        assert only(look(signing.signed_pdf(PDF, old))).is_weak

    @staticmethod
    def trust(*lists: bytes) -> Material:
        return signing.material(CA, *lists)

    def long_list(self) -> Material:
        """Return the trust list with a list of revoked certificates of the days before the certificate expired."""
        return self.trust(signing.revocation_list(CA, at=at(-30), until=at(30)))


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
