"""Finds the pieces of a CMS: its certificates, whose each signature is, lists of revoked ones, weak algorithms."""

from collections.abc import Iterable
from typing import Any, ClassVar

from asn1crypto import cms, core, crl, ocsp, x509

from workflow.bundle.signatures.trust import Material

WEAK_DIGESTS = frozenset({"md2", "md4", "md5", "sha1"})
_SHORTEST_RSA = 2048
_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2"
_REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
_FAILURES = (ValueError, TypeError, KeyError, AttributeError)


def certificates_of(signed_data: cms.SignedData) -> list[x509.Certificate]:
    """Return the certificates that a CMS carries."""
    carried = signed_data["certificates"]
    if isinstance(carried, core.Void):
        return []
    return [one.chosen.untag() for one in carried if one.name == "certificate"]


def find_signer(signer: cms.SignerInfo, certificates: Iterable[x509.Certificate]) -> x509.Certificate | None:
    """Return the certificate that a signature names, by issuer and number or by its key."""
    sid = signer["sid"]
    for certificate in certificates:
        if sid.name == "issuer_and_serial_number":
            named = sid.chosen
            if (
                certificate.serial_number == named["serial_number"].native
                and certificate.issuer.hashable == named["issuer"].hashable
            ):
                return certificate
        elif certificate.key_identifier == sid.chosen.native:
            return certificate
    return None


def carried_material(signed_data: cms.SignedData, signer: cms.SignerInfo) -> Material:
    """Return what a CMS carries to help its own verification: certificates, revocation lists and answers."""
    found = Material(others=certificates_of(signed_data))
    lists = signed_data["crls"]
    for one in () if isinstance(lists, core.Void) else lists:
        _take_list(one, found)
    _take_archival(signer["signed_attrs"], found)
    _take_archival(signer["unsigned_attrs"], found)
    return found


def algorithm_of(signer: cms.SignerInfo) -> str:
    """Return how the algorithms of a signature are called."""
    digest = str(signer["digest_algorithm"]["algorithm"].native)
    return f"{signer['signature_algorithm']['algorithm'].native} {digest}".replace("_", "-")


def is_weak(signer: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """Whether a signature rests on an algorithm that can be forged today."""
    if signer["digest_algorithm"]["algorithm"].native in WEAK_DIGESTS:
        return True
    try:
        if certificate.signature_algo == "rsassa_pkcs1v15" and certificate.hash_algo in WEAK_DIGESTS:
            return bool(certificate.self_signed == "no")
    except ValueError:
        pass
    key = certificate.public_key
    return bool(key.algorithm == "rsa" and key.bit_size < _SHORTEST_RSA)


def _take_list(one: Any, found: Material) -> None:
    try:
        if isinstance(one.chosen, crl.CertificateList):
            found.crls.append(one.chosen.untag())
        elif one.name == "other" and one.chosen["other_rev_info_format"].dotted == _OCSP_RESPONSE:
            found.ocsps.append(ocsp.OCSPResponse.load(one.chosen["other_rev_info"].dump()))
    except _FAILURES:
        return


def _take_archival(attributes: Any, found: Material) -> None:
    """Add what Adobe's attribute and that of CAdES keep of the lists of those days."""
    if isinstance(attributes, core.Void):
        return
    for attribute in attributes:
        try:
            if attribute["type"].native == "adobe_revocation_info_archival":
                kept = attribute["values"][0]
                found.crls += _items(kept["crl"])
                found.ocsps += _items(kept["ocsp"])
            elif attribute["type"].dotted == _REVOCATION_VALUES:
                values = _RevocationValues.load(attribute["values"][0].dump())
                found.crls += _items(values["crl_values"])
        except _FAILURES:
            continue


def _items(values: Any) -> list[Any]:
    return [] if values is None or isinstance(values, core.Void) else list(values)


class _CertificateLists(core.SequenceOf):  # type: ignore[misc]  # the library has no types
    _child_spec = crl.CertificateList


class _RevocationValues(core.Sequence):  # type: ignore[misc]  # likewise
    """What CAdES calls revocation-values; its OCSP answers lack the frame that the library reads."""

    _fields: ClassVar[list[Any]] = [
        ("crl_values", _CertificateLists, {"explicit": 0, "optional": True}),
        ("ocsp_values", core.Any, {"explicit": 1, "optional": True}),
        ("other_values", core.Any, {"explicit": 2, "optional": True}),
    ]
