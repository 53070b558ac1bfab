"""The fees of the GSE, against the decree of March 2024 and sums made by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.rulebook import law
from workflow.domain.finding import Confidence
from workflow.law import UnknownOnThatDayError
from workflow.law.fees import photovoltaic_rid_fee, pnrr_fee, preliminary_fee, yearly_fee

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("power", "amount"),
    [("0", "0"), ("3", "0"), ("3.01", "15"), ("20", "15"), ("21", "16"), ("100", "95"), ("1000", "995")],
)
def test_a_plant_pays_every_year_by_its_power(power: str, amount: str) -> None:
    fee = yearly_fee(Decimal(power), law(), DAY)
    assert (fee.code, fee.amount_eur, fee.is_doubtful) == ("FEE-01", Decimal(amount), False)


def test_a_fraction_of_kilowatt_is_charged_unrounded_and_with_a_doubt() -> None:
    fee = yearly_fee(Decimal("20.5"), law(), DAY)
    assert (fee.amount_eur, fee.is_doubtful) == (Decimal("15.5"), True)


def test_a_fraction_below_what_is_charged_by_kilowatt_leaves_no_doubt() -> None:
    assert not yearly_fee(Decimal("19.8"), law(), DAY).is_doubtful


@pytest.mark.parametrize(("power", "amount"), [("20", 50), ("21", 450), ("200", 450), ("600", 1300), ("1000", 2300)])
def test_a_pnrr_project_pays_once_by_its_power(power: str, amount: int) -> None:
    fee = pnrr_fee(Decimal(power), law(), DAY)
    assert fee is not None
    assert (fee.code, fee.amount_eur) == ("FEE-03", amount)


def test_a_power_that_the_grant_does_not_admit_has_no_fee() -> None:
    assert pnrr_fee(Decimal("1000.01"), law(), DAY) is None


def test_a_preliminary_check_costs_a_hundred_euro() -> None:
    fee = preliminary_fee(law(), DAY)
    assert (fee.code, fee.amount_eur) == ("FEE-04", 100)


def test_before_its_decree_no_fee_is_known() -> None:
    with pytest.raises(UnknownOnThatDayError):
        yearly_fee(Decimal(20), law(), date(2024, 3, 18))


@pytest.mark.parametrize(
    ("power", "flat", "by_steps"),
    [
        ("3", "0", "0"),
        ("20", "14", "11.90"),  # 17 kW at 0.70
        ("200", "130", "128.90"),  # 17 at 0.70, 180 at 0.65
        ("300", "180", "188.90"),  # and 100 at 0.60
    ],
)
def test_the_fee_of_ritiro_dedicato_is_told_in_both_readings(power: str, flat: str, by_steps: str) -> None:
    fee = photovoltaic_rid_fee(Decimal(power), law(), DAY)
    assert (fee.code, fee.amount_eur, fee.other_reading_eur) == ("FEE-05", Decimal(flat), Decimal(by_steps))
    assert fee.is_doubtful
    assert fee.value.confidence is Confidence.TO_VERIFY
