"""A dossier's year is settled from its own records; what the records lack is a finding that names it."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.domain.identifiers.province import all_provinces
from workflow.domain.plant import Plant
from workflow.domain.subject import Address
from workflow.energy.inputs import Area, Holder, UnitTariffs, Voltage
from workflow.energy.settlement import settle
from workflow.energy.year_grid import YearGrid
from workflow.services.energy_gaps import IncompleteYearError
from workflow.services.energy_year import (
    assumptions_of,
    counted_points,
    dossier_year,
    plant_keys,
)
from workflow.services.plant_places import area_of

GRID = YearGrid.of(2027)
TARIFFS = UnitTariffs(Decimal(10), Decimal(1))


def year_of(dossier, *, injected=2.0, withdrawn=1.0, without=()):
    hours = np.ones(len(GRID))
    series = dict.fromkeys(plant_keys(dossier), hours * injected)
    points = {point.pod: hours * withdrawn for _, point in counted_points(dossier) if point.pod}
    kept = {key: value for key, value in (series | points).items() if key not in without}
    return dossier_year(
        dossier,
        GRID,
        {key: value for key, value in kept.items() if key in series},
        {key: value for key, value in kept.items() if key in points},
        hours * 100.0,
        TARIFFS,
        law(),
    )


def refused(dossier, **options):
    with pytest.raises(IncompleteYearError) as caught:
        year_of(dossier, **options)
    return caught.value.findings


def test_power_dates_place_and_holders_come_from_the_records():
    year = year_of(build("cer_ok", {"impianti.0.potenza_obbligo_kw": Decimal("4.8"), "richiesta.rid": True}))
    plant = year.plants[0]
    assert (plant.key, plant.area, plant.power_kw) == ("Impianto 1", Area.NORTH, Decimal("19.8"))
    assert (plant.entered_on, plant.service_from_on) == (date(2026, 9, 15), date(2026, 9, 15))
    assert plant.tip_until_on == date(2046, 9, 15)
    assert plant.obligation_kw == Decimal("4.8")
    assert plant.is_rid
    held = {holder: year.withdrawals.of_holders({holder})[0] for holder in Holder}
    assert {holder: count for holder, count in held.items() if count} == {
        Holder.PERSON: 4,
        Holder.ENTERPRISE: 1,
        Holder.PUBLIC_BODY: 1,
        Holder.RELIGIOUS: 1,
    }
    assert settle(year).shared_kwh.sum() == pytest.approx(4.0 * len(GRID))


def test_the_plants_of_one_source_behind_one_point_pick_the_band_together():
    apart = year_of(build("cer_ok"))
    together = year_of(build("cer_ok", {"impianti.1.pod": "IT001E00000501"}))
    assert [plant.class_power_kw for plant in apart.plants] == [Decimal("19.8")] * 2
    assert [plant.class_power_kw for plant in together.plants] == [Decimal("39.6")] * 2
    assert [plant.power_kw for plant in together.plants] == [Decimal("19.8")] * 2


def test_the_stops_that_the_contract_records_move_the_end_of_the_tariff():
    stop = {"impianto": "Impianto 1", "causa": "calamita", "dal": date(2030, 3, 1), "fino_al": date(2030, 3, 10)}
    contract = {"decorrenza": date(2026, 9, 15), "fermate": [stop]}
    year = year_of(build("cer_ok", {"contratto_gse": contract, "impianti.0.nome": "Impianto 1"}))
    assert [plant.tip_until_on for plant in year.plants] == [date(2046, 9, 25), date(2046, 9, 15)]


def test_a_kind_without_tariff_has_none_and_is_still_settled():
    year = year_of(build("cec_ok"))
    assert not any(plant.is_tip_admitted for plant in year.plants)
    assert settle(year).tip_eur == 0
    assert settle(year).valorisation.total_eur > 0


def test_a_plant_that_the_checks_exclude_has_no_tariff_but_stays_in_the_queue():
    year = year_of(build("cer_ok", {"impianti.0.potenza_kw": 1200, "impianti.0.potenza_gaudi_kw": 1200}))
    assert [plant.is_tip_admitted for plant in year.plants] == [False, True]
    found = settle(year)
    assert found.plants[0].shared_kwh.sum() > 0
    assert found.plants[0].tip_eur == 0


def test_a_grant_is_a_share_of_the_reference_cost_and_lowers_the_tariff():
    grants = [{"tipo": "conto capitale", "percentuale": 30, "atto": "1", "data": date(2026, 1, 1)}]
    whole, cut = (settle(year_of(build("cer_ok", changes))) for changes in ({}, {"impianti.0.contributi": grants}))
    assert year_of(build("cer_ok", {"impianti.0.contributi": grants})).plants[0].grant_share == Decimal("0.3")
    assert cut.tip_eur < whole.tip_eur


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"impianti.0.fonte": None}, "ENE-01", ("impianti", 0, "fonte")),
        ({"impianti.1.entrata_in_esercizio": None}, "ENE-01", ("impianti", 1, "entrata_in_esercizio")),
        ({"impianti.0.contributi": None}, "ENE-01", ("impianti", 0, "contributi")),
        ({"impianti.0.superbonus_kw": None}, "ENE-01", ("impianti", 0, "superbonus_kw")),
    ],
)
def test_what_a_plant_lacks_is_named_with_its_place(changes, code, path):
    findings = refused(build("cer_ok", changes))
    assert (code, path) in {(found.code, found.path) for found in findings}
    assert all(found.message and found.remedy and found.refs for found in findings)


def test_everything_that_lacks_is_told_at_once():
    findings = refused(build("cer_ok", {"impianti.0.superbonus_kw": None}), without=("Impianto 2", "IT001E00000012"))
    assert sorted(found.code for found in findings) == ["ENE-01", "ENE-03", "ENE-03"]
    assert any("IT001E00000012" in found.message for found in findings)


def test_a_series_with_holes_is_no_series():
    dossier = build("aid_ok")
    hours = np.ones(len(GRID))
    holed = hours.copy()
    holed[7] = np.nan
    points = {point.pod: holed for _, point in counted_points(dossier)}
    with pytest.raises(IncompleteYearError) as caught:
        dossier_year(dossier, GRID, {"Impianto 1": hours}, points, hours, TARIFFS, law())
    assert f"{len(GRID) - 1} valori validi" in caught.value.findings[0].message


def test_without_plants_or_points_there_is_nothing_to_settle():
    bare = build("cer_ok").model_copy(update={"plants": (), "members": ()})
    assert [found.code for found in refused(bare)] == ["ENE-02", "ENE-01"]


def test_every_province_has_an_area_and_the_area_is_that_of_the_plant():
    dossier = build("cer_ok")
    areas = {code: area_of(dossier, Plant(address=Address(province=code)), law(), 2027) for code in all_provinces()}
    assert None not in areas.values()
    assert (areas["TO"], areas["RM"], areas["PA"], areas["AQ"]) == (Area.NORTH, Area.CENTRE, Area.SOUTH, Area.CENTRE)
    assert (areas["AO"], areas["BZ"], areas["NA"]) == (Area.NORTH, Area.NORTH, Area.SOUTH)


def test_persons_are_exempt_from_f_only_since_the_law_says_so():
    assert assumptions_of(law(), 2024).exempt_persons == frozenset()
    middle, after = assumptions_of(law(), 2025), assumptions_of(law(), 2026)
    assert (middle.exempt_persons, middle.persons_exempt_from_on) == ({Holder.PERSON}, date(2025, 7, 1))
    assert (after.exempt_persons, after.persons_exempt_from_on) == ({Holder.PERSON}, None)


def test_supporters_and_points_of_auxiliaries_do_not_count():
    dossier = build("cer_ok", {"soci.0.ruolo": "sostenitore", "soci.1.punti.0.solo_ausiliari": True})
    assert {member.full_name for member, _ in counted_points(dossier)}.isdisjoint({"Anna Giordano", "Bruno Mattei"})


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({"soci.0.data_adesione": date(2027, 7, 1), "soci.0.punti.0.dal": None}, 184 * 24 + 1),
        ({"soci.0.data_adesione": date(2027, 7, 1), "soci.0.punti.0.dal": date(2027, 12, 31)}, 24),
        ({"soci.0.data_adesione": date(2028, 1, 1), "soci.0.punti.0.dal": None}, 0),
        ({"soci.0.data_uscita": date(2027, 1, 2)}, 24),
        ({"contratto_gse": {"decorrenza": date(2026, 9, 15), "cessato_il": date(2027, 1, 3)}}, 48),
    ],
)
def test_a_point_counts_from_its_entry_or_its_member_s_until_its_exit_or_the_contract_s(changes, hours):
    """A member that came in July adds nothing to June; the day is that which the portal and the riparto use."""
    year = year_of(build("cer_ok", changes))
    persons = year.withdrawals.of_holders({Holder.PERSON})
    others = 3 if "contratto_gse" not in changes else 0
    assert np.count_nonzero(persons > others) == hours


def test_the_voltage_of_a_plant_is_its_own_else_that_of_its_point():
    assert year_of(build("gac_ok", {"impianti.0.tensione": "MT"})).plants[0].voltage is Voltage.MEDIUM
    assert year_of(build("gac_ok")).plants[0].voltage is Voltage.LOW
