"""What the archive knows of a dossier apart from its facts, and what it keeps worked out from them."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from workflow.domain.kind import Phase
from workflow.resources import ProgramError
from workflow.store.tables import DerivedRow, DossierRow


class DossierNotFoundError(ProgramError):
    """No dossier of that name in the archive."""

    exit_code = 3


@dataclass(frozen=True)
class Stored:
    """What the archive knows of a dossier, apart from its facts."""

    slug: str
    title: str
    kind: str
    phase: Phase
    is_suspended: bool
    facts_sha256: str
    version: int


@dataclass(frozen=True)
class Kept:
    """A dossier with what was worked out from its facts, if that was kept: `basis` says from what."""

    dossier: Stored
    basis: str | None
    content: str | None


def find_row(session: Session, slug: str) -> DossierRow | None:
    """Return the dossier's row, or None."""
    return session.exec(select(DossierRow).where(col(DossierRow.slug) == slug)).first()


def get_row(session: Session, slug: str) -> DossierRow:
    """Return the dossier's row; raise DossierNotFoundError."""
    row = find_row(session, slug)
    if row is None:
        raise DossierNotFoundError(f"Nell'archivio non c'è un fascicolo «{slug}». Elenco: dossier-cer archive list.")
    return row


def stored_of(row: DossierRow) -> Stored:
    """Return what a row says."""
    return Stored(row.slug, row.title, row.kind, Phase(row.phase), row.is_suspended, row.facts_sha256, row.version)


def keep(session: Session, dossier_id: int, name: str, basis: str, content: str) -> None:
    """Keep a result under a name, in place of the one that was there."""
    same = (col(DerivedRow.dossier_id) == dossier_id, col(DerivedRow.name) == name)
    row = session.exec(select(DerivedRow).where(*same)).first()
    if row is None:
        session.add(DerivedRow(dossier_id=dossier_id, name=name, basis=basis, content=content))
    else:
        row.basis, row.content = basis, content


def kept(session: Session, name: str) -> list[Kept]:
    """Return every dossier, by slug, with what is kept under the name."""
    match = (col(DerivedRow.dossier_id) == col(DossierRow.id)) & (col(DerivedRow.name) == name)
    rows = session.exec(
        select(DossierRow, DerivedRow).join(DerivedRow, match, isouter=True).order_by(col(DossierRow.slug))
    ).all()
    return [Kept(stored_of(row), found.basis, found.content) if found else Kept(stored_of(row), None, None)
            for row, found in rows]  # fmt: skip
