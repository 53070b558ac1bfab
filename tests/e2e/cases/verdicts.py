"""The six verdicts of the law's cases, read from what `check --json` says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflow.domain.finding import FieldPath

FAILED, UNKNOWN, PASSED = "non_conforme", "non_verificabile", "conforme"
# BLOCK hits the whole practice, NO_TIP the tariff of a plant, NO_MEMBER a member.
WEIGHTS = {
    "BLOCK": ("bloccante", "pratica"),
    "NO_TIP": ("bloccante", "tariffa_impianto"),
    "NO_MEMBER": ("bloccante", "membro"),
    "WARN": ("avviso", None),
    "NOTE": ("nota", None),
}
QUIET = {"OK", "ABSENT"}


def assert_verdict(report: Mapping[str, Any], code: str, wanted: Any) -> None:
    """Prove that the report gives a rule the wanted verdict; `wanted` is a word, a mapping, or a list of mappings.

    A mapping has `is` (the word), and perhaps `at` (a path), `values` and `wording` (words of the message).
    """
    for each in wanted if isinstance(wanted, list) else [wanted]:
        one = {"is": each} if isinstance(each, str) else each
        at = tuple(one["at"].split(".")) if "at" in one else None
        found = [item for item in report["findings"] if item["code"] == code and _lies(item["path"], at)]
        seen = {item["outcome"] for item in report["evaluated"] if item["code"] == code and _lies(item["path"], at)}
        if one["is"] in QUIET:
            _assert_quiet(code, one, found, seen)
        else:
            _assert_found(code, one, found)


def assert_starts(answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Prove from when each plant, by its place, and the configuration are in the service."""
    for place, day in wanted.items():
        part = answer["configuration"] if place == "configuration" else answer["plants"][int(place)]
        assert part["start_on"] == (None if day is None else str(day)), (place, part)


def _assert_quiet(code: str, one: Mapping[str, Any], found: list[Any], seen: set[str]) -> None:
    """OK: the rule was evaluated and holds; ABSENT: it holds or does not regard the dossier."""
    assert not found, (code, found)
    assert seen, f"{code} was not evaluated"
    assert one["is"] == "ABSENT" or PASSED in seen, (code, seen)


def _assert_found(code: str, one: Mapping[str, Any], found: list[Any]) -> None:
    outcome = UNKNOWN if one["is"] == "UNKNOWN" else FAILED
    severity, effect = WEIGHTS.get(one["is"], (None, None))
    fitting = [
        item
        for item in found
        if item["outcome"] == outcome
        and severity in {None, item["severity"]}
        and effect in {None, item["effect"]}
        and all(_same(item["values"].get(name), value) for name, value in one.get("values", {}).items())
        and one.get("wording", "") in item["message"]
    ]
    assert fitting, (code, one, found)
    assert all(item["refs"] for item in fitting)
    assert all(item["remedy"] for item in fitting if item["severity"] != "nota")


def _lies(path: FieldPath, at: tuple[str, ...] | None) -> bool:
    return at is None or tuple(str(step) for step in path[: len(at)]) == at


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(expected, list):
        return isinstance(actual, list) and len(actual) == len(expected) and all(map(_same, actual, expected))
    if isinstance(expected, int | float) and not isinstance(expected, bool) and actual is not None:
        return Decimal(str(actual)) == Decimal(str(expected))
    return str(actual) == str(expected)
