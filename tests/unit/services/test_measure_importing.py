"""Importing measures: planned first, originals kept, series rebuilt from them, told in the history."""

import json
import shutil
import stat
from datetime import date

import pytest

from tests.builders import measures as built
from tests.builders import rulebook
from tests.unit.services import measured_dossier as one
from workflow.energy.series import Direction
from workflow.resources import BrokenFileError
from workflow.services.measure_folder import MeasureFolder
from workflow.services.measure_importing import Wanted, import_measures, measures_of
from workflow.services.measured_year import measured
from workflow.services.opening import open_dossier
from workflow.store.archive import Archive

LAW = rulebook.law()
JANUARY = date(2025, 1, 1)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return one.write(tmp_path_factory.mktemp("modello") / "fascicolo")


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "fascicolo")


def flow(place, name="pdo.xml", *, kwh=0.25, code="PDO", pod=one.PODS[0], days=None):
    path = place / name
    path.write_bytes(built.sii(code, built.dati_pod(pod, JANUARY, lambda *_: kwh, days=days or [JANUARY])))
    return path


def bring(folder, *files, dry_run=False, archive=None, **wanted):
    opened = open_dossier(str(folder), as_of=date(2025, 6, 1), archive=archive, law=LAW)
    return import_measures(opened, list(files), Wanted(**wanted), archive=archive, law=LAW, dry_run=dry_run)


def codes(done):
    return sorted({finding.code for finding in done.findings})


def test_a_rehearsal_shows_the_series_and_writes_nothing(folder, tmp_path):
    done = bring(folder, flow(tmp_path), dry_run=True)
    assert not done.is_written
    assert [(x.key, x.direction, x.year, x.known_hours, x.total) for x in done.series] == [
        (one.PODS[0], Direction.WITHDRAWAL, 2025, 24, pytest.approx(24))
    ]
    assert not (folder / "misure").exists()


def test_the_original_is_kept_for_its_owner_only_and_the_series_read_back(folder, tmp_path):
    file = flow(tmp_path)
    assert bring(folder, file).is_written
    kept = folder / "misure" / "originali" / "pdo.xml"
    assert kept.read_bytes() == file.read_bytes()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    series = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)
    assert list(series) == [one.PODS[0]]
    assert series[one.PODS[0]].kwh[:24].sum() == pytest.approx(24)
    assert series[one.PODS[0]].origin == "pdo.xml"


def test_imported_again_a_file_changes_nothing(folder, tmp_path):
    file = flow(tmp_path)
    bring(folder, file)
    before = (folder / "misure" / "registro.json").read_bytes()
    again = bring(folder, file)
    assert (again.is_empty, again.is_written) == (True, False)
    assert (folder / "misure" / "registro.json").read_bytes() == before


def test_another_file_of_the_same_name_is_kept_beside(folder, tmp_path):
    bring(folder, flow(tmp_path))
    bring(folder, flow(tmp_path, days=[date(2025, 1, 2)]))
    assert len(list((folder / "misure" / "originali").iterdir())) == 2
    series = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)[one.PODS[0]]
    assert int((~series.is_missing).sum()) == 48


def test_a_conflict_with_what_is_there_is_refused_and_nothing_is_written(folder, tmp_path):
    bring(folder, flow(tmp_path))
    done = bring(folder, flow(tmp_path, "altro.xml", kwh=0.5))
    assert done.is_refused
    assert codes(done) == ["IMP-52"]
    assert not (folder / "misure" / "originali" / "altro.xml").exists()


def test_a_conflict_is_settled_by_saying_that_the_new_file_supersedes(folder, tmp_path):
    bring(folder, flow(tmp_path))
    done = bring(folder, flow(tmp_path, "altro.xml", kwh=0.5), supersedes=True)
    assert done.is_written
    (folder / "misure" / "serie" / "indice.json").unlink()
    series = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)[one.PODS[0]]
    assert series.kwh[:24].sum() == pytest.approx(48)


def test_a_correction_imported_later_wins_by_itself(folder, tmp_path):
    bring(folder, flow(tmp_path))
    done = bring(folder, flow(tmp_path, "rfo.xml", kwh=0.5, code="RFO"))
    assert done.is_written
    assert done.series[0].total == pytest.approx(48)


@pytest.mark.parametrize("spoil", ["index", "parquet", "original", "nothing"])
def test_series_are_made_again_when_they_no_longer_agree_with_the_originals(folder, tmp_path, spoil):
    bring(folder, flow(tmp_path), flow(tmp_path, "altro.xml", pod=one.PODS[1]))
    series = folder / "misure" / "serie"
    if spoil == "index":
        (series / "indice.json").write_text("{", encoding="utf-8")
    elif spoil == "parquet":
        path = series / "prelievo-2025.parquet"
        path.write_bytes(path.read_bytes()[:-10])
    elif spoil == "original":
        (folder / "misure" / "originali" / "altro.xml").unlink()
    found = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)
    assert set(found) == ({one.PODS[0]} if spoil == "original" else set(one.PODS))
    assert found[one.PODS[0]].kwh[:24].sum() == pytest.approx(24)


