"""Small settlements with published results, made by an independent Decimal reference and partly checked by hand."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from workflow.cli.app import application
from workflow.intake.settlement_file import settlement_schema
from workflow.law import Law
from workflow.services.settling import settle_file, settlement_json
from workflow.services.settling_schema import settlement_result_schema

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


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_the_command_prints_the_published_result_as_its_schema_says(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "settlement.json"
    file.write_text(json.dumps(case["input"]), encoding="utf-8")
    done = CliRunner().invoke(application("energy"), ["energy", "settle", str(file), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert differences(case["expected"], found) == []
    assert set(found) - set(case["expected"]) == {"assumptions", "named_assumptions"}
    jsonschema.validate(found, settlement_result_schema())
    jsonschema.validate(case["input"], settlement_schema())
