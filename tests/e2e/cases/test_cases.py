"""The cases of the law, each on a folder made by `new`, filled in key by key and judged."""

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.cases.base_folder import all_facts, make_folder
from tests.e2e.cases.command import run
from tests.e2e.cases.description import Case, all_cases, write_case
from tests.e2e.cases.judgement import judged
from tests.e2e.cases.verdicts import assert_starts, assert_verdict
from tests.e2e.command_line import CommandLine

CASES = all_cases()
KINDS = ("cer", "gac", "aid", "cec", "caac", "cad")
# Through the command line itself: one case in twenty, and three of them as processes of their own.
BY_COMMAND = CASES[::20]
AS_PROCESSES = CASES[:: max(1, len(CASES) // 3)]


class Bases:
    """The conforming folders, each made when it is first wanted."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._made: dict[str, Path] = {}
        self._facts: dict[str, dict[str, Any]] = {}

    def of(self, kind: str) -> Path:
        if kind not in self._made:
            self._made[kind] = make_folder(kind, self._place / kind)
        return self._made[kind]

    def facts_of(self, kind: str) -> dict[str, Any]:
        if kind not in self._facts:
            self._facts[kind] = all_facts(self.of(kind))
        return self._facts[kind]


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    return Bases(tmp_path_factory.mktemp("base"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_filled_folder_of_each_kind_is_free_of_faults(kind: str, bases: Bases) -> None:
    report = run("check", bases.of(kind), "--json", "--no-archive", "--as-of", "2026-11-22").json
    assert not [item for item in report["findings"] if item["severity"] != "nota"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case, bases: Bases, tmp_path: Path) -> None:
    folder = write_case(case, bases.of(case.kind), tmp_path / "fascicolo", bases.facts_of(case.kind))
    report, starts = judged(folder, case)
    assert not [item for item in report["findings"] if item["code"].startswith("INT-")]
    for code, wanted in case.expect.items():
        assert_verdict(report, code, wanted)
    assert_starts(starts, case.starts)


@pytest.mark.parametrize("case", BY_COMMAND, ids=lambda case: case.name)
def test_the_command_gives_the_same_verdicts(case: Case, bases: Bases, tmp_path: Path) -> None:
    folder = write_case(case, bases.of(case.kind), tmp_path / "fascicolo")
    checked = run("check", folder, "--json", "--no-archive", *case.options)
    for code, wanted in case.expect.items():
        assert_verdict(checked.json, code, wanted)
    assert checked.code == int(checked.json["is_blocked"])
    started = run("decorrenza", folder, "--json", "--no-archive", *case.options)
    assert started.code == 0
    assert_starts(started.json, case.starts)


@pytest.mark.parametrize("case", AS_PROCESSES, ids=lambda case: case.name)
def test_the_installed_program_gives_them_too(case: Case, bases: Bases, tmp_path: Path, program: CommandLine) -> None:
    folder = write_case(case, bases.of(case.kind), tmp_path / "fascicolo")
    report = program.run("check", folder, "--json", *case.options).json
    for code, wanted in case.expect.items():
        assert_verdict(report, code, wanted)


def test_no_two_cases_have_the_same_name() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
