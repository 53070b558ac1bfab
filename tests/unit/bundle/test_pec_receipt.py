"""A receipt is read for what the provider certifies; hostile XML, false certificates and broken mail are refused."""

import hashlib
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders.pec_receipts import RECIPIENT, SENDER, certificate, receipt
from workflow.bundle.pec_receipt import (
    ReceiptKind,
    ReceiptUnreadableError,
    folded_address,
    folded_subject,
    read_receipt,
)

BILLION = (
    '<!DOCTYPE postacert [<!ENTITY a "ah"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def test_a_delivery_says_who_what_when() -> None:
    data = receipt(subject="Contratto – è così", attached={"lettera.pdf": b"%PDF-1.7"})
    found = read_receipt(data)
    assert found.kind is ReceiptKind.DELIVERED
    assert (found.sender, found.recipients, found.delivered_to) == (SENDER, (RECIPIENT,), RECIPIENT)
    assert (found.subject, found.message_id) == ("Contratto – è così", "m1@pec.esempio.it")
    assert (found.on, found.at.utcoffset()) == (date(2026, 11, 22), timedelta(hours=1))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.attached == (("lettera.pdf", hashlib.sha256(b"%PDF-1.7").hexdigest()),)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "on"),
    [
        ("22/11/2026", "23:59:59", "+0100", date(2026, 11, 22)),
        ("22/11/2026", "23:30:00", "+0000", date(2026, 11, 23)),
        ("01/08/2026", "00:10:00", "+0200", date(2026, 8, 1)),
        ("01/08/2026", "00:10:00", "+0300", date(2026, 7, 31)),
    ],
)
def test_the_day_is_that_of_italy(day: str, hour: str, zone: str, on: date) -> None:
    assert read_receipt(receipt(day=day, hour=hour, zone=zone)).on == on


@pytest.mark.parametrize("kind", ReceiptKind)
def test_each_kind_is_told_from_the_others(kind: ReceiptKind) -> None:
    found = read_receipt(receipt(kind.value, why="casella piena", error="altro"))
    assert (found.kind, found.error_words) == (kind, "casella piena")
    assert kind.is_failure is (kind.value in {"non-accettazione", "errore-consegna", "preavviso-errore-consegna",
                                              "rilevazione-virus"})  # fmt: skip


def test_a_document_type_without_entities_is_no_harm() -> None:
    assert read_receipt(receipt(doctype='<!DOCTYPE postacert SYSTEM "Postacert.dtd">')).kind is ReceiptKind.DELIVERED


@pytest.mark.parametrize(
    "doctype",
    [
        BILLION,
        '<!DOCTYPE postacert [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE postacert [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    xml = certificate(doctype=doctype).replace(b"Prova", b"&c;" if "c " in doctype else b"&x;")
    with pytest.raises(ReceiptUnreadableError):
        read_receipt(receipt(xml=xml))


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (b"", "non è XML"),
        (b"<postacert", "non è XML"),
        (b"<altro/>", "non certifica"),
        (b'<postacert tipo="altro"/>', "non certifica"),
        (b'<postacert tipo="accettazione"/>', "manca la data"),
        (certificate(day="31/02/2026"), "non si legge"),
        (certificate(zone="Roma"), "non si legge"),
        (certificate(zone="+9900"), "non si legge"),
        (b"<postacert>" + b"<a>" * 200_000, "non è XML"),
        (b"x" * 1_100_000, "troppo grande"),
    ],
)
def test_a_certificate_that_says_nothing_is_refused_with_the_reason(xml: bytes, words: str) -> None:
    with pytest.raises(ReceiptUnreadableError, match=words):
        read_receipt(receipt(xml=xml, header=""))


def test_a_message_without_certificate_is_no_receipt() -> None:
    plain = EmailMessage()
    plain.set_content("Buongiorno")
    for data in (plain.as_bytes(), b"", b"\x00\xff" * 100, b"%PDF-1.7"):
        with pytest.raises(ReceiptUnreadableError, match=r"daticert\.xml|malformato"):
            read_receipt(data)


def test_a_certificate_inside_the_message_given_back_is_not_the_providers() -> None:
    forged = EmailMessage()
    forged.set_content("Testo")
    forged.add_attachment(certificate(), maintype="application", subtype="xml", filename="daticert.xml")
    outer = EmailMessage()
    outer.set_content("Ricevuta?")
    outer.add_attachment(forged, filename="postacert.eml")
    with pytest.raises(ReceiptUnreadableError, match="manca il file"):
        read_receipt(outer.as_bytes())


def test_two_certificates_are_one_too_many() -> None:
    message = EmailMessage()
    message.set_content("Ricevuta?")
    for _ in range(2):
        message.add_attachment(certificate(), maintype="application", subtype="xml", filename="daticert.xml")
    with pytest.raises(ReceiptUnreadableError, match="più volte"):
        read_receipt(message.as_bytes())


def test_a_header_that_contradicts_the_certificate_is_refused() -> None:
    with pytest.raises(ReceiptUnreadableError, match="l’intestazione dice"):
        read_receipt(receipt("avvenuta-consegna", header="accettazione"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 4000))
def test_no_damage_ends_in_anything_but_a_refusal_or_a_receipt(noise: bytes, at: int) -> None:
    data = receipt(attached={"a.pdf": b"%PDF"})
    for damaged in (data[:at], data[:at] + noise + data[at:], noise):
        try:
            read_receipt(damaged)
        except ReceiptUnreadableError:
            continue


def test_subjects_and_addresses_are_compared_as_people_do() -> None:
    assert folded_subject("Contratto  –\r\n prova") == folded_subject("contratto – PROVA")
    assert folded_address(" <Nome@PEC.it> ") == folded_address("nome@pec.it")
