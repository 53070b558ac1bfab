"""Reading a whole dossier folder, its places and its fingerprint."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tests.builders.dossiers import build
from tests.builders.identifiers import pod
from tests.unit.intake.sheets import ANNA, anna, list_of
from workflow.checks.run import run
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import Finding
from workflow.intake.folder import NotFoundError, facts_json, facts_sha256, read_folder
from workflow.intake.places import without_echoes
from workflow.law import Law
from workflow.resources import BrokenFileError

AS_OF = date(2026, 11, 22)
YAML = "configurazione:\n  tipologia: cer\nimpianti:\n  - nome: Tetto\n    potenza_kw: 20\n"


def _folder(tmp_path: Path, text: str = YAML) -> Path:
    folder = tmp_path / "CER Città Alta"
    folder.mkdir()
    (folder / "fascicolo.yaml").write_text(text, encoding="utf-8")
    list_of(folder / "soci.xlsx", anna())
    return folder


def test_a_folder_becomes_one_dossier(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "allegati" / "mandato").mkdir(parents=True)
    (folder / "allegati" / "mandato" / f"{ANNA}.pdf").write_bytes(b"%PDF-1.7")
    content = read_folder(folder, AS_OF, date(2026, 12, 1))
    dossier = content.dossier
    assert dossier is not None
    assert content.findings == ()
    assert (dossier.slug, dossier.as_of, dossier.sent_on) == ("cer-citta-alta", AS_OF, date(2026, 12, 1))
    assert dossier.members[0].points[0].pod == pod(1)
    assert dossier.attachments[0].key == ANNA
    assert content.facts_sha256 == facts_sha256(dossier)


def test_the_declared_name_is_the_slug(tmp_path: Path) -> None:
    content = read_folder(_folder(tmp_path, "identificativo: cer-alfa\n" + YAML), AS_OF)
    assert content.dossier is not None
    assert content.dossier.slug == "cer-alfa"


def test_a_missing_folder_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="non esiste") as raised:
        read_folder(tmp_path / "niente", AS_OF)
    assert raised.value.exit_code == 3


def test_a_folder_without_fascicolo_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(BrokenFileError, match="dossier-cer new") as raised:
        read_folder(tmp_path, AS_OF)
    assert raised.value.exit_code == 4


def test_output_measures_and_hidden_files_are_not_read(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    before = read_folder(folder, AS_OF)
    for name in ("uscita/allegati/mandato/x.pdf", "misure/soci.xls", ".soci.xlsx", "allegati/.nascosto/x.pdf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    after = read_folder(folder, AS_OF)
    assert (after.dossier, after.findings) == (before.dossier, before.findings)


def test_places_are_lines_rows_columns_and_files(tmp_path: Path) -> None:
    content = read_folder(_folder(tmp_path), AS_OF)
    assert content.place_of(path_of_plant(0, "potenza_kw")) == "fascicolo.yaml, riga 5, colonna 5"
    assert content.place_of(path_of_plant(0, "censimp")) == "fascicolo.yaml, riga 4, colonna 5"
    assert content.place_of(("referente", "pec")) == "fascicolo.yaml"
    assert content.place_of(("soci", 0, "pod")) == "soci.xlsx, foglio «Soci», riga 2, colonna «POD» (F)"
    assert content.place_of(("soci", 0, "indirizzo", "cap")).endswith("riga 2, colonna «CAP» (E)")
    assert content.place_of(("soci", 0)) == "soci.xlsx, foglio «Soci», riga 2"
    assert content.place_of(("soci", 99, "pod")) == "soci.xlsx, foglio «Soci», colonna «POD» (F)"
    assert content.place_of(("allegati", "mandato")) == "allegati/mandato"


def test_every_import_finding_keeps_its_place_when_it_is_asked_again(tmp_path: Path) -> None:
    folder = _folder(tmp_path, YAML + "    fonte: sole\n")
    list_of(folder / "soci.xlsx", anna(CAP=184), headings=("Cognome", "Nome", "Codice fiscale", "CAP", "POD", "Boh"))
    content = read_folder(folder, AS_OF)
    assert {finding.code for finding in content.findings} == {"IMP-03", "IMP-12", "IMP-18"}
    for finding in content.findings:
        assert content.place_of(finding.path) == finding.place


def test_the_facts_do_not_know_the_day_nor_the_folder(tmp_path: Path) -> None:
    dossier = build("cer_ok")
    other = dossier.model_copy(update={"as_of": date(2030, 1, 1), "assumed_sent_on": AS_OF, "slug": "altro"})
    assert facts_json(other) == facts_json(dossier)
    changed = dossier.model_copy(update={"members": dossier.members[:-1]})
    assert facts_sha256(changed) != facts_sha256(dossier)


@pytest.mark.parametrize("base", ["cer_ok", "gac_ok", "aid_ok", "cec_ok", "caac_ok", "cad_ok"])
def test_the_facts_make_the_same_dossier_again(base: str) -> None:
    dossier = build(base)
    facts = TypeAdapter(dict[str, object]).validate_json(facts_json(dossier))
    again = Dossier.model_validate({**facts, "slug": dossier.slug, "as_of": dossier.as_of})
    assert facts_json(again) == facts_json(dossier)
    assert again == dossier.model_copy(update={"assumed_sent_on": None})


def test_a_fault_that_was_read_is_not_echoed_by_the_checks(tmp_path: Path) -> None:
    folder = _folder(tmp_path, YAML.replace("20", "venti"))
    content = read_folder(folder, AS_OF)
    assert content.dossier is not None
    report = run(content.dossier, Law.load())
    path = path_of_plant(0, "potenza_kw")
    echoes = [finding for finding in report.findings if finding.path == path]
    kept = without_echoes(content.findings, report.findings)
    assert echoes
    assert not [finding for finding in kept if finding.path == path]
    assert len(kept) == len(report.findings) - len(echoes)


def test_a_doubled_pod_names_a_row(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    list_of(folder / "soci.xlsx", anna(), anna())
    content = read_folder(folder, AS_OF)
    assert content.dossier is not None
    report = run(content.dossier, Law.load())
    doubled: list[Finding] = [
        finding for finding in report.findings if finding.path == ("soci", 1, "pod") and finding.is_blocking
    ]
    assert doubled
    assert content.place_of(doubled[0].path).startswith("soci.xlsx, foglio «Soci», riga 3")
