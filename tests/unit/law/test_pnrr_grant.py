"""How much a PNRR grant may be, against Appendice E and sums made by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders.rulebook import law
from workflow.law.pnrr_grant import grant_limit

DAY = date(2025, 11, 10)


@pytest.mark.parametrize(
    ("power", "limit", "grant"),
    [
        ("20", "30000", "12000"),
        ("21", "25200", "10080"),
        ("200", "240000", "96000"),
        ("600", "660000", "264000"),
        ("1000", "1050000", "420000"),
    ],
)
def test_the_grant_is_forty_per_cent_of_the_limit_per_kilowatt(power: str, limit: str, grant: str) -> None:
    found = grant_limit(Decimal(power), law(), DAY)
    assert found is not None
    assert (found.code, found.cost_limit_eur, found.maximum_eur) == ("PNR-04", Decimal(limit), Decimal(grant))


def test_above_a_thousand_kilowatt_there_is_no_limit_and_no_grant() -> None:
    assert grant_limit(Decimal("1000.01"), law(), DAY) is None


def test_a_spending_below_the_limit_is_what_counts() -> None:
    found = grant_limit(Decimal(20), law(), DAY, Decimal(20000))
    assert found is not None
    assert (found.admitted_eur, found.maximum_eur) == (20000, 8000)


def test_technical_items_are_cut_to_a_tenth_of_what_is_admitted() -> None:
    found = grant_limit(Decimal(30), law(), DAY, Decimal(32000), Decimal(5000))  # 27,000 of works carry 3,000
    assert found is not None
    assert (found.admitted_eur, found.technical_eur, found.maximum_eur) == (30000, 3000, 12000)


def test_technical_items_beyond_the_limit_cost_nothing_where_works_alone_reach_it() -> None:
    found = grant_limit(Decimal(20), law(), DAY, Decimal(50000), Decimal(8000))
    assert found is not None
    assert found.admitted_eur == found.cost_limit_eur == 30000


def test_amounts_are_to_the_cent() -> None:
    found = grant_limit(Decimal("19.999"), law(), DAY, Decimal("1000.05"))
    assert found is not None
    assert str(found.maximum_eur) == "400.02"


@pytest.mark.parametrize(
    ("other", "left"), [("0", "8000"), ("4000", "8000"), ("4001", "7999"), ("12000", "0"), ("13000", "0")]
)
def test_other_grants_lower_the_share_of_the_limit_and_never_below_zero(other: str, left: str) -> None:
    found = grant_limit(Decimal(20), law(), DAY, Decimal(20000))
    assert found is not None
    assert found.beside(Decimal(other)) == Decimal(left)
