"""Runs a batch without the command line, and breaks folders in ways of which each has its own exit code."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.builders.condominiums import slug_of, write_condominium
from workflow.services.batch.executors.executor import Executor, Stop, never
from workflow.services.batch.executors.in_process import InProcess
from workflow.services.batch.planning import BUNDLES, tasks_of
from workflow.services.batch.results import Results
from workflow.services.batch.running import Watch, run_batch
from workflow.services.batch.tasks import BatchJob, TaskResult


def ran(
    source: Path | str,
    job: BatchJob,
    executor: Executor | None = None,
    *,
    stop: Stop = never,
    watch: Watch = lambda _result: None,
) -> dict[str, TaskResult]:
    """Return what became of each dossier."""
    with Results() as results:
        run_batch(tasks_of(str(source), job), executor or InProcess(), results, stop=stop, watch=watch)
        return {result.name: result for result in results}


def files_of(out: str | Path) -> dict[str, bytes]:
    """Return every file of every bundle of a batch."""
    place = Path(out) / BUNDLES
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def resumed(job: BatchJob) -> BatchJob:
    return replace(job, is_resumed=True)


def _gone(folder: Path, _out: Path) -> None:
    (folder / "fascicolo.yaml").unlink()


def _not_yaml(folder: Path, _out: Path) -> None:
    (folder / "fascicolo.yaml").write_text("configurazione: [", encoding="utf-8")


def _no_kind(folder: Path, _out: Path) -> None:
    text = (folder / "fascicolo.yaml").read_text(encoding="utf-8")
    (folder / "fascicolo.yaml").write_text(text.replace("tipologia: gac", "tipologia:"), encoding="utf-8")


def _no_workbook(folder: Path, _out: Path) -> None:
    (folder / "soci.xlsx").write_bytes(b"questo non \xe8 un foglio")


def _no_members(folder: Path, _out: Path) -> None:
    (folder / "soci.xlsx").unlink()


def _taken(folder: Path, out: Path) -> None:
    place = out / BUNDLES / folder.name
    place.mkdir(parents=True)
    (place / "appunti.txt").write_text("di altri", encoding="utf-8")


# How a folder is broken, and the exit code by which it is told.
BREAKAGES: dict[str, tuple[Callable[[Path, Path], None], int]] = {
    "fascicolo.yaml is not there": (_gone, 4),
    "fascicolo.yaml is not YAML": (_not_yaml, 4),
    "the kind is not known": (_no_kind, 1),
    "soci.xlsx is no workbook": (_no_workbook, 4),
    "soci.xlsx is not there": (_no_members, 1),
    "its place holds files of others": (_taken, 6),
}


def broken(source: Path, out: Path, first: int) -> dict[str, int]:
    """Write one folder for each way of being broken; return the exit code of each, by name."""
    codes = {}
    for number, (break_it, code) in enumerate(BREAKAGES.values(), start=first):
        break_it(write_condominium(source / slug_of(number), number), out)
        codes[slug_of(number)] = code
    return codes
