"""Reads in a certificate who it belongs to: the name, the codice fiscale wherever issuers put it, the firm."""

import re
from collections.abc import Iterator
from typing import Any

from asn1crypto import x509
from stdnum.it import codicefiscale

from workflow.bundle.signatures.seen import SignerSeen

_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])"
)
_SEAL = "0.4.0.1862.1.6.2"  # id-etsi-qct-eseal
_DEVICE = "0.4.0.1862.1.4"  # id-etsi-qcs-QcSSCD
_QUALIFIED = "0.4.0.1862.1.1"  # id-etsi-qcs-QcCompliance
_STATEMENTS = "1.3.6.1.5.5.7.1.3"  # qcStatements
_UNIQUE_ID = "user_id"
_DESCRIPTION = "2.5.4.13"
_COMMON_NAME = "common_name"
_ORGANIZATION_ID = "organization_identifier"
# In this order: the field of today's rules first, then where older certificates put the code.
_CODE_FIELDS = (
    ("serial_number", "serialNumber"),
    ("dn_qualifier", "dnQualifier"),
    (_COMMON_NAME, "CN"),
    (_UNIQUE_ID, "UID"),
    (_DESCRIPTION, "description"),
)
_OLD_NAME = re.compile(r"C=([^/]+)/N=([^/]+)")


def signer_of(certificate: x509.Certificate) -> SignerSeen:
    """Return what the certificate says of its holder; a field that cannot be read is left out."""
    fields = dict(_fields(certificate.subject))
    code, found_in = _codice_fiscale(fields)
    statements = _statements(certificate)
    organization_id = _first(fields, _ORGANIZATION_ID)
    return SignerSeen(
        name=_name(fields),
        codice_fiscale=code,
        codice_fiscale_from=found_in,
        organization=_first(fields, "organization_name"),
        organization_id=organization_id,
        issuer=str(certificate.issuer.human_friendly),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before,
        not_after=certificate.not_valid_after,
        is_seal=_SEAL in statements or (code is None and organization_id is not None and "surname" not in fields),
        is_for_signing=_is_for_signing(certificate),
        is_qualified=_QUALIFIED in statements,
        is_on_device=_DEVICE in statements,
    )


def _fields(name: x509.Name) -> Iterator[tuple[str, list[str]]]:
    """Yield each field of a name with its values, decoded with tolerance: old issuers mix alphabets."""
    gathered: dict[str, list[str]] = {}
    for relative in name.chosen:
        for pair in relative:
            try:
                value = str(pair["value"].native)
            except (ValueError, TypeError, UnicodeError):
                value = pair["value"].contents.decode("latin-1")
            gathered.setdefault(str(pair["type"].native), []).append(value)
    yield from gathered.items()


def _first(fields: dict[str, list[str]], key: str) -> str | None:
    return fields[key][0].strip() if fields.get(key) else None


def _codice_fiscale(fields: dict[str, list[str]]) -> tuple[str | None, str | None]:
    """Return the code of a person and the field it stands in; a code whose check letter is wrong is none."""
    for key, shown in _CODE_FIELDS:
        for value in fields.get(key, ()):
            found = next((code for code in _CODE.findall(value.upper()) if codicefiscale.is_valid(code)), None)
            if found is not None:
                return str(found), shown
    return None, None


def _name(fields: dict[str, list[str]]) -> str:
    """Return name and surname; else the common name without what old issuers add to it."""
    given, surname = _first(fields, "given_name"), _first(fields, "surname")
    if given and surname:
        return f"{given} {surname}"
    described = _OLD_NAME.search(_first(fields, _DESCRIPTION) or "")
    if described:
        return f"{described[2].strip()} {described[1].strip()}"
    parts = [part.strip() for part in (_first(fields, _COMMON_NAME) or "").split("/")]
    if len(parts) > 1 and parts[0].isupper() and parts[1].isupper() and not _CODE.search(parts[1]):
        return f"{parts[1]} {parts[0]}"  # SURNAME/NAME/…
    return parts[0] or _first(fields, "organization_name") or ""


def _is_for_signing(certificate: x509.Certificate) -> bool | None:
    """Whether the key may sign documents: one for access, as on a health card, may not; None if it does not say."""
    usage = certificate.key_usage_value
    return None if usage is None else "non_repudiation" in usage.native


def _statements(certificate: x509.Certificate) -> frozenset[str]:
    """Return the statements of qualified certificates, by their numbers, nested ones included."""
    extensions: Any = certificate["tbs_certificate"]["extensions"]
    for extension in extensions:
        if extension["extn_id"].dotted == _STATEMENTS:
            content = extension["extn_value"].contents
            return frozenset(number for number in (_QUALIFIED, _DEVICE, _SEAL) if _encoded(number) in content)
    return frozenset()


def _encoded(number: str) -> bytes:
    """Return an object identifier as it stands in the bytes of an extension."""
    dumped: bytes = x509.ObjectIdentifier(number).dump()
    return dumped