def test_a_file_put_among_the_originals_by_hand_is_read(folder, tmp_path):
    bring(folder, flow(tmp_path))
    flow(folder / "misure" / "originali", "a-mano.xml", pod=one.PODS[1])
    assert set(measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)) == set(one.PODS)


def test_a_conflict_put_among_the_originals_by_hand_is_not_passed_over(folder, tmp_path):
    bring(folder, flow(tmp_path))
    assert measures_of(one.opened(folder)).problems == ()
    flow(folder / "misure" / "originali", "a-mano.xml", kwh=0.5)
    assert [finding.code for finding in measures_of(one.opened(folder)).problems] == ["IMP-52"]
    again = measures_of(one.opened(folder))
    assert [finding.code for finding in again.problems] == ["IMP-52"]
    found = measured(one.opened(folder), 2025, LAW)
    assert found.is_refused
    assert found.findings[0].code == "IMP-52"


def test_a_point_that_is_nobody_s_here_is_left_and_told(folder, tmp_path):
    both = bring(folder, flow(tmp_path), flow(tmp_path, "altro.xml", pod="IT001E99999999"))
    assert both.is_refused
    assert codes(both) == ["IMP-55", "IMP-56"]
    mixed = tmp_path / "misto.xml"
    points = "".join(
        built.dati_pod(pod, JANUARY, lambda *_: 0.25, days=[JANUARY]) for pod in (one.PODS[0], "IT001E99999999")
    )
    mixed.write_bytes(built.sii("PDO", points))
    done = bring(folder, mixed)
    assert (done.is_written, codes(done)) == (True, ["IMP-55"])


def test_a_fifteenth_character_is_the_same_point(folder, tmp_path):
    done = bring(folder, flow(tmp_path, pod=f"{one.PODS[0]}A"))
    assert [x.key for x in done.series] == [one.PODS[0]]


def test_the_injection_of_the_plant_s_meter_is_the_plant_s(folder, tmp_path):
    path = tmp_path / "curva.json"
    path.write_text(built.distributor([(JANUARY, "A2", [0.5] * 96)], pod=one.PLANT_POD), encoding="utf-8")
    done = bring(folder, path)
    assert [(x.key, x.direction) for x in done.series] == [(one.PLANT, Direction.INJECTION)]


def test_energy_beyond_the_power_of_the_point_is_told(folder, tmp_path):
    assert codes(bring(folder, flow(tmp_path, kwh=4.987), dry_run=True)) == []
    done = bring(folder, flow(tmp_path, kwh=4.988), dry_run=True)
    assert codes(done) == ["IMP-57"]
    assert done.findings[0].values["volte"] == 24
    assert not done.is_refused


def test_holes_between_the_first_hour_and_the_last_are_told(folder, tmp_path):
    done = bring(folder, flow(tmp_path, days=[JANUARY, date(2025, 1, 3)]), dry_run=True)
    assert codes(done) == ["IMP-54"]
    assert (done.findings[0].values["ore"], done.findings[0].values["giorno"]) == (24, date(2025, 1, 2))


@pytest.mark.parametrize(("year", "refused"), [(2025, False), (2024, True)])
def test_measures_of_another_year_than_asked_are_refused(folder, tmp_path, year, refused):
    done = bring(folder, flow(tmp_path), year=year, dry_run=True)
    assert (done.is_refused, codes(done)) == (refused, ["IMP-58"] if refused else [])


def test_measures_of_days_to_come_are_refused(folder, tmp_path):
    path = tmp_path / "domani.xml"
    path.write_bytes(built.sii("PDO", built.dati_pod(one.PODS[0], date(2099, 1, 1), lambda *_: 0.25)))
    assert codes(bring(folder, path, dry_run=True)) == ["IMP-58"]


def test_the_mapping_stays_with_the_dossier_and_explains_the_next_file(folder, tmp_path):
    first = tmp_path / "uno.csv"
    first.write_text(
        f"Istante UTC;{one.PODS[0]};{one.PODS[1]}\n2025-01-07 00:00;1;2\n2025-01-07 01:00;1;2\n", encoding="utf-8"
    )
    done = bring(folder, first, mapping=one.mapping(tmp_path / "contatori.yaml"))
    assert (done.is_written, done.files[0].mappings) == (True, ("contatori",))
    second = tmp_path / "due.csv"
    second.write_text(first.read_text(encoding="utf-8").replace("01-07", "01-08"), encoding="utf-8")
    assert bring(folder, second).is_written


def own_table(place, name, day, kwh):
    path = place / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"Quando;Energia\n{day:%d/%m/%Y} 00:00;{kwh}\n{day:%d/%m/%Y} 01:00;{kwh}\n", encoding="utf-8")
    return path


