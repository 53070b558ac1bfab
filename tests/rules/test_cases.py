"""Runs every case of `tests/rules/*.yaml` against its rule, and proves that no card is without cases.

A file has `cases` and, where a kind of case cannot exist, `not_applicable: {kind: reason}`. A case has name, kind,
base (a dossier of tests/builders/dossiers), perhaps the source of its expectation, the pieces to `put`, the keys
to `set`, the clock, and what to `expect`.
"""

from decimal import Decimal
from typing import Any

import pytest

from tests.builders.dossiers import build
from tests.builders.rulebook import catalogue, law, rule_cases
from workflow.checks.run import run
from workflow.domain.finding import Outcome

FILES = rule_cases()
KINDS = ("good", "bad", "unknown", "boundary")
OUTCOME_OF_KIND = {"good": {"conforme"}, "bad": {"non_conforme"}, "unknown": {"non_verificabile"}}


def _cases() -> list[Any]:
    return [
        pytest.param(code, case, id=f"{code}: {case['name']}")
        for code, content in FILES.items()
        for case in content["cases"]
    ]


@pytest.mark.parametrize(("code", "case"), _cases())
def test_case(code: str, case: dict[str, Any]) -> None:
    unexpected = set(case) - {"name", "kind", "source", "base", "put", "set", "as_of", "expect"}
    assert not unexpected
    dossier = build(case["base"], case.get("set"), case.get("as_of"), case.get("put"))
    rules = [rule for rule in catalogue().rules if code in rule.codes]
    report = run(dossier, law(), catalogue().cards, rules)
    expect = case["expect"]
    path = tuple(expect["path"]) if "path" in expect else None
    outcomes = {
        (item.path, item.outcome) for item in report.evaluated if item.code == code and path in {None, item.path}
    }
    findings = [found for found in report.findings if found.code == code and path in {None, found.path}]
    assert not [found for found in report.findings if found.code.startswith("INT-")]
    assert expect["outcome"] in {outcome.value for _, outcome in outcomes}, (outcomes, report.findings)
    if expect["outcome"] in {Outcome.PASSED, Outcome.NOT_APPLICABLE}:
        assert not [found for found in findings if found.outcome is Outcome.FAILED]
        assert not [found for found in findings if found.outcome is Outcome.UNKNOWN]
        return
    found = next(found for found in findings if found.outcome.value == expect["outcome"])
    assert found.confidence.value == expect.get("confidence", found.confidence.value)
    assert found.severity.value == expect.get("severity", found.severity.value)
    assert found.effect.value == expect.get("effect", found.effect.value)
    for name, value in expect.get("values", {}).items():
        assert _same(found.values[name], value), (name, found.values[name], value)
    assert found.message
    assert found.remedy or found.severity.value == "nota"
    assert "{" not in found.message


@pytest.mark.parametrize("code", FILES)
def test_cases_are_what_their_kind_says(code: str) -> None:
    for case in FILES[code]["cases"]:
        assert case["kind"] in KINDS
        allowed = OUTCOME_OF_KIND.get(case["kind"])
        assert allowed is None or case["expect"]["outcome"] in allowed, case["name"]


def test_every_card_has_good_bad_unknown_and_boundary_cases() -> None:
    missing = {}
    for code in catalogue().codes:
        content = FILES.get(code, {"cases": []})
        there = {case["kind"] for case in content["cases"]} | set(content.get("not_applicable", {}))
        lacking = [kind for kind in KINDS if kind not in there]
        if lacking:
            missing[code] = lacking
    assert missing == {}


def test_no_case_file_is_without_a_card() -> None:
    assert set(FILES) - set(catalogue().codes) == set()


def _same(actual: Any, expected: Any) -> bool:
    if isinstance(actual, tuple | list):
        return len(actual) == len(expected) and all(_same(*pair) for pair in zip(actual, expected, strict=True))
    if isinstance(actual, bool) or actual is None:
        return actual is expected
    if isinstance(actual, int | Decimal):
        return actual == Decimal(str(expected))
    return str(actual) == str(expected)
