"""The files that describe the project to others parse and agree with it."""

import re
import tomllib
from pathlib import Path

from workflow import __version__
from workflow.resources import plain, read_yaml

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = plain(read_yaml(ROOT / "publiccode.yml"))
SHORT, SHORTEST_LONG, LONGEST = 150, 150, 10_000


def test_publiccode_has_what_its_standard_asks() -> None:
    asked = {
        "publiccodeYmlVersion", "name", "platforms", "developmentStatus", "softwareType", "description", "legal",
        "maintenance", "localisation",
    }  # fmt: skip
    assert asked <= PUBLIC.keys()
    text = PUBLIC["description"]["it"]
    assert len(text["shortDescription"]) <= SHORT
    assert SHORTEST_LONG <= len(text["longDescription"]) <= LONGEST
    assert text["features"]
    assert PUBLIC["maintenance"]["type"] in {"internal", "contract", "community", "none"}


def test_publiccode_agrees_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert PUBLIC["softwareVersion"] == project["version"] == __version__
    assert PUBLIC["name"] == project["name"]
    assert PUBLIC["legal"]["license"] == project["license"]


def test_the_changelog_has_the_version() -> None:
    assert re.search(
        rf"^## {re.escape(__version__)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    quick_start = (ROOT / "README.md").read_text(encoding="utf-8").split("## Quick start")[1].split("\n## ")[0]
    commands = re.findall(r"^\./dev \w+$", quick_start, re.MULTILINE)
    assert commands == ["./dev demo", "./dev test"]
    ran = re.findall(r"^(?:time )?(\./dev \w+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert ran[:2] == commands


def test_every_decision_has_its_number_once() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "workflow" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
