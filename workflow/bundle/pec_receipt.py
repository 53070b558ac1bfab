"""Reads a receipt of certified mail: what the provider certifies in `daticert.xml`, and what the receipt gives back.

The signature of the provider on the receipt is not verified here, and whoever shows a receipt says so.
"""

import email
import email.policy
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage, Message
from enum import StrEnum
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from workflow.clock import ROME
from workflow.resources import ProgramError

MAX_RECEIPT_BYTES = 120_000_000
_MAX_CERTIFICATE_BYTES = 1_000_000
_CERTIFICATE, _ORIGINAL = "daticert.xml", "postacert.eml"
_MOST_PARTS = 2_000
_ZONE_LENGTH = len("+0000")


class ReceiptUnreadableError(ProgramError):
    """A file that is no receipt of certified mail, or one that cannot be read safely."""

    exit_code = 4


class ReceiptKind(StrEnum):
    """What a provider certifies; the values are those of `daticert.xml`."""

    ACCEPTED = "accettazione"
    NOT_ACCEPTED = "non-accettazione"
    TAKEN_OVER = "presa-in-carico"
    DELIVERED = "avvenuta-consegna"
    MESSAGE = "posta-certificata"
    NOT_DELIVERED = "errore-consegna"
    DELAYED = "preavviso-errore-consegna"
    VIRUS = "rilevazione-virus"

    @property
    def label(self) -> str:
        """What people read."""
        return self.value.replace("-", " ")

    @property
    def is_failure(self) -> bool:
        """Whether it says that the message has not reached its addressee."""
        return self in {ReceiptKind.NOT_ACCEPTED, ReceiptKind.NOT_DELIVERED, ReceiptKind.DELAYED, ReceiptKind.VIRUS}


@dataclass(frozen=True)
class PecReceipt:
    """What a receipt certifies of a message; `attached` are the digests of the files it gives back, by name."""

    kind: ReceiptKind
    error: str
    error_words: str
    sender: str
    recipients: tuple[str, ...]
    delivered_to: str | None
    subject: str
    provider: str
    at: datetime
    identifier: str
    message_id: str
    sha256: str
    attached: tuple[tuple[str, str], ...] = ()

    @property
    def on(self) -> date:
        """The day in Italy."""
        return self.at.astimezone(ROME).date()


def read_receipt(data: bytes) -> PecReceipt:
    """Return what a receipt says; raise ReceiptUnreadableError with the reason.

    Only the certificate that lies in the receipt itself counts: one inside the message given back is the sender's.
    """
    if len(data) > MAX_RECEIPT_BYTES:
        raise ReceiptUnreadableError(f"il messaggio supera {MAX_RECEIPT_BYTES // 1_000_000} MB")
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        outer = list(_own_parts(message))
        certificates = [part for part in outer if _name(part) == _CERTIFICATE]
        original = next((part for part in outer if _name(part) == _ORIGINAL or _is_message(part)), None)
        attached = tuple(_attached(original)) if original is not None else ()
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise ReceiptUnreadableError("il messaggio è malformato") from error
    if len(certificates) != 1:
        count = "manca" if not certificates else "c’è più volte"
        raise ReceiptUnreadableError(f"nel messaggio {count} il file {_CERTIFICATE} del gestore")
    receipt = _certified(_content(certificates[0]), hashlib.sha256(data).hexdigest(), attached)
    header = str(message.get("X-Ricevuta") or "").strip().lower()
    if header and header != receipt.kind.value:
        raise ReceiptUnreadableError(f"l’intestazione dice «{header}» e il certificato «{receipt.kind.value}»")
    return receipt


def folded_subject(text: str) -> str:
    """Return a subject in the form in which two writings of it are equal."""
    return " ".join(unicodedata.normalize("NFKC", text).split()).casefold()


def folded_address(text: str) -> str:
    """Return an address in the form in which two writings of it are equal."""
    return text.strip().strip("<>").casefold()


def _own_parts(message: Message, seen: int = 0) -> Iterator[Message]:
    """Yield the parts of the receipt without going into the message that it gives back."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if not isinstance(part, Message):
                continue
            for inner in _own_parts(part, seen):
                seen += 1
                if seen > _MOST_PARTS:
                    raise ValueError("too many parts")
                yield inner
    else:
        yield message


def _attached(original: Message) -> Iterator[tuple[str, str]]:
    """Yield the name and the digest of each file of the message given back, which proves what was delivered."""
    inner: Message = email.message_from_bytes(_content(original), policy=email.policy.default)
    for count, part in enumerate(inner.walk()):
        if count > _MOST_PARTS:
            raise ValueError("too many parts")
        if not part.is_multipart() and part.get_filename():
            yield (part.get_filename() or "").strip(), hashlib.sha256(_content(part)).hexdigest()


def _certified(data: bytes, sha256: str, attached: tuple[tuple[str, str], ...]) -> PecReceipt:
    if len(data) > _MAX_CERTIFICATE_BYTES:
        raise ReceiptUnreadableError(f"{_CERTIFICATE} è troppo grande")
    try:
        # Some providers declare a document type; nothing that it could define or fetch is allowed.
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise ReceiptUnreadableError(f"{_CERTIFICATE} definisce entità o rimanda altrove: non si legge") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ReceiptUnreadableError(f"{_CERTIFICATE} non è XML valido") from error
    if root.tag != "postacert" or root.get("tipo") not in set(ReceiptKind):
        raise ReceiptUnreadableError(f"{_CERTIFICATE} non certifica un messaggio")
    recipients = tuple(_told(node) for node in root.findall("intestazione/destinatari"))
    return PecReceipt(
        kind=ReceiptKind(str(root.get("tipo"))),
        error=str(root.get("errore") or "nessuno"),
        error_words=_told(root.find("dati/errore-esteso")),
        sender=_told(root.find("intestazione/mittente")),
        recipients=recipients,
        delivered_to=_told(root.find("dati/consegna")) or None,
        subject=_told(root.find("intestazione/oggetto")),
        provider=_told(root.find("dati/gestore-emittente")),
        at=_instant(root.find("dati/data")),
        identifier=_told(root.find("dati/identificativo")),
        message_id=_told(root.find("dati/msgid")).strip("<>"),
        sha256=sha256,
        attached=attached,
    )


def _instant(node: Any) -> datetime:
    if node is None:
        raise ReceiptUnreadableError(f"in {_CERTIFICATE} manca la data")
    written = f"{_told(node.find('giorno'))} {_told(node.find('ora'))}"
    zone = str(node.get("zona") or "")
    try:
        local = datetime.strptime(written, "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007 - the zone follows
        return local.replace(tzinfo=_zone(zone))
    except ValueError as error:
        raise ReceiptUnreadableError(f"in {_CERTIFICATE} la data «{written} {zone}» non si legge") from error


def _zone(text: str) -> timezone:
    digits = text.strip()
    if len(digits) != _ZONE_LENGTH or digits[0] not in "+-" or not digits[1:].isdigit():
        raise ValueError(text)
    offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-offset if digits[0] == "-" else offset)


def _told(node: Any) -> str:
    return "" if node is None or node.text is None else " ".join(str(node.text).split())


def _name(part: Message) -> str:
    return (part.get_filename() or "").strip().lower()


def _is_message(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822" and part.is_multipart()


def _content(part: Message) -> bytes:
    if isinstance(part, EmailMessage) and _is_message(part):
        return part.get_payload(0).as_bytes()  # type: ignore[union-attr] # a message holds one message
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
