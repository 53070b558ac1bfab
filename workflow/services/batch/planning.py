"""Finds the dossiers of a batch and the place where they go, and says in a file of that place what was asked."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from workflow.bundle.atomic_swap import BUILDING, WORK
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.bundle.manifest import canonical_json
from workflow.bundle.output_folder import WriteRefusedError
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.resources import BrokenFileError, ProgramError
from workflow.services.batch.storage import find_bytes, is_address, joined, names_in, put_bytes
from workflow.services.batch.tasks import BatchJob, BatchTask

LEDGER = "lotto.json"
BUNDLES = "fascicoli"
DEFAULT_OUT = "uscita_lotto"
_LOCK = ".lotto-lock"
_BEGUN = re.compile(f"-({BUILDING}|{WORK})-")
_OWN_PREFIX = "uscita"
_PRIVATE_FOLDER = 0o700


class BatchMissingError(ProgramError):
    """A place without dossiers."""

    exit_code = 3


def default_out(source: str) -> str:
    """Return where a batch goes unless told: beside the dossiers, in a folder of its own."""
    if is_address(source):
        raise BatchMissingError(f"Per i fascicoli in {source} dire con --out dove vanno i risultati.")
    path = Path(source)
    return str(path / DEFAULT_OUT if path.is_dir() else path.with_name(f"{path.stem}_lotto"))


def tasks_of(source: str, job: BatchJob) -> list[BatchTask]:
    """Return a task for each folder, in order of name, whatever it holds: a broken one must be told."""
    if not is_address(source) and not Path(source).is_dir():
        raise BatchMissingError(f"La cartella {source} non esiste.")
    out = Path(job.out).resolve() if not is_address(job.out) else None
    names = [
        name
        for name in names_in(source)
        if not _holds_results(source, name) and (is_address(source) or (Path(source) / name).resolve() != out)
    ]
    if not names:
        raise BatchMissingError(f"In {source} non ci sono fascicoli: ci si aspetta una cartella per ognuno.")
    absolute = source if is_address(source) else str(Path(source).resolve())
    return [BatchTask(name, joined(absolute, name), job) for name in names]


def _holds_results(source: str, name: str) -> bool:
    """Whether a folder is by its name one that results go to, and holds no dossier."""
    return name.startswith(_OWN_PREFIX) and find_bytes(joined(joined(source, name), FILE_NAME)) is None


def resumed(job: BatchJob) -> BatchJob:
    """Return the job on the day of the batch that is resumed: done yesterday, it is done today.

    Raises BrokenFileError where nobody can tell which day that was.
    """
    place = joined(job.out, LEDGER)
    content = find_bytes(place)
    if content is None or job.is_as_of_given:
        return job
    try:
        asked = json.loads(content)
        return replace(job, as_of=date.fromisoformat(asked["as_of"]), is_as_of_given=bool(asked["is_as_of_given"]))
    except (ValueError, KeyError, TypeError) as error:
        remedy = "Dire il giorno del lotto con --as-of."
        raise BrokenFileError(place, "non dice di quale giorno è il lotto.", remedy) from error


@contextmanager
def held_out(job: BatchJob, source: str) -> Iterator[None]:
    """Hold the place of the results, which must be new or a batch's; raise WriteRefusedError."""
    if is_address(job.out):
        _put_ledger(job, source)
        yield
        return
    out = Path(job.out)
    if out.exists() and not out.is_dir():
        raise WriteRefusedError(f"{out} esiste e non è una cartella: scegliere un'altra cartella con --out.")
    is_new = not out.is_dir() or not any(path.name != _LOCK for path in out.iterdir())
    if not is_new and not (out / LEDGER).is_file():
        raise WriteRefusedError(
            f"La cartella {out} contiene altro e non sarà toccata: scegliere un'altra cartella con --out."
        )
    out.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    try:
        with folder_lock(out / _LOCK):
            _sweep(out / BUNDLES)
            _put_ledger(job, source)
            yield
            _sweep(out / BUNDLES)
    except FolderBusyError as error:
        raise WriteRefusedError(f"Un altro lotto sta scrivendo in {out}: aspettare che finisca e ripetere.") from error


def _sweep(bundles: Path) -> None:
    """Remove what workers that were killed had begun; who holds the place of the batch knows that nobody is at it."""
    if not bundles.is_dir():
        return
    with os.scandir(bundles) as entries:
        left = [entry.path for entry in entries if entry.name.startswith(".") and _BEGUN.search(entry.name)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)


def _put_ledger(job: BatchJob, source: str) -> None:
    asked = {
        "schema": 1,
        "source": source,
        "only": job.stage.value,
        "engine": job.engine,
        "as_of": job.as_of.isoformat(),
        "is_as_of_given": job.is_as_of_given,
    }
    put_bytes(canonical_json(asked), joined(job.out, LEDGER))
