"""Reminders: who is told, what, and that a real mail server gets one message a Referente."""

import socket
from collections.abc import Iterator
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.builders.dossiers import build
from workflow.clock import ROME
from workflow.intake.folder import facts_json
from workflow.law import Law
from workflow.services.deadlines import DossierTerms, terms_of
from workflow.services.reminders import MailAddressError, MailServerError, not_yet_sent, plan, remember, send
from workflow.store.archive import Archive, Facts

AS_OF = date(2026, 11, 22)
ACT = {"tipo": "richiesta_integrazione", "ricevuto_il": "2026-11-01"}
SENT = {"richiesta.inviata_il": "2026-10-01"}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def terms(law: Law, **facts: object) -> DossierTerms:
    return terms_of(build("cer_ok", {**SENT, "atti_gse": [ACT], **facts}), law)


class _Mailbox:
    """Keeps what the server takes."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.messages.append(message_from_bytes(bytes(envelope.content or b""), policy=default))
        return "250 OK"


@pytest.fixture
def mailbox() -> Iterator[tuple[str, _Mailbox]]:
    box = _Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", box
    controller.stop()


def test_only_what_the_referente_must_do_soon_is_told(law: Law) -> None:
    planned = plan([terms(law)], AS_OF, within_days=30)
    told = {row.term.term for digest in planned.digests for row in digest.rows}
    assert told == {"integrazioni"}, "the decision is the GSE's, the renewals are far"
    assert plan([terms(law)], AS_OF, within_days=8).digests == ()
    assert plan([terms(law)], AS_OF, within_days=9).digests != (), "01/12 is nine days away"


def test_a_term_just_missed_is_told_and_one_long_missed_is_not(law: Law) -> None:
    assert plan([terms(law)], date(2026, 12, 5), 30).digests != ()
    assert plan([terms(law)], date(2027, 2, 5), 30).digests == ()


def test_one_referente_with_two_dossiers_gets_one_digest(law: Law) -> None:
    one = terms(law)
    other = terms_of(build("cer_ok", {**SENT, "atti_gse": [ACT], "configurazione.denominazione": "Altra"}), law)
    planned = plan([one, other], AS_OF, 30)
    assert len(planned.digests) == 1
    assert {row.title for row in planned.digests[0].rows} == {one.title, "Altra"}


def test_a_dossier_without_an_address_is_named_and_not_lost(law: Law) -> None:
    silent = DossierTerms("muta", "Muta", None, None, terms(law).terms)
    planned = plan([silent], AS_OF, 30)
    assert (planned.digests, planned.without_address) == ((), ("muta",))


def test_a_real_server_gets_the_message_with_term_consequence_and_article(
    law: Law, mailbox: tuple[str, _Mailbox]
) -> None:
    address, box = mailbox
    planned = plan([terms(law)], AS_OF, 30)
    assert list(send(planned.digests, address, "studio@esempio.it")) == list(planned.digests)
    message = box.messages[0]
    assert message["To"] == planned.digests[0].to
    assert message["Subject"] == "Comunità energetica: una scadenza al 22/11/2026"
    text = message.get_payload(decode=True).decode() if not message.is_multipart() else ""  # type: ignore[union-attr] - a text part decodes to bytes
    assert "01/12/2026 (fra 9 giorni)" in text
    assert "Risposta a una richiesta di integrazioni" in text
    assert "par. 2.1.3" in text


def test_an_address_that_is_not_one_is_refused_before_anything_is_sent(law: Law) -> None:
    with pytest.raises(MailAddressError, match="smtps://"):
        list(send(plan([terms(law)], AS_OF, 30).digests, "posta.esempio.it", "a@esempio.it"))


def test_a_server_that_does_not_answer_is_told_without_the_password(law: Law) -> None:
    with pytest.raises(MailServerError) as raised:
        list(send(plan([terms(law)], AS_OF, 30).digests, "smtp://io:segreta@127.0.0.1:1", "a@esempio.it"))
    assert "segreta" not in str(raised.value)


def test_a_second_run_of_the_day_repeats_nothing(tmp_path: Path, law: Law, mailbox: tuple[str, _Mailbox]) -> None:
    address, box = mailbox
    dossier = build("cer_ok", {**SENT, "atti_gse": [ACT]})
    with Archive.open(str(tmp_path / "archivio.db")) as archive:
        facts = Facts(dossier.slug, dossier.title, dossier.kind.value, facts_json(dossier), "1" * 64, ())
        archive.synchronise(facts, tmp_path, datetime(2026, 11, 22, 9, 0, tzinfo=ROME), "prova")
        for _ in range(2):
            digests = not_yet_sent(plan([terms_of(dossier, law)], AS_OF, 30).digests, archive)
            for digest in send(digests, address, "studio@esempio.it"):
                remember(digest, archive)
        tomorrow = plan([terms_of(dossier, law)], date(2026, 11, 23), 30).digests
        assert len(box.messages) == 1
        assert not_yet_sent(tomorrow, archive) == list(tomorrow)
