"""The deadlines of every dossier of the archive, kept beside the facts so that a list of a thousand is read at once."""

import json
from datetime import date

from pydantic import TypeAdapter

from workflow.domain.dossier import Dossier
from workflow.law import Law
from workflow.services.deadlines import DossierTerms, terms_of
from workflow.store.archive import Archive

NAME = "deadlines"
_SHAPE = TypeAdapter(DossierTerms)
_MONTH = "%Y-%m"
_DAY = "%Y-%m-%d"


def terms_in_archive(archive: Archive, law: Law, as_of: date) -> list[DossierTerms]:
    """Return the terms of every dossier, from the facts of its last synchronisation.

    What was kept is used if it was worked out from the same facts, by the same law, for the same time; the rest is
    worked out again and kept, all in one writing.
    """
    found, fresh = [], []
    for kept in archive.kept(NAME):
        stored = kept.dossier
        bases = {_basis(law, stored.facts_sha256, as_of, form) for form in (_MONTH, _DAY)}
        if kept.content is not None and kept.basis in bases:
            found.append(_SHAPE.validate_json(kept.content))
            continue
        facts = json.loads(archive.facts(stored.slug))
        dossier = Dossier.model_validate({**facts, "slug": stored.slug, "as_of": as_of})
        terms = terms_of(dossier, law)
        # Acts of the GSE make clocks that stand still and run again by the day; all the rest moves with the month.
        basis = _basis(law, stored.facts_sha256, as_of, _DAY if dossier.gse_acts else _MONTH)
        fresh.append((stored.slug, basis, _SHAPE.dump_json(terms).decode()))
        found.append(terms)
    if fresh:
        archive.keep(NAME, fresh)
    return found


def _basis(law: Law, facts_sha256: str, as_of: date, form: str) -> str:
    return f"{law.digest[:32]} {facts_sha256} {as_of.strftime(form)}"
