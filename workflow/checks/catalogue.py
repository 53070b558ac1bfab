"""The catalogue: which rule families exist, and which of their rules hold because they have a card."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

from workflow.checks import (
    admission,
    configuration,
    consistency,
    consistency_papers,
    contract,
    control,
    controls,
    date_order,
    difficulty,
    feedstock,
    fees,
    general,
    gse_acts,
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
    pnrr,
    pnrr_course,
    pnrr_kit,
    pnrr_money,
    pnrr_payments,
    preliminary,
    producer_mandates,
    referente,
    statute,
    timing,
    valorisation,
    variations,
    variations_content,
    variations_period,
    variations_splitting,
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
    consistency_papers,
    date_order,
    general,
    admission,
    pnrr_kit,
    gse_acts,
    controls,
    variations,
    variations_content,
    variations_period,
    variations_splitting,
    difficulty,
    feedstock,
    valorisation,
    fees,
    pnrr,
    pnrr_money,
    pnrr_payments,
    pnrr_course,
)

# Findings of these families are made by other layers (import, phases, documents, bundles, energy); their cards lie
# beside ours.
MADE_ELSEWHERE = ("BUN-", "ENE-", "FAS-", "IMP-", "SIG-", "TES-")


class CatalogueError(ProgramError):
    """A card that no rule judges, or a code that two rules judge."""

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
        """Collect the rules of the families that have a card in the folder; raise CatalogueError as `match` does."""
        return match(rules_of(families), load_cards(folder))


def rules_of(families: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """Return the rules defined in some modules, in order of code."""
    found = {item.codes: item for family in families for item in vars(family).values() if isinstance(item, Rule)}
    return tuple(sorted(found.values(), key=lambda item: item.code))


def match(rules: tuple[Rule, ...], cards: Mapping[str, Card]) -> Catalogue:
    """Return the rules that have a card; raise CatalogueError naming cards without rule and codes judged twice.

    The card is the rule for who reads the law: without it the code has no words, weight or article, and is out.
    """
    codes = [code for item in rules for code in item.codes]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    no_rule = sorted(code for code in set(cards) - set(codes) if not code.startswith(MADE_ELSEWHERE))
    problems = [
        f"{words}: {', '.join(names)}."
        for words, names in (
            ("regole scritte due volte", twice),
            ("schede senza regola in workflow/checks", no_rule),
        )
        if names
    ]
    if problems:
        raise CatalogueError("Il catalogo delle regole non è coerente: " + " ".join(problems))
    kept = ((tuple(code for code in item.codes if code in cards), item) for item in rules)
    return Catalogue(tuple(replace(item, codes=own) for own, item in kept if own), cards)
