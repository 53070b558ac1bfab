"""Checks the signatures of a CMS, one by one: integrity, signer, times, certificate."""

from collections.abc import Callable
from datetime import datetime

from asn1crypto import cms, core, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import extract_self_reported_ts, validate_sig_integrity

from workflow.bundle.signatures.certificates import signer_of
from workflow.bundle.signatures.judgement import Times, judge_certificate
from workflow.bundle.signatures.parts import algorithm_of, carried_material, find_signer, is_weak
from workflow.bundle.signatures.seen import Form, Integrity, SignatureSeen, SignerSeen, StampSeen
from workflow.bundle.signatures.setting import Setting
from workflow.bundle.signatures.stamps import check_token, hashed
from workflow.bundle.signatures.trust import Material

_MAX_SIGNERS = 200
_FAILURES = (ValueError, TypeError, KeyError, UnsupportedAlgorithm, NotImplementedError)


def check_signed_data(
    signed_data: cms.SignedData, content: bytes | None, setting: Setting, *, form: Form, level: int
) -> list[SignatureSeen]:
    """Return every signature of a CMS over the content; None as content is an original that is not at hand."""
    digest_of = None if content is None else hashed(content)
    signers = list(signed_data["signer_infos"])[:_MAX_SIGNERS]
    return [check_signer(signed_data, one, digest_of, setting, form=form, level=level) for one in signers]


def check_signer(
    signed_data: cms.SignedData,
    signer: cms.SignerInfo,
    digest_of: Callable[[str], bytes] | None,
    setting: Setting,
    *,
    form: Form,
    level: int = 1,
    claimed_at: datetime | None = None,
) -> SignatureSeen:
    """Return one signature; `claimed_at` is an hour said outside the CMS, for where it says none itself."""
    material = setting.material.plus(carried_material(signed_data, signer))
    certificate = find_signer(signer, [*material.others, *material.anchors])
    stamps = (*_stamps(signer, material, setting), *setting.outer_stamps)
    proved = min((stamp.at for stamp in stamps if stamp.proves), default=None)
    claimed = _claimed(signer) or claimed_at
    if certificate is None:
        return SignatureSeen(
            form=form, level=level, signer=SignerSeen(), claimed_at=claimed, stamped_at=proved, stamps=stamps,
            integrity=Integrity.UNKNOWN, algorithm=algorithm_of(signer),
            reasons=("nel file non c’è il certificato di chi ha firmato",),
        )  # fmt: skip
    integrity, reasons = _integrity(signed_data, signer, certificate, digest_of)
    judged = judge_certificate(certificate, material, Times(proved, claimed, setting.now))
    return SignatureSeen(
        form=form,
        level=level,
        signer=signer_of(certificate),
        claimed_at=claimed,
        stamped_at=proved,
        stamps=stamps,
        integrity=integrity,
        certificate=judged.state,
        revocation=judged.revocation,
        revoked_at=judged.revoked_at,
        chain=judged.chain,
        algorithm=algorithm_of(signer),
        is_weak=is_weak(signer, certificate),
        reasons=(*reasons, *judged.reasons),
    )


def _integrity(
    signed_data: cms.SignedData,
    signer: cms.SignerInfo,
    certificate: x509.Certificate,
    digest_of: Callable[[str], bytes] | None,
) -> tuple[Integrity, tuple[str, ...]]:
    if digest_of is None:
        return Integrity.UNKNOWN, ("la firma è separata e il file che firma non è accanto",)
    try:
        kind = signed_data["encap_content_info"]["content_type"].native
        digest = digest_of(signer["digest_algorithm"]["algorithm"].native)
        intact, valid = validate_sig_integrity(signer, certificate, kind, digest)
    except SignatureValidationError:
        return Integrity.BROKEN, ("gli attributi della firma non stanno insieme",)
    except _FAILURES:
        return Integrity.UNKNOWN, ("l’algoritmo della firma non è tra quelli che si sanno controllare",)
    if intact and valid:
        return Integrity.INTACT, ()
    return Integrity.BROKEN, (
        "il contenuto è stato cambiato dopo la firma" if not intact else "la firma non è di quella chiave",
    )


def _stamps(signer: cms.SignerInfo, material: Material, setting: Setting) -> tuple[StampSeen, ...]:
    """Return the time stamps put on the signature itself."""
    attributes = signer["unsigned_attrs"]
    if isinstance(attributes, core.Void):
        return ()
    found = []
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            for token in attribute["values"]:
                seen = check_token(token["content"], hashed(signer["signature"].native), material, setting.now)
                found += [] if seen is None else [seen]
    return tuple(found)


def _claimed(signer: cms.SignerInfo) -> datetime | None:
    try:
        return extract_self_reported_ts(signer)
    except _FAILURES:
        return None
