"""Opens what signatures are wrapped in: .p7m in DER, BER, base64 or PEM, one inside another, .tsd, .m7m, .tsr."""

import base64
import binascii
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import compat32
from typing import Any

from asn1crypto import cms, core, tsp

MAX_LEVELS = 6
_PEM = re.compile(rb"-----BEGIN (?:PKCS7|CMS|PKCS #7 SIGNED DATA)-----\s*(.*?)-----END ", re.DOTALL)
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]+\Z")
_SEQUENCE = 0x30
_SIGNED_DATA = "signed_data"
_STAMPED_DATA = "timestamped_data"
_FAILURES = (ValueError, TypeError, KeyError, OverflowError, RecursionError, binascii.Error)
_STAMP_TYPES = ("application/timestamp-reply", "application/timestamped-data", "application/vnd.etsi.timestamp-token")
_MAX_PARTS = 20
_TWICE = 2  # some senders encode in base64 what was already so


class TooManyLevelsError(Exception):
    """Envelopes inside envelopes, more than anybody makes in good faith."""


@dataclass(frozen=True)
class Envelope:
    """One wrapping: its kind, what it holds (None if the signed file is elsewhere), and its CMS or time stamps."""

    kind: str
    content: bytes | None
    signed_data: cms.SignedData | None = None
    tokens: tuple[cms.SignedData, ...] = ()


def open_envelopes(data: bytes) -> tuple[list[Envelope], bytes | None]:
    """Return the envelopes from the outside in, and the content of the last; no envelope if the file is none.

    Raises TooManyLevelsError.
    """
    found: list[Envelope] = []
    content: bytes | None = data
    while content is not None:
        envelope = _open(content)
        if envelope is None:
            break
        if len(found) == MAX_LEVELS:
            raise TooManyLevelsError
        found.append(envelope)
        content = envelope.content
    return found, content


def _open(data: bytes) -> Envelope | None:
    plain = _binary(data)
    if plain is None:
        return _open_mail(data)
    try:
        return _open_asn1(plain)
    except _FAILURES:
        return None


def _open_asn1(plain: bytes) -> Envelope | None:
    outer = cms.ContentInfo.load(plain)
    kind = outer["content_type"].native
    if kind == _SIGNED_DATA:
        inner = outer["content"]
        if inner["encap_content_info"]["content_type"].native == "tst_info":
            return Envelope("marca temporale separata", None, tokens=(inner,))
        content = _octets(inner["encap_content_info"]["content"])
        # Read now what is read later, so that bytes that only begin well are refused here.
        _ = [signer["digest_algorithm"]["algorithm"].native for signer in inner["signer_infos"]]
        return Envelope("CAdES" if content is not None else "CAdES separata", content, inner)
    if kind == _STAMPED_DATA:
        stamped = outer["content"]
        return Envelope("TimeStampedData", _octets(stamped["content"]), tokens=tuple(_evidence(stamped)))
    reply = _reply(plain)
    return None if reply is None else Envelope("marca temporale separata", None, tokens=(reply,))


def _octets(content: Any) -> bytes | None:
    """Return the bytes of an octet string, also one cut in pieces as BER allows; None if there is none."""
    if content is None or isinstance(content, core.Void):
        return None
    if isinstance(content, core.OctetString | core.ParsableOctetString | core.IntegerOctetString):
        return bytes(content)
    value = content.native
    return value if isinstance(value, bytes) else None


def _evidence(stamped: Any) -> Iterator[cms.SignedData]:
    evidence = stamped["temporal_evidence"]
    if evidence.name == "tst_evidence":
        for one in evidence.chosen:
            token = cms.ContentInfo.load(one["time_stamp"].dump())
            if token["content_type"].native == _SIGNED_DATA:
                yield token["content"]


def _reply(plain: bytes) -> cms.SignedData | None:
    """Return the token of an answer of a time stamping authority (.tsr)."""
    try:
        token = tsp.TimeStampResp.load(plain, strict=True)["time_stamp_token"]
        return token["content"] if token["content_type"].native == _SIGNED_DATA else None
    except _FAILURES:
        return None


def _binary(data: bytes) -> bytes | None:
    """Return the bytes without base64 or PEM around them; None for what cannot be an envelope."""
    data = data.removeprefix(BOM_UTF8)
    for _ in range(_TWICE + 1):
        if data[:1] and data[0] == _SEQUENCE and data[:2] != b"0 ":
            return data
        armoured = _PEM.search(data[:200]) or _PEM.search(data) if b"-----BEGIN" in data[:200] else None
        packed = armoured[1] if armoured else data
        if not _BASE64.match(packed):
            return None
        try:
            data = base64.b64decode(b"".join(packed.split()), validate=True)
        except binascii.Error:
            return None
    return None


def _open_mail(data: bytes) -> Envelope | None:
    """Open an .m7m: a message that holds a signed file and its time stamp."""
    head = data[:2000].lower()
    if b"content-type:" not in head or b"multipart/" not in head:
        return None
    parts = [part for part in message_from_bytes(data, policy=compat32).walk() if not part.is_multipart()]
    content: bytes | None = None
    tokens: list[cms.SignedData] = []
    for part in parts[:_MAX_PARTS]:
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        token = _token(payload) if part.get_content_type() in _STAMP_TYPES else None
        if token is not None:
            tokens.append(token)
        elif content is None:
            content = payload
    return Envelope("m7m", content, tokens=tuple(tokens)) if content is not None else None


def _token(payload: bytes) -> cms.SignedData | None:
    opened = _open(payload)
    return opened.tokens[0] if opened is not None and opened.tokens else None
