"""Rounds what a projection says to the figures it can stand for."""

from decimal import ROUND_HALF_UP, Decimal

SIGNIFICANT = 2


def significant(value: float | Decimal, figures: int = SIGNIFICANT) -> Decimal:
    """Return a number with so many significant figures, as a plain decimal: 11018.5 is 11000."""
    number = Decimal(repr(float(value)))
    if not number:
        return Decimal(0)
    last = number.adjusted() - figures + 1
    rounded = number.quantize(Decimal(1).scaleb(last), rounding=ROUND_HALF_UP)
    return Decimal(format(rounded, "f"))
