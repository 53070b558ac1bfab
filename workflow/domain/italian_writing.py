"""How Italians write figures and months: comma for the decimals, point for the thousands, a true minus sign."""

from decimal import ROUND_HALF_UP, Decimal

MONTH_NAMES = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip


def italian(value: Decimal | float, places: int | None = None) -> str:
    """Return a figure with so many decimals, the half up; without `places` with all that it has."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    kept = exact.normalize() if places is None else exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{abs(kept):,f}".replace(",", "\0").replace(".", ",").replace("\0", ".")
    return f"−{written}" if kept < 0 else written


def italian_short(value: Decimal | float, places: int) -> str:
    """Return a figure with at most so many decimals, without the zeros that say nothing."""
    text = italian(value, places)
    return text.rstrip("0").rstrip(",") if "," in text else text
