"""A year on its measures: settled when everything is there, refused month by month when it is not."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal

import jsonschema
import pytest

from tests.builders import rulebook
from tests.unit.services import measured_dossier as one
from workflow.energy.series import Direction
from workflow.services.measure_json import measured_json, measured_schema
from workflow.services.measured_year import MeasuredChoices, measured
from workflow.services.plant_places import find_zone
from workflow.services.schemas import SCHEMAS

LAW = rulebook.law()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A folder with everything a year needs."""
    place = tmp_path_factory.mktemp("intero")
    folder = one.write_measured(place)
    one.bring(folder, one.price_table(place / "prezzi.csv"))
    return folder


@pytest.fixture
def copy(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "fascicolo")


def settled(folder, year=one.YEAR, **choices):
    return measured(one.opened(folder), year, LAW, MeasuredChoices(**choices))


def by_code(found):
    return {finding.code: finding for finding in found.findings}


def test_a_whole_year_is_settled_on_its_measures(whole):
    found = settled(whole)
    assert found.findings == ()
    settlement = found.settlement
    assert len(settlement.hours) == 8784
    assert settlement.shared_kwh.sum() == pytest.approx(one.expected_shared_kwh())
    assert settlement.injected_kwh.sum() == pytest.approx(sum(one.sun(when) for when in one.instants()))
    # 10.57 EUR/MWh is the TRASe of 2024.
    assert float(settlement.valorisation.transmission_eur) == pytest.approx(one.expected_shared_kwh() * 10.57 / 1000)
    assert {x.ratio for x in found.coverage} == {1.0}
    assert [assumption.code for assumption in found.assumptions] == ["M-PREZZO"]


def test_the_zone_is_that_of_the_region_of_the_plants(whole):
    assert find_zone(one.opened(whole).dossier) == "NORD"


def test_the_measured_year_follows_its_schema(whole):
    value = measured_json("aid-misure", settled(whole))
    jsonschema.validate(value, measured_schema())
    jsonschema.validate(measured_json("aid-misure", settled(whole, 2025)), SCHEMAS["measured-year"]())
    assert value["settlement"]["totals"]["tip_eur"] > 0


def test_a_year_without_measures_is_refused(whole):
    found = settled(whole, 2025, trase_eur_mwh=Decimal("10.57"))
    assert found.is_refused
    assert set(by_code(found)) == {"ENE-14", "ENE-11"}


def test_a_year_whose_tariff_is_unknown_is_refused_until_it_is_given(whole):
    assert by_code(settled(whole, 2025))["ENE-13"].values["opzione"] == "--trase"


def test_a_missing_month_is_told_by_name_and_accepted_only_on_request(copy, tmp_path):
    (copy / "misure" / "originali" / "prelievi.csv").unlink()
    march = one.point_table(tmp_path / "parziale.csv", skip=lambda when: when.month == 3)
    one.bring(copy, march)
    found = settled(copy)
    finding = by_code(found)["ENE-10"]
    assert found.is_refused
    # March of Greenwich begins an hour after that of Rome, and ends two hours after it: April lacks two hours.
    assert finding.values["mesi"] == ["marzo", "aprile"]
    assert finding.values["ore"] == 744
    accepted = settled(copy, accepts_gaps=True)
    lost = sum(
        min(one.sun(when), one.withdrawn(when, 0) + one.withdrawn(when, 1))
        for when in one.instants()
        if when.month == 3
    )
    assert accepted.settlement.shared_kwh.sum() == pytest.approx(one.expected_shared_kwh() - lost)
    named = {assumption.code: assumption for assumption in accepted.assumptions}
    assert named["M-LACUNE"].value == "1488 contate come zero"


def test_a_meter_of_which_nothing_is_known_is_never_zero(copy):
    (copy / "misure" / "originali" / "immessa.csv").unlink()
    found = settled(copy, accepts_gaps=True)
    assert found.is_refused
    assert by_code(found)["ENE-10"].values["di_chi"] == one.PLANT


@pytest.mark.parametrize("accepts_gaps", [False, True])
def test_a_missing_price_is_never_accepted(copy, tmp_path, accepts_gaps):
    (copy / "misure" / "originali" / "prezzi.csv").unlink()
    one.bring(copy, one.price_table(tmp_path / "fino-a-novembre.csv", range(1, 12)))
    found = settled(copy, accepts_gaps=accepts_gaps)
    assert found.is_refused
    assert by_code(found)["ENE-11"].values["mesi"] == ["dicembre"]


def test_a_zone_without_prices_is_refused(whole):
    assert by_code(settled(whole, zone="SICI"))["ENE-11"].values["zona"] == "SICI"


def test_a_point_needs_no_measures_before_it_enters(copy, tmp_path):
    path = copy / "fascicolo.yaml"
    assert "2024" in path.read_text(encoding="utf-8")
    opened = one.opened(copy)
    member = opened.dossier.members[0]
    late = member.points[0].model_copy(update={"from_on": date(2024, 4, 1)})
    members = (member.model_copy(update={"points": (late, *member.points[1:])}),)
    dossier = opened.dossier.model_copy(update={"members": members})
    (copy / "misure" / "originali" / "prelievi.csv").unlink()
    first = datetime(2024, 3, 31, 22, tzinfo=UTC)
    one.bring(copy, one.point_table(tmp_path / "da-aprile.csv", skip=lambda when: when < first))
    found = measured(type(opened)(copy, dossier, (), "", opened.place_of), one.YEAR, LAW)
    coverage = {x.key: x for x in found.coverage}
    assert coverage[one.PODS[0]].ratio == 1.0
    assert min(coverage[one.PODS[0]].months) == 4
    assert by_code(found)["ENE-10"].values["di_chi"] == one.PODS[1]


def test_production_is_not_taken_for_injection(copy, tmp_path):
    (copy / "misure" / "originali" / "immessa.csv").unlink()
    table = one.plant_table(tmp_path / "prodotta.csv")
    one.bring(copy, table, direction=Direction.PRODUCTION)
    assert by_code(settled(copy))["ENE-10"].values["che_cosa"] == "immissione"
