"""What is said of the signatures of a file: one finding for each thing wrong, a pass only if nothing is unknown."""

import datetime as dt
from typing import Any

import pytest

from workflow.bundle.signatures.findings import findings_of, outcome_of
from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Chain,
    FileSeen,
    Form,
    Integrity,
    Nature,
    Problem,
    Revocation,
    SignatureSeen,
    SignerSeen,
    StampSeen,
)
from workflow.bundle.signatures.signatory import Signatory
from workflow.domain.finding import Outcome

NOW = dt.datetime(2026, 11, 22, 10, tzinfo=dt.UTC)
ANNA, UGO, EVA = "AAAAAA80A01H501A", "BBBBBB80A01H501B", "CCCCCC80A01H501C"
SIGNER = SignerSeen(
    name="Anna Verdi", codice_fiscale=ANNA, issuer="CA", not_before=NOW, not_after=NOW, is_for_signing=True
)
GOOD = SignatureSeen(
    form=Form.PADES, signer=SIGNER, claimed_at=NOW, integrity=Integrity.INTACT, certificate=CertificateState.VALID,
    revocation=Revocation.GOOD, chain=Chain.TRUSTED, algorithm="rsassa-pkcs1v15 sha256",
)  # fmt: skip


def file_of(*signatures: SignatureSeen, **changes: Any) -> FileSeen:
    return FileSeen(nature=Nature.PDF, content_nature=Nature.PDF, signatures=signatures, **changes)


def signed(**changes: Any) -> SignatureSeen:
    return GOOD.model_copy(update=changes)


def by(code: str | None, name: str = "Ugo Neri", **changes: Any) -> SignatureSeen:
    signer = SIGNER.model_copy(update={"name": name, "codice_fiscale": code, **changes})
    return signed(signer=signer)


def judged(seen: FileSeen, expected: tuple[Signatory, ...] | None = None) -> tuple[list[str], Outcome]:
    findings = findings_of("a.pdf", seen, expected)
    assert all("{" not in finding.message + (finding.remedy or "") for finding in findings)
    return [finding.code for finding in findings], outcome_of(seen, findings)


def who(code: str | None = ANNA, name: str = "Anna Verdi", **changes: Any) -> Signatory:
    return Signatory("socio", "socio", name, code, **changes)


def test_a_signature_in_order_passes() -> None:
    assert judged(file_of(GOOD)) == ([], Outcome.PASSED)


@pytest.mark.parametrize(
    ("signature", "code", "outcome"),
    [
        (signed(integrity=Integrity.BROKEN), "SIG-01", Outcome.FAILED),
        (signed(integrity=Integrity.UNKNOWN), "SIG-01", Outcome.UNKNOWN),
        (signed(additions=Additions.SUSPICIOUS), "SIG-02", Outcome.FAILED),
        (signed(additions=Additions.ANNOTATIONS), "SIG-03", Outcome.UNKNOWN),
        (signed(additions=Additions.FORM), "SIG-03", Outcome.UNKNOWN),
        (signed(certificate=CertificateState.EXPIRED), "SIG-04", Outcome.FAILED),
        (signed(certificate=CertificateState.NOT_YET), "SIG-04", Outcome.FAILED),
        (signed(certificate=CertificateState.REVOKED, revoked_at=NOW), "SIG-05", Outcome.FAILED),
        (signed(certificate=CertificateState.SUSPENDED, revoked_at=NOW), "SIG-05", Outcome.FAILED),
        (signed(certificate=CertificateState.UNKNOWN), "SIG-06", Outcome.UNKNOWN),
        (signed(chain=Chain.UNKNOWN), "SIG-07", Outcome.UNKNOWN),
        (signed(chain=Chain.BROKEN), "SIG-07", Outcome.UNKNOWN),
        (signed(is_weak=True), "SIG-08", Outcome.UNKNOWN),
        (signed(signer=SIGNER.model_copy(update={"is_for_signing": False})), "SIG-15", Outcome.UNKNOWN),
    ],
)
def test_each_fault_is_told_by_its_own_finding(signature: SignatureSeen, code: str, outcome: Outcome) -> None:
    assert judged(file_of(signature)) == ([code], outcome)


@pytest.mark.parametrize("additions", [Additions.NONE, Additions.SIGNATURES, Additions.VALIDATION])
def test_later_signatures_and_their_data_are_no_fault(additions: Additions) -> None:
    assert judged(file_of(signed(additions=additions))) == ([], Outcome.PASSED)


def test_of_what_is_not_what_was_signed_nothing_else_is_said() -> None:
    broken = signed(integrity=Integrity.BROKEN, certificate=CertificateState.EXPIRED, is_weak=True)
    assert judged(file_of(broken))[0] == ["SIG-01"]


