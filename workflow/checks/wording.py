"""Turns values into the Italian that messages print: decimals with a comma, dates as day/month/year."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Put the values in a card's text; raise KeyError for a placeholder that no value fills."""
    return template.format_map({name: show(value) for name, value in values.items()})


def show(value: Any) -> str:
    """Write one value as Italians read it."""
    if type(value) in {str, int}:  # nearly every value, and none of the kinds below
        return str(value)
    return next((write(value) for kind, write in _WRITERS if isinstance(value, kind)), str(value))


def _decimal(value: Decimal) -> str:
    text = f"{value.normalize():,f}"
    return text.replace(",", "\u0000").replace(".", ",").replace("\u0000", ".")


def _enumeration(values: list[Any] | tuple[Any, ...]) -> str:
    items = [show(value) for value in values]
    if not items:
        return "nessuno"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} e {items[-1]}"


_WRITERS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (type(None), lambda _: "non indicato"),
    (bool, lambda value: "sì" if value else "no"),
    (Decimal, _decimal),
    (date, lambda value: value.strftime("%d/%m/%Y")),
    (StrEnum, lambda value: value.value.replace("_", " ")),
    ((list, tuple), _enumeration),
)
