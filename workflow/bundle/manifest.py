"""`manifest.json`: what a bundle holds, made with what, judged when; the same facts give the same bytes."""

import hashlib
import json
from datetime import date
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow import __version__
from workflow.resources import BrokenFileError

MANIFEST_NAME = "manifest.json"
TOOL_NAME: Final = "dossier-cer"
MAX_MANIFEST_BYTES = 20_000_000
SCHEMA_VERSION: Final = 1
_REMEDY = "Rifare il fascicolo con «dossier-cer build»."


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ToolRecord(_Record):
    """The program that made the bundle."""

    name: Literal["dossier-cer"] = TOOL_NAME
    version: str


class EngineRecord(_Record):
    """The PDF engine and whether its layout is the one of a word processor."""

    name: str
    version: str
    faithful: bool


class FileRecord(_Record):
    """One file: its path in the bundle, relative and with `/`, and the digest of its bytes."""

    path: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    bytes: int = Field(ge=0)
    pages: int | None = None


class DocumentRecord(FileRecord):
    """A document that the program wrote, with the edition of its template and who signs it."""

    document: str
    title: str = ""
    edition: str | None = None
    template_sha256: str | None = None
    signed_by: tuple[str, ...] = ()
    subject: str | None = None


class AttachmentRecord(FileRecord):
    """A file that people gave, copied byte by byte."""

    kind: str
    source: str
    kept_apart: str | None = None


class ItemRecord(_Record):
    """An item of the submission: whether it is required, where it stands, and why."""

    id: str
    part: str
    title: str
    required: bool | None = None
    state: str
    reason: str = ""
    provider: str = ""
    valid_until_on: date | None = None
    warnings: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class PracticeRecord(_Record):
    """The practice that the bundle is for: its kind and name, the way and the address, the days that count."""

    procedure: str
    title: str
    name: str = ""
    channel: str
    address: str | None = None
    due_on: date | None = None
    effective_on: date | None = None


class ActRecord(_Record):
    """An act of the law that the bundle rests on, as the register knows it."""

    id: str
    cite: str
    consulted_on: date | None = None


class ParameterRecord(_Record):
    """A dated parameter that the judgement may have read: its value's first day, its article, how sure it is."""

    name: str
    from_on: date | None = None
    source: str | None = None
    at: str | None = None
    confidence: str | None = None


class LawRecord(_Record):
    """The version of the law: the day whose values are named, the acts, the parameters, the list of papers."""

    on: date
    submission_sha256: str | None = None
    acts: tuple[ActRecord, ...] = ()
    parameters: tuple[ParameterRecord, ...] = ()


class Manifest(_Record):
    """The whole bundle. It has no clock: `as_of` is the day of the judgement."""

    schema_version: Literal[1] = Field(default=1, alias="schema")
    tool: ToolRecord
    dossier: str
    kind: str
    title: str
    as_of: date
    sent_on: date | None = None
    practice: PracticeRecord | None = None
    law_digest: str
    law: LawRecord | None = None
    facts_sha256: str
    engine: EngineRecord
    draft: bool
    preview: bool
    documents: tuple[DocumentRecord, ...] = ()
    attachments: tuple[AttachmentRecord, ...] = ()
    files: tuple[FileRecord, ...] = ()
    findings_open: tuple[dict[str, Any], ...] = ()
    items: tuple[ItemRecord, ...] = ()

    @property
    def all_files(self) -> tuple[FileRecord, ...]:
        """Every file that the manifest answers for."""
        return (*self.documents, *self.attachments, *self.files)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_facts(folder: Path, path: Path) -> dict[str, Any]:
    """Return what every record says of a file of the bundle: path, sha256, bytes."""
    return {"path": path.relative_to(folder).as_posix(), "sha256": sha256_of(path), "bytes": path.stat().st_size}


