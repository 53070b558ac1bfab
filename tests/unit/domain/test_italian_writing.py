"""Figures as Italians write them."""

from decimal import Decimal

import numpy as np
import pytest

from workflow.domain.italian_writing import MONTH_NAMES, italian, italian_short


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234567.891, 2, "1.234.567,89"),
        (Decimal("0.125"), 2, "0,13"),
        (2.5, 0, "3"),
        (1.005, 2, "1,01"),
        (-30, 2, "−30,00"),
        (-0.004, 2, "0,00"),
        (np.float64(10.5), 1, "10,5"),
        (Decimal("1200.500"), None, "1.200,5"),
        (Decimal("1.1E+4"), None, "11.000"),
        (0, None, "0"),
    ],
)
def test_a_figure_has_comma_points_half_up_and_no_minus_before_zero(value, places, written):
    assert italian(value, places) == written


@pytest.mark.parametrize(("value", "written"), [(100.0, "100"), (0.5, "0,5"), (1000.126, "1.000,13"), (-0.001, "0")])
def test_a_short_figure_drops_the_zeros_that_say_nothing(value, written):
    assert italian_short(value, 2) == written


def test_there_are_twelve_months():
    assert (len(set(MONTH_NAMES)), MONTH_NAMES[0], MONTH_NAMES[11]) == (12, "gennaio", "dicembre")
