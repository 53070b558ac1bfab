"""The packaged law and rules and the cases of each rule, read once for all the tests; nobody changes them."""

from functools import cache
from pathlib import Path
from typing import Any

from workflow.checks.catalogue import Catalogue
from workflow.law.law import Law
from workflow.packaged_yaml import packaged_values

_CASES = Path(__file__).parents[1] / "rules"


@cache
def law() -> Law:
    return Law.load()


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()


@cache
def rule_cases() -> dict[str, dict[str, Any]]:
    """Return what each file of `tests/rules` says, by the code of its rule."""
    return {path.stem: packaged_values(path) for path in sorted(_CASES.glob("*.yaml"))}
