"""Reads one written value, of a cell or of a YAML key, as a date, number, yes/no or choice, as people write them."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

from workflow.domain.identifiers.cell_text import clean, text_of
from workflow.domain.italian_writing import MONTH_NAMES
from workflow.domain.scalars import parse_date, parse_decimal, parse_yes_no
from workflow.intake.choice_words import SYNONYMS

_DAY_IN_WORDS = re.compile(r"(\d{1,2})\s*[°ºo]?\s+([a-zà-ù]+)\s+(\d{4})", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[ T]00[:.]00([:.]00(\.0+)?)?$")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+")
# A unit may follow the number only if it is the one that its key means.
_UNITS = {
    "kwh": re.compile(r"\s*kwh$", re.IGNORECASE),
    "kw": re.compile(r"\s*kw$", re.IGNORECASE),
    "w": re.compile(r"\s*w$", re.IGNORECASE),
    "eur": re.compile(r"\s*(€|euro|eur)$", re.IGNORECASE),
}
# Days that Excel counts from the last day of 1899; below the first a number is rather a year, above it no date of ours.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(3000, 73051)


class UnreadableValueError(ValueError):
    """A value that is not what its key takes: the card that says so, its wording, and what fills it."""

    def __init__(self, code: str, wording: str | None = None, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.wording = wording
        self.values = values


def folded(text: str) -> str:
    """Return only the letters and digits of a text, in lower case and without accents."""
    lower = text.casefold()
    bare = lower if lower.isascii() else unicodedata.normalize("NFKD", lower)
    return bare if bare.isalnum() else "".join(filter(str.isalnum, bare))


def read_day(value: Any) -> date:
    """Return a date from a date cell, an Excel serial, `22/11/2026`, `2026-11-22` or `22 novembre 2026`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if int(value) in _EXCEL_DAYS:
            return _EXCEL_EPOCH + timedelta(days=int(value))
        raise UnreadableValueError("IMP-04", valore=text_of(value))
    text = _MIDNIGHT.sub("", clean(str(value)))
    in_words = _DAY_IN_WORDS.fullmatch(text)
    if in_words and in_words.group(2).lower() in MONTH_NAMES:
        text = f"{in_words.group(1)}/{MONTH_NAMES.index(in_words.group(2).lower()) + 1}/{in_words.group(3)}"
    try:
        day = parse_date(text.replace(" ", ""))
    except ValueError as error:
        raise UnreadableValueError("IMP-04", valore=str(value)) from error
    if not isinstance(day, date):
        raise UnreadableValueError("IMP-04", valore=str(value))
    return day


def read_number(value: Any, unit: str | None = None) -> Decimal:
    """Return a Decimal from a number or its text, with or without its unit; refuse `1.234`, which is two numbers."""
    if isinstance(value, date | timedelta):
        raise UnreadableValueError("IMP-05", "data", valore=text_of(value))
    if isinstance(value, str):
        text = clean(value)
        if unit in _UNITS:
            text = _UNITS[unit].sub("", text)
        if _THOUSANDS.fullmatch(text) and text.count(".") == 1:
            plain, decimal = text.replace(".", ""), text.replace(".", ",")
            raise UnreadableValueError("IMP-05", "ambiguo", valore=clean(value), intero=plain, decimale=decimal)
        value_read: Any = text.replace(".", "") if _THOUSANDS.fullmatch(text) else text
    else:
        value_read = value
    try:
        number = parse_decimal(value_read)
    except ValueError as error:
        raise UnreadableValueError("IMP-05", valore=text_of(value)) from error
    if not isinstance(number, Decimal) or not number.is_finite():
        raise UnreadableValueError("IMP-05", valore=text_of(value))
    return number


def unit_of(key: str) -> str | None:
    """Return the unit in which the number of a key is written, as its name says."""
    last = key.rsplit("_", 1)[-1]
    return last if last in _UNITS else None


def read_integer(value: Any) -> int:
    """Return a whole number."""
    number = read_number(value)
    if number != number.to_integral_value():
        raise UnreadableValueError("IMP-05", "intero", valore=text_of(value))
    return int(number)


def read_yes_no(value: Any) -> bool:
    """Return a yes or a no from `sì`, `no`, `x`, VERO, 1 and their kin."""
    if isinstance(value, bool):
        return value
    try:
        answer = parse_yes_no(text_of(value).rstrip("'’.!"))
    except ValueError as error:
        raise UnreadableValueError("IMP-06", valore=text_of(value)) from error
    if not isinstance(answer, bool):
        raise UnreadableValueError("IMP-06", valore=text_of(value))
    return answer


def read_choice(value: Any, choices: type[StrEnum], show: Callable[[StrEnum], str]) -> StrEnum:
    """Return a member of an enumeration from its value or a synonym, whatever the case, accents and spaces.

    `show` writes the choices as the file at hand wants them, for the message.
    """
    text = text_of(value)
    found = _words_of(choices).get(folded(text))
    if found is None:
        raise UnreadableValueError("IMP-03", valore=text, ammessi=[show(item) for item in choices])
    return found


def shown_choice(choice: StrEnum) -> str:
    """Return a choice as drop-downs and messages show it."""
    return choice.value.replace("_", " ")


@cache
def _words_of(choices: type[StrEnum]) -> dict[str, StrEnum]:
    words = {folded(item.value): item for item in choices}
    for item in choices:
        for synonym in SYNONYMS.get(choices, {}).get(item, ()):
            words.setdefault(folded(synonym), item)
    return words
