"""The tables of the archive: dossiers, every version of their facts, who uses which folder, what happened."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import MetaData, UniqueConstraint
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
    """One dossier; `facts_id` is its current version, `version` the optimistic lock."""

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


class FactsRow(ArchiveTable, table=True):
    """One version of a dossier's facts as canonical JSON; versions are added, never changed."""

    __tablename__: ClassVar[str] = "facts"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    number: int
    sha256: str = Field(max_length=64, index=True)
    content: str
    recorded_at: datetime
    origin: str = Field(max_length=500)


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
    """One thing that happened to a dossier; rows are chained by hash and the database refuses to change them."""

    __tablename__: ClassVar[str] = "history"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("dossier_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    dossier_id: int = Field(foreign_key="dossier.id", index=True)
    number: int
    at: str = Field(max_length=40)
    who: str = Field(max_length=200)
    event: str = Field(max_length=40)
    from_phase: str = Field(max_length=20)
    to_phase: str = Field(max_length=20)
    reason: str = Field(max_length=2000)
    law_digest: str = Field(max_length=64)
    facts_sha256: str = Field(max_length=64)
    findings: str
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)
