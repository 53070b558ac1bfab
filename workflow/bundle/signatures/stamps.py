"""Checks RFC 3161 time stamps: that they are about those bytes, whole, and given by an authority of the trust list."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from workflow.bundle.signatures.certificates import signer_of
from workflow.bundle.signatures.judgement import CertificateJudgement, Times, judge_certificate
from workflow.bundle.signatures.parts import certificates_of, find_signer, is_weak
from workflow.bundle.signatures.seen import CertificateState, Chain, Integrity, Revocation, StampSeen
from workflow.bundle.signatures.trust import Material

_STAMPING = frozenset({"time_stamping"})


def check_token(
    token: cms.SignedData, digest_of: Callable[[str], bytes], material: Material, now: datetime
) -> StampSeen | None:
    """Return what a token says of the bytes whose digest is given; None if it is no token at all."""
    try:
        content = token["encap_content_info"]["content"]
        info = content.parsed
        if not isinstance(info, tsp.TSTInfo):
            return None
        at: datetime = info["gen_time"].native
        signer = token["signer_infos"][0]
        own = certificates_of(token)
        certificate = find_signer(signer, [*own, *material.anchors, *material.others])
    except (ValueError, TypeError, KeyError, IndexError):
        return None
    integrity = _integrity(token, signer, certificate, info, digest_of)
    if certificate is None:
        return StampSeen(at=at, integrity=integrity, chain=Chain.UNKNOWN, certificate=CertificateState.UNKNOWN)
    judged = judge_certificate(
        certificate, material.plus(Material(others=own)), Times(at, None, now), extended_usage=_STAMPING
    )
    return StampSeen(
        at=at,
        authority=signer_of(certificate).name,
        integrity=integrity,
        chain=judged.chain,
        certificate=_state(certificate, at, judged),
        is_weak=is_weak(signer, certificate) or _imprint_algorithm(info) in {"sha1", "md5"},
    )


def _state(certificate: x509.Certificate, at: datetime, judged: CertificateJudgement) -> CertificateState:
    """Judge by the dates where no list says whether the authority's certificate was revoked: few tokens carry one.

    One that was revoked, even later, proves nothing any more: whoever has its key gives stamps of any hour.
    """
    if judged.revocation is Revocation.REVOKED:
        return CertificateState.REVOKED
    is_in_force = certificate.not_valid_before <= at <= certificate.not_valid_after
    is_only_unlisted = judged.revocation is Revocation.UNKNOWN and judged.state is CertificateState.UNKNOWN
    return CertificateState.VALID if is_only_unlisted and is_in_force else judged.state


def hashed(content: bytes) -> Callable[[str], bytes]:
    """Return what gives the digest of these bytes by the name of an algorithm."""
    return lambda algorithm: hashlib.new(algorithm, content, usedforsecurity=False).digest()


def _imprint_algorithm(info: Any) -> str:
    return str(info["message_imprint"]["hash_algorithm"]["algorithm"].native)


def _integrity(
    token: cms.SignedData, signer: Any, certificate: Any, info: Any, digest_of: Callable[[str], bytes]
) -> Integrity:
    if certificate is None:
        return Integrity.UNKNOWN
    try:
        if info["message_imprint"]["hashed_message"].native != digest_of(_imprint_algorithm(info)):
            return Integrity.BROKEN
        algorithm = signer["digest_algorithm"]["algorithm"].native
        digest = hashed(bytes(token["encap_content_info"]["content"]))(algorithm)
        intact, valid = validate_sig_integrity(signer, certificate, "tst_info", digest)
    except SignatureValidationError:
        return Integrity.BROKEN
    except (ValueError, TypeError, KeyError, UnsupportedAlgorithm, NotImplementedError):
        return Integrity.UNKNOWN
    return Integrity.INTACT if intact and valid else Integrity.BROKEN
