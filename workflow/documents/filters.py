"""The filters a template may use: Italian dates, amounts, lists and agreements; each lets None through."""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from workflow.documents.number_words import LARGEST, number_in_words
from workflow.domain.italian_writing import MONTH_NAMES

NBSP = "\u00a0"
TICKED = "■"
UNTICKED = "□"
BLANK_LENGTH = 12
BLANK = "_" * BLANK_LENGTH  # what stands where a datum is unknown
_LONGEST_BLANK = 90
_MOST_DECIMALS = 6


class FilterTypeError(Exception):
    """A filter given a value it cannot write; the renderer adds template, paragraph and name."""


def short_date(value: date) -> str:
    """22/11/2026."""
    day: date = _checked(value, date, "data")
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def long_date(value: date) -> str:
    """22 novembre 2026; the first day of a month is 1°."""
    day = _checked(value, date, "data_estesa")
    return f"{'1°' if day.day == 1 else day.day}{NBSP}{MONTH_NAMES[day.month - 1]}{NBSP}{day.year}"


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """1.234,5; with `decimals` exactly so many, otherwise as many as the number has, up to six."""
    return _figures(value, decimals, "numero")


def euro(value: Decimal | int) -> str:
    """1.234,50 €."""
    return f"{_figures(value, 2, 'euro')}{NBSP}€"


def euro_in_words(value: Decimal | int) -> str:
    """milleduecentotrentaquattro/50."""
    amount = _rounded(Decimal(_checked(value, (Decimal, int), "euro_lettere")), 2, "euro_lettere")
    euros, cents = divmod(abs(int(amount.scaleb(2))), 100)
    return f"{'meno ' if amount < 0 else ''}{_words(euros, 'euro_lettere')}/{cents:02d}"


def in_words(value: int) -> str:
    """In one word: dodici."""
    return _words(_checked(value, int, "numero_lettere"), "numero_lettere")


def ordinal(value: int, gender: str = "f") -> str:
    """2ª, or 2º with 'm'."""
    return f"{_checked(value, int, 'ordinale')}{'º' if gender == 'm' else 'ª'}"


def kilowatt(value: Decimal | int) -> str:
    """19,8 kW."""
    return f"{_figures(value, None, 'kw')}{NBSP}kW"


def kilowatt_hour(value: Decimal | int) -> str:
    """1.234 kWh."""
    return f"{_figures(value, None, 'kwh')}{NBSP}kWh"


def percentage(value: Decimal | int) -> str:
    """55 %: the value is already in hundredths."""
    return f"{_figures(value, None, 'percento')}{NBSP}%"


def enumeration(values: list[str], conjunction: str = "e") -> str:
    """Write «a, b e c»; the conjunction takes its euphonic d only before the same vowel."""
    items = [_checked(value, str, "elenco") for value in _checked(values, list, "elenco")]
    if len(items) <= 1:
        return "".join(items)
    last = items[-1]
    word = f"{conjunction}d" if last[:1].lower() == conjunction else conjunction
    return f"{', '.join(items[:-1])} {word} {last}"


def upper(value: str) -> str:
    """MARIO ROSSI."""
    text: str = _checked(value, str, "maiuscolo")
    return text.upper()


def lower(value: str) -> str:
    """In lower case: mario rossi."""
    text: str = _checked(value, str, "minuscolo")
    return text.lower()


def capitalised(value: str) -> str:
    """First letter upper, the rest untouched."""
    text: str = _checked(value, str, "capitale")
    return text[:1].upper() + text[1:]


def yes_no(value: bool) -> str:
    """Sì or no."""
    return "sì" if _checked(value, bool, "si_no") else "no"


def agreement(gender: str, masculine: str, feminine: str, otherwise: str | None = None) -> str | None:
    """Choose the word for «M» or «F»; for anything else the third word, or a missing datum."""
    return {"M": masculine, "F": feminine}.get(_checked(gender, str, "accorda").upper(), otherwise)


