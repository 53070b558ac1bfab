"""The bundles of the practices, by the command line: variations of an admitted community, answers, checks, projects."""

import email
import email.policy
import json
import shutil
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pypdf import PdfReader

from tests.builders.dossiers import build
from tests.builders.folders import mini_dossier, write_folder
from tests.e2e.command_line import CommandLine, Ended
from workflow.resources import data_folder

DAY = ("--as-of", "10/06/2027")
POINT = "IT001E00001109"
PLANT = "Capannone Appennino Solare"
VARIATIONS: Mapping[str, tuple[str, ...]] = {
    "forno entra": ("aggiunta_punto", "--on", "10/05/2027", "--pod", POINT),
    "capannone entra": ("aggiunta_impianto", "--on", "22/09/2026", "--plant", PLANT),
    "nuovo referente": ("cambio_referente", "--on", "01/06/2027", "--party", "80011001213"),
    "ritiro": ("richiesta_rid", "--on", "01/06/2027"),
    "ricorso": ("variazione_titolo_autorizzativo", "--on", "01/06/2027", "--plant", PLANT),
}


@dataclass(frozen=True)
class Community:
    """The example CER, admitted, with its variations registered."""

    folder: Path
    program: CommandLine

    def build(self, *arguments: str, day: tuple[str, ...] = DAY) -> Ended:
        return self.program.run("build", self.folder, *arguments, *day, "--json")

    def of(self, name: str) -> "Bundle":
        ended = self.build("--procedure", "variazione", "--about", name)
        return Bundle(self.folder / "uscita_variazioni" / name.replace(" ", "_"), ended)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was made, and what the command said."""

    out: Path
    ended: Ended

    @property
    def manifest(self) -> Any:
        return json.loads((self.out / "manifest.json").read_text(encoding="utf-8"))

    @property
    def practice(self) -> Any:
        return self.ended.json["practice"]

    def names(self, part: str) -> set[str]:
        """Return the files of a part, without the tails that name whom they regard."""
        return {path.name.split("_")[0] for path in (self.out / part).iterdir() if path.is_file()}

    def states(self) -> dict[str, str]:
        return {item["id"]: item["state"] for item in self.ended.json["items"]}

    def text(self) -> str:
        return (self.out / "messaggio_pec.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def community(tmp_path_factory: pytest.TempPathFactory, byte_code: Path) -> Community:
    place = tmp_path_factory.mktemp("pratiche")
    folder = place / "cer"
    source = data_folder("dossiers") / "esempi" / "cer-val-serena"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("uscita*"))
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    steps = [
        ("request", "send", folder, "--on", "23/11/2026", "--code", "R-1"),
        ("gse", "receive", folder, "--kind", "accoglimento", "--on", "20/02/2027", "--number", "P-1",
         "--code", "ACD-1", "--start", "04/08/2026"),
        *(("variation", "add", folder, "--name", name, "--kind", *rest) for name, rest in VARIATIONS.items()),
    ]  # fmt: skip
    for step in steps:
        ended = program.run(*step, *DAY, "--json")
        assert ended.code == 0, ended.said
    return Community(folder, program)


@pytest.fixture(scope="module")
def point(community: Community) -> Bundle:
    return community.of("forno entra")


def test_a_point_added_makes_its_own_bundle_beside_that_of_the_request(community: Community, point: Bundle) -> None:
    assert point.ended.code == 0, point.ended.said
    assert {path.name for path in point.out.iterdir()} == {
        "1_inviare", "2_conservare", "3_studio", "indice.pdf", "fascicolo.pdf", "report.json", "manifest.json",
        "messaggio_pec.txt", "messaggio_pec.eml",
    }  # fmt: skip
    assert point.names("1_inviare") == {"PRA-01", "PRA-02", "PRA-04", "DOC-01"}
    assert {"CON-05", "CON-06", "CON-18"} <= point.names("2_conservare")
    assert not (community.folder / "uscita").exists()


def test_it_says_which_practice_it_is_for_where_it_goes_by_when_and_from_when_it_counts(point: Bundle) -> None:
    practice = point.manifest["practice"]
    assert practice == {
        "procedure": "variazione", "title": "Variazione «forno entra»", "name": "forno entra", "channel": "pec",
        "address": "acce@pec.gse.it", "due_on": "2027-09-07", "effective_on": "2027-05-10",
    }  # fmt: skip
    cover = PdfReader(point.out / "indice.pdf").pages[0].extract_text()
    assert "Variazione «forno entra»" in cover
    assert "07/09/2027" in cover
    assert "acce@pec.gse.it" in cover


def test_the_text_of_the_pec_names_the_contract_the_point_and_the_attachments(point: Bundle) -> None:
    text = point.text()
    assert "Oggetto: Contratto ACD-1 – CER Val Serena – comunicazione di variazione: aggiunta di punti" in text
    assert f"- {POINT}, titolare Forno Squeri" in text
    assert "effetto dal 10/05/2027" in text
    assert (
        "firmare e sostituire con la copia firmata: 1_inviare/PRA-01_comunicazione_variazione_forno_entra.pdf" in text
    )


def test_the_mail_carries_every_paper_to_send_byte_by_byte(point: Bundle) -> None:
    content = (point.out / "messaggio_pec.eml").read_bytes()
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["To"] == "acce@pec.gse.it"
    attached = {part.get_filename(): part.get_content() for part in message.iter_attachments()}
    sent = {path.name: path.read_bytes() for path in (point.out / "1_inviare").iterdir()}
    assert attached == sent


def test_the_letter_and_its_table_say_the_point(point: Bundle) -> None:
    (letter,) = (point.out / "1_inviare").glob("PRA-01*")
    (table,) = (point.out / "1_inviare").glob("PRA-02*")
    words = " ".join(page.extract_text() for page in PdfReader(letter).pages)
    assert "10 maggio 2027" in words
    assert "ACD-1" in words
    assert POINT in PdfReader(table).pages[0].extract_text()


def test_it_verifies_and_fits_the_published_schema(community: Community, point: Bundle) -> None:
    assert community.program.run("bundle", "verify", point.out).code == 0
    schema = community.program.run("schema", "manifest").json
    jsonschema.Draft202012Validator(schema).validate(point.manifest)


def test_only_the_owner_can_read_it_and_the_reader_of_the_folder_ignores_it(
    community: Community, point: Bundle
) -> None:
    for path in (point.out.parent, point.out, *point.out.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert "uscita_*/" in (community.folder / ".gitignore").read_text(encoding="utf-8").split()
    found = community.program.run("check", community.folder, *DAY, "--json").json["findings"]
    assert not any("uscita_variazioni" in json.dumps(finding) for finding in found)


def test_a_plant_added_late_has_its_whole_kit_and_says_what_the_delay_costs(community: Community) -> None:
    bundle = community.of("capannone entra")
    assert {"PRA-01", "PRA-03", "DOC-06", "DOC-12", "DOC-13", "DOC-15"} <= bundle.names("1_inviare")
    assert {"CON-03-PROD", "CON-07", "CON-08", "CON-14", "CON-20"} <= bundle.names("2_conservare")
    assert (bundle.practice["due_on"], bundle.practice["effective_on"]) == ("2027-01-20", "2027-06-11")
    assert bundle.practice["lost_days"] > 0
    assert f"- {PLANT}, CENSIMP IM_0001102" in bundle.text()


def test_a_new_referente_goes_to_the_portal_with_appointment_mandates_and_declaration(community: Community) -> None:
    bundle = community.of("nuovo referente")
    assert (bundle.practice["channel"], bundle.practice["address"]) == ("portale", None)
    assert bundle.names("1_caricare") == {"DOC-01"}
    assert not (bundle.out / "messaggio_pec.txt").exists()
    states = bundle.states()
    assert (states["PRA-16"], states["PRA-01"]) == ("mancante", "non richiesto")
    assert {"CON-03-PROD", "CON-09"} <= bundle.names("2_conservare")
    found = {tuple(one["path"])[3]: one["severity"] for one in bundle.ended.json["findings"] if one["code"] == "BUN-11"}
    assert found["PRA-16"] == "avviso"


def test_the_withdrawal_of_energy_asks_for_the_mandates_of_the_producers(community: Community) -> None:
    bundle = community.of("ritiro")
    assert bundle.states()["CON-03-PROD"] == "presente"
    assert bundle.practice["effective_on"] is None
    assert "prima data utile" in bundle.practice["reasons"][0]


def test_a_missing_paper_for_the_gse_makes_a_draft_that_is_not_to_be_sent(community: Community) -> None:
    bundle = community.of("ricorso")
    assert bundle.ended.code == 1
    assert bundle.manifest["draft"]
    (missing,) = [one for one in bundle.ended.json["findings"] if one["code"] == "BUN-11"]
    assert (missing["severity"], missing["values"]["cartella"]) == ("bloccante", "carte_pratica")
    assert bundle.text().startswith("[BOZZA")
    assert not (bundle.out / "messaggio_pec.eml").exists()
    assert "BOZZA" in PdfReader(next((bundle.out / "1_inviare").glob("PRA-01*"))).pages[0].extract_text()


def test_the_paper_once_given_completes_it(community: Community, tmp_path: Path) -> None:
    folder = tmp_path / "cer"
    shutil.copytree(community.folder, folder, ignore=shutil.ignore_patterns("uscita*"))
    papers = folder / "allegati" / "carte_pratica"
    papers.mkdir(exist_ok=True)
    some_pdf = next((folder / "allegati" / "statuto").glob("*.pdf"))
    shutil.copy(some_pdf, papers / "ricorso copia del ricorso.pdf")
    letters = folder / "allegati" / "comunicazione_gse"
    letters.mkdir(exist_ok=True)
    shutil.copy(some_pdf, letters / "ricorso firmata.pdf")
    program = CommandLine(tmp_path / "archivio.sqlite", tmp_path, community.program.byte_code)
    ended = program.run(
        "build", folder, "--procedure", "variazione", "--about", "ricorso", *DAY, "--no-archive", "--json"
    )
    assert ended.code == 0, ended.said
    bundle = Bundle(folder / "uscita_variazioni" / "ricorso", ended)
    assert (bundle.states()["PRA-17"], bundle.states()["PRA-01"]) == ("presente", "presente")
    (signed,) = (bundle.out / "1_inviare").glob("PRA-01*")
    assert signed.read_bytes() == some_pdf.read_bytes()
    assert "firmare" not in bundle.text().splitlines()[0]


def test_of_several_variations_one_must_be_named(community: Community) -> None:
    unclear = community.program.run("build", community.folder, "--procedure", "variazione", *DAY)
    assert unclear.code == 2
    assert "«forno entra»" in unclear.said
    assert community.program.run("build", community.folder, "--procedure", "pnrr", *DAY).code == 3


def test_people_are_told_the_way_and_the_days_and_the_same_facts_give_the_same_bytes(
    community: Community, point: Bundle, tmp_path: Path
) -> None:
    out = tmp_path / "altrove"
    arguments = ("--procedure", "variazione", "--about", "forno entra", "--out", str(out), *DAY)
    said = community.program.run("build", community.folder, *arguments).said
    assert "Variazione «forno entra»: per PEC a acce@pec.gse.it." in said
    assert "Entro il 07/09/2027." in said
    assert "Vale dal 10/05/2027." in said
    for name in ("messaggio_pec.eml", "messaggio_pec.txt", "manifest.json"):
        assert (out / name).read_bytes() == (point.out / name).read_bytes()


def answered(place: Path, byte_code: Path, acts: list[dict[str, Any]], *arguments: str) -> Bundle:
    """Build the bundle of an answer for the admitted CER of the builders."""
    variations = [{"nome": "uno", "tipo": "altro", "nota": "prova", "avvenuta_il": date(2027, 5, 2),
                   "comunicata_il": date(2027, 5, 10), "canale": "pec"}]  # fmt: skip
    dossier = build("cer_ammessa", {"variazioni": variations, "atti_gse": acts, "richiesta.codice": "R-1"})
    folder = write_folder(place / "cer", dossier)
    program = CommandLine(place / "archivio.sqlite", place, byte_code)
    ended = program.run("build", folder, *arguments, "--no-archive", "--json")
    return Bundle(next((folder / "uscita_lettere").iterdir()), ended)


def test_observations_to_a_notice_of_rejection_go_by_pec_with_their_memoir(tmp_path: Path, byte_code: Path) -> None:
    act = {"tipo": "preavviso_rigetto", "pratica": "uno", "protocollo": "P-3", "ricevuto_il": date(2027, 5, 28),
           "oggetto": "modifica non provata"}  # fmt: skip
    bundle = answered(tmp_path, byte_code, [act], "--procedure", "osservazioni_preavviso")
    assert bundle.ended.code == 0, bundle.ended.said
    assert bundle.out.name == "osservazioni_preavviso_p_3"
    assert (bundle.practice["channel"], bundle.practice["due_on"]) == ("pec", "2027-06-07")
    words = " ".join(page.extract_text() for page in PdfReader(next((bundle.out / "1_inviare").glob("PRA-42*"))).pages)
    assert "modifica non provata" in words
    assert "10-bis" in words
    assert (bundle.out / "messaggio_pec.eml").exists()


def test_an_answer_about_the_request_is_uploaded_with_what_was_asked(tmp_path: Path, byte_code: Path) -> None:
    act = {
        "tipo": "richiesta_integrazione",
        "protocollo": "P-2",
        "ricevuto_il": date(2027, 5, 20),
        "oggetto": "bolletta",
    }
    bundle = answered(tmp_path, byte_code, [act], "--procedure", "risposta_integrazioni")
    assert bundle.practice["channel"] == "portale"
    assert bundle.names("1_caricare") >= {"PRA-40", "DOC-01"}
    assert bundle.states()["PRA-41"] == "mancante"
    assert not (bundle.out / "messaggio_pec.txt").exists()


def test_the_preliminary_check_obeys_the_dossier_and_asks_for_what_comes_before_the_works(
    tmp_path: Path, byte_code: Path
) -> None:
    folder = write_folder(tmp_path / "cer", mini_dossier("cer", {"richiesta.procedura": "verifica_preliminare"}))
    program = CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)
    bundle = Bundle(folder / "uscita", program.run("build", folder, "--no-archive", "--json"))
    assert bundle.manifest["practice"]["procedure"] == "verifica_preliminare"
    uploaded = bundle.names("1_caricare")
    assert {"DOC-01", "DOC-04", "DOC-06", "DOC-15", "DOC-24-PREV"} <= uploaded
    assert not uploaded & {"DOC-07-LIC", "DOC-07-REG", "DOC-08", "DOC-12", "DOC-13"}
    assert "Verifica preliminare" in PdfReader(bundle.out / "indice.pdf").pages[0].extract_text()


def test_a_pnrr_project_gathers_the_papers_of_its_request(tmp_path: Path, byte_code: Path) -> None:
    folder = write_folder(tmp_path / "cer", build("cer_pnrr"))
    program = CommandLine(tmp_path / "archivio.sqlite", tmp_path, byte_code)
    ended = program.run("build", folder, "--procedure", "pnrr", "--no-archive", "--json")
    bundle = Bundle(folder / "uscita_pnrr" / "impianto_1", ended)
    assert ended.code == 0, ended.said
    assert {"DOC-01", "DOC-04", "DOC-06", "DOC-15"} <= bundle.names("1_caricare")
    assert bundle.states()["DOC-25-TIT"] == "da firmare"
    assert "BUN-11" not in {one["code"] for one in ended.json["findings"]}
