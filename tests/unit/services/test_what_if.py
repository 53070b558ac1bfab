"""What if: the difference that a member, a plant, a battery or a delay makes, by the same settlement as ever."""

import json
from dataclasses import replace
from datetime import date

import pytest
from typer.testing import CliRunner

from tests.builders.dossiers import build
from tests.builders.folders import mini_dossier, write_folder
from tests.builders.rulebook import law
from workflow.cli.app import application
from workflow.energy.projection.named_assumption import Level
from workflow.services.energy_figures import load_figures
from workflow.services.projecting import prepare, scenario_of
from workflow.services.projection_demand import UnknownUseError
from workflow.services.what_if import (
    NEW_PLANT,
    NewBattery,
    NewMember,
    NewPlant,
    NotSolarError,
    UnknownCandidateError,
    compare,
    with_changes,
)
from workflow.services.what_if_search import best_battery, best_plant, delays, order_of


@pytest.fixture(scope="module")
def prepared():
    return prepare(build("cer_ok"), law(), load_figures(), 2027)


def test_a_member_adds_withdrawals_and_shared_energy_in_every_scenario(prepared):
    found, assumptions = compare(prepared, [NewMember("Bar", "ristorazione", 20_000)])
    for level in Level:
        before, after = found.before[level], found.after[level]
        assert after.shared_kwh > before.shared_kwh
        assert after.injected_kwh == pytest.approx(before.injected_kwh)
        assert after.tip_eur > before.tip_eur
    assert any(one.code == "P-IPOTESI" and "Bar" in one.name for one in assumptions)


def test_the_projection_it_starts_from_stays_as_it_was(prepared):
    before = (len(prepared.ledger.all), set(prepared.consumed), len(prepared.dossier.members))
    with_changes(prepared, [NewMember("Bar", "ristorazione", 20_000), NewPlant(10.0)])
    assert (len(prepared.ledger.all), set(prepared.consumed), len(prepared.dossier.members)) == before


def test_a_member_of_unknown_kind_is_refused(prepared):
    with pytest.raises(UnknownUseError):
        compare(prepared, [NewMember("X", "castello", 1000)])


def test_a_new_plant_comes_last_in_the_queue(prepared):
    changed = with_changes(prepared, [NewPlant(30.0)])
    one, base = scenario_of(changed, Level.EXPECTED), scenario_of(prepared, Level.EXPECTED)
    by_key = {plant.key: plant for plant in one.settlement.plants}
    for plant in base.settlement.plants:
        assert by_key[plant.key].shared_kwh.sum() == pytest.approx(plant.shared_kwh.sum())
    assert by_key[NEW_PLANT].shared_kwh.sum() < by_key[NEW_PLANT].injected_kwh.sum()
    assert by_key[NEW_PLANT].tip_eur > 0


def test_a_plant_in_sicily_has_the_sun_of_sicily(prepared):
    produced = {
        province: scenario_of(with_changes(prepared, [NewPlant(10.0, province)]), Level.EXPECTED).produced[NEW_PLANT]
        for province in ("TO", "PA")
    }
    assert produced["PA"].sum() > 1.15 * produced["TO"].sum()


def test_a_battery_shares_more_and_injects_less(prepared):
    found, _ = compare(prepared, [NewBattery("Impianto 1", 30, 15, 0.9)])
    for level in Level:
        gained = found.after[level].shared_kwh - found.before[level].shared_kwh
        lost = found.before[level].injected_kwh - found.after[level].injected_kwh
        assert gained > 0
        assert lost > 0
        assert gained < 10 * lost


def test_a_better_battery_loses_less(prepared):
    worse, better = (
        compare(prepared, [NewBattery("Impianto 1", 30, 15, efficiency)])[0].after[Level.EXPECTED].injected_kwh
        for efficiency in (0.7, 0.98)
    )
    assert better > worse


def test_only_the_usable_part_of_a_battery_is_filled(prepared):
    def injected(usable_share, capacity_kwh):
        storage = prepared.figures.prices.storage.model_copy(update={"usable_share": usable_share})
        prices = prepared.figures.prices.model_copy(update={"storage": storage})
        figures = prepared.figures.model_copy(update={"prices": prices})
        changed = with_changes(replace(prepared, figures=figures), [NewBattery("Impianto 1", capacity_kwh, 15, 0.9)])
        return scenario_of(changed, Level.EXPECTED).injected["Impianto 1"].sum()

    assert injected(0.5, 30) == pytest.approx(injected(1.0, 15))
    assert injected(0.5, 30) > injected(1.0, 30)