@pytest.mark.parametrize("problem", [one for one in Problem if one is not Problem.CONTENT_MISSING])
def test_a_file_that_cannot_be_examined_fails_with_its_reason(problem: Problem) -> None:
    assert judged(file_of(problem=problem)) == (["SIG-12"], Outcome.FAILED)


def test_a_signature_whose_original_is_not_there_cannot_be_verified() -> None:
    alone = signed(integrity=Integrity.UNKNOWN, form=Form.CADES_DETACHED)
    assert judged(file_of(alone, problem=Problem.CONTENT_MISSING)) == (["SIG-01"], Outcome.UNKNOWN)


def test_a_file_without_signatures_is_no_pass() -> None:
    assert judged(file_of()) == (["SIG-13"], Outcome.NOT_APPLICABLE)


def test_a_file_that_does_something_by_itself_is_told() -> None:
    assert judged(file_of(GOOD, active=("contiene JavaScript",))) == (["SIG-17"], Outcome.UNKNOWN)


@pytest.mark.parametrize(
    "changes",
    [
        {"integrity": Integrity.BROKEN},
        {"chain": Chain.UNKNOWN},
        {"certificate": CertificateState.EXPIRED},
        {"is_weak": True},
    ],
)
def test_a_time_stamp_that_proves_nothing_is_told(changes: dict[str, Any]) -> None:
    stamp = StampSeen(
        at=NOW, integrity=Integrity.INTACT, chain=Chain.TRUSTED, certificate=CertificateState.VALID
    ).model_copy(update=changes)
    assert judged(file_of(signed(stamps=(stamp,)))) == (["SIG-11"], Outcome.UNKNOWN)


class TestSigners:
    def test_the_right_person(self) -> None:
        assert judged(file_of(GOOD), (who(),)) == ([], Outcome.PASSED)

    def test_somebody_else(self) -> None:
        assert judged(file_of(by(UGO)), (who(),)) == (["SIG-09"], Outcome.FAILED)

    def test_an_attorney_in_the_place_of_who_gave_the_power(self) -> None:
        assert judged(file_of(by(UGO)), (who(also=(UGO,)),)) == ([], Outcome.PASSED)

    def test_one_of_two_is_still_missing(self) -> None:
        both = (who(), who(UGO, "Ugo Neri"))
        assert judged(file_of(GOOD), both) == (["SIG-14"], Outcome.UNKNOWN)
        assert judged(file_of(GOOD, by(UGO)), both) == ([], Outcome.PASSED)

    def test_one_person_in_two_roles_signs_once(self) -> None:
        twice = (who(), Signatory("presidente", "presidente", "Anna Verdi", ANNA))
        assert judged(file_of(GOOD), twice) == ([], Outcome.PASSED)

    def test_a_witness_beside_all_those_expected_is_no_fault(self) -> None:
        assert judged(file_of(GOOD, by(EVA)), (who(),)) == ([], Outcome.PASSED)

    def test_a_void_signature_beside_one_that_is_enough_is_only_told(self) -> None:
        void = signed(certificate=CertificateState.REVOKED, revoked_at=NOW)
        either = who(also=(UGO,))
        assert judged(file_of(void, by(UGO)), (either,)) == (["SIG-05"], Outcome.UNKNOWN)
        assert judged(file_of(void), (either,)) == (["SIG-05"], Outcome.FAILED)
        assert judged(file_of(void, by(EVA)), (either,))[1] is Outcome.FAILED
        broken = signed(integrity=Integrity.BROKEN)
        assert judged(file_of(broken, by(UGO)), (either,)) == (["SIG-01"], Outcome.FAILED)

    def test_a_stranger_in_the_place_of_one_of_two(self) -> None:
        assert judged(file_of(GOOD, by(EVA)), (who(), who(UGO, "Ugo Neri")))[0] == ["SIG-09"]

    def test_a_certificate_without_a_code_is_unknown_even_if_the_name_is_the_same(self) -> None:
        seen = file_of(by(None, "VERDI Anna"))
        codes, outcome = judged(seen, (who(),))
        assert (codes, outcome) == (["SIG-10"], Outcome.UNKNOWN)
        assert "il nome coincide" in findings_of("a.pdf", seen, (who(),))[0].message

    def test_the_seal_of_a_provider_does_not_say_who_signed(self) -> None:
        assert judged(file_of(by(None, "Firma Facile", is_seal=True)), (who(),)) == (["SIG-10"], Outcome.UNKNOWN)

    def test_where_the_dossier_lacks_the_code_nobody_is_accused(self) -> None:
        assert judged(file_of(by(UGO)), (who(None),)) == (["SIG-10"], Outcome.UNKNOWN)

    def test_where_nobody_is_expected_nobody_is_judged(self) -> None:
        assert judged(file_of(by(UGO)), ()) == ([], Outcome.PASSED)
        assert judged(file_of(by(UGO)), None) == ([], Outcome.PASSED)
