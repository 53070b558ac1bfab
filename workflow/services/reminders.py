"""Reminds each Referente by e-mail of what is due: one digest a day, planned first and then sent."""

import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from workflow import clock
from workflow.phases.tracking.tracker import TermState
from workflow.resources import ProgramError
from workflow.services.deadlines import DossierTerms, ListedTerm, listed
from workflow.store.archive import Archive

TIMEOUT_SECONDS = 30
SENT = "reminded"
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SUBJECTS = {1: "una scadenza"}


class MailServerError(ProgramError):
    """A mail server that is not written as an address, does not answer, or refuses."""

    exit_code = 10


class MailAddressError(ProgramError):
    """The address of a mail server that cannot be read."""

    exit_code = 2


@dataclass(frozen=True)
class Digest:
    """What one Referente is told on one day."""

    to: str
    name: str | None
    on: date
    rows: tuple[ListedTerm, ...]

    @property
    def key(self) -> str:
        """What makes a digest the same: to whom and on which day."""
        return f"{self.to} {self.on.isoformat()}"

    @property
    def slugs(self) -> tuple[str, ...]:
        """The dossiers it is about."""
        return tuple(sorted({row.slug for row in self.rows}))


@dataclass(frozen=True)
class Plan:
    """The digests of a day, and the dossiers of whose Referente no address is known."""

    digests: tuple[Digest, ...]
    without_address: tuple[str, ...]


def plan(dossiers: Iterable[DossierTerms], as_of: date, within_days: int) -> Plan:
    """Return one digest per address with what is missed or due within some days; what others owe is left out."""
    grouped: dict[str, tuple[str | None, list[ListedTerm]]] = {}
    silent = []
    for dossier in dossiers:
        rows = [row for row in listed([dossier], as_of) if _is_worth_telling(row, within_days)]
        if not rows:
            continue
        if dossier.email is None:
            silent.append(dossier.slug)
            continue
        grouped.setdefault(dossier.email, (dossier.referente, []))[1].extend(rows)
    digests = [
        Digest(email, name, as_of, tuple(sorted(rows, key=lambda row: (row.term.due_on, row.term.uid))))
        for email, (name, rows) in sorted(grouped.items())
    ]
    return Plan(tuple(digests), tuple(sorted(silent)))


def not_yet_sent(digests: Iterable[Digest], archive: Archive) -> list[Digest]:
    """Return the digests that nobody was sent on their day, so that a second run of the day repeats nothing."""
    sent = {(kept.dossier.slug, kept.basis) for kept in archive.kept(SENT)}
    return [one for one in digests if not all((slug, one.key) in sent for slug in one.slugs)]


def remember(digest: Digest, archive: Archive) -> None:
    """Note in the archive that a digest was sent."""
    archive.keep(SENT, [(slug, digest.key, "[]") for slug in digest.slugs])


def message_of(digest: Digest, sender: str) -> EmailMessage:
    """Return the digest as a mail in plain text."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = digest.to
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain="dossier-cer")
    message["Auto-Submitted"] = "auto-generated"
    count = len(digest.rows)
    message["Subject"] = f"Comunità energetica: {_SUBJECTS.get(count, f'{count} scadenze')} al {digest.on:%d/%m/%Y}"
    message.set_content(text_of(digest))
    return message


def text_of(digest: Digest) -> str:
    """Return the words of a digest."""
    greeting = f"Buongiorno {digest.name}," if digest.name else "Buongiorno,"
    lines = [greeting, "", f"queste sono le scadenze dei fascicoli che segue, al {digest.on:%d/%m/%Y}.", ""]
    for row in digest.rows:
        lines += [f"• {_when(row)} – {row.term.description}", f"  {row.title}: {row.term.label}"]
        lines += [f"  Se passa: {row.term.missed}", f"  Fonte: {row.term.cited}", ""]
    lines.append("Messaggio scritto da dossier-cer. I giorni sono calcolati sui dati del fascicolo.")
    return "\n".join(lines) + "\n"


def send(digests: Sequence[Digest], server: str, sender: str) -> Iterator[Digest]:
    """Send the digests in one session, yielding each one when the server has taken it.

    `server` is smtp://, smtp+starttls:// or smtps://user:password@host:port. Raises MailAddressError for another
    address and MailServerError when the server does not answer or refuses; what was yielded is sent.
    """
    address = urlsplit(server)
    if address.scheme not in _PORTS or not address.hostname:
        raise MailAddressError(
            "L'indirizzo del server di posta non si capisce: scrivere per esempio smtps://utente:password@server:465."
        )
    try:
        with _session(address.scheme, address.hostname, address.port or _PORTS[address.scheme]) as session:
            if address.username:
                session.login(unquote(address.username), unquote(address.password or ""))
            for digest in digests:
                session.send_message(message_of(digest, sender))
                yield digest
    except (OSError, smtplib.SMTPException) as error:
        # The text of the error may repeat the password's line: only its kind is told.
        raise MailServerError(
            f"Il server di posta {address.hostname} non ha accettato i messaggi ({type(error).__name__}): "
            "controllare indirizzo, utente e password, e riprovare."
        ) from error


def _session(scheme: str, host: str, port: int) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    session = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if scheme == "smtp+starttls":
        session.starttls(context=ssl.create_default_context())
    return session


def _is_worth_telling(row: ListedTerm, within_days: int) -> bool:
    if row.term.is_awaited:
        return False
    # What was missed is told for as long ahead as what is to come: then it is history, and repeating it is noise.
    return row.state in {TermState.OPEN, TermState.MISSED} and abs(row.days_left) <= within_days


def _when(row: ListedTerm) -> str:
    day = f"{row.term.due_on:%d/%m/%Y}"
    if row.state is TermState.MISSED:
        return f"{day} (SCADUTO da {-row.days_left} {'giorno' if row.days_left == -1 else 'giorni'})"
    if row.days_left == 0:
        return f"{day} (OGGI)"
    return f"{day} (fra {row.days_left} {'giorno' if row.days_left == 1 else 'giorni'})"
