"""The files of a folder that its facts are read from, fingerprinted before the reading so that a change is noticed."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from workflow.bundle.folder_lock import FolderBusyError, folder_lock
from workflow.domain.dossier import Dossier
from workflow.intake.fascicolo_file import FILE_NAME
from workflow.intake.members_file import STEM
from workflow.resources import ProgramError
from workflow.store.facts import Source

_LOCK = ".dossier-cer.lock"  # the same for every command that writes in the folder


class FolderChangedError(ProgramError):
    """A file of the folder that somebody else changed, or is changing, since it was read."""

    exit_code = 6


def fact_files(folder: Path) -> tuple[Source, ...]:
    """Return the files people write their facts in, as they are now; to be asked before reading them."""
    if not folder.is_dir():
        return ()
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and _holds_facts(path)]
    return tuple(Source(path.name, _sha256(path), path) for path in found)


def with_attachments(sources: Sequence[Source], dossier: Dossier, folder: Path) -> tuple[Source, ...]:
    """Return the files people write in and the papers of the dossier, whose fingerprints the reading has taken."""
    papers = (Source(paper.path, paper.sha256, folder / paper.path) for paper in dossier.attachments)
    return (*sources, *papers)


@contextmanager
def unchanged(folder: Path, sources: Sequence[Source], path: Path) -> Iterator[None]:
    """Hold the folder while one of its files is replaced; raise FolderChangedError if it is not the one that was read.

    Without it the second of two commands would write over what the first has just added.
    """
    read = next((source.sha256 for source in sources if source.path == path.name), None)
    try:
        with folder_lock(folder / _LOCK):
            if (_sha256(path) if path.is_file() else None) != read:
                raise FolderChangedError(
                    f"{path} è stato cambiato da altri mentre il comando lavorava: nulla è stato scritto, ripetere."
                )
            yield
    except FolderBusyError as error:
        raise FolderChangedError(f"Un altro comando sta scrivendo in {folder}: ripetere quando ha finito.") from error


def _holds_facts(path: Path) -> bool:
    return path.name == FILE_NAME or path.stem.lower() == STEM


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
