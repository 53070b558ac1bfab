"""A projection is a range that says what it supposes: yields, loads, prices and tariffs that are not known yet."""

import json
import shutil
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.builders.dossiers import build
from tests.builders.folders import mini_dossier, write_folder
from tests.builders.rulebook import law
from workflow.cli.app import application
from workflow.domain.benefit_estimate import Scenario
from workflow.energy.projection.load import TOTAL, Bill
from workflow.energy.projection.named_assumption import Level
from workflow.energy.series import Direction, HourlySeries
from workflow.energy.year_grid import YearGrid
from workflow.intake.energy_bills import read_bills
from workflow.intake.energy_profiles import read_profiles
from workflow.intake.fascicolo_file import read_fascicolo
from workflow.intake.measures.pvgis_site import looks_like_pvgis, read_pvgis_site
from workflow.resources import BrokenFileError
from workflow.services.energy_figures import load_figures
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.opening import open_dossier
from workflow.services.plant_places import find_zone
from workflow.services.projecting import ProjectionChoices, project
from workflow.services.projection_choices import Given, MalformedPairError, UnknownPlantError, choices_of
from workflow.services.projection_demand import UnknownUseError
from workflow.services.projection_estimate import estimate_of
from workflow.services.projection_json import projection_json

FIGURES = load_figures()
YEAR = 2027


@cache
def plain():
    """The projection of the conforming CER, which many look at."""
    return project(build("cer_ok"), law(), FIGURES, YEAR)


def projected(base="cer_ok", changes=None, **choices):
    return project(build(base, changes), law(), FIGURES, YEAR, ProjectionChoices(**choices))


def supposed(found, code):
    return [one for one in found.assumptions if one.code == code]


def pvgis_file(folder: Path, name="sito.csv", *, latitude=44.4, longitude=7.5, year=2019, watts=4000.0) -> Path:
    """A file in the layout of PVGIS: so many watts from 8 to 15 of universal time, for a plant of 10 kWp."""
    lines = [f"Latitude (decimal degrees):\t{latitude}", f"Longitude (decimal degrees):\t{longitude}",
             "Radiation database:\tPVGIS-SARAH3", "Nominal power of the PV system (c-Si) (kWp):\t10.0", "",
             "time,P,G(i),H_sun,T2m,WS10m,Int"]  # fmt: skip
    hours = np.arange(np.datetime64(f"{year}-01-01T00"), np.datetime64(f"{year + 1}-01-01T00"))
    for hour in hours.astype(object):
        power = watts if 8 <= hour.hour <= 15 else 0.0
        lines.append(f"{hour:%Y%m%d:%H}10,{power},0.0,0.0,0.0,0.0,0.0")
    path = folder / name
    path.write_text("\n".join(lines) + "\n\nP: PV system power (W)\n", encoding="utf-8")
    return path


def test_there_are_three_scenarios_in_order_each_settled_as_the_law_does():
    found = plain()
    shared = [float(found.scenarios[level].settlement.shared_kwh.sum()) for level in Level]
    net = [float(found.scenarios[level].settlement.net_of_fees_eur) for level in Level]
    assert shared == sorted(shared)
    assert net == sorted(net)
    expected = found.scenarios[Level.EXPECTED]
    assert expected.settlement.shared_kwh.sum() == pytest.approx(
        np.minimum(expected.settlement.injected_kwh, expected.settlement.withdrawn_kwh).sum()
    )
    assert 0 < expected.shared_of_injected < 1


def test_the_declared_output_is_what_the_expected_scenario_produces():
    found = plain()
    assert found.scenarios[Level.EXPECTED].produced_kwh == pytest.approx(44_000.0)
    assert {one.label for one in supposed(found, "P-RESA")} == {"producibilità dichiarata"}


