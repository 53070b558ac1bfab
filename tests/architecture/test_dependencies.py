"""The lock holds what pyproject.toml asks for, and nothing in it takes our import name."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, re.MULTILINE))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _asked() -> list[Requirement]:
    lines = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    return [Requirement(line) for line in lines]


def test_every_requirement_is_locked_at_a_version_it_allows() -> None:
    pins = {canonicalize_name(name): version for name, version in PINS.items()}
    wrong = [
        str(asked)
        for asked in _asked()
        if canonicalize_name(asked.name) not in pins
        or not asked.specifier.contains(pins[canonicalize_name(asked.name)], prereleases=True)
    ]
    assert wrong == []


def test_every_pin_has_hashes() -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip())
    assert [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_no_locked_dependency_brings_a_package_named_workflow() -> None:
    seen, takers = 0, []
    for name in PINS:
        try:
            files = metadata.distribution(name).files or []
        except metadata.PackageNotFoundError:  # locked for another system
            continue
        seen += 1
        if any(file.parts[0] in {"workflow", "workflow.py"} for file in files):
            takers.append(name)
    assert takers == []
    assert seen > len(PINS) / 2
