"""The trust list: a folder in which people put what they find, in any form and under any name."""

import base64
from pathlib import Path

import pytest
from asn1crypto import cms

from tests.builders import signing
from workflow.bundle.signatures.trust import read_trust

CA = signing.authority()
OTHER = signing.authority("Altra CA", number=9)


def national_list(*services: tuple[str, str, bytes]) -> bytes:
    """Return a list in the form that states publish: for each service its kind, its status, its certificate."""
    base = "http://uri.etsi.org/TrstSvc"
    told = "".join(
        f"<TSPService><ServiceInformation><ServiceTypeIdentifier>{base}/Svctype{kind}</ServiceTypeIdentifier>"
        f"<ServiceDigitalIdentity><DigitalId><X509Certificate>{base64.b64encode(der).decode()}</X509Certificate>"
        f"</DigitalId></ServiceDigitalIdentity><ServiceStatus>{base}/TrustedList/Svcstatus{status}</ServiceStatus>"
        "</ServiceInformation></TSPService>"
        for kind, status, der in services
    )
    return f'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">{told}</TrustServiceStatusList>'.encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ca.pem", CA.pem),
        ("ca.cer", CA.der),
        ("qualunque nome.txt", CA.pem),
        ("due.pem", CA.pem + CA.pem),
        ("con testo.pem", b"Autorita di prova\n" + CA.pem),
        ("elenco.xml", national_list(("/CA/QC", "/granted", CA.der))),
        ("elenco con altro.xml", national_list(("/CA/QC", "/granted", CA.der), ("/CA/QC", "/withdrawn", OTHER.der))),
        ("tsa.xml", national_list(("/TSA/QTST", "/granted", CA.der), ("/IdV", "/granted", OTHER.der))),
    ],
)
def test_a_certificate_is_read_in_every_form(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    found = read_trust(tmp_path)
    assert [one.subject.native["common_name"] for one in found.anchors] == ["CA di prova"]
    assert found.unread == []


def test_several_certificates_in_one_file_are_all_read(tmp_path: Path) -> None:
    (tmp_path / "catena.pem").write_bytes(CA.pem + OTHER.pem)
    bundle = cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1", "digest_algorithms": [], "encap_content_info": {"content_type": "data"},
            "certificates": [CA.asn1, OTHER.asn1], "signer_infos": [],
        }),
    })  # fmt: skip
    (tmp_path / "catena.p7b").write_bytes(bundle.dump())
    assert len(read_trust(tmp_path).anchors) == 2


def test_lists_of_revoked_certificates_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "sotto").mkdir()
    (tmp_path / "sotto" / "lista").write_bytes(signing.revocation_list(CA))
    found = read_trust(tmp_path)
    assert (len(found.crls), len(found.anchors)) == (1, 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"ciao", b"-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----", b"<a><b></a>", CA.der[:-20],
     b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
)  # fmt: skip
def test_what_is_none_of_these_is_told_and_trusts_nobody(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "strano").write_bytes(content)
    found = read_trust(tmp_path)
    assert (found.anchors, found.crls, found.unread) == ([], [], ["strano"])


def test_a_folder_that_is_not_there_trusts_nobody(tmp_path: Path) -> None:
    assert read_trust(tmp_path / "manca").anchors == []
    assert read_trust(None).anchors == []
