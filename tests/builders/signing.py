"""A certification authority, a time stamping authority and signers made at test time, and files signed by them."""

import asyncio
import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto import cms, core, crl, keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workflow.bundle.signatures.trust import Material

_FONT = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
UTC = dt.UTC
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_QC_STATEMENTS = ObjectIdentifier("1.3.6.1.5.5.7.1.3")
# Two statements by which an authority says: qualified (0.4.0.1862.1.1), key on a device (0.4.0.1862.1.4).
_QUALIFIED_ON_DEVICE = bytes.fromhex("301430080606040" + "08e460101" + "30080606040" + "08e460104")


# Where the authority answers about its certificates: every true one says it, nobody asks there.
_ANSWERS = x509.AuthorityInformationAccess([
    x509.AccessDescription(
        AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier("http://ocsp.ca-di-prova.invalid")
    )
])  # fmt: skip


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """Return a key; the same number gives the same one, because making them is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(frozen=True)
class Identity:
    """A certificate with its key, and its authority."""

    certificate: x509.Certificate
    private: rsa.RSAPrivateKey
    issuer: "Identity | None" = None

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.der)

    @property
    def signer(self) -> signers.SimpleSigner:
        chain = [] if self.issuer is None else [self.issuer.asn1]
        return signers.SimpleSigner(self.asn1, self._key_info, SimpleCertificateStore.from_certs(chain))

    @property
    def _key_info(self) -> keys.PrivateKeyInfo:
        return keys.PrivateKeyInfo.load(
            self.private.private_bytes(
                serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )


@dataclass(frozen=True)
class Wish:
    """What a signer's certificate says."""

    name: str = "Elena"
    surname: str = "Bassi"
    serial_number: str | None = None
    common_name: str | None = None
    extra: tuple[tuple[Any, str], ...] = ()
    start: dt.datetime = NOW - dt.timedelta(days=400)
    end: dt.datetime = NOW + dt.timedelta(days=700)
    key_number: int = 2
    is_for_signing: bool = True
    is_qualified: bool = False
    digest: Any = field(default_factory=hashes.SHA256)
    has_person: bool = True


def authority(name: str = "CA di prova", number: int = 1) -> Identity:
    """Return a root that issues certificates."""
    subject = x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "IT"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    private = key(number)
    builder = _builder(subject, subject, private, NOW - dt.timedelta(days=3000), NOW + dt.timedelta(days=3000))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    usage = _usage(key_cert_sign=True, crl_sign=True)
    return Identity(builder.add_extension(usage, critical=True).sign(private, hashes.SHA256()), private)


def signer_of(ca: Identity, wish: Wish | None = None, **changes: Any) -> Identity:
    """Return somebody who signs, certified by the authority."""
    wish = replace(wish or Wish(), **changes)
    private = key(wish.key_number)
    names = [x509.NameAttribute(NameOID.COUNTRY_NAME, "IT")]
    names.append(x509.NameAttribute(NameOID.COMMON_NAME, wish.common_name or f"{wish.name} {wish.surname}"))
    if wish.has_person:
        names.append(x509.NameAttribute(NameOID.GIVEN_NAME, wish.name))
        names.append(x509.NameAttribute(NameOID.SURNAME, wish.surname))
    if wish.serial_number:
        names.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, wish.serial_number))
    names += [x509.NameAttribute(oid, value) for oid, value in wish.extra]
    builder = _builder(x509.Name(names), ca.certificate.subject, private, wish.start, wish.end)
    usage = _usage(content_commitment=True) if wish.is_for_signing else _usage(digital_signature=True)
    builder = builder.add_extension(usage, critical=True).add_extension(_ANSWERS, critical=False)
    if wish.is_qualified:
        statements = x509.UnrecognizedExtension(_QC_STATEMENTS, _QUALIFIED_ON_DEVICE)
        builder = builder.add_extension(statements, critical=False)
    return Identity(builder.sign(ca.private, wish.digest), private, ca)


