"""The day and the instant in Rome: the only caller of the system clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> datetime:
    """Return this instant, aware, in Europe/Rome."""
    return datetime.now(tz=ROME)


def today() -> date:
    """Return today's date in Europe/Rome."""
    return now().date()
