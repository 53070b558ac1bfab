"""`import measures`, `energy settle DIR` and `energy monitor`, as a person types them."""

import json
import shutil

import jsonschema
import pytest

from tests.builders import measures as built
from tests.builders.in_process import exit_code_of
from tests.unit.services import measured_dossier as one
from workflow.cli.entry import main
from workflow.services.schemas import SCHEMAS


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return one.write(tmp_path_factory.mktemp("modello") / "fascicolo")


@pytest.fixture
def run(written, tmp_path, capsys):
    """Give a function that runs a command and returns its code and what it printed."""
    folder = shutil.copytree(written, tmp_path / "fascicolo")

    def command(*words):
        code = exit_code_of(*words)
        return code, capsys.readouterr().out

    command.folder = folder
    return command


@pytest.fixture
def flow(tmp_path):
    path = tmp_path / "pdo.xml"
    path.write_bytes(built.sii("PDO", built.dati_pod(one.PODS[0], one.START, lambda *_: 0.25)))
    return path


@pytest.mark.parametrize("is_last", [False, True])
def test_measures_are_imported_with_the_dossier_first_or_last(run, flow, is_last):
    words = [flow, run.folder] if is_last else [run.folder, flow]
    code, said = run("import", "measures", *words, "--no-archive", "--json")
    value = json.loads(said)
    jsonschema.validate(value, SCHEMAS["measures-import"]())
    assert (code, value["is_written"], value["schema"]) == (0, True, 1)
    assert value["series"][0]["total"] == pytest.approx(31 * 24)
    assert (run.folder / "misure" / "originali" / "pdo.xml").is_file()


def test_a_rehearsal_is_shown_in_words(run, flow):
    code, said = run("import", "measures", run.folder, flow, "--no-archive", "--dry-run")
    assert code == 0
    assert "+ pdo.xml: flusso del SII" in said
    assert "744,0" in said
    assert "nulla è stato scritto" in said
    assert not (run.folder / "misure").exists()


def test_a_refused_import_ends_with_one_and_an_unreadable_file_with_four(run, tmp_path):
    foreign = tmp_path / "altri.xml"
    points = built.dati_pod("IT001E99999999", one.START, lambda *_: 0.25, days=[one.START])
    foreign.write_bytes(built.sii("PDO", points))
    code, said = run("import", "measures", run.folder, foreign, "--no-archive")
    assert code == 1
    assert "Nulla è stato scritto" in said
    broken = tmp_path / "rotto.xml"
    broken.write_bytes(foreign.read_bytes()[:300])
    assert run("import", "measures", run.folder, broken, "--no-archive")[0] == 4
    assert run("import", "measures", run.folder)[0] == 2


def test_every_schema_that_is_published_can_be_printed(run):
    for name, schema in SCHEMAS.items():
        code, said = run("schema", name)
        assert (code, json.loads(said)) == (0, json.loads(json.dumps(schema())))
    assert run("schema", "nessuno")[0] == 2


@pytest.mark.parametrize(
    ("year", "said"),
    [("mille", "non è un numero"), ("1800", "deve essere almeno 2000"), ("2200", "deve essere al massimo 2100")],
)
def test_a_wrong_year_is_told_in_italian(tmp_path, capsys, year, said):
    with pytest.raises(SystemExit) as end:
        main(["import", "measures", str(tmp_path), "x.csv", "--year", year])
    assert end.value.code == 2
    assert f"il valore di «--year» {said}." in capsys.readouterr().err


def test_a_dossier_without_measures_is_not_settled(run):
    code, said = run("energy", "settle", run.folder, "--anno", "2024", "--no-archive", "--json")
    value = json.loads(said)
    jsonschema.validate(value, SCHEMAS["measured-year"]())
    assert (code, value["settlement"]) == (1, None)
    assert {finding["code"] for finding in value["findings"]} == {"ENE-14", "ENE-11"}
    code, said = run("energy", "settle", run.folder, "--year", "2024", "--no-archive")
    assert code == 1
    assert "non si può fare" in said


def test_a_year_is_settled_and_watched_from_the_folder(run, tmp_path):
    def bring(file, text=None):
        mapping = [] if text is None else ["--mapping", one.mapping(tmp_path / f"{file.stem}.yaml", text)]
        assert run("import", "measures", run.folder, file, *mapping, "--no-archive")[0] == 0

    bring(one.point_table(tmp_path / "prelievi.csv"), one.MAPPING)
    bring(one.plant_table(tmp_path / "immessa.csv", value=_stopped_in_june), one.PLANT_MAPPING)
    bring(one.price_table(tmp_path / "prezzi.csv"))
    code, said = run("energy", "settle", run.folder, "--year", "2024", "--no-archive")
    assert code == 0
    assert "Anno 2024: 8784 ore." in said
    assert "Ipotesi M-PREZZO" in said
    code, said = run(
        "energy", "monitor", run.folder, "--year", "2024", "--as-of", "2025-06-01", "--no-archive", "--json"
    )
    value = json.loads(said)
    jsonschema.validate(value, SCHEMAS["monitoring"]())
    assert code == 0
    stopped = [alarm for alarm in value["alarms"] if alarm["kind"] == "impianto_fermo"]
    assert [(alarm["since_on"], alarm["count"]) for alarm in stopped] == [("2024-06-01", 30)]
    assert "30 giorni" in stopped[0]["message"]
    june = next(x for x in value["months"] if x["key"] == one.PLANT and x["month"] == 6)
    assert (june["measured_kwh"], june["covered"]) == (0, 1)
    assert june["expected_kwh"] > 0
    assert value["assumptions"]
    assert not [one for one in value["assumptions"] if one["code"] == "P-MISURE"]  # else it would be its own yardstick
    code, said = run("energy", "monitor", run.folder, "--year", "2024", "--as-of", "2025-06-01", "--no-archive")
    assert code == 0
    assert "giugno" in said


def test_without_measures_the_watch_says_so(run):
    code, said = run("energy", "monitor", run.folder, "--year", "2024", "--as-of", "2025-06-01", "--no-archive")
    assert code == 0
    assert "Nessuna misura del 2024" in said


def _stopped_in_june(instant):
    local = instant.astimezone(built.ROME)
    return 0.0 if local.month == 6 else one.sun(instant)
