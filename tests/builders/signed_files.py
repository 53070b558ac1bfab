"""Files signed by people and an authority of the tests, and short ways to say what is seen in them."""

import datetime as dt

from tests.builders import signing
from tests.builders.folders import small_pdf
from tests.builders.identifiers import codice_fiscale
from tests.builders.signing import NOW
from workflow.bundle.signatures.seen import (
    CertificateState,
    Chain,
    FileSeen,
    Integrity,
    SignatureSeen,
)

DAY = dt.timedelta(days=1)
ELENA = codice_fiscale("Bassi", "Elena", dt.date(1980, 5, 3), "F", "H501")
PDF = small_pdf("mandato", 2)
CA = signing.authority()
TSA = signing.stamping_authority(CA)
SIGNER = signing.signer_of(CA, serial_number=f"TINIT-{ELENA}")


def only(seen: FileSeen) -> SignatureSeen:
    (signature,) = seen.signatures
    return signature


def states(one: SignatureSeen) -> tuple[Integrity, CertificateState, Chain]:
    return one.integrity, one.certificate, one.chain


GOOD = (Integrity.INTACT, CertificateState.VALID, Chain.TRUSTED)


def at(days: float) -> dt.datetime:
    return NOW + days * DAY


def stamp(days: float) -> signing.DummyTimeStamper:
    return signing.stamper(TSA, at(days))


def altered(content: bytes, mark: bytes, by: int = 200) -> bytes:
    changed = bytearray(content)
    changed[content.find(mark) + by] ^= 1
    return bytes(changed)
