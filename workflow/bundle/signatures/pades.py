"""Checks the signatures inside a PDF, what was added after each, and the time stamps of the whole document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import CMSExtractionError, CMSStructuralError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from workflow.bundle.signatures.cms_signatures import check_signer
from workflow.bundle.signatures.pdf_revisions import TooComplexError, shows_the_same
from workflow.bundle.signatures.seen import (
    Additions,
    CertificateState,
    Coverage,
    Form,
    Integrity,
    SignatureSeen,
    SignerSeen,
    StampSeen,
)
from workflow.bundle.signatures.setting import Setting
from workflow.bundle.signatures.stamps import check_token
from workflow.bundle.signatures.trust import Material

_MAX_SIGNATURES = 200
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.WHOLE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}
_ADDITIONS = {
    ModificationLevel.NONE: Additions.NONE,
    ModificationLevel.LTA_UPDATES: Additions.VALIDATION,
    ModificationLevel.FORM_FILLING: Additions.FORM,
    ModificationLevel.ANNOTATIONS: Additions.ANNOTATIONS,
    ModificationLevel.OTHER: Additions.SUSPICIOUS,
}
# A hostile PDF can break a reader in many ways; recursion and memory are the child process's to bound.
_FAILURES = (
    PdfError, SignatureValidationError, CMSExtractionError, CMSStructuralError, ValueError, TypeError, KeyError,
    IndexError, AttributeError, AssertionError, NotImplementedError, RecursionError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class PdfSignatures:
    """The signatures and the document time stamps of a PDF; `is_protected` if a password keeps them closed."""

    signatures: tuple[SignatureSeen, ...] = ()
    stamps: tuple[StampSeen, ...] = ()
    is_protected: bool = False


@dataclass(frozen=True)
class _DocumentStamp:
    """A time stamp of the whole document, and the revision of the file that it closes."""

    seen: StampSeen
    revision: int


def check_pdf(data: bytes, setting: Setting, *, level: int) -> PdfSignatures:
    """Return what is signed in a PDF; one that cannot be read has nothing to say here."""
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        if reader.encrypted and not _opens_by_itself(reader):
            return PdfSignatures(is_protected=True)
        found = list(reader.embedded_signatures)[:_MAX_SIGNATURES]
        setting = replace(setting, material=setting.material.plus(_store(reader)))
    except _FAILURES:
        return PdfSignatures(signatures=(_unreadable(level, None),))
    stamps = [seen for one in found if _is_stamp(one) for seen in _document_stamp(one, setting)]
    signed = [one for one in found if not _is_stamp(one)]
    checked = (_checked(one, signed, stamps, setting, level) for one in signed)
    return PdfSignatures(tuple(checked), tuple(stamp.seen for stamp in stamps))


def _opens_by_itself(reader: PdfFileReader) -> bool:
    try:
        reader.decrypt("")
    except _FAILURES:
        return False
    return True


def _is_stamp(one: EmbeddedPdfSignature) -> bool:
    return str(one.sig_object_type) == "/DocTimeStamp"


def _document_stamp(one: EmbeddedPdfSignature, setting: Setting) -> Iterator[_DocumentStamp]:
    try:
        digest = one.compute_digest()
        seen = check_token(one.signed_data, lambda _algorithm: digest, setting.material, setting.now)
        coverage = _COVERAGE.get(one.evaluate_signature_coverage(), Coverage.PARTIAL)
    except _FAILURES:
        return
    if seen is None:
        return
    if coverage is Coverage.PARTIAL:
        seen = seen.model_copy(update={"integrity": Integrity.BROKEN})
    yield _DocumentStamp(seen, one.signed_revision)


def _checked(
    one: EmbeddedPdfSignature,
    signed: Sequence[EmbeddedPdfSignature],
    stamps: Sequence[_DocumentStamp],
    setting: Setting,
    level: int,
) -> SignatureSeen:
    """Return one signature, dated by the stamps put on the document after it: an earlier one has not seen it."""
    try:
        later = tuple(stamp.seen for stamp in stamps if stamp.revision > one.signed_revision)
        setting = replace(setting, outer_stamps=(*setting.outer_stamps, *later))
        seen = check_signer(
            one.signed_data,
            one.signer_info,
            one.compute_digest,
            setting,
            form=Form.PADES,
            level=level,
            claimed_at=_claimed(one),
        )
        coverage, additions = _around(one, is_last=one is signed[-1])
    except _FAILURES:
        return _unreadable(level, one.fq_name)
    reasons = seen.reasons
    integrity = seen.integrity
    if coverage is Coverage.PARTIAL:
        integrity = Integrity.BROKEN
        reasons = (*reasons, "la firma copre solo una parte del file")
    return seen.model_copy(
        update={
            "field": one.fq_name, "coverage": coverage, "additions": additions, "integrity": integrity,
            "reasons": reasons,
        }
    )  # fmt: skip


def _around(one: EmbeddedPdfSignature, *, is_last: bool) -> tuple[Coverage, Additions]:
    """Return how much of the file a signature covers and what was put in it afterwards."""
    one.compute_integrity_info()  # type: ignore[no-untyped-call]  # the library leaves it without types
    told: dict[str, Any] = one.summarise_integrity_info()
    coverage = _COVERAGE.get(told["coverage"], Coverage.PARTIAL)
    changes = told["diff_result"]
    if not isinstance(changes, DiffResult) or told["docmdp_ok"] is False:
        return coverage, Additions.ANNOTATIONS if _shows_the_same(one) else Additions.SUSPICIOUS
    additions = _ADDITIONS[changes.modification_level]
    if additions is Additions.FORM and not is_last:
        additions = Additions.SIGNATURES
    return coverage, additions


def _shows_the_same(one: EmbeddedPdfSignature) -> bool:
    """Whether what was added leaves the pages as they were: then it is notes, whatever the rules of PDF admit."""
    try:
        return shows_the_same(one.reader, one.signed_revision)
    except (TooComplexError, *_FAILURES):
        return False


def _claimed(one: EmbeddedPdfSignature) -> datetime | None:
    try:
        told = one.self_reported_timestamp
    except _FAILURES:
        return None
    return told if told is not None and told.tzinfo is not None else None


def _store(reader: PdfFileReader) -> Material:
    """Return what the document keeps for its own verification (DSS)."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        kept = store.as_validation_context({"trust_roots": []}).revinfo_manager
        return Material(others=list(store.load_certs()), crls=list(kept.crls), ocsps=list(kept.ocsps))
    except (NoDSSFoundError, *_FAILURES):
        return Material()


def _unreadable(level: int, field: str | None) -> SignatureSeen:
    return SignatureSeen(
        form=Form.PADES, level=level, field=field, signer=SignerSeen(), integrity=Integrity.UNKNOWN,
        certificate=CertificateState.UNKNOWN, reasons=("la firma nel PDF è danneggiata e non si legge",),
    )  # fmt: skip
