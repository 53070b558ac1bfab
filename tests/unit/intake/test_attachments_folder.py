"""Reading `allegati/`: whose each paper is, and what cannot be used."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.builders.dossiers import build
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding
from workflow.intake.attachment_guide import GUIDES, sample_name
from workflow.intake.attachments_folder import MAX_ATTACHMENT_BYTES, read_attachments
from workflow.intake.import_findings import ImportFindings
from workflow.intake.known_keys import KnownKeys

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return build("cer_ok")


def _put(folder: Path, path: str, content: bytes = PDF) -> Path:
    file = folder / "allegati" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def _read(folder: Path, dossier: Dossier) -> tuple[tuple[Attachment, ...], tuple[Finding, ...]]:
    findings = ImportFindings()
    found = read_attachments(folder, KnownKeys(dossier, dossier.members), findings)
    return found, findings.all


def test_no_folder_means_no_attachments(tmp_path: Path, dossier: Dossier) -> None:
    assert _read(tmp_path, dossier) == ((), ())


def test_a_paper_has_its_kind_key_size_and_fingerprint(tmp_path: Path, dossier: Dossier) -> None:
    code = str(dossier.members[0].codice_fiscale)
    _put(tmp_path, f"documento_identita/{code} carta identita.pdf")
    found, findings = _read(tmp_path, dossier)
    assert findings == ()
    assert found == (
        Attachment(
            kind=AttachmentKind.IDENTITY,
            path=f"allegati/documento_identita/{code} carta identita.pdf",
            key=code,
            sha256=hashlib.sha256(PDF).hexdigest(),
            byte_count=len(PDF),
        ),
    )


@pytest.mark.parametrize("shape", ["{}.pdf", "{} x.pdf", "{}_x.pdf", "{}-x.pdf", "{}x.pdf"])
@pytest.mark.parametrize("change", [str.upper, str.lower, lambda code: f"{code[:6]} {code[6:11]}-{code[11:]}"])
def test_the_key_is_recognised_in_any_writing(tmp_path: Path, dossier: Dossier, shape: str, change) -> None:
    code = str(dossier.members[0].codice_fiscale)
    _put(tmp_path, f"documento_identita/{shape.format(change(code))}")
    found, findings = _read(tmp_path, dossier)
    assert (findings, found[0].key) == ((), code)


def test_keys_are_members_signers_points_plants_and_the_community(tmp_path: Path, dossier: Dossier) -> None:
    plant = dossier.plants[0]
    signer = next(member.representative for member in dossier.members if member.representative)
    point = dossier.members[0].points[0]
    assert dossier.community is not None
    written = [
        ("documento_identita", signer.codice_fiscale),
        ("bolletta", point.pod),
        ("gaudi", plant.censimp),
        ("visura", dossier.community.codice_fiscale),
    ]
    for folder, key in written:
        _put(tmp_path, f"{folder}/{key} documento.pdf")
    found, findings = _read(tmp_path, dossier)
    assert findings == ()
    assert {attachment.key for attachment in found} == {key for _, key in written}


def test_a_plant_is_known_by_its_name_and_the_longest_name_wins(tmp_path: Path, dossier: Dossier) -> None:
    plants = (
        dossier.plants[0].model_copy(update={"name": "Tetto", "censimp": None, "pod": None}),
        dossier.plants[0].model_copy(update={"name": "Tetto scuola", "censimp": "IM_0000009"}),
    )
    two = dossier.model_copy(update={"plants": plants})
    _put(tmp_path, "gaudi/tetto.pdf")
    _put(tmp_path, "gaudi/Tetto_SCUOLA attestazione.pdf")
    _put(tmp_path, "gaudi/tettoia.pdf")
    found, findings = _read(tmp_path, two)
    assert [attachment.key for attachment in found] == ["IM_0000009", "Tetto", None]
    assert [(finding.code, finding.path[-1]) for finding in findings] == [("IMP-31", "tettoia.pdf")]


def test_the_papers_of_the_only_plant_need_no_key(tmp_path: Path, dossier: Dossier) -> None:
    one = dossier.model_copy(update={"plants": dossier.plants[:1]})
    _put(tmp_path, "schema_unifilare/schema.pdf")
    found, findings = _read(tmp_path, one)
    assert (found[0].key, findings) == (None, ())


def test_a_paper_of_nobody_known_is_a_warning_that_names_the_code(tmp_path: Path, dossier: Dossier) -> None:
    _put(tmp_path, "mandato/RSSMRA80A01H501U mandato.pdf")
    _put(tmp_path, "mandato/scansione 3.pdf")
    found, findings = _read(tmp_path, dossier)
    assert [attachment.key for attachment in found] == ["RSSMRA80A01H501U", None]
    assert {finding.code for finding in findings} == {"IMP-31"}
    assert findings[0].values["chiave"] == "RSSMRA80A01H501U"
    assert findings[1].place == "allegati/mandato/scansione 3.pdf"
    assert not any(finding.is_blocking for finding in findings)


def test_unknown_folders_and_stray_files_are_said_with_a_proposal(tmp_path: Path, dossier: Dossier) -> None:
    _put(tmp_path, "bollete/a.pdf")
    _put(tmp_path, "vacanze/a.pdf")
    _put(tmp_path, "a.pdf")
    (tmp_path / "allegati" / "vuota").mkdir()
    found, findings = _read(tmp_path, dossier)
    assert found == ()
    assert [(finding.code, finding.path[1], finding.values.get("proposta")) for finding in findings] == [
        ("IMP-30", "a.pdf", None),
        ("IMP-30", "bollete", "bolletta"),
        ("IMP-30", "vacanze", None),
    ]


def test_a_folder_name_may_have_capitals_and_spaces(tmp_path: Path, dossier: Dossier) -> None:
    _put(tmp_path, "Atto Costitutivo/atto.pdf")
    found, findings = _read(tmp_path, dossier)
    assert (found[0].kind, findings) == (AttachmentKind.DEED, ())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "IMP-32"),
        ("a.pdf", b"\xff\xd8\xff\xe0", "IMP-33"),
        ("a.pdf", b"testo", "IMP-33"),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", "IMP-33"),
        ("a.docx", PDF, "IMP-33"),
        ('a"b.pdf', PDF, "IMP-34"),
        ("a\u202efdp.exe", PDF, "IMP-34"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(
    tmp_path: Path, dossier: Dossier, name: str, content: bytes, code: str
) -> None:
    _put(tmp_path, f"statuto/{name}", content)
    found, findings = _read(tmp_path, dossier)
    assert (found, [finding.code for finding in findings]) == ((), [code])
    assert "\u202e" not in str(findings[0].place)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.PDF", b"\n\n%PDF-1.4"),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.pdf.p7m", b"0\x82\x01"),
        ("a.p7m", b"%PDF"),
        ("a.txt", b"x"),
        ("a.docx", b"PK\x03\x04"),
    ],
)
def test_names_that_agree_with_their_content_are_kept(
    tmp_path: Path, dossier: Dossier, name: str, content: bytes
) -> None:
    _put(tmp_path, f"statuto/{name}", content)
    found, findings = _read(tmp_path, dossier)
    assert (len(found), findings) == (1, ())


def test_links_inner_folders_and_giants_are_not_read(tmp_path: Path, dossier: Dossier) -> None:
    secret = tmp_path / "segreto.pdf"
    secret.write_bytes(PDF)
    _put(tmp_path, "statuto/cartella/a.pdf")
    (tmp_path / "allegati" / "statuto" / "link.pdf").symlink_to(secret)
    (tmp_path / "allegati" / "verbale_assemblea").symlink_to(tmp_path)
    giant = _put(tmp_path, "statuto/z.pdf")
    os.truncate(giant, MAX_ATTACHMENT_BYTES + 1)
    found, findings = _read(tmp_path, dossier)
    assert found == ()
    assert [(finding.code, finding.path[-1]) for finding in findings] == [
        ("IMP-34", "cartella"),
        ("IMP-34", "link.pdf"),
        ("IMP-34", "z.pdf"),
        ("IMP-34", "verbale_assemblea"),
    ]


@pytest.mark.parametrize("name", ["LEGGIMI.txt", "Thumbs.db", ".DS_Store", "~$atto.docx", ".~lock.atto.odt#"])
def test_what_programs_leave_behind_is_ignored(tmp_path: Path, dossier: Dossier, name: str) -> None:
    _put(tmp_path, f"statuto/{name}", b"x")
    assert _read(tmp_path, dossier) == ((), ())


# The window of the PNRR is closed, and receipts come when something was sent: no new dossier needs these folders.
OF_FILED_PROJECTS = {AttachmentKind.BENEFICIAL_OWNERS, AttachmentKind.POLITICAL_EXPOSURE, AttachmentKind.PEC_RECEIPT}


def test_every_kind_has_its_guide_and_a_sample_that_its_own_reader_accepts(tmp_path: Path, dossier: Dossier) -> None:
    assert set(GUIDES) == set(AttachmentKind)
    for kind, guide in GUIDES.items():
        assert guide.kinds or kind in OF_FILED_PROJECTS
        assert sample_name(kind).isascii()


def test_the_papers_of_a_practice_are_known_by_the_name_of_the_variation_or_the_protocol_of_the_act(
    tmp_path: Path,
) -> None:
    changes = {
        "variazioni": [{"nome": "prosumer 1"}, {"nome": "prosumer 10"}],
        "atti_gse": [{"protocollo": "GSE/P2027"}],
    }
    dossier = build("cer_ammessa", changes)
    for name in ("prosumer 1 lettera.pdf", "Prosumer-10_lettera.pdf", "GSE P2027 risposta.pdf"):
        _put(tmp_path, f"comunicazione_gse/{name}")
    _put(tmp_path, "carte_pratica/recesso contratto gse.pdf")
    found, findings = _read(tmp_path, dossier)
    assert findings == ()
    assert {paper.key for paper in found} == {"prosumer 1", "prosumer 10", "GSE/P2027", "recesso_contratto_gse"}


def test_the_name_of_a_practice_does_not_hide_whose_another_paper_is(tmp_path: Path) -> None:
    dossier = build("cer_ok", {"variazioni": [{"nome": "IM 0000001"}]})
    _put(tmp_path, "dnsh/IM_0000001 lista.pdf")
    _put(tmp_path, "comunicazione_gse/nota.pdf")
    found, findings = _read(tmp_path, dossier)
    assert [paper.key for paper in found] == [None, "IM_0000001"]
    assert [finding.code for finding in findings] == ["IMP-31"]
