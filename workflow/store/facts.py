"""What the use cases hand to the archive; apart from the tables, so that who stores nothing does not load them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """A file of a folder as it was read: its path in the folder, its fingerprint, where its bytes are."""

    path: str
    sha256: str
    place: Path


@dataclass(frozen=True)
class Facts:
    """One version of a dossier's facts, ready to be stored: canonical JSON, what it is found by, the files behind it.

    `files` may be empty where there is no folder; a version without files cannot be written back to one.
    """

    slug: str
    title: str
    kind: str
    content: str
    sha256: str
    terms: tuple[tuple[str, str], ...]
    files: tuple[Source, ...] = ()
