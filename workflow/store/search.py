"""The words by which dossiers are found: names, codici fiscali, POD, plants."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from workflow.store.tables import DossierRow, TermRow


def search_form(text: str) -> str:
    """Return the form in which terms are compared: lower case, no spaces."""
    return "".join(text.casefold().split())


def replace_terms(session: Session, dossier_id: int, terms: Sequence[tuple[str, str]]) -> None:
    """Make the dossier's terms the given (kind, as written), touching only those that differ."""
    wanted = set(terms)
    for row in session.exec(select(TermRow).where(col(TermRow.dossier_id) == dossier_id)):
        if (row.kind, row.shown) in wanted:
            wanted.discard((row.kind, row.shown))
        else:
            session.delete(row)
    session.add_all(
        TermRow(dossier_id=dossier_id, kind=kind, value=search_form(shown), shown=shown)
        for kind, shown in terms
        if (kind, shown) in wanted
    )


def search(session: Session, words: str, limit: int) -> list[tuple[str, str, str]]:
    """Return (slug, kind of term, term as written) for terms that contain the words."""
    rows = session.exec(
        select(DossierRow.slug, TermRow.kind, TermRow.shown)
        .join(TermRow, col(TermRow.dossier_id) == DossierRow.id)
        .where(col(TermRow.value).contains(search_form(words), autoescape=True))
        .order_by(col(DossierRow.slug), col(TermRow.kind), col(TermRow.shown))
        .limit(limit)
    )
    return [(slug, kind, shown) for slug, kind, shown in rows]


def elsewhere(session: Session, slug: str, kind: str, values: Sequence[str]) -> list[tuple[str, str]]:
    """Return (other slug, term) for the given terms that stand in another dossier too."""
    wanted = [search_form(value) for value in values]
    rows = session.exec(
        select(DossierRow.slug, TermRow.shown)
        .join(TermRow, col(TermRow.dossier_id) == DossierRow.id)
        .where(col(TermRow.kind) == kind, col(TermRow.value).in_(wanted), col(DossierRow.slug) != slug)
        .order_by(col(TermRow.shown), col(DossierRow.slug))
    )
    return [(other, shown) for other, shown in rows]
