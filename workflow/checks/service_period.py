"""Until when a plant is paid: years of tariffa premio, years of valorisation and then one at a time (par. 2.2.1)."""

from datetime import date, timedelta

from workflow.law import Law
from workflow.law.calendar import add_years

TARIFF_YEARS = "tariffa/durata"
VALORISATION_YEARS = "tariffa/durata_valorizzazione"


def last_tariff_day(start_on: date, law: Law, sent_on: date) -> date:
    """Return the last day of tariffa premio of a plant (EFF-13); the stops of the plant may move it later."""
    return add_years(start_on, law.value(TARIFF_YEARS, sent_on).whole) - timedelta(days=1)


def last_valorisation_day(start_on: date, law: Law, sent_on: date) -> date:
    """Return the last day of the first period of valorisation, which is then renewed year by year (EFF-14)."""
    return add_years(start_on, law.value(VALORISATION_YEARS, sent_on).whole) - timedelta(days=1)
