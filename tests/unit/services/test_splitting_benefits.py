"""A year's benefits are split by the dossier's own rule, each for its own period, and what lacks is told."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import splits
from tests.builders.dossiers import build
from tests.builders.dossiers.people import point
from tests.builders.rulebook import law
from tests.builders.splits import ANNA, BAKERY, BLOCKS, BRUNO, CARLA, CUNEO, ELSA, PARISH, THIRD_PRODUCER
from workflow.domain.request import SplitRule
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.rule import Block, CostMethod, Criterion
from workflow.services.split_energy import EnergySource, Origin
from workflow.services.split_json import split_json
from workflow.services.split_measures import default_year, energy_for, needs_energy
from workflow.services.split_rule import criterion_names, parse_criterion, rule_of

RECEIVED = splits.sums(tariffa_premio_eur="700", valorizzazione_eur="70")


def messages(found):
    return [finding.message for finding in found.findings]


def test_equal_parts_go_to_members_and_not_to_a_third_producer_or_to_a_liberatoria():
    found = splits.split_of(splits.community(soci__6__titolo="liberatoria"), received=RECEIVED)
    assert found.agreed.agreed is SplitRule.EQUAL
    # 700 and 70 euro by six: 116.666… and 11.666…; the cents left go to the first four of the register.
    assert splits.paid(found) == {
        **dict.fromkeys([ANNA, BRUNO, CARLA, ELSA], Decimal("128.34")),
        **dict.fromkeys([BAKERY, CUNEO], Decimal("128.32")),
        THIRD_PRODUCER: 0,
    }
    assert not found.is_blocked


def test_whoever_joined_or_left_during_the_year_counts_for_its_days_only():
    changes = {"soci__0__punti__0__dal": date(2026, 7, 1), "soci__1__data_uscita": date(2026, 7, 1)}
    found = splits.split_of(splits.community(**changes), received=RECEIVED)
    by_key = {one.player.key: one for one in found.participants}
    # The contract runs from 1 April: 275 days for who stays, 184 from July on, 91 until July.
    assert {key: one.player.presence for key, one in by_key.items() if key in {ANNA, BRUNO, CARLA}} == {
        ANNA: 184,
        BRUNO: 91,
        CARLA: 275,
    }
    assert by_key[BRUNO].participation.last_day_on == date(2026, 6, 30)
    parts = splits.paid(found)
    # Each of the two sums is brought to the cent by itself.
    assert parts[ANNA] == pytest.approx(parts[CARLA] * 184 / 275, abs=Decimal("0.02"))
    assert sum(parts.values()) == 770


def test_whoever_was_never_inside_in_the_year_is_not_among_those_who_share():
    found = splits.split_of(splits.community(soci__0__punti__0__dal=date(2027, 1, 1)), received=RECEIVED)
    assert ANNA not in splits.paid(found)


def test_coincident_withdrawal_is_weighed_hour_by_hour_in_each_member_s_period():
    dossier = splits.community(scelte__criterio_riparto="prelievo_coincidente")
    # Two hours: 10 kWh injected at noon, none at night. Anna withdraws at noon, Bruno at night, Carla in both.
    energy = splits.energy_of(
        dossier,
        {"Impianto 1": [10.0, 0.0], "Impianto 2": [10.0, 0.0]},
        {ANNA: [30.0, 0.0], BRUNO: [0.0, 50.0], CARLA: [10.0, 9.0]},
    )
    found = splits.split_of(dossier, energy=energy, received=RECEIVED)
    by_key = {one.player.key: one.player for one in found.participants}
    assert (by_key[ANNA].shared_kwh, by_key[BRUNO].shared_kwh, by_key[CARLA].shared_kwh) == (15, 0, 5)
    assert (by_key[BRUNO].withdrawn_kwh, by_key[CARLA].withdrawn_kwh) == (50, 19)
    parts = splits.paid(found)
    assert (parts[ANNA], parts[BRUNO], parts[CARLA]) == (Decimal("577.50"), 0, Decimal("192.50"))


def test_a_member_who_left_before_the_hours_has_none_of_their_energy():
    dossier = splits.community(scelte__criterio_riparto="consumo", soci__0__data_uscita=date(2026, 7, 1))
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0], BRUNO: [5.0]})
    found = splits.split_of(dossier, energy=energy, received=RECEIVED)
    assert {one.player.key: one.player.withdrawn_kwh for one in found.participants}[ANNA] == 0
    assert splits.paid(found)[BRUNO] == 770


def test_a_point_that_is_not_inside_in_the_year_brings_its_member_nothing():
    points = [point(11, dal=None), point(12, dal=date(2027, 1, 1))]
    dossier = splits.community(scelte__criterio_riparto="consumo", soci__0__punti=points)
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0], BRUNO: [5.0]})
    first, second = (one.pod for one in dossier.members[0].points)
    energy.withdrawn_kwh[second] = energy.withdrawn_kwh[first] * 100
    found = splits.split_of(dossier, energy=energy, received=RECEIVED)
    assert {one.player.key: one.player.withdrawn_kwh for one in found.participants}[ANNA] == 5


def test_blocks_give_plants_by_their_shared_energy_and_costs_stay_in_their_quota():
    dossier = splits.community(**BLOCKS)
    energy = splits.energy_of(dossier, {"Impianto 1": [30.0], "Impianto 2": [10.0]}, {ANNA: [20.0]})
    received = splits.sums(tariffa_premio_eur=1000, spese_gestione_eur=80)
    found = splits.split_of(dossier, energy=energy, received=received)
    assert found.agreed.rule is not None
    assert found.agreed.rule.costs is CostMethod.WITHIN_QUOTA
    assert splits.paid(found) == {ANNA: 450, **dict.fromkeys([BRUNO, CARLA, ELSA, CUNEO, PARISH], 0), BAKERY: 300,
                                  THIRD_PRODUCER: 100}  # fmt: skip
    assert found.split is not None
    assert found.split.costs.lacking_eur == 30
    assert splits.codes(found) == ["ENE-43"]


def test_the_surplus_is_halved_where_it_is_for_both_and_firms_never_have_it():
    received = splits.sums(tariffa_premio_eur=7, eccedenza_eur=60)
    found = splits.split_of(splits.community(), received=received)
    assert found.split is not None
    assert found.split.total_eur(Pot.SURPLUS, player=BAKERY) == 0
    assert found.split.total_eur(Pot.SURPLUS, player=ANNA) == 5
    assert found.split.of_block(Block.SOCIAL_SURPLUS)[0].amount_eur == 30
    voted = splits.sums(tariffa_premio_eur=7, eccedenza_eur=60, eccedenza_ai_consumatori=80)
    assert splits.split_of(splits.community(), received=voted).split.total_eur(Pot.SURPLUS, player=ANNA) == 8


def test_a_surplus_whose_use_nobody_chose_waits_and_so_does_one_for_nobody():
    received = splits.sums(tariffa_premio_eur=7, eccedenza_eur=60)
    unsaid = splits.split_of(splits.community(scelte__uso_eccedenza=None), received=received)
    assert (splits.codes(unsaid), unsaid.is_blocked) == (["ENE-41"], True)
    assert unsaid.split is not None
    assert unsaid.split.of_block(Block.UNASSIGNED)[0].amount_eur == 60
    firms = {f"soci__{row}__categoria": "pmi" for row in range(7)}
    only_firms = splits.community(scelte__uso_eccedenza="consumatori_non_imprese", **firms)
    assert splits.codes(splits.split_of(only_firms, received=received)) == ["ENE-42"]


def test_a_member_of_unknown_nature_has_no_surplus_until_it_is_known():
    dossier = splits.community(soci__6__categoria=None, soci__6__tipo="persona_giuridica")
    received = splits.sums(tariffa_premio_eur=7, eccedenza_eur=60)
    found = splits.split_of(dossier, received=received)
    assert splits.codes(found) == ["ENE-41"]
    assert "Parrocchia San Rocco è un’impresa" in messages(found)[0]
    assert found.split is not None
    assert found.split.total_eur(Pot.SURPLUS, player=PARISH) == 0


def test_without_a_criterion_nothing_is_split_and_another_one_is_only_a_trial():
    dossier = splits.community(scelte__criterio_riparto=None)
    assert splits.split_of(dossier, received=RECEIVED).split is None
    trial = splits.split_of(dossier, received=RECEIVED, requested=SplitRule.EQUAL)
    assert (splits.codes(trial), trial.agreed.is_agreed) == (["ENE-40"], False)
    assert trial.split is not None
    agreed = splits.split_of(splits.community(), received=RECEIVED, requested=SplitRule.EQUAL)
    assert (splits.codes(agreed), agreed.agreed.is_agreed) == ([], True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scelte__criterio_riparto": "quote_produttori_consumatori_fondo"}, "mancano quota_produttori"),
        ({**BLOCKS, "scelte__quota_spese": 6}, "fanno 101 %"),
        ({"scelte__quota_produttori": -5, "scelte__quota_consumatori": 105}, "negativa"),
        ({"scelte__criterio_riparto": "millesimi"}, "mancano i millesimi di Anna Giordano"),
        ({"scelte__criterio_riparto": "prelievo_coincidente"}, "chiede dati di energia"),
        ({"impianti__1__produttore": None, **BLOCKS}, "chi è il produttore"),
    ],
)  # fmt: skip
def test_what_the_rule_needs_and_the_dossier_lacks_is_told(changes, words):
    found = splits.split_of(splits.community(**changes), received=RECEIVED)
    assert found.split is None
    assert found.is_blocked
    assert any(words in message for message in messages(found))


def test_quotas_of_exactly_a_hundred_and_consumers_by_difference_are_both_good():
    dossier = splits.community(scelte__quota_fondo_sociale=100)
    found = splits.split_of(dossier, received=RECEIVED)
    assert set(splits.paid(found).values()) == {0}
    assert found.split is not None
    assert found.split.total_eur() == 770
    half = splits.split_of(splits.community(scelte__quota_fondo_sociale=50), received=RECEIVED)
    assert sum(splits.paid(half).values()) == 385


def test_the_energy_the_gse_shows_can_be_written_in_the_file_of_sums():
    members = [{"codice_fiscale": ANNA, "condivisa_kwh": 30}, {"codice_fiscale": BRUNO, "condivisa_kwh": 10}]
    members += [{"codice_fiscale": key, "condivisa_kwh": 0} for key in (CARLA, ELSA, BAKERY, CUNEO, PARISH)]
    dossier = splits.community(scelte__criterio_riparto="prelievo_coincidente")
    received = splits.sums(valorizzazione_eur=40, membri=members)
    found = splits.split_of(dossier, received=received)
    assert (splits.paid(found)[ANNA], splits.paid(found)[BRUNO]) == (30, 10)
    fewer = splits.sums(valorizzazione_eur=40, membri=members[:-1])
    assert ["Parrocchia San Rocco" in message for message in messages(splits.split_of(dossier, received=fewer))] == [
        True
    ]


def test_a_stranger_in_the_file_of_sums_is_told():
    received = splits.sums(
        valorizzazione_eur=40, membri=[{"codice_fiscale": "ignoto"}], impianti=[{"impianto": "Impianto 9"}]
    )
    found = splits.split_of(splits.community(), received=received)
    assert ["ignoto" in messages(found)[0], "Impianto 9" in messages(found)[1]] == [True, True]


def test_the_sale_goes_to_each_plant_s_producer_and_a_total_needs_to_be_told_apart():
    by_plant = splits.sums(impianti=[{"impianto": "Impianto 1", "ritiro_dedicato_eur": "12,30"}], valorizzazione_eur=7)
    assert splits.paid(splits.split_of(splits.community(), received=by_plant))[BAKERY] == Decimal("13.30")
    total = splits.sums(ritiro_dedicato_eur="12,30", valorizzazione_eur=7)
    assert "ritiro dedicato" in messages(splits.split_of(splits.community(), received=total))[0]
    energy = splits.energy_of(
        splits.community(), {"Impianto 1": [30.0], "Impianto 2": [10.0]}, {ANNA: [20.0]}, rid=True
    )
    found = splits.split_of(splits.community(), received=total, energy=energy)
    assert found.split is not None
    assert found.split.total_eur(Pot.SALE, player=BAKERY) == Decimal("9.23")
    assert found.split.total_eur(Pot.SALE) == Decimal("12.30")


def test_what_is_written_of_a_plant_s_sale_is_its_own_and_the_rest_is_of_the_others():
    energy = splits.energy_of(
        splits.community(), {"Impianto 1": [30.0], "Impianto 2": [10.0]}, {ANNA: [20.0]}, rid=True
    )

    def sales(total, *written):
        plants = [{"impianto": name, "ritiro_dedicato_eur": eur} for name, eur in written]
        received = splits.sums(ritiro_dedicato_eur=total, valorizzazione_eur=7, impianti=plants)
        found = splits.split_of(splits.community(), received=received, energy=energy)
        if found.split is None:
            return messages(found)[0]
        return {line.plant: line.amount_eur for line in found.split.lines if line.pot is Pot.SALE}

    assert sales(100, ("Impianto 1", 60)) == {"Impianto 1": 60, "Impianto 2": 40}
    assert sales(100, ("Impianto 1", 100)) == {"Impianto 1": 100}
    for wrong in ([("Impianto 1", 101)], [("Impianto 1", 60), ("Impianto 2", 39)]):
        assert "è 100 €, ma quello scritto impianto per impianto fa" in sales(100, *wrong)


def test_sums_written_with_more_than_two_decimals_are_divided_as_they_are_shown():
    received = splits.sums(tariffa_premio_eur="100.005", valorizzazione_eur="7.0049", corrispettivi_gse_eur="1.005")
    found = splits.split_of(splits.community(), received=received)
    assert (found.sums.pots.tariff_eur, found.sums.pots.valorisation_eur) == (Decimal("100.01"), Decimal("7.00"))
    assert {one["difference_eur"] for one in split_json(found, law().cite)["balance"]} == {"0.00"}


def test_two_plants_of_the_same_name_are_weighed_each_by_its_own_energy():
    dossier = splits.community(**BLOCKS, impianti__1__nome="Impianto 1", soci__4__punti=[])
    energy = splits.energy_of(dossier, {"Impianto 1": [30.0], "Impianto 1 (n. 2)": [10.0]}, {ANNA: [40.0]})
    found = splits.split_of(dossier, received=RECEIVED, energy=energy)
    assert found.split is not None
    weights = {line.plant: line.weight for line in found.split.of_block(Block.PRODUCERS)}
    assert weights == {"Impianto 1": 30, "Impianto 1 (n. 2)": 10}


def test_sums_come_from_the_file_then_from_the_accounts_then_from_the_measures():
    accounts = {"anno": 2026, "conti": {"tariffa_premio_eur": "350", "spese_gestione_eur": "0"}}
    dossier = splits.community(contratto_gse__rendiconti=[accounts])
    energy = splits.energy_of(dossier, {"Impianto 1": [30.0]}, {ANNA: [20.0]})
    assert splits.split_of(dossier, received=RECEIVED, energy=energy).sums.origin is Origin.RECEIVED
    recorded = splits.split_of(dossier, energy=energy)
    assert (recorded.sums.origin, recorded.sums.pots.tariff_eur) == (Origin.RECORDED, 350)
    measured = splits.split_of(splits.community(), energy=energy)
    assert (measured.sums.origin, splits.codes(measured)) == (
        Origin.MEASURED,
        ["ENE-43", "ENE-44"],
    )  # the fee of a year, the sums of an hour
    # 20 kWh at 120 + 10 EUR/MWh; 0.20 EUR of valorisation; the fee of a plant of 100 kW and its VAT.
    assert (measured.sums.pots.tariff_eur + measured.sums.pots.surplus_eur) == Decimal("2.60")
    assert measured.sums.pots.valorisation_eur == Decimal("0.21")
    assert splits.split_of(splits.community()).sums is None


def test_sums_of_another_year_are_refused():
    found = splits.split_of(splits.community(), received=splits.sums(anno=2025, valorizzazione_eur=1))
    assert messages(found) == ["Il file delle somme ricevute è del 2025, il riparto chiesto è del 2026."]


def test_measures_without_a_price_give_weights_and_no_euro():
    dossier = splits.community(scelte__criterio_riparto="consumo")
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0]}, is_priced=False)
    found = splits.split_of(dossier, energy=energy, received=RECEIVED)
    assert (found.sums.computed, splits.paid(found)[ANNA]) == (None, 770)
    assert splits.split_of(dossier, energy=energy).sums is None
    trial = splits.split_of(dossier, energy=energy, received=RECEIVED, requested=Criterion.SHAPLEY)
    assert any("shapley" in message for message in messages(trial))


def test_shapley_and_nucleolus_value_plants_and_loads_together_and_are_trials():
    dossier = splits.community()
    energy = splits.energy_of(dossier, {"Impianto 1": [10.0]}, {ANNA: [6.0], BRUNO: [6.0]})
    received = splits.sums(tariffa_premio_eur=15)
    found = splits.split_of(dossier, energy=energy, received=received, requested=Criterion.SHAPLEY)
    assert (splits.paid(found)[BAKERY], splits.paid(found)[ANNA]) == (8, Decimal("3.50"))
    assert (found.game.method, found.game.players) == ("shapley_esatto", 8)
    assert splits.codes(found) == ["ENE-40"]
    core = splits.split_of(dossier, energy=energy, received=received, requested=Criterion.NUCLEOLUS)
    assert splits.paid(core)[BAKERY] >= 9
    assert sum(splits.paid(core).values()) == 15


def test_a_projected_year_is_a_trial_and_keeps_everybody_for_the_whole_year():
    dossier = splits.community(scelte__criterio_riparto="consumo")
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0]}, origin=Origin.PROJECTED)
    assert splits.codes(splits.split_of(dossier, energy=energy)) == ["ENE-43", "ENE-44"]
    assert splits.codes(splits.split_of(dossier, energy=energy, received=RECEIVED)) == ["ENE-44"]


@pytest.mark.parametrize(
    ("base", "is_by_months"),
    [("cer_ok", False), ("gac_ok", False), ("cec_ok", True), ("caac_ok", True), ("aid_ok", False)],
)
def test_each_agreement_counts_presence_in_its_own_way(base, is_by_months):
    found = rule_of(build(base), 2026, requested=SplitRule.EQUAL)
    assert found.rule is not None
    assert found.is_by_months == is_by_months
    assert found.agreement_words


def test_a_single_client_has_everything_and_a_cec_has_no_tariff():
    client = build("aid_ok", {"contratto_gse": {"decorrenza": date(2026, 1, 1)}})
    found = splits.split_of(client, received=splits.sums(tariffa_premio_eur=90, valorizzazione_eur=9))
    assert max(splits.paid(found).values()) == 99
    community = build("cec_ok", {"contratto_gse": {"decorrenza": date(2026, 1, 1)}})
    shared = splits.split_of(community, received=splits.sums(valorizzazione_eur=9), requested=SplitRule.EQUAL)
    assert sum(splits.paid(shared).values()) == 9


def test_the_condominium_has_no_millesimi_of_its_own():
    millesimi = {f"soci.{row}.millesimi": 100 for row, one in enumerate(build("gac_ok").members)}
    dossier = build("gac_ok", {**millesimi, "scelte.criterio_riparto": "millesimi"})
    found = splits.split_of(dossier, received=splits.sums(valorizzazione_eur=9))
    own = {one.subject.kind.value: one.player.millesimi for one in found.participants}
    assert {kind: weight for kind, weight in own.items() if kind == "condominio"} == {"condominio": 0}


def test_the_words_of_a_criterion():
    assert parse_criterion("shapley") is Criterion.SHAPLEY
    assert parse_criterion("millesimi") is SplitRule.MILLESIMI
    assert len(criterion_names()) == len(set(criterion_names())) == 7
    with pytest.raises(ValueError, match="mensa"):
        parse_criterion("mensa")


def test_energy_is_looked_for_only_where_something_depends_on_it():
    dossier = splits.community()
    assert needs_energy(dossier, 2026, None, None)
    assert not needs_energy(dossier, 2026, RECEIVED, None)
    assert needs_energy(dossier, 2026, RECEIVED, Criterion.SHAPLEY)
    assert needs_energy(dossier, 2026, RECEIVED, SplitRule.BY_CONSUMPTION)
    assert needs_energy(splits.community(scelte__quota_produttori=10), 2026, RECEIVED, None)
    assert energy_for(splits.opened(dossier), 2026, law(), EnergySource.NONE) == (None, ())
    assert energy_for(splits.opened(dossier), 2026, law(), EnergySource.AUTO, received=RECEIVED) == (None, ())


def test_the_usual_year_is_the_last_one_under_the_contract_else_the_next():
    assert default_year(splits.community(), None) == 2026
    assert default_year(build("cer_ok"), None) == build("cer_ok").as_of.year + 1
    assert default_year(build("cer_ok"), splits.sums(anno=2025)) == 2025
