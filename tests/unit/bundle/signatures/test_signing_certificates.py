"""The certificate behind a signature: whose it is, whether it could sign on that day, and who vouches for it."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from tests.builders import signing
from tests.builders.signed_files import CA, ELENA, PDF, SIGNER, at, only, stamp
from tests.builders.signing import Identity
from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Chain,
    Integrity,
    Revocation,
)
from workflow.bundle.signatures.trust import Material


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
