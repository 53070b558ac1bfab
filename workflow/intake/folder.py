"""Reads a dossier folder: `fascicolo.yaml`, `soci.xlsx`, `allegati/`, into one frozen dossier with its findings."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from workflow.domain.dossier import Dossier, Fascicolo
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.record import Record
from workflow.intake.attachments_folder import read_attachments
from workflow.intake.facts import facts_json, facts_sha256
from workflow.intake.fascicolo_file import FILE_NAME, read_fascicolo
from workflow.intake.import_findings import ImportFindings
from workflow.intake.known_keys import KnownKeys
from workflow.intake.members_file import read_members_of
from workflow.intake.places import Places
from workflow.resources import BrokenFileError, ProgramError

__all__ = ["FolderContent", "NotFoundError", "facts_json", "facts_sha256", "read_folder", "slug_of"]

_LONGEST_SLUG = 80
_SHORTEST_SLUG = 3


class NotFoundError(ProgramError):
    """A dossier folder that does not exist."""

    exit_code = 3


@dataclass(frozen=True)
class FolderContent:
    """What a folder holds: the dossier, unless the kind of configuration is unknown, and what could not be read."""

    dossier: Dossier | None
    findings: tuple[Finding, ...]
    facts_sha256: str
    places: Places

    def place_of(self, path: FieldPath) -> str:
        """Say for people where the fact at a path is written: file, sheet, row, column or line."""
        return self.places.of(path)


def read_folder(path: Path, as_of: date, assumed_sent_on: date | None = None) -> FolderContent:
    """Read everything but `uscita/` and its like, `misure/` and hidden files.

    Raises NotFoundError for a missing folder, BrokenFileError for a file that is not what it claims to be.
    """
    if not path.is_dir():
        raise NotFoundError(
            f"La cartella «{path}» non esiste. Controllare il percorso, o crearla con «dossier-cer new {path}»."
        )
    if not (path / FILE_NAME).is_file():
        raise BrokenFileError(
            path / FILE_NAME,
            "il file non c'è: la cartella non è un fascicolo.",
            "Crearne uno con «dossier-cer new CARTELLA --kind cer» (o gac, aid, cec, caac, cad).",
        )
    read = read_fascicolo(path / FILE_NAME)
    members = read_members_of(path)
    findings = ImportFindings()
    attachments = read_attachments(path, KnownKeys(read.fascicolo, members.members), findings)
    dossier = None
    if read.fascicolo is not None:
        dossier = Dossier(
            **_fields(read.fascicolo),
            slug=slug_of(path, read.fascicolo),
            members=members.members,
            attachments=attachments,
            as_of=as_of,
            assumed_sent_on=assumed_sent_on,
        )
    return FolderContent(
        dossier,
        (*read.findings, *members.findings, *findings.all),
        facts_sha256(dossier) if dossier is not None else "",
        Places(read.place, members.places),
    )


def slug_of(folder: Path, fascicolo: Fascicolo) -> str:
    """Return the dossier's name in the archive: the one it declares, else the folder's."""
    if fascicolo.identifier is not None:
        return fascicolo.identifier
    plain = unicodedata.normalize("NFKD", folder.resolve().name.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    slug = "-".join(words)[:_LONGEST_SLUG].strip("-")
    return slug if len(slug) >= _SHORTEST_SLUG else f"fascicolo-{slug}".strip("-")


def _fields(record: Record) -> dict[str, object]:
    return {name: getattr(record, name) for name in type(record).model_fields}
