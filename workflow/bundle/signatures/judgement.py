"""Says how a certificate stood when it was used: who issued it, whether it was in force, whether it was revoked."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from workflow.bundle.signatures.seen import CertificateState, Chain, Revocation
from workflow.bundle.signatures.trust import Material

_HOLD = "certificate_hold"
_AN_INSTANT = timedelta(seconds=1)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """When a signature was made: proved by a time stamp, only said by who signed, or not known; and now."""

    proved: datetime | None
    claimed: datetime | None
    now: datetime

    @property
    def best(self) -> datetime:
        """The time by which the certificate is judged."""
        return self.proved or self.claimed or self.now


@dataclass(frozen=True)
class CertificateJudgement:
    """How a certificate stood."""

    chain: Chain
    state: CertificateState
    revocation: Revocation
    revoked_at: datetime | None = None
    reasons: tuple[str, ...] = ()


def judge_certificate(
    certificate: x509.Certificate, material: Material, times: Times, *, extended_usage: frozenset[str] = frozenset()
) -> CertificateJudgement:
    """Judge one certificate with what is at hand; no network is ever asked.

    Without a time stamp a time that the signer only claims cannot acquit a certificate that has since expired or been
    revoked: then its state is not known.
    """
    start, end = certificate.not_valid_before, certificate.not_valid_after
    within = min(max(times.best, start), end)
    chain, chain_reasons = _chain(certificate, material, within, extended_usage)
    revocation, revoked_at = _revocation(certificate, material, times, within, is_trusted=chain is Chain.TRUSTED)
    state, reasons = _state(start, end, times, revocation, revoked_at)
    return CertificateJudgement(chain, state, revocation, revoked_at, (*chain_reasons, *reasons))


def _state(
    start: datetime, end: datetime, times: Times, revocation: Revocation, revoked_at: datetime | None
) -> tuple[CertificateState, tuple[str, ...]]:
    """Return the first that holds: what the signature's own hour condemns, what no stamp proves, what is not known."""
    said = times.claimed or times.proved
    existed_by = times.proved or times.now
    unproved = "nessuna marca temporale prova" if times.proved is None else "la marca temporale non prova"
    held = CertificateState.SUSPENDED if revocation is Revocation.SUSPENDED else CertificateState.REVOKED
    verdicts = (
        (said is not None and said < start, CertificateState.NOT_YET, ""),
        (said is not None and said > end, CertificateState.EXPIRED, ""),
        (said is not None and revoked_at is not None and said >= revoked_at, held, ""),
        (
            said is not None and said > times.now + _A_DAY,
            CertificateState.UNKNOWN,
            "la firma dichiara un’ora che deve ancora venire",
        ),
        (
            existed_by > end,
            CertificateState.UNKNOWN,
            f"il certificato è scaduto il {end:%d/%m/%Y}, e {unproved} che la firma sia di prima",
        ),
        (
            revoked_at is not None and existed_by >= revoked_at,
            CertificateState.UNKNOWN,
            f"il certificato è stato revocato, e {unproved} che la firma sia di prima",
        ),
        (
            revocation is Revocation.UNKNOWN,
            CertificateState.UNKNOWN,
            "manca un elenco dei certificati revocati (CRL o OCSP) che valga per quel giorno",
        ),
    )
    state, reason = next(((state, reason) for holds, state, reason in verdicts if holds), (CertificateState.VALID, ""))
    return state, (reason,) if reason else ()


def _chain(
    certificate: x509.Certificate, material: Material, moment: datetime, extended_usage: frozenset[str]
) -> tuple[Chain, tuple[str, ...]]:
    if not material.anchors:
        return Chain.UNKNOWN, ("l’elenco di fiducia è vuoto",)
    chain, reason = Chain.TRUSTED, ""
    try:
        _validate(certificate, material.anchors, material, moment, mode="soft-fail", extended_usage=extended_usage)
    except PathBuildingError:
        chain, reason = Chain.UNKNOWN, "l’emittente del certificato non è nell’elenco di fiducia"
    except RevokedError as error:
        if not error.is_ee_cert:  # its own revocation is told by itself, with the day
            chain, reason = Chain.BROKEN, "un’autorità della catena è stata revocata"
    except ValidationError as error:
        if certificate.self_signed in {"yes", "maybe"}:
            chain, reason = Chain.UNKNOWN, "il certificato è emesso da chi lo usa e non è nell’elenco di fiducia"
        else:
            chain, reason = Chain.BROKEN, f"la catena dei certificati non regge ({type(error).__name__})"
    return chain, (reason,) if reason else ()


def _revocation(
    certificate: x509.Certificate, material: Material, times: Times, within: datetime, *, is_trusted: bool
) -> tuple[Revocation, datetime | None]:
    """Ask the lists at hand, first as late as they can tell, so that a revocation after the signature is seen too.

    A list of the days of the signature acquits only if a time stamp proves those days: one that is out of date cannot
    say whether the certificate was revoked since, and the signature then made with an older hour. Where the issuer is
    not trusted its own lists still count against its certificates, never in their favour.
    """
    anchors = material.anchors if is_trusted else _issuers(certificate, material)
    if not anchors or not (material.crls or material.ocsps):
        return Revocation.UNKNOWN, None
    latest = max(within, min(times.now, certificate.not_valid_after))
    found, revoked_at = Revocation.UNKNOWN, None
    for moment in dict.fromkeys((latest, within)):
        try:
            _validate(certificate, anchors, material, moment, mode="require")
        except RevokedError as error:
            if error.is_ee_cert:
                is_held = error.reason.native == _HOLD
                found = Revocation.SUSPENDED if is_held else Revocation.REVOKED
                revoked_at = error.revocation_dt
            break
        except (InsufficientRevinfoError, ValidationError, PathBuildingError):
            continue
        can_acquit = is_trusted and (moment == latest or times.proved is not None)
        found = Revocation.GOOD if can_acquit else Revocation.UNKNOWN
        break
    return found, revoked_at


def _issuers(certificate: x509.Certificate, material: Material) -> list[x509.Certificate]:
    candidates = [*material.anchors, *material.others]
    return [one for one in candidates if one.subject == certificate.issuer and one is not certificate]


def _validate(
    certificate: x509.Certificate,
    anchors: list[x509.Certificate],
    material: Material,
    moment: datetime,
    *,
    mode: str,
    extended_usage: frozenset[str] = frozenset(),
) -> None:
    context = ValidationContext(
        trust_roots=list(anchors),
        other_certs=material.others,
        moment=moment,
        allow_fetching=False,
        crls=material.crls,
        ocsps=material.ocsps,
        revocation_mode=mode,
        weak_hash_algos=set(),  # weak algorithms are told apart, as a fact of their own
        time_tolerance=_AN_INSTANT,
        retroactive_revinfo=True,
    )
    validator = CertificateValidator(certificate, validation_context=context)
    asyncio.run(
        validator.async_validate_usage(set(), set(extended_usage))  # type: ignore[no-untyped-call]  # it has no types
        if extended_usage
        else validator.async_validate_path()
    )