def test_without_declared_output_the_region_decides_and_sicily_gets_its_own_sun():
    """The same plant, moved to Palermo, produces by the sicilian yield: nothing of Piemonte's is left."""
    nothing = {"impianti.0.producibilita_kwh": None, "impianti.1.producibilita_kwh": None}
    palermo = nothing | {f"impianti.{index}.indirizzo": {"comune": "Palermo", "provincia": "PA"} for index in range(2)}
    north, south = projected(changes=nothing), projected(changes=palermo)
    for found, region in ((north, "Piemonte"), (south, "Sicilia")):
        usual = FIGURES.photovoltaic
        regional = usual.yields_kwh_kwp[region]
        peak = sum(float(plant.modules_power_kw or plant.power_kw or 0) for plant in found.dossier.plants)
        produced = found.scenarios[Level.EXPECTED].produced_kwh
        assert 0.95 * usual.low * regional * peak < produced <= usual.high * regional * peak
        assert all(region in one.source and one.label == "ordine di grandezza" for one in supposed(found, "P-RESA"))
    ratio = south.scenarios[Level.EXPECTED].produced_kwh / north.scenarios[Level.EXPECTED].produced_kwh
    assert ratio == pytest.approx(1600 / 1340, rel=0.02)
    assert [one.value for one in supposed(south, "P-CIELO")] == ["sud"]
    assert all("38,1° N" in one.value for one in supposed(south, "P-LUOGO"))


def test_a_declared_output_out_of_the_usual_range_is_said():
    usual = {"impianti.0.producibilita_kwh": 26_000, "impianti.1.producibilita_kwh": 27_000}
    assert not supposed(projected(changes=usual), "P-RESA-FUORI")
    found = projected(changes=usual | {"impianti.0.producibilita_kwh": 45_000})
    assert [one.name for one in supposed(found, "P-RESA-FUORI")] == ["Resa dichiarata di Impianto 1"]


def test_a_pvgis_file_of_the_site_wins_and_keeps_its_hours(tmp_path):
    path = pvgis_file(tmp_path)
    assert looks_like_pvgis(path)
    found = projected("aid_ok", {"impianti.0.producibilita_kwh": None}, pvgis={"Impianto 1": path})
    series = found.scenarios[Level.EXPECTED].produced["Impianto 1"]
    grid = YearGrid.of(YEAR)
    january = (grid.month == 1) & (series > 0)
    assert set(grid.local_hour[january].tolist()) == set(range(9, 17))  # 8-15 of universal time
    july = (grid.month == 7) & (series > 0)
    assert set(grid.local_hour[july].tolist()) == set(range(10, 18))
    assert supposed(found, "P-RESA")[0].label == "PVGIS del sito"


def test_a_pvgis_file_of_another_place_is_refused(tmp_path):
    """Piemonte's sun is never used for Sicily: not even when somebody gives the file."""
    path = pvgis_file(tmp_path, latitude=45.0, longitude=8.0)
    palermo = {"impianti.0.indirizzo": {"comune": "Palermo", "provincia": "PA"}}
    with pytest.raises(BrokenFileError, match="è di un altro luogo"):
        projected("aid_ok", palermo, pvgis={"Impianto 1": path})


