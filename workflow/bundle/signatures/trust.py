"""The trust list: a folder that people fill with certificates of authorities and lists of revoked certificates."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import cms, crl, ocsp, x509
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

MAX_FILES = 3000
MAX_BYTES = 60_000_000
_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----\s*(.*?)-----END \1-----", re.DOTALL)
_TSL = "{http://uri.etsi.org/02231/v2#}"
_TRUSTED_SERVICES = ("/CA/QC", "/TSA/QTST", "/TSA/TSS-QC", "/CA/PKC", "/TSA")
_GRANTED = ("/granted", "/recognisedatnationallevel", "/undersupervision", "/accredited")
_FAILURES = (ValueError, TypeError, KeyError, OverflowError, RecursionError, binascii.Error)


@dataclass
class Material:
    """Certificates that are trusted, others that may link to them, and what says which are revoked."""

    anchors: list[x509.Certificate] = field(default_factory=list)
    others: list[x509.Certificate] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def plus(self, other: "Material") -> "Material":
        """Return both together; only the anchors of the first are trusted."""
        return Material(
            self.anchors,
            [*self.others, *other.others],
            [*self.crls, *other.crls],
            [*self.ocsps, *other.ocsps],
            self.unread,
        )


def read_trust(folder: Path | None) -> Material:
    """Read every file of the folder, whatever its name says; what is none of these is told in `unread`."""
    material = Material()
    if folder is None or not folder.is_dir():
        return material
    for path in sorted(folder.rglob("*"))[:MAX_FILES]:
        if path.is_file() and not path.name.startswith("."):
            content = path.read_bytes() if path.stat().st_size <= MAX_BYTES else b""
            if not _take(content, material):
                material.unread.append(path.relative_to(folder).as_posix())
    material.anchors = list({one.sha256: one for one in material.anchors}.values())
    return material


def read_beside(path: Path, *, endings: tuple[str, ...] = (".crl", ".ors", ".ocsp")) -> Material:
    """Return what lies beside a signed file and says which certificates are revoked; it trusts nobody."""
    found = Material()
    for other in sorted(path.parent.glob("*"))[:MAX_FILES]:
        if other.suffix.lower() in endings and other.is_file() and other.stat().st_size <= MAX_BYTES:
            _take(other.read_bytes(), found)
    return Material(crls=found.crls, ocsps=found.ocsps)


def _take(content: bytes, material: Material) -> bool:
    """Add what the bytes are, PEM, DER or a national trusted list; return whether they are anything."""
    blocks = list(_blocks(content))
    if blocks:
        taken = [_take_one(block, material) for block in blocks]  # each, also after one that is nothing
        return all(taken)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<":
        return _take_list(content, material)
    return _take_one(content, material)


def _blocks(content: bytes) -> Iterator[bytes]:
    for match in _BLOCK.finditer(content):
        try:
            yield base64.b64decode(b"".join(match[2].split()))
        except binascii.Error:
            yield b""


def _take_one(content: bytes, material: Material) -> bool:
    if not content:
        return False
    try:
        certificate = x509.Certificate.load(content, strict=True)
        _ = certificate.subject.native, certificate.public_key.algorithm
    except _FAILURES:
        return _take_revocation(content, material) or _take_several(content, material)
    material.anchors.append(certificate)
    return True


def _take_revocation(content: bytes, material: Material) -> bool:
    try:
        found = crl.CertificateList.load(content, strict=True)
        _ = found.issuer.native, found["tbs_cert_list"]["this_update"].native
    except _FAILURES:
        pass
    else:
        material.crls.append(found)
        return True
    try:
        response = ocsp.OCSPResponse.load(content, strict=True)
        _ = response["response_status"].native, response.response_data.native
    except (*_FAILURES, AttributeError):
        return False
    material.ocsps.append(response)
    return True


def _take_several(content: bytes, material: Material) -> bool:
    """Add the certificates of a .p7b."""
    try:
        envelope = cms.ContentInfo.load(content, strict=True)
        certificates = [c.chosen for c in envelope["content"]["certificates"] if c.name == "certificate"]
    except _FAILURES:
        return False
    material.anchors += certificates
    return bool(certificates)


def _take_list(content: bytes, material: Material) -> bool:
    """Add the authorities that a national trusted list (ETSI TS 119 612) grants; its own signature is not checked."""
    try:
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return False
    found = False
    for service in root.iter(f"{_TSL}ServiceInformation"):
        kind = service.findtext(f"{_TSL}ServiceTypeIdentifier", "").strip()
        status = service.findtext(f"{_TSL}ServiceStatus", "").strip()
        if kind.endswith(_TRUSTED_SERVICES) and status.endswith(_GRANTED):
            for node in service.iter(f"{_TSL}X509Certificate"):
                try:
                    found |= _take_one(base64.b64decode("".join((node.text or "").split())), material)
                except binascii.Error:
                    continue
    return found
