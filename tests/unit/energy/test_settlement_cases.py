"""Small settlements with published results, made by an independent Decimal reference and partly checked by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from workflow.law import Law
from workflow.services.settling import settle_file, settlement_json

CASES = json.loads((Path(__file__).parent / "settlement_cases.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Return where two results differ by more than the tolerance."""
    if isinstance(expected, dict):
        return [line for key in expected for line in differences(expected[key], found[key], f"{path}.{key}")]
    if isinstance(expected, list):
        assert len(expected) == len(found)
        return [line for i, one in enumerate(expected) for line in differences(one, found[i], f"{path}[{i}]")]
    return [] if abs(expected - found) <= CASES["tolerance"] else [f"{path}: {expected} expected, {found} found"]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_a_published_settlement(case: dict[str, Any], tmp_path: Path, law: Law) -> None:
    file = tmp_path / "settlement.json"
    file.write_text(json.dumps(case["input"]), encoding="utf-8")
    assert differences(case["expected"], settlement_json(settle_file(file, law))) == []
