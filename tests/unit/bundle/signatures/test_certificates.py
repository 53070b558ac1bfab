"""Where issuers put the codice fiscale and the name of who signs, today and in older certificates."""

import datetime as dt

import pytest
from cryptography.x509.oid import NameOID

from tests.builders import signing
from tests.builders.identifiers import codice_fiscale
from workflow.bundle.signatures.certificates import signer_of
from workflow.bundle.signatures.seen import SignerSeen

MARIO = codice_fiscale("Rossi", "Mario", dt.date(1971, 2, 8), "M", "F205")
CA = signing.authority()
_UID = signing.ObjectIdentifier("0.9.2342.19200300.100.1.1")
_DESCRIPTION = signing.ObjectIdentifier("2.5.4.13")


def read(**wish: object) -> SignerSeen:
    return signer_of(signing.signer_of(CA, **{"name": "Mario", "surname": "Rossi", **wish}).asn1)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"serial_number": f"TINIT-{MARIO}"}, "serialNumber"),
        ({"serial_number": f"IT:{MARIO}"}, "serialNumber"),
        ({"serial_number": MARIO}, "serialNumber"),
        ({"serial_number": f"PNOIT-{MARIO.lower()}"}, "serialNumber"),
        ({"extra": ((NameOID.DN_QUALIFIER, MARIO),)}, "dnQualifier"),
        ({"common_name": f"{MARIO}/7420012345678901.abcDEF="}, "CN"),
        ({"common_name": f"ROSSI/MARIO/{MARIO}/2009"}, "CN"),
        ({"extra": ((_UID, MARIO),)}, "UID"),
        ({"extra": ((_DESCRIPTION, f"C=Rossi/N=Mario/D=08-02-1971/{MARIO}"),)}, "description"),
    ],
    ids=["TINIT", "IT:", "bare", "PNOIT in small letters", "dnQualifier", "card", "old CN", "UID", "description"],
)
def test_the_code_is_found_wherever_it_is_put(wish: dict[str, object], field: str) -> None:
    signer = read(**wish)
    assert (signer.codice_fiscale, signer.codice_fiscale_from) == (MARIO, field)


def test_the_field_of_today_wins_over_the_older_ones() -> None:
    other = codice_fiscale("Neri", "Ugo", dt.date(1980, 1, 1), "M", "H501")
    assert read(serial_number=f"TINIT-{MARIO}", common_name=f"NERI/UGO/{other}").codice_fiscale == MARIO


@pytest.mark.parametrize(
    "wish",
    [
        {"serial_number": f"TINIT-{MARIO[:-1]}{'A' if MARIO[-1] != 'A' else 'B'}"},
        {"serial_number": "VATIT-90000901216"},
        {"serial_number": f"TINIT-{MARIO}9"},
        {"extra": ((NameOID.DN_QUALIFIER, "20091112345"),)},
        {},
    ],
    ids=["wrong check letter", "a firm's", "one sign too many", "an issuer's own number", "nothing"],
)
def test_what_is_not_a_code_of_a_person_is_none(wish: dict[str, object]) -> None:
    assert read(**wish).codice_fiscale is None


def test_the_name_is_the_given_name_and_the_surname() -> None:
    assert read(serial_number=f"TINIT-{MARIO}").name == "Mario Rossi"


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ({"common_name": f"ROSSI/MARIO/{MARIO}"}, "MARIO ROSSI"),
        ({"common_name": "Mario Rossi"}, "Mario Rossi"),
        ({"common_name": "x", "extra": ((_DESCRIPTION, "C=Rossi/N=Mario/D=08-02-1971"),)}, "Mario Rossi"),
    ],
)
def test_without_those_fields_the_name_is_read_where_older_issuers_wrote_it(wish: dict[str, object], name: str) -> None:
    assert read(has_person=False, **wish).name == name


def test_a_seal_is_of_a_body_and_not_of_a_person() -> None:
    seal = read(
        has_person=False,
        common_name="Firma Facile S.p.A.",
        extra=(
            (NameOID.ORGANIZATION_NAME, "Firma Facile S.p.A."),
            (NameOID.ORGANIZATION_IDENTIFIER, "VATIT-90000901216"),
        ),
    )
    assert (seal.is_seal, seal.organization, seal.organization_id) == (
        True, "Firma Facile S.p.A.", "VATIT-90000901216",
    )  # fmt: skip
    assert not read(serial_number=f"TINIT-{MARIO}").is_seal
