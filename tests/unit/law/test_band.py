"""Bands closed above: the boundary belongs to the band below it."""

from decimal import Decimal

import pytest

from workflow.law.band import Bands, BeyondBandsError, is_scale

OPEN = Bands.of([{"fino_a_kw": 200, "tetto": 120}, {"fino_a_kw": None, "tetto": 110}])
CLOSED = Bands.of([{"fino_a_kw": Decimal("2.5"), "importo": 1}, {"fino_a_kw": 10, "importo": 2}])


@pytest.mark.parametrize(("value", "cap"), [("0", 120), ("200", 120), ("200.00", 120), ("200.01", 110), ("9999", 110)])
def test_the_bound_is_inside(value: str, cap: int) -> None:
    assert OPEN.pick(Decimal(value))["tetto"] == cap


def test_a_band_knows_its_limits() -> None:
    assert OPEN.bound == "fino_a_kw"
    assert (OPEN.bands[0].above, OPEN.bands[0].up_to) == (None, 200)
    assert (OPEN.bands[1].above, OPEN.bands[1].up_to) == (200, None)


def test_above_the_last_bound_there_is_no_band() -> None:
    assert CLOSED.pick(10)["importo"] == 2
    assert CLOSED.find(Decimal("10.01")) is None
    with pytest.raises(BeyondBandsError, match=r"10\.01"):
        CLOSED.pick(Decimal("10.01"))


def test_below_zero_there_is_no_band() -> None:
    assert OPEN.find(-1) is None
    with pytest.raises(BeyondBandsError):
        OPEN.pick(Decimal("-0.01"))


@pytest.mark.parametrize("value", [[], 10, "a", [1], [{"id": "a"}], [{"fino_a_kw": 1}, 2], {"fino_a_kw": 1}])
def test_what_is_not_rows_with_a_bound_is_no_scale(value: object) -> None:
    assert is_scale(value) is False
