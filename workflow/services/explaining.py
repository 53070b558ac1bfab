"""Explains a rule by its code: what it asks, how heavy it is, the article, the values of the law it reads."""

from dataclasses import dataclass
from datetime import date

from workflow.checks.card import Card, load_cards
from workflow.law import Law, UnknownOnThatDayError
from workflow.resources import ProgramError


class UnknownCodeError(ProgramError):
    """A code that no rule card has."""

    exit_code = 3


@dataclass(frozen=True)
class UsedValue:
    """A parameter that the rule reads, with its value on the day asked; None where the law is silent."""

    name: str
    description: str
    value: str | None
    cited: str | None


@dataclass(frozen=True)
class Explanation:
    """A card with its articles and values in words."""

    card: Card
    articles: tuple[str, ...]
    values: tuple[UsedValue, ...]


def explain(code: str, law: Law, on: date) -> Explanation:
    """Return the explanation of a rule on a day; raise UnknownCodeError with the codes that resemble it."""
    cards = load_cards()
    wanted = code.strip().upper()
    if wanted not in cards:
        family = wanted.split("-", maxsplit=1)[0]
        near = [known for known in cards if known.startswith(family)] or sorted({c.split("-")[0] for c in cards})
        raise UnknownCodeError(f"La regola «{code}» non esiste. Esistono: {', '.join(near)}.")
    card = cards[wanted]
    return Explanation(
        card,
        tuple(law.cite(ref) for ref in card.refs),
        tuple(_used(name, law, on) for name in card.uses),
    )


def _used(name: str, law: Law, on: date) -> UsedValue:
    parameter = law.get(name)
    try:
        dated = parameter.on(on)
    except UnknownOnThatDayError:
        return UsedValue(name, parameter.description, None, None)
    return UsedValue(name, parameter.description, _words(dated.value, parameter.unit), law.cite(dated.ref))


def _words(value: object, unit: str | None) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(_words(item, None) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_words(item, None)}" for key, item in value.items())
    text = f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
    return f"{text} {unit}" if unit else text