def stamping_authority(ca: Identity) -> Identity:
    """Return a time stamping authority certified by the authority."""
    private = key(3)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TSA di prova")])
    builder = _builder(
        subject, ca.certificate.subject, private, NOW - dt.timedelta(days=900), NOW + dt.timedelta(days=900)
    )
    builder = builder.add_extension(_usage(digital_signature=True), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Identity(builder.sign(ca.private, hashes.SHA256()), private, ca)


def stamper(tsa: Identity, at: dt.datetime) -> DummyTimeStamper:
    """Return what gives time stamps that say that hour."""
    chain = [] if tsa.issuer is None else [tsa.issuer.asn1]
    return DummyTimeStamper(tsa.asn1, tsa._key_info, SimpleCertificateStore.from_certs(chain), fixed_dt=at)


def revocation_list(
    ca: Identity,
    revoked: tuple[tuple[Identity, dt.datetime], ...] = (),
    *,
    at: dt.datetime = NOW - dt.timedelta(hours=1),
    until: dt.datetime = NOW + dt.timedelta(days=7),
    reason: x509.ReasonFlags = x509.ReasonFlags.key_compromise,
) -> bytes:
    """Return a CRL of the authority."""
    builder = x509.CertificateRevocationListBuilder().issuer_name(ca.certificate.subject)
    builder = builder.last_update(at).next_update(until).add_extension(x509.CRLNumber(1), critical=False)
    for who, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(who.certificate.serial_number).revocation_date(when)
        builder = builder.add_revoked_certificate(entry.add_extension(x509.CRLReason(reason), critical=False).build())
    return builder.sign(ca.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def ocsp_answer(
    ca: Identity,
    who: Identity,
    revoked_at: dt.datetime | None = None,
    *,
    at: dt.datetime = NOW - dt.timedelta(hours=1),
    until: dt.datetime = NOW + dt.timedelta(days=7),
) -> bytes:
    """Return what the authority answers of a certificate."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=who.certificate,
        issuer=ca.certificate,
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.GOOD if revoked_at is None else ocsp.OCSPCertStatus.REVOKED,
        this_update=at,
        next_update=until,
        revocation_time=revoked_at,
        revocation_reason=None if revoked_at is None else x509.ReasonFlags.key_compromise,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, ca.certificate)
    return builder.sign(ca.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def with_lists(p7m: bytes, lists: list[bytes], *, as_attribute: bool) -> bytes:
    """Return a CMS that carries lists of revoked certificates: beside its certificates, or in CAdES's own attribute."""
    message = cms.ContentInfo.load(p7m)
    signed = message["content"]
    kept = [crl.CertificateList.load(one) for one in lists]
    if not as_attribute:
        signed["crls"] = cms.RevocationInfoChoices([cms.RevocationInfoChoice("crl", one) for one in kept])
        return message.dump(force=True)
    inner = core.SequenceOf(spec=crl.CertificateList)
    for one in kept:
        inner.append(one)
    values = _tagged(0x30, _tagged(0xA0, inner.dump()))
    attribute = _tagged(0x30, core.ObjectIdentifier("1.2.840.113549.1.9.16.2.24").dump() + _tagged(0x31, values))
    signer = signed["signer_infos"][0]
    signer["unsigned_attrs"] = cms.CMSAttributes([cms.CMSAttribute.load(attribute)])
    return message.dump(force=True)


def _tagged(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = length.to_bytes((length.bit_length() + 7) // 8 or 1, "big")
    return bytes((tag,)) + (bytes((length,)) if length < 128 else bytes((0x80 | len(size),)) + size) + content


def signed_pdf(
    pdf: bytes,
    who: Identity,
    *,
    at: dt.datetime = NOW - dt.timedelta(days=2),
    tsa: DummyTimeStamper | None = None,
    digest: str = "sha256",
    name: str = "Firma1",
) -> bytes:
    """Return the PDF with a PAdES signature: B-B, or B-T with a time stamping authority."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    metadata = PdfSignatureMetadata(field_name=name, md_algorithm=digest, subfilter=fields.SigSeedSubFilter.PADES)
    signer = _Dated(who, at)
    out = signers.PdfSigner(metadata, signer=signer, timestamper=tsa).sign_pdf(writer)
    return bytes(out.getbuffer())


def written_over(pdf: bytes, words: str) -> bytes:
    """Return the PDF with words written on its first page by an addition, as programs that edit a PDF do."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    font = generic.DictionaryObject({pdf_name(key): pdf_name(value) for key, value in _FONT.items()})
    fonts = generic.DictionaryObject({pdf_name("/Scritta"): font})
    drawn = generic.StreamObject(stream_data=f"q BT /Scritta 11 Tf 72 60 Td ({words}) Tj ET Q".encode())
    resources = generic.DictionaryObject({pdf_name("/Font"): fonts})
    writer.add_stream_to_page(0, writer.add_object(drawn), resources)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def document_stamped(pdf: bytes, tsa: DummyTimeStamper) -> bytes:
    """Return the PDF with a time stamp over the whole document, as those kept for long have."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    return bytes(signers.PdfTimeStamper(tsa, field_name="Marca1").timestamp_pdf(writer, "sha256").getbuffer())


class _Dated(signers.SimpleSigner):
    """A signer whose clock says an hour of ours."""

    def __init__(self, who: Identity, at: dt.datetime) -> None:
        chain = [] if who.issuer is None else [who.issuer.asn1]
        super().__init__(who.asn1, who._key_info, SimpleCertificateStore.from_certs(chain))
        self._at = at

    async def signed_attrs(self, *arguments: Any, **options: Any) -> cms.CMSAttributes:
        attributes = await super().signed_attrs(*arguments, **options)
        kept = [one for one in attributes if one["type"].native != "signing_time"]
        time = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": self._at})]})
        return cms.CMSAttributes([*kept, time])


def signed_p7m(
    content: bytes,
    who: Identity,
    *,
    at: dt.datetime = NOW - dt.timedelta(days=2),
    tsa: DummyTimeStamper | None = None,
    digest: str = "sha256",
    is_detached: bool = False,
) -> bytes:
    """Return a CAdES signature with the content inside, or without it."""
    signer = _Dated(who, at)
    signing = signer.async_sign_general_data(content, digest, detached=is_detached, use_cades=True, timestamper=tsa)
    return asyncio.run(signing).dump()


def with_revocation(pdf: bytes, lists: list[bytes], ca: Identity) -> bytes:
    """Return a signed PDF that keeps lists of revoked certificates for its own verification."""
    out = BytesIO(pdf)
    kept = [crl.CertificateList.load(one) for one in lists]
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[ca.asn1], crls=kept, force_write=True)
    return out.getvalue()


def stamped_data(content: bytes, tsa: DummyTimeStamper) -> bytes:
    """Return a .tsd: the content with a time stamp over it."""
    token = cms.EncapsulatedContentInfo.load(stamp_token(content, tsa).dump())
    data = tsp.TimeStampedData(
        {
            "version": 1,
            "content": content,
            "temporal_evidence": tsp.Evidence({"tst_evidence": [tsp.TimeStampAndCRL({"time_stamp": token})]}),
        }
    )
    return cms.ContentInfo({"content_type": "timestamped_data", "content": data}).dump()


def m7m(signed: bytes, token: bytes) -> bytes:
    """Return a message that holds a signed file and its time stamp."""
    message = EmailMessage(policy=SMTP)
    message.make_mixed()
    message.add_attachment(signed, maintype="application", subtype="pkcs7-mime", filename="a.p7m")
    message.add_attachment(token, maintype="application", subtype="timestamp-reply", filename="a.tsr")
    return message.as_bytes()


def material(ca: Identity, *lists: bytes) -> Material:
    """Return a trust list of one authority, with these lists of revoked certificates."""
    return Material(anchors=[ca.asn1], crls=[crl.CertificateList.load(one) for one in lists])


def in_pieces(p7m: bytes) -> bytes:
    """Return the same CMS in BER: lengths not told beforehand, the content cut in pieces, as signers that stream do."""
    outer = cms.ContentInfo.load(p7m)
    signed = outer["content"]
    content = bytes(signed["encap_content_info"]["content"])
    cut = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    octets = _indefinite(0x24, b"".join(core.OctetString(piece).dump() for piece in cut))
    kind = signed["encap_content_info"]["content_type"].dump()
    encapsulated = _indefinite(0x30, kind + _indefinite(0xA0, octets))
    names = ("version", "digest_algorithms", "encap_content_info", "certificates", "crls", "signer_infos")
    parts = [encapsulated if name == "encap_content_info" else _dumped(signed[name]) for name in names]
    return _indefinite(0x30, outer["content_type"].dump() + _indefinite(0xA0, _indefinite(0x30, b"".join(parts))))


def _indefinite(tag: int, content: bytes) -> bytes:
    return bytes((tag, 0x80)) + content + b"\0\0"


def _dumped(value: Any) -> bytes:
    return b"" if isinstance(value, core.Void) else value.dump()


def stamp_token(content: bytes, tsa: DummyTimeStamper) -> cms.ContentInfo:
    """Return a time stamp over the content, by itself."""
    imprint = tsp.MessageImprint(
        {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": hashlib.sha256(content).digest()}
    )
    request = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True})
    return tsa.request_tsa_response(request)["time_stamp_token"]


def _builder(
    subject: x509.Name, issuer: x509.Name, private: rsa.RSAPrivateKey, start: dt.datetime, end: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
    )


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})