def own_mapping(place, name, pod, unit="kWh"):
    path = place / name
    path.parent.mkdir(exist_ok=True)
    text = f"direzione: prelievo\nunita: {unit}\nchiave: {pod}\ncolonne: {{istante: Quando, valore: Energia}}\n"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_second_mapping_of_the_same_name_leaves_what_was_read_as_it_was(folder, tmp_path):
    first, second = own_table(tmp_path, "uno.csv", JANUARY, 1), own_table(tmp_path, "bis/uno.csv", JANUARY, 2)
    assert bring(folder, first, mapping=own_mapping(tmp_path, "contatore.yaml", one.PODS[0])).is_written
    done = bring(folder, second, mapping=own_mapping(tmp_path, "bis/contatore.yaml", one.PODS[1], "Wh"))
    assert done.is_written
    assert done.files[0].name.startswith("uno-")
    assert done.files[0].mappings[0].startswith("contatore-")
    shutil.rmtree(folder / "misure" / "serie")
    series = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)
    totals = {key: float(each.kwh[~each.is_missing].sum()) for key, each in series.items()}
    assert totals == {one.PODS[0]: 2, one.PODS[1]: pytest.approx(0.004)}


def test_of_two_mappings_with_the_same_headings_the_next_file_asks_which(folder, tmp_path):
    bring(folder, own_table(tmp_path, "uno.csv", JANUARY, 1), mapping=own_mapping(tmp_path, "a.yaml", one.PODS[0]))
    assert bring(folder, own_table(tmp_path, "uno-bis.csv", date(2025, 1, 3), 1)).is_written
    bring(folder, own_table(tmp_path, "due.csv", JANUARY, 2), mapping=own_mapping(tmp_path, "b.yaml", one.PODS[1]))
    following = own_table(tmp_path, "tre.csv", date(2025, 1, 2), 3)
    with pytest.raises(BrokenFileError, match=r"«a», «b».*--mapping"):
        bring(folder, following)
    done = bring(folder, following, mapping=folder / "misure" / "mappature" / "b.yaml")
    assert [(x.key, x.known_hours) for x in done.series] == [(one.PODS[1], 4)]
    assert sorted(path.name for path in (folder / "misure" / "mappature").iterdir()) == ["a.yaml", "b.yaml"]


def test_two_files_of_one_import_may_have_the_same_name(folder, tmp_path):
    (tmp_path / "bis").mkdir()
    done = bring(folder, flow(tmp_path), flow(tmp_path / "bis", pod=one.PODS[1]))
    names = [file.name for file in done.files]
    assert len(set(names)) == 2
    assert sorted(path.name for path in (folder / "misure" / "originali").iterdir()) == sorted(names)
    assert set(json.loads((folder / "misure" / "registro.json").read_text(encoding="utf-8"))["files"]) == set(names)


def test_an_import_stopped_half_way_leaves_files_that_are_known_and_goes_on_when_repeated(
    folder, tmp_path, monkeypatch
):
    first = own_table(tmp_path, "uno.csv", JANUARY, 1)
    second = own_table(tmp_path, "due.csv", date(2025, 1, 2), 1)
    mapping = own_mapping(tmp_path, "contatore.yaml", one.PODS[0])
    keep = MeasureFolder.keep_original

    def full_disk(self, path, name):
        if name == "due.csv":
            raise OSError("disk full")
        keep(self, path, name)

    with monkeypatch.context() as context:
        context.setattr(MeasureFolder, "keep_original", full_disk)
        with pytest.raises(OSError, match="disk full"):
            bring(folder, first, second, mapping=mapping)
    half = measures_of(one.opened(folder)).of(Direction.WITHDRAWAL, 2025)[one.PODS[0]]
    assert float(half.kwh[~half.is_missing].sum()) == 2
    again = bring(folder, first, second, mapping=mapping)
    assert [(file.name, file.is_known) for file in again.files] == [("uno.csv", True), ("due.csv", False)]
    assert again.series[0].known_hours == 4


def test_a_file_without_any_measure_says_so(folder, tmp_path):
    empty = tmp_path / "vuoto.csv"
    empty.write_text("Quando;Energia\n", encoding="utf-8")
    done = bring(folder, empty, mapping=own_mapping(tmp_path, "contatore.yaml", one.PODS[0]))
    assert [(finding.code, finding.message) for finding in done.findings] == [
        ("IMP-56", "Il file è leggibile ma non contiene misure.")
    ]


def test_a_mapping_that_is_not_there_is_refused(folder, tmp_path):
    with pytest.raises(BrokenFileError, match="non"):
        bring(folder, own_table(tmp_path, "uno.csv", JANUARY, 1), mapping=tmp_path / "niente.yaml")


def test_a_file_that_nothing_explains_stops_everything(folder, tmp_path):
    strange = tmp_path / "x.csv"
    strange.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(BrokenFileError):
        bring(folder, flow(tmp_path), strange)
    assert not (folder / "misure").exists()


def test_the_history_tells_the_import_without_the_codes_of_the_points(folder, tmp_path):
    with Archive.open(f"sqlite:///{tmp_path / 'a.sqlite'}") as archive:
        bring(folder, flow(tmp_path), archive=archive)
        entries = [entry for entry, _ in archive.history("aid-misure")]
    assert [(entry.event, entry.subject) for entry in entries] == [("measures_imported", "misure")]
    assert one.PODS[0] not in json.dumps([entry.findings for entry in entries]) + str(entries[0].details)
    assert entries[0].details["files"][0]["formats"] == ["flusso del SII"]
