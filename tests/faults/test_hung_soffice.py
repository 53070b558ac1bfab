"""A LibreOffice that hangs, lies or dies in the middle of a build is killed and named, and the bundle is a draft."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders.processes import running
from tests.e2e.command_line import CommandLine
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.manifest import read_manifest
from workflow.bundle.verify import verify
from workflow.law import Law
from workflow.services.building import build
from workflow.services.opening import open_dossier

_FAKE = """#!/bin/sh
for word in "$@"; do
  if [ "$word" = --version ]; then echo "LibreOffice 24.2.1.1 abc"; exit 0; fi
done
{behaviour}
"""


@pytest.fixture
def fake(tmp_path: Path) -> Callable[[str], Path]:
    def install(behaviour: str) -> Path:
        path = tmp_path / "bin" / "soffice"
        path.parent.mkdir()
        path.write_text(_FAKE.format(behaviour=behaviour))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return install


def test_a_soffice_that_hangs_is_killed_with_its_children_and_named(
    fake: Callable[[str], Path], folder: Path, note: Callable[[str, str], None]
) -> None:
    sleep = f"77{os.getpid()}"
    # In a build of many documents each is tried again: with a tenth of a second each, the whole is still short.
    engine = LibreOfficeEngine(fake(f"sleep {sleep} & sleep {sleep}"), start_seconds=0.1, seconds_each=0.0, workers=4)
    begun = time.monotonic()
    built = build(
        open_dossier(str(folder)), Law.load(), engine, folder / "uscita",
        final=False, accept_preview=False, watch=lambda _step: None,
    )  # fmt: skip
    assert time.monotonic() - begun < 60
    assert running(f"sleep {sleep}") == []
    told = [finding for finding in built.report.findings if finding.code == "BUN-06"]
    assert told
    assert all("LibreOffice non ha finito entro" in finding.message and finding.remedy for finding in told)
    assert built.is_draft
    manifest = read_manifest(built.out)
    assert manifest.draft
    assert verify(built.out) == []
    note("soffice hangs", "killed with its children, every document named, the bundle is a BOZZA")


def test_a_soffice_that_says_it_is_done_and_made_nothing_is_not_believed(
    fake: Callable[[str], Path], program: CommandLine, folder: Path
) -> None:
    place = fake("exit 0").parent
    program = CommandLine(
        program.archive, program.home, program.byte_code, {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    )
    refused = program.run("build", folder, "--engine", "libreoffice", "--final", "--json")
    assert refused.code == 1
    told = [finding for finding in refused.json["findings"] if finding["code"] == "BUN-06"]
    assert told
    assert all("LibreOffice non ha prodotto il file" in finding["message"] for finding in told)
    assert not (folder / "uscita").exists()
