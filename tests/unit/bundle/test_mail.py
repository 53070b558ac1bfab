"""The message of a practice: a text for people, and the same bytes every time for the mail program."""

import email
import email.policy
from pathlib import Path

import pytest

from workflow.bundle.mail import Mail, attached_names, mail_bytes, mail_text

LETTER = "1_inviare/lettera.pdf"
SIGNED = "1_inviare/atto.pdf.p7m"
MAIL = Mail("comunita@pec.esempio.it", "gse@pec.esempio.it", "Contratto – è così", "Perché sì.\n", (LETTER, SIGNED))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in ((LETTER, b"%PDF-1.7 lettera"), (SIGNED, b"\x30\x82firmato")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_the_message_reads_back_with_its_accents_and_its_attachments_byte_by_byte(folder: Path) -> None:
    message = email.message_from_bytes(mail_bytes(MAIL, folder), policy=email.policy.default)
    assert (message["From"], message["To"]) == ("comunita@pec.esempio.it", "gse@pec.esempio.it")
    assert message["Subject"] == "Contratto – è così"
    body = message.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["Perché sì."]
    attached = [(part.get_filename(), part.get_content()) for part in message.iter_attachments()]
    assert attached == [("lettera.pdf", b"%PDF-1.7 lettera"), ("atto.pdf.p7m", b"\x30\x82firmato")]
    types = [part.get_content_type() for part in message.iter_attachments()]
    assert types == ["application/pdf", "application/pkcs7-mime"]


def test_the_same_message_has_the_same_bytes_and_another_has_others(folder: Path) -> None:
    first = mail_bytes(MAIL, folder)
    assert mail_bytes(MAIL, folder) == first
    (folder / LETTER).write_bytes(b"%PDF-1.7 altra")
    assert mail_bytes(MAIL, folder) != first


def test_a_mail_program_opens_it_as_not_sent(folder: Path) -> None:
    message = email.message_from_bytes(mail_bytes(MAIL, folder))
    assert message["X-Unsent"] == "1"
    assert message["Date"] is None


def test_a_message_without_attachments_is_a_text(folder: Path) -> None:
    message = email.message_from_bytes(mail_bytes(Mail(None, None, "Oggetto", "Testo\n", ()), folder))
    assert not message.is_multipart()


def test_a_name_with_a_line_break_cannot_add_a_header(folder: Path) -> None:
    sly = Mail("uno@esempio.it\nBcc: altro@esempio.it", "gse@pec.esempio.it", "Oggetto", "Testo\n", ())
    message = email.message_from_bytes(mail_bytes(sly, folder))
    assert message["Bcc"] is None


def test_the_text_says_what_to_do_before_sending_and_lists_the_attachments() -> None:
    text = mail_text(Mail("a@b.it", "c@d.it", "Oggetto", "Testo", (LETTER, SIGNED), (LETTER,)), is_draft=False)
    assert text.startswith(f"[Prima di inviare, firmare e sostituire con la copia firmata: {LETTER}.]\n")
    assert f"  1. {LETTER}\n  2. {SIGNED}\n" in text
    assert "Da: a@b.it\nA: c@d.it\nOggetto: Oggetto\n" in text


def test_a_draft_says_not_to_send_it() -> None:
    assert mail_text(MAIL, is_draft=True).startswith("[BOZZA: restano rilievi bloccanti. Non inviare.]")


def test_what_is_unknown_is_said() -> None:
    text = mail_text(Mail(None, None, "Oggetto", "Testo", ()), is_draft=False)
    assert "PEC del Referente, non indicata" in text
    assert "Allegati:\n  nessuno\n" in text


def test_a_file_that_two_items_share_is_attached_once() -> None:
    assert attached_names(["b", "a", "b"]) == ("b", "a")
