"""`firme/registro.json`: which signed papers were collected, of which document and version, and how judged."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.bundle.manifest import canonical_json, sha256_of
from workflow.resources import BrokenFileError

FOLDER = "firme"
REGISTER = "registro.json"
ORIGINALS = "originali"
_MAX_BYTES = 50_000_000


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SignerRecord(_Record):
    """Somebody who signed electronically."""

    name: str
    codice_fiscale: str | None = None


class Collected(_Record):
    """One signed paper: what it is, where it lies, and what was found out about it.

    `files` are paths in the dossier with their sha256: the paper, then what goes with it (the file that a separate
    signature signs). `from_sha256` is that of the file people handed over: another one only if it was divided.
    """

    output: str
    document: str
    key: str | None = None
    title: str
    sign: str
    version: str
    edition: str
    method: str
    outcome: str
    signers: tuple[SignerRecord, ...] = ()
    missing_signatures: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    files: dict[str, str] = Field(min_length=1)
    from_name: str
    from_sha256: str
    collected_on: str
    collected_by: str = ""


class Register(_Record):
    """The whole file."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    papers: tuple[Collected, ...] = ()

    def plus(self, papers: Iterable[Collected]) -> "Register":
        """Return the register with more papers; one of the same document and version takes the place of the old."""
        new = list(papers)
        replaced = {(paper.sign, paper.version) for paper in new}
        kept = [paper for paper in self.papers if (paper.sign, paper.version) not in replaced]
        return Register(papers=tuple(sorted([*kept, *new], key=lambda one: (one.sign, one.version))))

    def to_bytes(self) -> bytes:
        """Return the file."""
        return canonical_json(self.model_dump(mode="json", by_alias=True))


def register_path(folder: Path) -> Path:
    """Return where the register of a dossier lies."""
    return folder / FOLDER / REGISTER


def read_register(folder: Path) -> Register:
    """Return what was collected; empty if nothing was. Raise BrokenFileError for a file that is not a register."""
    path = register_path(folder)
    if not path.exists():
        return Register()
    content: Any = None  # no register
    try:
        if path.stat().st_size <= _MAX_BYTES:
            content = json.loads(path.read_bytes())
        return Register.model_validate(content)
    except (ValueError, ValidationError, RecursionError) as error:
        cure = "Rimetterlo da una copia, oppure toglierlo e raccogliere di nuovo i documenti firmati."
        raise BrokenFileError(path, "il registro delle firme non è valido.", cure) from error


def still_there(folder: Path, register: Register) -> tuple[Collected, ...]:
    """Return the papers whose files lie in the dossier as they were collected: one changed or taken away is void."""
    return tuple(paper for paper in register.papers if _is_there(folder, paper))


def _is_there(folder: Path, paper: Collected) -> bool:
    return all((folder / path).is_file() and sha256_of(folder / path) == digest for path, digest in paper.files.items())
