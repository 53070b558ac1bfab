"""The catalogue: which rule families exist, and the proof that every rule has its card and every card its rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from workflow.checks import (
    configuration,
    consistency,
    contract,
    control,
    date_order,
    identities,
    kept_papers,
    mandates,
    members,
    paperwork,
    plant_constitution,
    plant_limits,
    plant_papers,
    plant_splitting,
    plant_support,
    plants,
    preliminary,
    producer_mandates,
    referente,
    statute,
    timing,
)
from workflow.checks.card import Card, load_cards
from workflow.checks.engine import Rule
from workflow.resources import ProgramError

FAMILIES: tuple[ModuleType, ...] = (
    identities,
    configuration,
    members,
    control,
    statute,
    contract,
    referente,
    mandates,
    producer_mandates,
    plants,
    plant_constitution,
    plant_limits,
    plant_splitting,
    plant_support,
    plant_papers,
    paperwork,
    kept_papers,
    timing,
    preliminary,
    consistency,
    date_order,
)

# Findings of these families are made by other layers (import, phases, documents, bundles); their cards lie beside ours.
MADE_ELSEWHERE = ("BUN-", "FAS-", "IMP-", "TES-")


class CatalogueError(ProgramError):
    """Rules and cards that do not match one to one."""

    exit_code = 4


@dataclass(frozen=True)
class Catalogue:
    """The rules and their cards, matched."""

    rules: tuple[Rule, ...]
    cards: Mapping[str, Card]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that the rules judge, in order."""
        return tuple(sorted(code for item in self.rules for code in item.codes))

    @classmethod
    def load(cls, folder: Path | None = None, families: Iterable[ModuleType] = FAMILIES) -> "Catalogue":
        """Collect the rules of the families and the cards of the folder; raise CatalogueError if they differ."""
        return match(rules_of(families), load_cards(folder))


def rules_of(families: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """Return the rules defined in some modules, in order of code."""
    found = {item.codes: item for family in families for item in vars(family).values() if isinstance(item, Rule)}
    return tuple(sorted(found.values(), key=lambda item: item.code))


def match(rules: tuple[Rule, ...], cards: Mapping[str, Card]) -> Catalogue:
    """Return the catalogue, or raise CatalogueError naming what has no partner or too many."""
    codes = [code for item in rules for code in item.codes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    no_card = sorted(set(codes) - set(cards))
    no_rule = sorted(code for code in set(cards) - set(codes) if not code.startswith(MADE_ELSEWHERE))
    problems = [
        f"{words}: {', '.join(names)}."
        for words, names in (
            ("regole scritte due volte", twice),
            ("regole senza scheda in checklists/rules", no_card),
            ("schede senza regola in workflow/checks", no_rule),
        )
        if names
    ]
    if problems:
        raise CatalogueError("Il catalogo delle regole non è coerente: " + " ".join(problems))
    return Catalogue(rules, cards)
