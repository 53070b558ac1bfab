"""Says values of the law in Italian words: shares as percentages, scales band by band, lists item by item."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.checks.wording import show
from workflow.domain.finding import LegalRef
from workflow.domain.key_date import KeyDate
from workflow.law import DatedValue, Law, Parameter
from workflow.law.band import is_number, is_scale
from workflow.law.unit import Unit

_UNITLESS = frozenset({Unit.DATE, Unit.LIST, Unit.TABLE, Unit.TEXT, Unit.COUNT, Unit.RATIO, Unit.SHARE})
_UNIT_WORDS = {
    Unit.END_OF_MONTH: "mesi (ultimo giorno del mese)",
    Unit.LAST_WORKING_DAY: "mesi (ultimo giorno lavorativo)",
    Unit.DAY_OF_MONTH: "",
}
_SINGULARS = {"giorni": "giorno", "mesi": "mese", "anni": "anno", "minuti": "minuto"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_PER_CENT = Decimal(100)
_KEY_DATES = {
    KeyDate.REQUEST: "la data della richiesta",
    KeyDate.ENTRY_INTO_OPERATION: "la data di entrata in esercizio",
    KeyDate.NOTICE: "la data della comunicazione",
    KeyDate.EVENT: "la data dell’evento",
    KeyDate.MONTH: "il mese di competenza",
    KeyDate.PNRR_REQUEST: "la data della domanda PNRR",
}
# Identifiers are ASCII and lower case; people read these words with their accent or capitals.
_SPELLINGS = {
    "comunita": "comunità",
    "personalita": "personalità",
    "citta": "città",
    "disponibilita": "disponibilità",
    "proprieta": "proprietà",
    **{word: word.upper() for word in ("gse", "cer", "gac", "aid", "cec", "caac", "cad", "pmi", "ater", "ipab", "asp")},
}


def value_words(value: Any, unit: Unit) -> str:
    """Return a value with its unit, as people read it."""
    words = _words(value, unit)
    if unit in _UNITLESS:
        return words
    measure = _UNIT_WORDS.get(unit, unit.value)
    if value == 1:
        first = measure.split(" ", maxsplit=1)[0]
        measure = _SINGULARS.get(first, first) + measure.removeprefix(first)
    return f"{words} {measure}".strip()


def dated_words(value: DatedValue | None) -> str:
    """Return a dated value with its unit, or that none is known."""
    return "nessun valore noto" if value is None else value_words(value.value, value.unit)


def period_words(value: DatedValue) -> str:
    """Return the days on which a value holds."""
    start = f"dal {show(value.from_on)}"
    return start if value.until_on is None else f"{start} al {show(value.until_on)}"


def silence_of(parameter: Parameter, day: date) -> str | None:
    """Return why the parameter has no value on the day, or None if it has one."""
    held = [entry for entry in parameter.entries if entry.from_on <= day]
    if not held:
        first = f"il primo valore noto decorre dal {show(parameter.entries[0].from_on)}."
        return f"{first} {parameter.before or ''}".strip()
    return None if held[-1].value is not None else held[-1].note


def difference_words(one: DatedValue | None, other: DatedValue | None) -> str:
    """Return the first value in words; of a list, only what it has more and less than the other list."""
    if one is None or other is None or not (_is_list(one.value) and _is_list(other.value)):
        return dated_words(one)
    more = [item for item in one.value if item not in other.value]
    less = [item for item in other.value if item not in one.value]
    pairs = (("in più", more), ("in meno", less))
    return ", ".join(f"{words}: {_words(items, one.unit)}" for words, items in pairs if items)


def key_date_words(day: KeyDate) -> str:
    """Return which day of a dossier picks a value, with its article."""
    return _KEY_DATES[day]


def spelled(identifier: str) -> str:
    """Return an identifier of the data as people write it: spaces and accents; an address is left as it is."""
    if "@" in str(identifier):
        return str(identifier)
    return " ".join(_SPELLINGS.get(word, word) for word in str(identifier).replace("_", " ").split(" "))


def opened(text: str) -> str:
    """Return a card's text with its placeholders as people read them."""
    return _PLACEHOLDER.sub(lambda found: f"[{spelled(found[1])}]", text)


def sources_words(law: Law, refs: Iterable[LegalRef]) -> tuple[str, ...]:
    """Return references as people write them."""
    return tuple(law.cite(ref) for ref in refs)


def shortened(text: str, length: int) -> str:
    """Return the text cut at a word, with a mark, if it is longer than `length`."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    return flat[:length].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def plain_value(value: Any) -> Any:
    """Return a frozen value as lists and dictionaries, for JSON."""
    if isinstance(value, Mapping):
        return {key: plain_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_value(item) for item in value]
    return value


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple) and not is_scale(value)


def _words(value: Any, unit: Unit) -> str:
    if unit is Unit.DAY_OF_MONTH and isinstance(value, Mapping):
        return _recurring(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{spelled(key)} {_words(item, unit)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        write = _band if is_scale(value) and unit is not Unit.LIST else _item
        return "; ".join(write(row, unit) for row in value)
    return _single(value, unit)


def _single(value: Any, unit: Unit) -> str:
    if unit is Unit.SHARE and is_number(value):
        return f"{show((Decimal(value) * _PER_CENT).normalize())} %"
    if isinstance(value, int) and not isinstance(value, bool):
        return show(Decimal(value))
    return spelled(value) if isinstance(value, str) else show(value)


def _band(row: Mapping[str, Any], unit: Unit) -> str:
    bound = next(key for key in row if str(key).startswith("fino_a_"))
    limit = row[bound]
    measure = str(bound).removeprefix("fino_a_").replace("kw", "kW")
    head = "oltre" if limit is None else f"fino a {show(Decimal(limit))} {measure}"
    figures = ", ".join(f"{spelled(key)} {_words(item, unit)}" for key, item in row.items() if key != bound)
    return f"{head}: {figures}"


def _item(item: Any, unit: Unit) -> str:
    if isinstance(item, Mapping) and {"id", "testo"} <= set(item):
        return f"{spelled(item['id'])}: {str(item['testo']).rstrip('.')}"
    if isinstance(item, Mapping):
        return ", ".join(f"{spelled(key)} {_words(one, unit)}" for key, one in item.items())
    return _words(item, unit)


def _recurring(value: Mapping[str, Any]) -> str:
    if "mesi_dopo" in value:
        after = value["mesi_dopo"]
        return f"giorno {value['giorno']} del {'mese' if after == 1 else f'{after}° mese'} successivo"
    return f"{value['giorno']:02d}/{value['mese']:02d} dell’anno successivo"
