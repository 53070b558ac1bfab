"""The energy of a riparto: measured where it is, never replaced in silence, projected only where something needs it."""

import shutil
from decimal import Decimal

import pytest

from tests.builders import rulebook, splits
from tests.unit.services import measured_dossier as one
from workflow.domain.request import SplitRule
from workflow.services.measured_year import MeasuredChoices
from workflow.services.split_energy import EnergySource, Origin
from workflow.services.split_measures import energy_for
from workflow.services.splitting_benefits import split_benefits

LAW = rulebook.law()
RECEIVED = splits.sums(valorizzazione_eur=10)


@pytest.fixture(scope="module")
def without_price(tmp_path_factory):
    """A folder with a year of meters and no price."""
    return one.write_measured(tmp_path_factory.mktemp("senza-prezzo"))


def energy(folder, source=EnergySource.AUTO, year=one.YEAR, **options):
    return energy_for(one.opened(folder), year, LAW, source, **options)


def test_with_the_price_the_measures_give_the_sums_too(without_price, tmp_path):
    folder = shutil.copytree(without_price, tmp_path / "fascicolo")
    one.bring(folder, one.price_table(tmp_path / "prezzi.csv"))
    found, findings = energy(folder)
    assert (found.origin, found.is_priced, findings) == (Origin.MEASURED, True, ())
    split = split_benefits(one.opened(folder), one.YEAR, energy=found)
    assert (split.sums.origin, split.sums.computed) == (Origin.MEASURED, split.sums.pots)
    [client] = [one for one in split.participants if one.player.is_consumer]
    assert float(client.player.shared_kwh) == pytest.approx(one.expected_shared_kwh(), abs=0.001)
    assert split.split.total_eur() == split.sums.pots.shareable_eur + split.sums.pots.surplus_eur + split.sums.sale_eur


def test_sums_received_need_no_price_to_be_weighed(without_price):
    found, findings = energy(without_price, received=RECEIVED)
    assert (found.is_priced, findings) == (False, ())
    assert float(found.settlement.shared_kwh.sum()) == pytest.approx(one.expected_shared_kwh())


def test_without_sums_and_price_the_riparto_says_what_lacks(without_price):
    found, findings = energy(without_price)
    assert found is None
    assert [finding.code for finding in findings] == ["ENE-11"]
    split = split_benefits(one.opened(without_price), one.YEAR, findings=findings)
    assert {finding.code for finding in split.findings} == {"ENE-11", "ENE-41"}


def test_measures_with_holes_are_not_replaced_by_a_projection_and_may_be_accepted(without_price, tmp_path):
    folder = shutil.copytree(without_price, tmp_path / "fascicolo")
    (folder / "misure" / "originali" / "prelievi.csv").unlink()
    one.bring(folder, one.point_table(tmp_path / "parziale.csv", skip=lambda when: when.month == 3))
    found, findings = energy(folder, received=RECEIVED, requested=SplitRule.BY_CONSUMPTION)
    assert (found, {finding.code for finding in findings} >= {"ENE-10"}) == (
        None,
        False,
    )  # of one client nothing depends
    found, findings = energy(folder)
    assert found is None
    assert "ENE-10" in {finding.code for finding in findings}
    accepted, _ = energy(folder, received=RECEIVED, choices=MeasuredChoices(accepts_gaps=True))
    assert accepted is not None


def test_a_year_without_measures_is_projected_where_the_sums_depend_on_it(without_price):
    found, findings = energy(without_price, year=2027)
    assert (found.origin, findings) == (Origin.PROJECTED, ())
    split = split_benefits(one.opened(without_price), 2027, energy=found)
    [client] = [each.player for each in split.participants if each.player.is_consumer]
    low, high = split.ranges[client.key]
    assert low < split.split.total_eur(player=client.key) < high
    assert energy(without_price, year=2027, received=RECEIVED) == (None, ())
    only, findings = energy(without_price, EnergySource.MEASURES, 2027)
    assert only is None
    assert "ENE-14" in {finding.code for finding in findings}


def test_a_tariff_that_the_law_does_not_know_can_be_given(without_price, tmp_path):
    folder = shutil.copytree(without_price, tmp_path / "fascicolo")
    one.bring(folder, one.price_table(tmp_path / "prezzi.csv"))
    given, _ = energy(folder, choices=MeasuredChoices(trase_eur_mwh=Decimal(20)))
    usual, _ = energy(folder)
    ratio = given.settlement.valorisation.transmission_eur / usual.settlement.valorisation.transmission_eur
    assert float(ratio) == pytest.approx(20 / 10.57)
