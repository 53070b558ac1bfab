"""The units a parameter may have, and the shape each unit asks of its value."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from workflow.law.band import Bands, BrokenBandsError, is_number, is_scale
from workflow.law.reading import Location


class Unit(StrEnum):
    """The units a parameter may have; the unit decides which shape the value must have."""

    KILOWATT = "kW"
    KILOWATT_PER_SQUARE_METRE = "kW/m²"
    GIGAWATT = "GW"
    GIGAWATT_HOUR = "GWh"
    EURO = "EUR"
    EURO_PER_KILOWATT = "EUR/kW"
    EURO_PER_MEGAWATT_HOUR = "EUR/MWh"
    EURO_PER_YEAR = "EUR/anno"
    SHARE = "quota"
    RATIO = "rapporto"
    COUNT = "numero"
    INHABITANTS = "abitanti"
    HOURS_PER_YEAR = "ore/anno"
    MINUTES = "minuti"
    METRES = "m"
    KILOMETRES = "km"
    TONNES_PER_TONNE = "tCO2eq/tH2"
    MILLIGRAMS_PER_CUBIC_METRE = "mg/Nm³"
    DAYS = "giorni"
    MONTHS = "mesi"
    YEARS = "anni"
    END_OF_MONTH = "fine_mese"
    LAST_WORKING_DAY = "ultimo_lavorativo"
    DAY_OF_MONTH = "giorno_del_mese"
    DATE = "data"
    LIST = "elenco"
    TABLE = "tabella"
    TEXT = "testo"


WHOLE = frozenset({Unit.DAYS, Unit.MONTHS, Unit.YEARS, Unit.END_OF_MONTH, Unit.LAST_WORKING_DAY, Unit.MINUTES})
SHAPED = frozenset({Unit.DATE, Unit.LIST, Unit.TABLE, Unit.TEXT, Unit.DAY_OF_MONTH})
DAY_OF_MONTH_KEYS = (frozenset({"giorno", "mesi_dopo"}), frozenset({"giorno", "mese", "anni_dopo"}))


class Problem(NamedTuple):
    """What is wrong with a value, and where inside it."""

    text: str
    at: Location = ()


def problem_with(unit: Unit, value: Any) -> Problem | None:
    """Return what keeps the value from being of that unit, or None if nothing does."""
    if unit not in SHAPED and unit not in WHOLE and is_scale(value):
        return _scale_problem(value)
    if unit in SHAPED:
        words = _shape_problem(unit, value)
    elif unit in WHOLE:
        words = None if isinstance(value, int) and not isinstance(value, bool) else "serve un numero intero"
    elif isinstance(value, dict):
        words = None if value and all(is_number(item) for item in value.values()) else "servono solo numeri"
    else:
        words = None if is_number(value) else "serve un numero, una tabella di numeri o una scala di scaglioni"
    return None if words is None else Problem(f"con unità «{unit}» {words}.")


def _scale_problem(value: Any) -> Problem | None:
    try:
        Bands.of(value)
    except BrokenBandsError as error:
        return Problem(f"{error}.", (error.index,))
    return None


def _shape_problem(unit: Unit, value: Any) -> str | None:
    if unit is Unit.DATE:
        return None if isinstance(value, date) and not isinstance(value, datetime) else "serve una data AAAA-MM-GG"
    if unit is Unit.TEXT:
        return None if isinstance(value, str) and value.strip() else "serve un testo"
    if unit is Unit.TABLE:
        return None if isinstance(value, dict) and value else "serve una tabella di chiavi"
    if unit is Unit.LIST:
        return _list_problem(value)
    is_recurring = isinstance(value, dict) and frozenset(value) in DAY_OF_MONTH_KEYS
    if is_recurring and all(isinstance(item, int) for item in value.values()):
        return None
    return "servono numeri interi per «giorno» e «mesi_dopo», o per «giorno», «mese» e «anni_dopo»"


def _list_problem(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "serve un elenco non vuoto"
    seen: list[Any] = []
    for item in value:
        if item in seen:
            return f"la voce «{item}» è scritta due volte"
        seen.append(item)
    rows = [item for item in value if isinstance(item, dict)]
    if rows and (len(rows) < len(value) or any(set(row) != set(rows[0]) for row in rows)):
        return "tutte le voci devono avere le stesse chiavi"
    ids = [row["id"] for row in rows if "id" in row]
    return "lo stesso «id» è scritto due volte" if len(ids) != len(set(ids)) else None
