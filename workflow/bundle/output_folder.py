"""Writes the output folder whole or not at all: built beside, brought to the disk, swapped in one step."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workflow.bundle.atomic_swap import (
    BUILDING,
    PREVIOUS,
    READY,
    WORK,
    complete_swap,
    put_in_place,
    sibling,
    siblings,
    sync_tree,
)
from workflow.bundle.bundle_findings import MISSING
from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.bundle.verify import is_litter, verify
from workflow.resources import BrokenFileError, ProgramError

LEFTOVER_SECONDS = 3600
_SHOWN = 5

_DISK_ERRORS = {
    errno.ENOSPC: "il disco è pieno",
    errno.EDQUOT: "lo spazio assegnato all'utente è finito",
    errno.EFBIG: "un file supera la dimensione che il sistema permette",
    errno.EROFS: "il disco è in sola lettura",
    errno.EIO: "il disco dà errori",
}
_PLACE_ERRORS = {
    errno.EACCES: "manca il permesso di scrivere",
    errno.EPERM: "manca il permesso di scrivere",
    errno.ENAMETOOLONG: "il nome della cartella è troppo lungo",
}


class WriteRefusedError(ProgramError):
    """The output folder cannot be written, or must not be: what was there is untouched."""

    exit_code = 6


@contextmanager
def output_folder(out: Path, *, discard_changes: bool = False, is_synced: bool = True) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it becomes OUT in one step, if the body did not fail.

    The body writes everything, `manifest.json` last. An OUT that is not a bundle of ours, or that
    holds files that people added or changed (unless `discard_changes`), is never replaced. Unless `is_synced` the
    bytes reach the disk when the system likes: for who compares them with the manifest before trusting them.
    Raises WriteRefusedError.
    """
    out = Path(os.path.realpath(out))
    with _refusals(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(out):
            complete_swap(out)
            _sweep(out)
            _assert_replaceable(out, discard_changes=discard_changes)
            token = secrets.token_hex(8)
            building = sibling(out, BUILDING, token)
            building.mkdir(mode=0o700)
            try:
                yield building
                if is_synced:
                    sync_tree(building)
                put_in_place(building, out, token, is_synced=is_synced)
            finally:
                shutil.rmtree(building, ignore_errors=True)


def complete_interrupted(out: Path) -> None:
    """Put right what a crash between the two steps of a swap has left; called before OUT is read."""
    out = Path(os.path.realpath(out))
    if out.exists() or not out.parent.is_dir() or not siblings(out, PREVIOUS):
        return
    with _refusals(out), _exclusive(out):
        complete_swap(out)


@contextmanager
def _exclusive(out: Path) -> Iterator[None]:
    try:
        with folder_lock(out.with_name(f".{out.name}-lock")):
            yield
    except FolderBusyError as error:
        raise WriteRefusedError(
            f"Un altro comando sta scrivendo la cartella {out}: aspettare che finisca e ripetere."
        ) from error


@contextmanager
def _refusals(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _DISK_ERRORS.get(error.errno or 0)
        if reason is None and _is_beside(error, out):
            reason = _PLACE_ERRORS.get(error.errno or 0)
        if reason is None:
            raise
        raise WriteRefusedError(
            f"Non si può scrivere la cartella {out}: {reason}. Ciò che c'era prima è intatto; "
            "liberare spazio o scegliere un'altra cartella con --out."
        ) from error


def _is_beside(error: OSError, out: Path) -> bool:
    """Whether the error is about OUT or its surroundings: an unreadable input is not a refusal to write."""
    return error.filename is not None and Path(os.fsdecode(error.filename)).is_relative_to(out.parent)


def _assert_replaceable(out: Path, *, discard_changes: bool) -> None:
    if not os.path.lexists(out):
        return
    if not out.is_dir():
        raise WriteRefusedError(f"{out} esiste e non è una cartella: scegliere un'altra cartella con --out.")
    if all(is_litter(path.name) for path in out.iterdir()):
        return
    try:
        findings = verify(out)
    except BrokenFileError as error:
        raise WriteRefusedError(
            f"La cartella {out} contiene file che non vengono da dossier-cer e non sarà sostituita: "
            "scegliere un'altra cartella con --out, oppure spostare o cancellare questa."
        ) from error
    touched = [finding.place or "" for finding in findings if finding.code != MISSING]
    if touched and not discard_changes:
        more = f" e altri {len(touched) - _SHOWN}" if len(touched) > _SHOWN else ""
        raise WriteRefusedError(
            f"La cartella {out} contiene file aggiunti o modificati dopo l'ultimo fascicolo, che andrebbero perduti: "
            f"{', '.join(touched[:_SHOWN])}{more}. Spostarli altrove, oppure scegliere un'altra cartella con --out."
        )


def _sweep(out: Path) -> None:
    """Remove what builds that were killed have left beside OUT, if it is old enough not to be in use."""
    for role in (BUILDING, READY, PREVIOUS, WORK):
        for leftover in siblings(out, role):
            if time.time() - leftover.stat().st_mtime > LEFTOVER_SECONDS:
                shutil.rmtree(leftover, ignore_errors=True)
