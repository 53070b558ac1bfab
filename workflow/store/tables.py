"""The tables of the archive: dossiers, versions of their facts and files, what happened, and the seal of each row."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import LargeBinary, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ArchiveTable(SQLModel):
    """The base of every table: its own metadata, with names that migrations can rely on."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


class DossierRow(ArchiveTable, table=True):
    """One dossier; `facts_sha256` is its current version, `version` the optimistic lock."""

    __tablename__: ClassVar[str] = "dossier"

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(index=True, unique=True, max_length=120)
    title: str = Field(max_length=500)
    kind: str = Field(max_length=10)
    phase: str = Field(max_length=20)
    is_suspended: bool = False
    facts_sha256: str = Field(max_length=64)
    version: int = 1
    created_at: datetime
    updated_at: datetime
    updated_by: str = Field(default="", max_length=200)


class FactsRow(ArchiveTable, table=True):
    """One version of a dossier's facts as canonical JSON; versions are added, never changed.

    `files` is the canonical JSON of {path in the folder: sha256}; `dossier_version` the lock that this version set.
    """

    __tablename__: ClassVar[str] = "facts"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    number: int
    sha256: str = Field(max_length=64, index=True)
    content: str
    recorded_at: datetime
    origin: str = Field(max_length=500)
    recorded_by: str = Field(default="", max_length=200)
    dossier_version: int = 0
    files: str = "{}"


class FolderRow(ArchiveTable, table=True):
    """Which version of the facts a folder had when it was last synchronised."""

    __tablename__: ClassVar[str] = "folder"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "path"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    path: str = Field(max_length=2000)
    facts_sha256: str = Field(max_length=64)
    synchronised_at: datetime


class TermRow(ArchiveTable, table=True):
    """A word by which a dossier is found: a name, a codice fiscale, a POD, a plant."""

    __tablename__: ClassVar[str] = "search_term"

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    kind: str = Field(max_length=20)
    value: str = Field(max_length=500, index=True)
    shown: str = Field(max_length=500)


class HistoryRow(ArchiveTable, table=True):
    """One thing that happened to a dossier; rows are chained by hash and the database refuses to change them.

    `subject` is empty for the community, else it names the plant or variation; then the phases are its own states.
    """

    __tablename__: ClassVar[str] = "history"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    number: int
    at: str = Field(max_length=40)
    who: str = Field(max_length=200)
    event: str = Field(max_length=40)
    from_phase: str = Field(max_length=60)
    to_phase: str = Field(max_length=60)
    reason: str = Field(max_length=2000)
    law_digest: str = Field(max_length=64)
    facts_sha256: str = Field(max_length=64)
    findings: str
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
    subject: str = Field(default="", max_length=200)
    details: str = "{}"
    dossier_version: int = 0


class FileRow(ArchiveTable, table=True):
    """One file that some version of the facts rests on; on a server its bytes are here, else beside the archive."""

    __tablename__: ClassVar[str] = "file"

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(max_length=64, unique=True)
    byte_count: int
    content: bytes | None = Field(default=None, sa_type=LargeBinary)


class DerivedRow(ArchiveTable, table=True):
    """What the program worked out from the facts and keeps to answer at once, as deadlines; never a fact itself."""

    __tablename__: ClassVar[str] = "derived"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    name: str = Field(max_length=40)
    basis: str = Field(max_length=200)
    content: str


class SealRow(ArchiveTable, table=True):
    """The fingerprint of another row, so that a change made by the disk is noticed."""

    __tablename__: ClassVar[str] = "seal"

    table_name: str = Field(primary_key=True, max_length=40)
    row_id: int = Field(primary_key=True)
    sha256: str = Field(max_length=64)


def row_id(row: "DossierRow | FactsRow") -> int:
    """Return the key of a row that has been written."""
    if row.id is None:  # pragma: no cover - a flushed row has its key
        raise AssertionError("a row without a key")
    return row.id