def test_a_pvgis_file_without_a_whole_year_is_refused(tmp_path):
    path = pvgis_file(tmp_path)
    path.write_text("\n".join(path.read_text().splitlines()[:2000]) + "\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match="nessun anno intero"):
        read_pvgis_site(path)


def test_the_year_without_tariff_of_arera_takes_the_last_one_known_and_says_so():
    one = supposed(plain(), "P-TRASE")[0]
    assert one.label == "ultimo valore noto"
    assert "2024" in one.source
    assert "10,57" in one.value
    given = supposed(projected(trase_eur_mwh=Decimal("9.9")), "P-TRASE")[0]
    assert (given.value, given.label) == ("9,9", "scelta")


def test_the_tariff_that_the_law_knows_has_no_range():
    found = project(build("gac_ok"), law(), FIGURES, 2024)
    assert supposed(found, "P-TRASE")[0].value == "10,57"
    assert {found.scenarios[level].tariffs.trase_eur_mwh for level in Level} == {Decimal("10.57")}


def test_a_high_price_lowers_the_tariff_and_the_low_scenario_takes_it():
    found = plain()
    means = [found.scenarios[level].zonal_price_eur_mwh.mean() for level in Level]
    assert means == pytest.approx([140.0, 110.0, 80.0])
    sold = projected(changes={"richiesta.rid": True})
    assert [sold.scenarios[level].zonal_price_eur_mwh.mean() for level in Level] == pytest.approx([80, 110, 140])


def test_each_kind_of_user_is_told_by_its_activity_and_may_be_said_otherwise():
    kinds = {one.value for one in supposed(plain(), "P-FORMA")}
    assert {"famiglia", "municipio", "chiesa"} <= kinds
    said = projected(uses={"IT001E00000022": "scuola"})
    assert "scuola" in {one.value for one in supposed(said, "P-FORMA")}
    with pytest.raises(UnknownUseError, match="Il tipo di utenza «castello» non esiste"):
        projected(uses={"IT001E00000022": "castello"})


def test_a_point_without_consumption_gets_a_typical_one_that_is_named():
    found = projected(changes={"soci.0.punti.0.consumo_annuo_kwh": None})
    assert supposed(found, "P-CONSUMO")[0].value == "2500"


def test_a_measured_year_replaces_the_shape():
    grid = YearGrid.of(2025)
    series = HourlySeries("IT001E00000011", Direction.WITHDRAWAL, 2025, np.full(len(grid), 3.0), "misure di prova")
    found = projected(measured={"IT001E00000011": series})
    assert set(found.scenarios[Level.LOW].withdrawn["IT001E00000011"].tolist()) == {3.0}
    assert supposed(found, "P-MISURE")[0].source == "misure di prova"


def test_who_draws_where_a_plant_is_uses_its_energy_first():
    found = projected(changes={"impianti.0.pod": "IT001E00000021"})
    one = found.scenarios[Level.EXPECTED]
    assert one.injected["Impianto 1"].sum() < one.produced["Impianto 1"].sum()
    self_used = one.produced["Impianto 1"].sum() - one.injected["Impianto 1"].sum()
    assert 18_000 - one.withdrawn["IT001E00000021"].sum() == pytest.approx(self_used)
    assert supposed(found, "P-AUTOCONSUMO")


def test_what_the_dossier_does_not_say_yet_is_supposed_by_name():
    missing = {"impianti.0.entrata_in_esercizio": None, "impianti.0.contributi": None}
    found = projected(changes=missing)
    assert [one.code for one in found.assumptions if one.code in {"P-ESERCIZIO", "P-AIUTI"}] == [
        "P-ESERCIZIO",
        "P-AIUTI",
    ]
    assert found.is_full_year


def test_without_source_or_place_there_is_nothing_to_project():
    with pytest.raises(IncompleteYearError) as caught:
        projected(changes={"impianti.0.fonte": None, "impianti.1.potenza_kw": None})
    assert [found.path for found in caught.value.findings] == [("impianti", 0, "fonte"), ("impianti", 1, "potenza_kw")]


def test_with_its_dates_a_plant_counts_only_since_its_start():
    changes = {"impianti.0.decorrenza_gse": date(2027, 7, 1), "impianti.1.decorrenza_gse": date(2027, 7, 1)}
    half = projected(changes=changes, is_full_year=False).scenarios[Level.EXPECTED]
    assert half.settlement.injected_kwh[: 24 * 180].sum() == 0
    assert projected(changes=changes).scenarios[Level.EXPECTED].settlement.injected_kwh[: 24 * 180].sum() > 0


def test_the_estimate_is_three_rounded_scenarios_with_every_hypothesis():
    found = plain()
    estimate = estimate_of(found, Decimal(100))
    assert [one.scenario for one in estimate.scenarios] == list(Scenario)
    expected = estimate.scenarios[1]
    assert expected.tariff_eur is not None
    assert len(str(int(expected.tariff_eur)).rstrip("0")) <= 2
    assert expected.costs_eur == Decimal(130)  # two plants below 20 kW pay 15 euro each
    shapes = [one for one in found.assumptions if one.code == "P-FORMA"]
    assert len(estimate.hypotheses) == len(found.assumptions) - len(shapes) + 1
    assert any("Abitazione, " in line and "sintetiche" in line for line in estimate.hypotheses)
    assert any("TRASe del 2027" in line for line in estimate.hypotheses)


def test_the_published_form_has_the_months_and_the_assumptions():
    found = projection_json(plain())
    months = found["scenarios"]["expected"]["months"]
    assert [month["month"] for month in months] == list(range(1, 13))
    assert sum(month["shared_kwh"] for month in months) == pytest.approx(found["scenarios"]["expected"]["shared_kwh"])
    assert all(one["source"] for one in found["assumptions"])


def test_monthly_bills_are_read_and_a_wrong_line_is_told(tmp_path):
    path = tmp_path / "bollette.csv"
    path.write_text("POD;mese;kWh\nit001e00000011;1;210,5\nIT001E00000011;2;190\n", encoding="utf-8")
    assert read_bills(path) == {"IT001E00000011": Bill(months={1: {TOTAL: 210.5}, 2: {TOTAL: 190.0}})}
    path.write_text("pod;mese;f1;f2;f3\nIT001E00000011;1;1;2;3\n", encoding="utf-8")
    assert read_bills(path)["IT001E00000011"].months == {1: {"f1": 1.0, "f2": 2.0, "f3": 3.0}}
    for line, problem in (("X;13;1", "non è un mese"), ("X;1;mille", "non è un numero"), ("X;1;-4", "negativo")):
        path.write_text(f"pod;mese;kwh\n{line}\n", encoding="utf-8")
        with pytest.raises(BrokenFileError, match=problem):
            read_bills(path)
    path.write_text("pod;mese;kwh\nX;1;1\nX;1;1\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match="due volte"):
        read_bills(path)


def profile_file(folder, name="profili.csv", days=("Giorno feriale", "Sabato", "Domenica")):
    lines = ["Mese,Regione,classe,tipo_giorno,Ora,kwh"]
    lines += [
        f"{month},Piemonte,1.5<P<=3,{day},{hour},{0.4 if hour == 12 else 0.1}"
        for month in range(1, 13) for day in days for hour in range(24)
    ]  # fmt: skip
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_profile_that_the_person_has_takes_the_place_of_ours(tmp_path):
    profiles = read_profiles(profile_file(tmp_path))
    assert list(profiles) == ["Piemonte 1.5<P<=3"]
    found = projected(uses={"IT001E00000011": "Piemonte 1.5<P<=3"}, profiles=profiles)
    series = found.scenarios[Level.EXPECTED].withdrawn["IT001E00000011"]
    grid = YearGrid.of(YEAR)
    assert series.sum() == pytest.approx(2700.0)
    inside = series[grid.local_hour == 12]
    assert inside.min() == pytest.approx(inside.max())
    assert inside.mean() == pytest.approx(4 * series[grid.local_hour == 11].mean())
    assert supposed(found, "P-PROFILO")


def test_a_profile_with_a_hole_or_a_strange_day_is_refused(tmp_path):
    with pytest.raises(BrokenFileError, match="non ha tutte le ore"):
        read_profiles(profile_file(tmp_path, days=("Giorno feriale", "Sabato")))
    with pytest.raises(BrokenFileError, match="non è un tipo di giorno"):
        read_profiles(profile_file(tmp_path, days=("Giorno feriale", "Sabato", "Vigilia")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("cer")
    return write_folder(place / "cer-prova", mini_dossier("cer"))


def asked(*words):
    return CliRunner().invoke(application("energy"), ["energy", *map(str, words)])


def test_the_command_shows_ranges_and_assumptions(folder):
    done = asked("project", folder)
    assert done.exit_code == 0, done.output
    assert "Prudente" in done.output
    assert "ultimo valore noto" in " ".join(done.output.split())
    told = json.loads(asked("project", folder, "--json", "--year", "2028", "--price", "95,5").output)
    assert told["year"] == 2028
    assert told["scenarios"]["low"]["mean_zonal_price_eur_mwh"] == pytest.approx(95.5)


def test_the_command_writes_the_estimate_in_the_dossier(tmp_path):
    place = write_folder(tmp_path / "cer-prova", mini_dossier("cer"))
    archive = f"sqlite:///{tmp_path / 'archivio.sqlite'}"
    done = asked("project", place, "--write", "--archive", archive)
    assert done.exit_code == 0, done.output
    fascicolo = read_fascicolo(place / "fascicolo.yaml").fascicolo
    assert fascicolo is not None
    assert fascicolo.benefit_estimate is not None
    assert len(fascicolo.benefit_estimate.scenarios) == 3
    quotas = {one.member: (one.low_eur, one.high_eur) for one in fascicolo.benefit_estimate.members}
    assert len(quotas) == len(mini_dossier("cer").members)
    assert all(low is not None and high is not None and low <= high for low, high in quotas.values())
    again = asked("project", place, "--write", "--archive", archive)
    assert "già registrato" in again.output
    for words in (("project",), ("what-if", "--member", "5000:negozio")):
        by_name = asked(words[0], "cer-prova", *words[1:], "--archive", archive, "--json")
        assert json.loads(by_name.output)["dossier"] == "cer-prova"


def test_the_command_says_what_lacks(tmp_path):
    place = write_folder(tmp_path / "vuota", mini_dossier("cer", {"impianti.0.fonte": None}))
    done = asked("project", place)
    assert done.exit_code == 1
    assert "ENE-01" in done.output
    assert json.loads(asked("project", place, "--json").output)["findings"][0]["code"] == "ENE-01"


def test_two_plants_of_the_same_name_are_two_plants():
    found = projected(changes={"impianti.1.nome": "Impianto 1"})
    one = found.scenarios[Level.EXPECTED]
    assert list(one.produced) == ["Impianto 1", "Impianto 1 (n. 2)"]
    assert one.produced_kwh == pytest.approx(44_000.0)


def test_a_pod_written_twice_counts_once():
    twice = projected(changes={"soci.1.punti.0.pod": "IT001E00000011"}).scenarios[Level.EXPECTED]
    whole = plain().scenarios[Level.EXPECTED]
    drawn = whole.settlement.withdrawn_kwh.sum() - twice.settlement.withdrawn_kwh.sum()
    assert drawn == pytest.approx(2700.0)


def test_what_lies_in_the_folder_of_measures_is_used(folder, tmp_path):
    place = tmp_path / "cer-prova"
    shutil.copytree(folder, place)
    (place / "misure").mkdir(exist_ok=True)
    pvgis_file(place / "misure", "impianto-2.csv")
    profile_file(place / "misure")
    (place / "misure" / "bollette.csv").write_text("pod;mese;kwh\nIT001E00000011;1;250\n", encoding="utf-8")
    opened = open_dossier(str(place))
    found = choices_of(opened, Given(uses=("IT001E00000012=scuola",)))
    assert {name: path.name for name, path in found.pvgis.items()} == {"Impianto 2": "impianto-2.csv"}
    assert list(found.bills) == ["IT001E00000011"]
    assert list(found.profiles) == ["Piemonte 1.5<P<=3"]
    assert found.uses == {"IT001E00000012": "scuola"}
    assert find_zone(opened.dossier) == "NORD"
    with pytest.raises(UnknownPlantError, match="Impianto 9"):
        choices_of(opened, Given(pvgis=("Impianto 9=sito.csv",)))
    with pytest.raises(MalformedPairError):
        choices_of(opened, Given(uses=("IT001E00000012",)))