def test_a_battery_stands_beside_a_plant_that_is_there(prepared):
    with pytest.raises(UnknownCandidateError, match="non c’è"):
        compare(prepared, [NewBattery("Impianto 9", 30, 15)])
    water = {"impianti.0.fonte": "idroelettrico", "impianti.0.producibilita_kwh": 20_000}
    wet = prepare(build("cer_ok", water), law(), load_figures(), 2027)
    with pytest.raises(NotSolarError, match="«Impianto 1» non è fotovoltaico"):
        compare(wet, [NewBattery("Impianto 1", 30, 15)])


def test_the_best_plant_is_small_where_cost_eats_what_it_gives(prepared):
    dear, cheap = best_plant(prepared, 60.0, cost_eur_kw=20_000.0), best_plant(prepared, 60.0, cost_eur_kw=1.0)
    assert {one.size for one in dear.best.values()} == {0.0}
    assert all(one.is_at_limit for one in cheap.best.values())
    values = [cheap.best[level].value for level in Level]
    assert values == sorted(values)
    assert "20000 EUR/kW" in dear.objective


def test_the_best_battery_grows_as_it_gets_cheaper(prepared):
    sizes = [
        best_battery(prepared, "Impianto 1", 60.0, cost_eur_kwh=cost).best[Level.EXPECTED].size for cost in (5, 5_000)
    ]
    assert sizes[0] > sizes[1] == 0.0


def test_candidates_are_put_in_order_of_what_they_add(prepared):
    steps = order_of(
        prepared, [NewMember("Casa", "famiglia", 2_500), NewMember("Lampioni", "illuminazione", 9_000),
                   NewMember("Officina", "impresa_un_turno", 15_000)]
    )  # fmt: skip
    assert [step.candidate.name for step in steps] == ["Officina", "Casa", "Lampioni"]
    expected = [step.added_eur[Level.EXPECTED] for step in steps]
    assert expected == sorted(expected, reverse=True)
    assert expected[2] < 0.05 * expected[0]  # lights of the night share nothing with the sun


def test_each_month_of_delay_is_worth_what_the_decorrenza_engine_says(prepared):
    dossier = build("cer_ok", {"richiesta.inviata_il": None}, as_of=date(2027, 1, 5))
    found = delays(prepared, dossier, date(2027, 1, 5))
    assert found[0].on == date(2027, 1, 5)
    assert found[0].lost_days == 0
    late = [one for one in found if one.lost_days > 0]
    assert late[0].on == date(2027, 2, 5)  # 120 days after 15 September 2026 are over
    lost = [one.lost_eur[Level.EXPECTED] for one in found]
    assert lost == sorted(lost)
    income = sum(
        float(plant.tip_eur) + float(plant.shared_kwh.sum()) * 10.57 / 1000
        for plant in scenario_of(prepared, Level.EXPECTED).settlement.plants
    )
    assert late[0].lost_eur[Level.EXPECTED] == pytest.approx(income * late[0].lost_days / 365, abs=0.02)
    assert late[0].lost_eur[Level.LOW] < late[0].lost_eur[Level.HIGH]


def test_the_command_answers_all_at_once_in_its_published_form(tmp_path):
    place = write_folder(tmp_path / "cer-prova", mini_dossier("cer"))
    words = ["energy", "what-if", str(place), "--member", "12.000:negozio", "--plant", "20:PA",
             "--battery", "10:5:0,9", "--sent-on", "01/02/2027", "--candidate", "Bar=9000:ristorazione",
             "--best-battery", "20"]  # fmt: skip
    done = CliRunner().invoke(application("energy"), [*words, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    difference = found["comparison"]["expected"]["difference"]
    assert difference["shared_kwh"] == pytest.approx(
        found["comparison"]["expected"]["after"]["shared_kwh"] - found["comparison"]["expected"]["before"]["shared_kwh"]
    )
    assert found["delays"][0]["on"] == "2027-02-01"
    assert found["order"][0]["name"] == "Bar"
    assert set(found["searches"][0]["best"]) == {"low", "expected", "high"}
    shown = CliRunner().invoke(application("energy"), words)
    assert "Differenza in un anno" in shown.output
    assert found["delays"][-1]["is_tariff_open"] is False
    assert "tutta la tariffa" in shown.output


@pytest.mark.parametrize(
    "words",
    [
        ["--battery", "10"],
        ["--battery", "10:5:2"],
        ["--member", "negozio"],
        ["--candidate", "Bar"],
        ["--plant", "-3"],
        ["--plant", "20:ZZ"],
        ["--sent-on", "01/02/2020"],
        [],
    ],
)
def test_a_question_badly_put_is_a_wrong_use(tmp_path, words):
    place = write_folder(tmp_path / "aid-prova", mini_dossier("aid"))
    done = CliRunner().invoke(application("energy"), ["energy", "what-if", str(place), *words])
    assert done.exit_code == 2
