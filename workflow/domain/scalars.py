"""The scalar types a person writes: dates, decimals and yes/no as Italians put them."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, StringConstraints

_ITALIAN_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_YES = {"sì", "si", "s", "vero", "true", "x", "yes", "1"}
_NO = {"no", "n", "falso", "false", "0"}


def parse_date(value: Any) -> Any:
    """Turn `22/11/2026`, `2026-11-22` or an instant at midnight into a date; raise ValueError for other text."""
    if isinstance(value, datetime):
        return value.date()
    if not isinstance(value, str):
        return value
    text = value.strip()
    match = _ITALIAN_DATE.match(text)
    try:
        if match:
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"«{value}» non è una data: scrivere giorno/mese/anno, per esempio 22/11/2026") from error


def parse_decimal(value: Any) -> Any:
    """Turn `1.234,50`, `1234.5` or a float into a Decimal; raise ValueError for other text."""
    if isinstance(value, bool):
        raise ValueError(f"«{value}» non è un numero")  # noqa: TRY004 - pydantic collects ValueError
    if isinstance(value, float):
        return Decimal(repr(float(value)))
    if isinstance(value, int):
        return Decimal(int(value))
    if not isinstance(value, str):
        return value
    text = value.strip().replace("\u00a0", "").replace(" ", "").replace("'", "")
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"«{value}» non è un numero: scrivere solo cifre e virgola, per esempio 19,80") from error
    if not number.is_finite():
        raise ValueError(f"«{value}» non è un numero finito")
    return number


def parse_yes_no(value: Any) -> Any:
    """Turn `sì`/`no` and their kin into a bool; raise ValueError for other text."""
    if not isinstance(value, str):
        return value
    text = value.strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise ValueError(f"«{value}» non si capisce: scrivere sì oppure no")


def _decimal_text(value: Decimal) -> str:
    """Write a Decimal without exponent, so that equal numbers have equal JSON."""
    text = format(value.normalize(), "f")
    return "0" if text in {"-0", ""} else text


Day = Annotated[date, BeforeValidator(parse_date)]
Number = Annotated[Decimal, BeforeValidator(parse_decimal), PlainSerializer(_decimal_text, when_used="json")]
YesNo = Annotated[bool, BeforeValidator(parse_yes_no)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