def is_safe_path(path: str) -> bool:
    """Whether a path of a manifest stays inside the bundle on every system."""
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    is_plain = "\\" not in path and "\0" not in path and str(posix) == path and path != "."
    return is_plain and not posix.is_absolute() and not windows.drive and ".." not in posix.parts


def canonical_json(content: Any) -> bytes:
    """Write JSON in the one way that a digest can be taken of: sorted keys, UTF-8, a newline at the end."""
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def write_manifest(folder: Path, manifest: Manifest) -> str:
    """Write the manifest, the last file of a bundle, and return its sha256, to be noted apart.

    Raises ValueError for a path that leaves the folder or stands twice: a fault of the caller.
    """
    paths = [record.path for record in manifest.all_files]
    if unsafe := [path for path in paths if not is_safe_path(path)]:
        raise ValueError(f"unsafe paths in the manifest: {unsafe}")
    if len(set(paths)) != len(paths):
        raise ValueError("the same path stands twice in the manifest")
    data = canonical_json(manifest.model_dump(mode="json", by_alias=True))
    (folder / MANIFEST_NAME).write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a bundle; raise BrokenFileError (exit code 4) for anything else."""
    path = folder / MANIFEST_NAME
    try:
        data = read_bounded(path)
    except FileNotFoundError as error:
        raise manifest_missing(path) from error
    return parse_manifest(data, path)


def read_bounded(path: Path) -> bytes:
    """Return the bytes of a manifest that is a plain file of a sane size; raise BrokenFileError, FileNotFoundError."""
    try:
        if path.is_symlink() or path.stat().st_size > MAX_MANIFEST_BYTES:
            raise BrokenFileError(path, "il manifesto non è un file ordinario o è troppo grande.", _REMEDY)
        return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BrokenFileError(path, f"il manifesto non si può leggere ({error.strerror}).", _REMEDY) from error


def manifest_missing(path: Path) -> BrokenFileError:
    """Return the error of a bundle without its manifest."""
    return BrokenFileError(path, "manca il manifesto: la cartella non è un fascicolo completo.", _REMEDY)


def parse_manifest(data: bytes, path: Path) -> Manifest:
    """Return the manifest that the bytes say; raise BrokenFileError, which tells another version from a fault."""
    try:
        content = json.loads(data)
        return Manifest.model_validate(content)
    except ValidationError as error:
        place = ".".join(str(step) for step in error.errors()[0]["loc"])
        other = _other_version(content)
        problem = other or f"il manifesto non è valido alla voce «{place}»."
        remedy = "Verificarlo con la versione che l'ha fatto, oppure rifare il fascicolo." if other else _REMEDY
        raise BrokenFileError(path, problem, remedy) from error
    except (ValueError, RecursionError) as error:
        raise BrokenFileError(path, "il manifesto non è JSON valido.", _REMEDY) from error


def _other_version(content: Any) -> str | None:
    """Say by which other version a manifest that cannot be read was written, if it says so itself."""
    if not isinstance(content, dict):
        return None
    schema, tool = content.get("schema"), content.get("tool")
    version = tool.get("version") if isinstance(tool, dict) and tool.get("name") == TOOL_NAME else None
    if isinstance(schema, int) and schema > SCHEMA_VERSION:
        by = f" da {TOOL_NAME} {version}" if isinstance(version, str) else ""
        return f"il manifesto è scritto{by} nella forma {schema}, e questa versione legge la {SCHEMA_VERSION}."
    if isinstance(version, str) and version != __version__:
        return f"il manifesto è scritto da {TOOL_NAME} {version} e questa è la versione {__version__}."
    return None


def manifest_sha256(folder: Path) -> str:
    """Return the sha256 of the manifest file: noted apart, it seals the bundle."""
    return sha256_of(folder / MANIFEST_NAME)


def manifest_schema() -> dict[str, Any]:
    """Return the JSON Schema of `manifest.json`."""
    return Manifest.model_json_schema(by_alias=True)
