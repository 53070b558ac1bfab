"""Says what is wrong with the signatures of a file, in the words and with the weight of the SIG cards."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Chain,
    FileSeen,
    Integrity,
    Problem,
    SignatureSeen,
    StampSeen,
)
from workflow.bundle.signatures.signatory import Signatory, same_name
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.clock import ROME
from workflow.domain.finding import Finding, Outcome, Severity

BROKEN, FORBIDDEN_CHANGES, ADDITIONS = "SIG-01", "SIG-02", "SIG-03"
OUT_OF_DATE, REVOKED, STATE_UNKNOWN = "SIG-04", "SIG-05", "SIG-06"
CHAIN, WEAK = "SIG-07", "SIG-08"
WRONG_SIGNER, SIGNER_UNKNOWN = "SIG-09", "SIG-10"
STAMP, UNREADABLE, UNSIGNED, MISSING_SIGNATURES = "SIG-11", "SIG-12", "SIG-13", "SIG-14"
NOT_FOR_SIGNING, ACTIVE = "SIG-15", "SIG-17"

_PROBLEMS = {
    Problem.EMPTY: "è vuoto",
    Problem.TOO_LARGE: "è troppo grande per essere esaminato",
    Problem.TOO_DEEP: "ha troppe buste firmate una dentro l’altra",
    Problem.PROTECTED: "è protetto da una password",
    Problem.DAMAGED: "è danneggiato e non si apre",
    Problem.NOT_SIGNED_DATA: "ha il nome di un file firmato, ma dentro non c’è una firma",
    Problem.NOT_A_PDF: "ha il nome di un PDF, ma dentro è un’altra cosa",
    Problem.CONTENT_MISSING: "è solo la firma: il file che firma non è accanto, con lo stesso nome",
    Problem.TOO_HARD: "ha fermato il programma che lo esaminava: è rotto o fatto per nuocere",
    Problem.MISSING: "non c’è o non si può leggere",
}
_ADDED = {
    Additions.ANNOTATIONS: "note o segni sulle pagine",
    Additions.FORM: "campi compilati",
}
# A certificate that could not sign: who signed with it has not signed.
_VOID = frozenset({
    CertificateState.EXPIRED, CertificateState.NOT_YET, CertificateState.REVOKED, CertificateState.SUSPENDED,
})  # fmt: skip
_NO_HOUR = "ora non indicata"


def findings_of(name: str, seen: FileSeen, expected: Sequence[Signatory] | None = None) -> list[Finding]:
    """Return what is wrong or unknown in the signatures of a file; `expected` is None where nobody knows who signs."""
    return list(_FileFindings(name, seen).all(expected))


def outcome_of(seen: FileSeen, findings: Sequence[Finding]) -> Outcome:
    """Return the one verdict of a file: nothing unknown is ever a pass."""
    if any(finding.is_blocking for finding in findings):
        return Outcome.FAILED
    if not seen.signatures:
        return Outcome.NOT_APPLICABLE
    doubts = [finding for finding in findings if finding.severity is not Severity.NOTE]
    return Outcome.UNKNOWN if doubts else Outcome.PASSED


def shown_signer(signature: SignatureSeen) -> str:
    """Return how people read who signed."""
    signer = signature.signer
    name = signer.name or signer.organization or "un firmatario senza nome"
    return f"{name} (sigillo)" if signer.is_seal else name


def shown_hour(moment: datetime | None) -> str:
    """Return an instant in the hour of Rome."""
    return _NO_HOUR if moment is None else f"{moment.astimezone(ROME):%d/%m/%Y %H:%M}"


def _counts(signature: SignatureSeen) -> bool:
    return signature.integrity is Integrity.INTACT and signature.certificate not in _VOID


def _lightened(finding: Finding) -> Finding:
    """Return what is wrong with the certificate of a signature that nobody needs as a warning."""
    return (
        finding.model_copy(update={"severity": Severity.WARNING}) if finding.code in {OUT_OF_DATE, REVOKED} else finding
    )


class _FileFindings:
    """The findings of one file."""

    def __init__(self, name: str, seen: FileSeen) -> None:
        self._name, self._seen = name, seen

    def all(self, expected: Sequence[Signatory] | None) -> Iterator[Finding]:
        seen = self._seen
        if seen.problem is Problem.CONTENT_MISSING and seen.signatures:
            pass  # each signature says that it cannot be verified
        elif seen.problem is not None:
            yield self._finding(UNREADABLE, motivo=_PROBLEMS[seen.problem])
            return
        if seen.active:
            yield self._finding(ACTIVE, motivo=", ".join(seen.active))
        if not seen.signatures:
            yield self._finding(UNSIGNED)
        is_enough = self._is_enough(expected)
        for signature in seen.signatures:
            found = self._signature(signature)
            yield from (_lightened(one) for one in found) if is_enough and not _counts(signature) else found
        stamps = dict.fromkeys([*seen.stamps, *(stamp for one in seen.signatures for stamp in one.stamps)])
        for stamp in stamps:
            yield from self._stamp(stamp)
        if expected and seen.signatures:
            yield from self._signers(expected)

    def _is_enough(self, expected: Sequence[Signatory] | None) -> bool:
        """Whether all those expected have signed with signatures that count: one more that does not spoils nothing."""
        codes = {one.signer.codice_fiscale for one in self._seen.signatures if _counts(one)}
        return bool(expected) and all(one.accepted & codes for one in expected or ())

    def _finding(
        self, code: str, *, outcome: Outcome = Outcome.FAILED, wording: str | None = None, **values: Any
    ) -> Finding:
        told = {"file": self._name, **values}
        path = ("firme", self._name, str(values.get("firmatario", "")))
        return finding_of(packaged_card(code), path, told, outcome=outcome, wording=wording, place=self._name)

    def _signature(self, one: SignatureSeen) -> Iterator[Finding]:
        who = shown_signer(one)
        reasons = ", ".join(one.reasons) or "il contenuto non è quello che è stato firmato"
        if one.integrity is not Integrity.INTACT:
            is_broken = one.integrity is Integrity.BROKEN
            outcome = Outcome.FAILED if is_broken else Outcome.UNKNOWN
            finding = self._finding(BROKEN, outcome=outcome, firmatario=who, motivo=reasons)
            yield finding if is_broken else finding.model_copy(update={"severity": Severity.WARNING})
            if is_broken:
                return  # of what is not what was signed there is nothing more to say
        if one.additions is Additions.SUSPICIOUS:
            yield self._finding(FORBIDDEN_CHANGES, firmatario=who)
        elif one.additions in _ADDED:
            yield self._finding(ADDITIONS, firmatario=who, aggiunte=_ADDED[one.additions])
        yield from self._certificate(one, who, reasons)
        if one.is_weak:
            yield self._finding(WEAK, outcome=Outcome.UNKNOWN, firmatario=who, algoritmo=one.algorithm)
        if one.signer.is_for_signing is False and not one.signer.is_seal:
            yield self._finding(NOT_FOR_SIGNING, firmatario=who)

    def _certificate(self, one: SignatureSeen, who: str, reasons: str) -> Iterator[Finding]:
        hour = shown_hour(one.stamped_at or one.claimed_at)
        state = one.certificate
        if state in {CertificateState.EXPIRED, CertificateState.NOT_YET}:
            start, end = one.signer.not_before, one.signer.not_after
            days: dict[str, Any] = {"dal": start.date() if start else "?", "al": end.date() if end else "?"}
            wording = None if state is CertificateState.EXPIRED else CertificateState.NOT_YET.value
            yield self._finding(OUT_OF_DATE, wording=wording, firmatario=who, ora=hour, **days)
        elif state in {CertificateState.REVOKED, CertificateState.SUSPENDED}:
            wording = None if state is CertificateState.REVOKED else CertificateState.SUSPENDED.value
            day = shown_hour(one.revoked_at)
            yield self._finding(REVOKED, wording=wording, firmatario=who, ora=hour, revocato_il=day)
        elif state is CertificateState.UNKNOWN and one.chain is Chain.TRUSTED:
            yield self._finding(STATE_UNKNOWN, outcome=Outcome.UNKNOWN, firmatario=who, motivo=reasons)
        if one.chain is not Chain.TRUSTED:
            outcome = Outcome.UNKNOWN if one.chain is Chain.UNKNOWN else Outcome.FAILED
            values: dict[str, Any] = {
                "firmatario": who,
                "emittente": one.signer.issuer or "non indicato",
                "motivo": reasons,
            }
            yield self._finding(CHAIN, outcome=outcome, **values)

    def _stamp(self, stamp: StampSeen) -> Iterator[Finding]:
        if stamp.proves:
            return
        values: dict[str, Any] = {"ora": shown_hour(stamp.at), "autorita": stamp.authority or "autorità non indicata"}
        if stamp.integrity is Integrity.BROKEN:
            yield self._finding(STAMP, motivo="non riguarda questo contenuto, o è alterata", **values)
        elif stamp.is_weak:
            yield self._finding(STAMP, outcome=Outcome.UNKNOWN, motivo="usa un algoritmo debole", **values)
        elif stamp.chain is not Chain.TRUSTED:
            motive = "l’autorità di marcatura non è nell’elenco di fiducia"
            yield self._finding(STAMP, outcome=Outcome.UNKNOWN, motivo=motive, **values)
        else:
            motive = "il certificato dell’autorità non era valido"
            yield self._finding(STAMP, outcome=Outcome.UNKNOWN, motivo=motive, **values)

    def _signers(self, expected: Sequence[Signatory]) -> Iterator[Finding]:
        """Compare who signed with who should have; a signature of somebody else is wrong only while one is missing."""
        codes = {signature.signer.codice_fiscale for signature in self._seen.signatures}
        known = {code for one in expected for code in one.accepted}
        waiting = [one for one in expected if not one.accepted & codes]
        strangers = [one for one in self._seen.signatures if one.signer.codice_fiscale not in known]
        if not waiting:
            return
        for stranger in strangers:
            yield self._stranger(stranger, waiting)
        if not strangers:
            yield self._finding(MISSING_SIGNATURES, mancanti=", ".join(one.shown for one in waiting))

    def _stranger(self, one: SignatureSeen, waiting: Sequence[Signatory]) -> Finding:
        who = shown_signer(one)
        code = one.signer.codice_fiscale
        unnamed = [signatory for signatory in waiting if not signatory.accepted]
        if code is None:
            if one.signer.is_seal:
                motive = "la firma è il sigillo di un ente o del fornitore di una firma avanzata"
            else:
                alike = any(same_name(one.signer.name, signatory.name) for signatory in waiting)
                motive = "nel certificato non c’è il codice fiscale" + (", ma il nome coincide" if alike else "")
            return self._finding(SIGNER_UNKNOWN, outcome=Outcome.UNKNOWN, firmatario=who, motivo=motive)
        if unnamed:
            listed = ", ".join(signatory.shown for signatory in unnamed)
            motive = f"nel fascicolo manca il codice fiscale di {listed}"
            return self._finding(SIGNER_UNKNOWN, outcome=Outcome.UNKNOWN, firmatario=f"{who} ({code})", motivo=motive)
        listed = " e ".join(
            f"{signatory.shown}, {signatory.codice_fiscale}" if signatory.codice_fiscale else signatory.shown
            for signatory in waiting
        )
        return self._finding(WRONG_SIGNER, firmatario=who, codice_fiscale=code, atteso=listed)
