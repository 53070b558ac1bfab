"""Builds receipts of certified mail as providers write them; every address and name in them is invented."""

from email.message import EmailMessage
from email.policy import SMTP
from xml.sax.saxutils import escape

SENDER = "comunita@pec.esempio.it"
RECIPIENT = "destinatario@pec.esempio.it"


def certificate(kind: str = "avvenuta-consegna", **told: str) -> bytes:
    """Return `daticert.xml`."""
    recipient = told.get("recipient", RECIPIENT)
    delivered = f"<consegna>{escape(recipient)}</consegna>" if kind == "avvenuta-consegna" else ""
    why = f"<errore-esteso>{escape(told['why'])}</errore-esteso>" if "why" in told else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{told.get("doctype", "")}'
        f'<postacert tipo="{kind}" errore="{told.get("error", "nessuno")}"><intestazione>'
        f"<mittente>{escape(told.get('sender', SENDER))}</mittente>"
        f'<destinatari tipo="certificato">{escape(recipient)}</destinatari>'
        f"<risposte>{escape(told.get('sender', SENDER))}</risposte>"
        f"<oggetto>{escape(told.get('subject', 'Prova'))}</oggetto></intestazione><dati>"
        f"<gestore-emittente>Gestore Inventato S.p.A.</gestore-emittente>"
        f'<data zona="{told.get("zone", "+0100")}"><giorno>{told.get("day", "22/11/2026")}</giorno>'
        f"<ora>{told.get('hour', '10:15:03')}</ora></data>"
        f"<identificativo>id-{kind}@pec.esempio.it</identificativo>"
        f"<msgid>&lt;{told.get('message_id', 'm1@pec.esempio.it')}&gt;</msgid>{delivered}{why}</dati></postacert>"
    ).encode()


def receipt(
    kind: str = "avvenuta-consegna",
    *,
    xml: bytes | None = None,
    attached: dict[str, bytes] | None = None,
    header: str | None = None,
    **told: str,
) -> bytes:
    """Return the message of a receipt; `attached` are the files of the message that it gives back."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "posta-certificata@pec.esempio.it"
    message["To"] = told.get("sender", SENDER)
    message["Subject"] = f"{kind.upper()}: {told.get('subject', 'Prova')}"
    message["X-Ricevuta"] = header if header is not None else kind
    message.set_content("Ricevuta di prova")
    data = certificate(kind, **told) if xml is None else xml
    message.add_attachment(data, maintype="application", subtype="xml", filename="daticert.xml")
    if attached is not None:
        original = EmailMessage(policy=SMTP)
        original["Subject"] = told.get("subject", "Prova")
        original.set_content("Testo")
        for name, content in attached.items():
            original.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        message.add_attachment(original, filename="postacert.eml")
    return message.as_bytes()
