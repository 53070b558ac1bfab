"""`bundle sign-plan`, `sign-check` and `collect` as a person types them, with the examiner in its own process."""

import datetime as dt
import json
from pathlib import Path

import jsonschema
import pytest

from tests.builders import signing
from tests.builders.folders import mini_dossier, small_pdf, write_folder
from tests.builders.identifiers import codice_fiscale
from tests.builders.in_process import exit_code_of
from tests.builders.scans import scanned
from workflow import clock
from workflow.services.schemas import SCHEMAS

CA = signing.authority()
ELENA = codice_fiscale("Bassi", "Elena", dt.date(1980, 5, 3), "F", "H501")
OTHER = codice_fiscale("Neri", "Ugo", dt.date(1971, 2, 8), "M", "F205")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Give a function that runs a command and returns its code and what it printed."""
    monkeypatch.setenv("DOSSIER_CER_ARCHIVE", str(tmp_path / "archivio.sqlite"))
    monkeypatch.setenv("DOSSIER_CER_FIDUCIA", str(tmp_path / "nessuna"))

    def command(*words: object) -> tuple[int, str]:
        code = exit_code_of(*words)
        return code, capsys.readouterr().out

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "aid", mini_dossier("aid"))


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    """A trust list that holds today: the commands ask the true clock."""
    place = tmp_path / "fiducia"
    place.mkdir()
    now = clock.now().astimezone(dt.UTC)
    (place / "ca.pem").write_bytes(CA.pem)
    crl = signing.revocation_list(CA, at=now - dt.timedelta(hours=1), until=now + dt.timedelta(days=5))
    (place / "ca.crl").write_bytes(crl)
    return place


def certified(who: dict[str, str], **changes: object) -> signing.Identity:
    name, surname = who["name"].split(" ", 1)
    now = clock.now().astimezone(dt.UTC)
    return signing.signer_of(
        CA, name=name, surname=surname, serial_number=f"TINIT-{who['codice_fiscale']}",
        start=now - dt.timedelta(days=9), end=now + dt.timedelta(days=90), **changes,
    )  # fmt: skip


def test_the_way_of_a_paper_from_the_print_to_the_archive(run, folder: Path, trust: Path, tmp_path: Path) -> None:
    code, said = run("bundle", "sign-plan", folder, "--print", "--engine", "incorporato", "--json")
    plan = json.loads(said)
    assert code == 0
    jsonschema.validate(plan, SCHEMAS["sign-plan"]())
    document = next(one for one in plan["documents"] if one["output"] == "dichiarazione_referente")
    who = document["signers"][0]
    printed = (folder / "uscita_firme" / "dichiarazione_referente.pdf").read_bytes()
    yesterday = clock.now().astimezone(dt.UTC) - dt.timedelta(days=1)
    back = tmp_path / "ritorno"
    back.mkdir()
    (back / "qualsiasi nome.pdf").write_bytes(signing.signed_pdf(printed, certified(who), at=yesterday))
    (name,) = (folder / "uscita_firme").glob("dichiarazione_partecipante*.pdf")
    (back / "scan.pdf").write_bytes(scanned(name.read_bytes()))
    (back / "altro.txt").write_bytes(b"appunti")

    code, said = run(
        "bundle", "sign-check", back / "qualsiasi nome.pdf", "--dossier", folder, "--trust", trust, "--json"
    )
    check = json.loads(said)
    jsonschema.validate(check, SCHEMAS["sign-check"]())
    assert (code, check["files"][0]["outcome"], check["files"][0]["expected"][0]["name"]) == (
        0, "conforme", who["name"],
    )  # fmt: skip

    code, said = run("bundle", "collect", back, folder, "--trust", trust, "--json")
    rehearsal = json.loads(said)
    jsonschema.validate(rehearsal, SCHEMAS["collect"]())
    assert (code, rehearsal["is_written"], rehearsal["counts"]["raccolto"]) == (1, False, 2)
    assert not (folder / "firme").exists()

    sheet = tmp_path / "esito.xlsx"
    code, said = run("bundle", "collect", back, folder, "--trust", trust, "--apply", "--xlsx", sheet)
    assert code == 1  # a file was put aside
    assert "Nel fascicolo: 2 documenti firmati." in said
    assert sheet.read_bytes().startswith(b"PK")
    code, said = run("history", folder)
    assert "documenti firmati raccolti" in said


def test_for_people_each_signature_is_told_in_a_few_words(run, tmp_path: Path, trust: Path) -> None:
    yesterday = clock.now().astimezone(dt.UTC) - dt.timedelta(days=1)
    who = {"name": "Elena Bassi", "codice_fiscale": ELENA}
    path = tmp_path / "a.pdf"
    path.write_bytes(signing.signed_pdf(small_pdf("x"), certified(who), at=yesterday))
    code, said = run("bundle", "sign-check", path)
    assert code == 0
    assert "a.pdf: non verificabile" in said
    assert "Nessun elenco di fiducia" in said
    code, said = run("bundle", "sign-check", path, "--trust", trust)
    assert "a.pdf: verificata" in said
    assert "integrità: integra" in said
    code, said = run("bundle", "sign-check", path, "--trust", trust, "--signer", OTHER)
    assert code == 1
    assert "SIG-09" in said


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("bundle", "sign-check", "manca.pdf"), 3),
        (("bundle", "collect", "manca", "."), 4),
        (("bundle", "sign-check", ".", "--trust", "manca"), 3),
    ],
)
def test_what_is_not_there_is_told(run, words, code, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    assert run(*words)[0] == code


def test_a_sheet_must_be_called_so(run, folder: Path) -> None:
    assert run("bundle", "sign-plan", folder, "--xlsx", folder / "a.csv")[0] == 2


def test_the_plan_for_people_says_who_how_and_where_it_stands(run, folder: Path) -> None:
    code, said = run("bundle", "sign-plan", folder, "--open")
    assert code == 0
    assert "A mano" in said
    assert "da firmare" in said
