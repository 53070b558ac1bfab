"""The machine report: it keeps to its published schema, in one order, for clean, faulty and unreadable folders."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.builders.dossiers import BASES, build
from tests.builders.examples import FOLDER
from tests.builders.folders import write_folder
from tests.builders.rulebook import catalogue, law
from tests.e2e.cases.command import run
from workflow.checks.run import run as judge
from workflow.domain.finding import Severity
from workflow.services.report_json import report_json

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "schemi" / "report.schema.json").read_text(encoding="utf-8"))
EXAMPLES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())
WEIGHTS = [severity.value for severity in Severity]


def assert_in_order(report: dict[str, Any]) -> None:
    """Findings by weight and code, evaluations by code: a diff of two reports shows only what has changed."""
    found = [(WEIGHTS.index(finding["severity"]), finding["code"]) for finding in report["findings"]]
    assert found == sorted(found)
    done = [item["code"] for item in report["evaluated"]]
    assert done == sorted(done)
    assert len({json.dumps(item, sort_keys=True) for item in report["evaluated"]}) == len(done)
    assert len({json.dumps(item, sort_keys=True) for item in report["findings"]}) == len(found)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_report_of_an_example_keeps_to_the_schema(example: str) -> None:
    report = run("check", FOLDER / example, "--no-archive", "--json").json
    jsonschema.validate(report, SCHEMA)
    assert report["schema"] == 1
    assert_in_order(report)
    assert {item["code"] for item in report["evaluated"]} >= set(catalogue().codes)
    assert all(set(item) == {"code", "path", "outcome"} for item in report["evaluated"])


@pytest.mark.parametrize("base", BASES)
def test_the_report_of_an_almost_empty_dossier_keeps_to_the_schema(base: str) -> None:
    empty = build(base, {"impianti": [{}], "soci": [{"punti": [{}]}], "mandati": [{}], "referente": {}})
    report = json.loads(json.dumps(report_json(empty, judge(empty, law(), catalogue().cards, catalogue().rules))))
    jsonschema.validate(report, SCHEMA)
    assert report["is_blocked"]
    assert_in_order(report)


def test_the_report_of_an_unreadable_folder_keeps_to_the_schema(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "caso", build("aid_ok"))
    text = (folder / "fascicolo.yaml").read_text(encoding="utf-8")
    (folder / "fascicolo.yaml").write_text(text.replace("tipologia: aid", "tipologia: mensa"), encoding="utf-8")
    ended = run("check", folder, "--no-archive", "--json")
    jsonschema.validate(ended.json, SCHEMA)
    assert (ended.code, ended.json["dossier"], ended.json["evaluated"]) == (1, None, [])


def test_the_published_schema_is_that_of_the_command() -> None:
    assert run("schema", "report").json == SCHEMA
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"])
