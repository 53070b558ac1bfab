"""The command `check` from the shell to its JSON, against the bare start of the libraries it cannot do without."""

import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, seconds_of, shown
from tests.builders.folders import write_folder
from tests.builders.large_community import community_of
from tests.builders.rulebook import catalogue, law
from workflow.checks.run import run
from workflow.intake.folder import read_folder
from workflow.services.paper_reading import with_readings

ROUNDS = 5
SIZES = (0, 500, 1_000, 10_000)
_START = [sys.executable, "-c", "import pydantic, typer"]


def section() -> Section:
    """Measure `--help`, and `check` on folders with more and more members."""
    rows = [_row("--help", ["--help"])]
    with tempfile.TemporaryDirectory() as place:
        for size in SIZES:
            dossier = community_of(size)
            base = dossier.model_copy(update={"attachments": community_of(0).attachments})
            folder = write_folder(Path(place) / f"cer{size}", base)
            reading = seconds_of(partial(read_folder, folder, dossier.as_of))
            read = read_folder(folder, dossier.as_of).dossier
            if read is None:
                raise RuntimeError("the built folder cannot be read")
            papers = seconds_of(partial(with_readings, read, folder))
            rules = seconds_of(partial(run, read, law(), catalogue().cards, catalogue().rules))
            where = [shown([part]) for part in (reading, papers, rules)]
            rows.append(
                _row(f"check, {len(read.members):,} members", ["check", str(folder), "--no-archive", "--json"], where)
            )
    return Section(
        "The command from the shell",
        "A: `dossier-cer` with these arguments, in a new process. B: one that only imports pydantic and typer. "
        "The last three columns are parts of A, measured once apart, in a process that has already loaded the program.",
        ROUNDS,
        ["command", "A", "B", "A / B", "reading the folder", "text of the papers", "rules"],
        rows,
        [Short(ratio=3, other_is="importing pydantic and typer", ours=1, other=2)],
    )


def _row(name: str, arguments: list[str], where: list[str] | None = None) -> list[str]:
    command = [sys.executable, "-m", "workflow.cli.entry", *arguments]
    taken = interleaved({"command": partial(_run, command), "start": partial(_run, _START)}, ROUNDS)
    return [name, shown(taken["command"]), shown(taken["start"]), ratio(*taken.values()), *(where or ["", "", ""])]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{command} ended with {done.returncode}")