def plural(value: Decimal | int | list[Any], one: str, many: str) -> str:
    """Choose the word for one or for any other number, none included; of a list, its length counts."""
    count = len(value) if isinstance(value, list) else _checked(value, (Decimal, int), "plurale")
    return one if count == 1 else many


def group_agreement(
    values: list[Any], masculine: str, feminine: str, masculine_plural: str, feminine_plural: str
) -> str | None:
    """Choose the word for a person or several: all women take the feminine; an unknown gender is a missing datum.

    The items are genders, or persons with their `genere`.
    """
    people = _checked(values, list, "concorda")
    genders = [person.get("genere") if isinstance(person, dict) else person for person in people]
    if not genders or any(gender not in {"M", "F"} for gender in genders):
        return None
    words = (masculine, feminine) if len(genders) == 1 else (masculine_plural, feminine_plural)
    return words[all(gender == "F" for gender in genders)]


def blank_if_unknown(value: Any, length: int = BLANK_LENGTH) -> Any:
    """Print a line to be filled by hand when the datum is unknown: the author's explicit choice."""
    return "_" * min(length, _LONGEST_BLANK) if value is None else value


def tick(value: bool | None) -> str:
    """■ if true, □ if false or unknown (to be ticked by hand)."""
    return TICKED if value is not None and _checked(value, bool, "casella") else UNTICKED


def length(value: list[Any]) -> int:
    """How many items a list has."""
    return len(_checked(value, list, "length"))


def first(value: list[Any]) -> Any:
    """Return the first item, unknown if the list is empty."""
    return next(iter(_checked(value, list, "first")), None)


def last(value: list[Any]) -> Any:
    """Return the last item, unknown if the list is empty."""
    return next(reversed(_checked(value, list, "last")), None)


TAKES_UNKNOWN = {"o_vuoto", "casella"}
FILTERS: dict[str, Callable[..., Any]] = {
    "data": short_date,
    "data_estesa": long_date,
    "numero": number,
    "numero_lettere": in_words,
    "ordinale": ordinal,
    "euro": euro,
    "euro_lettere": euro_in_words,
    "kw": kilowatt,
    "kwh": kilowatt_hour,
    "percento": percentage,
    "elenco": enumeration,
    "maiuscolo": upper,
    "minuscolo": lower,
    "capitale": capitalised,
    "si_no": yes_no,
    "accorda": agreement,
    "concorda": group_agreement,
    "plurale": plural,
    "o_vuoto": blank_if_unknown,
    "casella": tick,
    "length": length,
    "first": first,
    "last": last,
}


def _figures(value: Any, decimals: int | None, name: str) -> str:
    amount = Decimal(_checked(value, (Decimal, int), name))
    places = _MOST_DECIMALS if decimals is None else decimals
    text = f"{_rounded(amount, places, name):,f}"
    whole, _, fraction = text.partition(".")
    if decimals is None:
        fraction = fraction.rstrip("0")
    whole = whole.replace(",", ".")
    return f"{whole},{fraction}" if fraction else whole


def _rounded(amount: Decimal, places: int, name: str) -> Decimal:
    try:
        rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise FilterTypeError(f"il filtro «{name}» non sa scrivere {amount} con {places} decimali") from error
    if not rounded.is_finite():
        raise FilterTypeError(f"il filtro «{name}» non sa scrivere {amount}")
    return abs(rounded) if rounded.is_zero() else rounded  # nobody reads «-0,00 €»


def _words(amount: int, name: str) -> str:
    if abs(amount) > LARGEST:
        raise FilterTypeError(f"il filtro «{name}» non sa scrivere {amount}: è troppo grande")
    return number_in_words(amount)


def _checked(value: Any, kind: type | tuple[type, ...], name: str) -> Any:
    is_stray_bool = isinstance(value, bool) and kind is not bool
    if not isinstance(value, kind) or is_stray_bool:
        raise FilterTypeError(f"il filtro «{name}» non sa scrivere un valore di tipo {type(value).__name__}")
    return value
