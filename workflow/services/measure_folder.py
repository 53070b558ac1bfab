"""The folder `misure/` of a dossier: the files people gave, what they said of them, mappings, rebuilt series."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.energy.series import Direction
from workflow.intake.measures.mapping_file import ColumnMapping, read_mappings
from workflow.intake.measures.reading import Asked
from workflow.resources import BrokenFileError
from workflow.services.file_replacing import replace_file

FOLDER = "misure"
ORIGINALS = "originali"
MAPPINGS = "mappature"
SERIES = "serie"
REGISTER = "registro.json"
# Raised when readers change what they make of the same file: series made before are then made again.
READER_EDITION = 2
_PRIVATE_FOLDER = 0o700
_CHUNK = 1 << 20


class Registered(BaseModel):
    """What is kept of a file beside its bytes: what the person said of it, when it came, the mappings that read it.

    Mappings that come later never change what a file already read means; None is a register that did not tell them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    imported_on: date
    order: int
    pod: str | None = None
    plant: str | None = None
    direction: Direction | None = None
    precedence: int = 0
    mapping: str | None = None
    mappings: tuple[str, ...] | None = None

    @property
    def asked(self) -> Asked:
        """What the readers are told."""
        return Asked(self.pod, self.plant, self.direction, self.precedence, self.mapping)


class _Register(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    edition: int = Field(1, alias="schema")
    files: dict[str, Registered] = {}


@dataclass(frozen=True)
class Original:
    """A file among the originals."""

    path: Path
    sha256: str
    asked: Asked
    order: int
    mappings: tuple[str, ...] | None = None


class MeasureFolder:
    """`misure/` of one dossier."""

    def __init__(self, dossier_folder: Path) -> None:
        """Take the folder of the dossier; nothing is created before something is kept."""
        self.path = dossier_folder / FOLDER

    @property
    def series_path(self) -> Path:
        """Where the rebuilt series lie."""
        return self.path / SERIES

    def mappings(self) -> tuple[ColumnMapping, ...]:
        """Return the mappings kept with the dossier."""
        return read_mappings(self.path / MAPPINGS)

    def register(self) -> dict[str, Registered]:
        """Return what is known of each original by its name; raise BrokenFileError for a spoilt register."""
        path = self.path / REGISTER
        if not path.is_file():
            return {}
        try:
            return _Register.model_validate(json.loads(path.read_text(encoding="utf-8"))).files
        except (ValidationError, json.JSONDecodeError, UnicodeDecodeError) as error:
            raise BrokenFileError(
                path, "il registro delle misure è rovinato.", "Toglierlo e importare di nuovo i file di «originali»."
            ) from error

    def originals(self) -> tuple[Original, ...]:
        """Return the originals in the order in which they came; a file put there by hand comes last, by name."""
        folder = self.path / ORIGINALS
        if not folder.is_dir():
            return ()
        known = self.register()
        found = []
        for path in sorted(folder.iterdir()):
            if path.is_file() and not path.name.startswith("."):
                told = known.get(path.name)
                sha256 = sha256_of(path)
                order = len(known) if told is None else told.order
                if told is None or told.sha256 != sha256:
                    found.append(Original(path, sha256, Asked(), order))
                else:
                    found.append(Original(path, sha256, told.asked, order, told.mappings))
        return tuple(sorted(found, key=lambda one: (one.order, one.path.name)))

    def digest(self, known_keys: Iterable[str]) -> str:
        """Return what the series rest on: the originals, what was said of them, mappings, meters of the dossier."""
        parts = [f"edition {READER_EDITION}", *(f"key {key}" for key in sorted(known_keys))]
        parts += [f"file {one.path.name} {one.sha256} {one.asked} {one.mappings}" for one in self.originals()]
        folder = self.path / MAPPINGS
        if folder.is_dir():
            parts += [f"mapping {path.name} {sha256_of(path)}" for path in sorted(folder.glob("*.yaml"))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def name_for(self, path: Path, sha256: str, others: Collection[str] = ()) -> str:
        """Return the name under which a file is kept: its own, unless another has it, kept or of the same import."""
        return _free_name(self.path / ORIGINALS / path.name, sha256, is_taken=path.name in others)

    def mapping_name_for(self, path: Path) -> str:
        """Return the name under which a mapping is kept: another of its name goes on explaining its own files."""
        return Path(_free_name(self.path / MAPPINGS / f"{path.stem}.yaml", sha256_of(path))).stem

    def keep_original(self, path: Path, name: str) -> None:
        """Copy a file among the originals."""
        replace_file(self._made(ORIGINALS) / name, path.read_bytes())

    def keep_mapping(self, path: Path, name: str) -> None:
        """Copy a mapping beside the originals."""
        replace_file(self._made(MAPPINGS) / f"{name}.yaml", path.read_bytes())

    def keep_register(self, files: dict[str, Registered]) -> None:
        """Write what is known of the originals."""
        self._made("")
        content = _Register(files=files).model_dump(mode="json", exclude_none=True, by_alias=True)
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        replace_file(self.path / REGISTER, f"{text}\n".encode())

    def _made(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        return folder


def _free_name(place: Path, sha256: str, *, is_taken: bool = False) -> str:
    """Return the name of a place, with the fingerprint in it if something else has that name."""
    if not is_taken and (not place.exists() or sha256_of(place) == sha256):
        return place.name
    return f"{place.stem}-{sha256[:8]}{place.suffix}"


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()
