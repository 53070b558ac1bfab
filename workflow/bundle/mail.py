"""Makes the message of a practice: a text to copy, and an .eml with its attachments, the same bytes every time."""

import hashlib
import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from workflow.bundle.mail_size import message_size

TEXT_NAME = "messaggio_pec.txt"
MAIL_NAME = "messaggio_pec.eml"
# The system's own table of types differs from machine to machine.
_TYPES = mimetypes.MimeTypes(filenames=())
_SIGNED = {".p7m": "application/pkcs7-mime"}
_UNKNOWN_TYPE = "application/octet-stream"
_BOUNDARY_LENGTH = 32
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Mail:
    """A message to the GSE: its parties, subject and body, and the names of what is attached, in order."""

    sender: str | None
    recipient: str | None
    subject: str
    body: str
    attached: tuple[str, ...]
    to_sign: tuple[str, ...] = ()


def mail_text(mail: Mail, *, is_draft: bool, folder: Path | None = None, limit_bytes: int | None = None) -> str:
    """Return the message as a text for people: what to do before sending, then headers, body and attachments.

    With the folder where the attachments lie each comes with its size and its digest, and what is too much is told.
    """
    steps = ["BOZZA: restano rilievi bloccanti. Non inviare."] if is_draft else []
    if mail.to_sign:
        steps.append(f"Prima di inviare, firmare e sostituire con la copia firmata: {', '.join(mail.to_sign)}.")
    steps.append("Inviare dalla PEC del Referente e conservare le ricevute di accettazione e di consegna.")
    listed = [
        f"  {number}. {name}{_measured(folder, name, mail)}" for number, name in enumerate(mail.attached, start=1)
    ] or ["  nessuno"]
    if folder is not None and mail.attached:
        size = message_size(((folder / name).stat().st_size for name in mail.attached), len(mail.body.encode()))
        listed.append(f"  in tutto, come li porta la posta: {_megabytes(size)} MB")
        if limit_bytes is not None and size > limit_bytes:
            steps.append(
                f"Il messaggio supera {_megabytes(limit_bytes)} MB (limite da verificare con il proprio gestore): "
                "ridurre le scansioni, o mandare gli allegati in più messaggi numerati nell'oggetto."
            )
    lines = [
        *(f"[{step}]" for step in steps),
        "",
        f"Da: {mail.sender or '(PEC del Referente, non indicata)'}",
        f"A: {mail.recipient or '(indirizzo del GSE: vedere la scheda)'}",
        f"Oggetto: {mail.subject}",
        "",
        mail.body.rstrip("\n"),
        "",
        "Allegati:",
        *listed,
    ]
    return "\n".join(lines) + "\n"


def sealed_body(mail: Mail, folder: Path) -> str:
    """Return the body with the digest of each attachment that is ready, so that what was sent can be told later."""
    lines = [
        f"{Path(name).name}  SHA-256 {hashlib.sha256((folder / name).read_bytes()).hexdigest()}"
        for name in mail.attached
        if name not in mail.to_sign
    ]
    if not lines:
        return mail.body
    return "\n".join([mail.body.rstrip("\n"), "", "Impronte degli allegati:", *lines]) + "\n"


def _measured(folder: Path | None, name: str, mail: Mail) -> str:
    if folder is None:
        return ""
    path = folder / name
    size = f"{path.stat().st_size:,}".replace(",", ".")
    if name in mail.to_sign:
        return f" ({size} byte; da sostituire con la copia firmata)"
    return f" ({size} byte, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()})"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f}".replace(".", ",")


def mail_bytes(mail: Mail, folder: Path) -> bytes:
    """Return the message with its attachments, which lie in the folder; undated, it opens as unsent."""
    message = EmailMessage(policy=SMTP)
    if mail.sender:
        message["From"] = " ".join(mail.sender.split())
    if mail.recipient:
        message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["X-Unsent"] = "1"
    message.set_content(mail.body, cte="quoted-printable")
    for name in mail.attached:
        content = (folder / name).read_bytes()
        main, _, sub = _type_of(name).partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=Path(name).name)
    if mail.attached:
        message.set_boundary(_boundary(mail, folder))
    return message.as_bytes()


def _type_of(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _SIGNED.get(suffix) or _TYPES.guess_type(f"x{suffix}")[0] or _UNKNOWN_TYPE


def _boundary(mail: Mail, folder: Path) -> str:
    """Return the mark between the parts, drawn from the contents: the same message has the same bytes."""
    digest = hashlib.sha256(f"{mail.subject}\n{mail.body}".encode())
    for name in mail.attached:
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return f"=_{digest.hexdigest()[:_BOUNDARY_LENGTH]}"


def attached_names(files: Sequence[str]) -> tuple[str, ...]:
    """Return the files of a part of the bundle in the order in which they are attached, each once."""
    return tuple(dict.fromkeys(files))
