"""Writes the table of national holidays from the library that knows them, which takes longer to load than a command.

The program reads the table; the library is asked only for years outside it.
"""

from datetime import date

from holidays import country_holidays

FIRST_YEAR = 2000
LAST_YEAR = 2099


def holidays_table() -> str:
    """Return one line for each year: the year, then month and day of each holiday."""
    return "".join(f"{year} {' '.join(map(_short, _of_year(year)))}\n" for year in range(FIRST_YEAR, LAST_YEAR + 1))


def _of_year(year: int) -> list[date]:
    return sorted(country_holidays("IT", years=year))


def _short(day: date) -> str:
    return f"{day:%m-%d}"
