"""Runs a batch without the command line, and breaks folders in ways of which each has its own exit code."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

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


def _other_encoding(folder: Path, _out: Path) -> None:
    text = (folder / "fascicolo.yaml").read_text(encoding="utf-8")
    (folder / "fascicolo.yaml").write_bytes(f"# perché\n{text}".encode("latin-1", errors="replace"))


def _key_twice(folder: Path, _out: Path) -> None:
    with (folder / "fascicolo.yaml").open("a", encoding="utf-8") as file:
        file.write("configurazione: {}\n")


def _too_large(folder: Path, _out: Path) -> None:
    with (folder / "fascicolo.yaml").open("a", encoding="utf-8") as file:
        file.write("# abc\n" * 200_000)


def _no_papers(folder: Path, _out: Path) -> None:
    shutil.rmtree(folder / "allegati")


@dataclass(frozen=True)
class Breakage:
    """A way to break a folder, with the exit code and some words by which it is told."""

    break_it: Callable[[Path, Path], None]
    code: int
    words: str
    has_bundle: bool = False
    """Whether a bundle comes of it all the same, which is a draft."""


BREAKAGES: dict[str, Breakage] = {
    "fascicolo.yaml is not there": Breakage(_gone, 4, "il file non c'è"),
    "fascicolo.yaml is not YAML": Breakage(_not_yaml, 4, "fascicolo.yaml, riga 1"),
    "fascicolo.yaml is not UTF-8": Breakage(_other_encoding, 4, "UTF-8"),
    "a key stands twice": Breakage(_key_twice, 4, "scritta due volte"),
    "fascicolo.yaml is far too large": Breakage(_too_large, 4, "troppo per un file"),
    "the kind is not known": Breakage(_no_kind, 1, "tipologia"),
    "soci.xlsx is no workbook": Breakage(_no_workbook, 4, "soci.xlsx"),
    "soci.xlsx is not there": Breakage(_no_members, 1, "il file soci.xlsx", has_bundle=True),
    "its papers are not there": Breakage(_no_papers, 1, "Manca tra gli allegati", has_bundle=True),
    "its place holds files of others": Breakage(_taken, 6, "non vengono da dossier-cer"),
}


def broken(source: Path, out: Path, first: int) -> dict[str, Breakage]:
    """Write one folder for each way of being broken; return the way of each, by name."""
    ways = {}
    for number, way in enumerate(BREAKAGES.values(), start=first):
        way.break_it(write_condominium(source / slug_of(number), number), out)
        ways[slug_of(number)] = way
    return ways


def explains(result: dict[str, Any], way: Breakage) -> bool:
    """Whether what was told of a dossier (as JSON) has the code and the words of the way it was broken."""
    blocking = [finding["message"] for finding in result["findings"] if finding["is_blocking"]]
    told = " ".join([result["reason"] or "", *blocking])
    return result["code"] == way.code and way.words in told
