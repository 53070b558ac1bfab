"""The deadlines of a thousand dossiers, read from the archive, against working them out again from the facts."""

import json
import tempfile
from datetime import date, datetime
from functools import partial
from pathlib import Path

from tests.benchmarks.results import Section, Short
from tests.benchmarks.side_by_side import interleaved, ratio, shown
from tests.builders.dossiers import build
from tests.builders.rulebook import law
from workflow.clock import ROME
from workflow.domain.dossier import Dossier
from workflow.intake.folder import facts_json
from workflow.services.archive_deadlines import terms_in_archive
from workflow.services.deadlines import listed, terms_of
from workflow.store.archive import Archive, Facts

ROUNDS = 5
SIZES = (100, 1_000)
AS_OF = date(2026, 11, 22)


def section() -> Section:
    """Measure the list on an archive of groups with a request sent."""
    return Section(
        "Listing deadlines",
        "A: the open deadlines of every dossier of the archive, kept beside the facts. B: the same list with nothing "
        "kept, worked out from the facts of each dossier.",
        ROUNDS,
        ["dossiers", "deadlines", "A", "B", "B / A"],
        [_row(size) for size in SIZES],
        [Short(ratio=4, other_is="from the facts of each dossier", ours=2, other=3)],
    )


def _row(size: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder, Archive.open(str(Path(folder) / "archive.db")) as archive:
        dossier = build("gac_ok", {"richiesta.inviata_il": "2026-11-01"})
        at = datetime(2026, 11, 22, 9, 0, tzinfo=ROME)
        for number in range(size):
            one = dossier.model_copy(update={"slug": f"gruppo-{number:05}"})
            facts = Facts(one.slug, one.title, one.kind.value, facts_json(one), f"{number:064x}", ())
            archive.synchronise(facts, Path(folder) / one.slug, at, "studio")
        count = len(_list(archive, AS_OF))
        taken = interleaved({"kept": partial(_list, archive, AS_OF), "anew": partial(_anew, archive)}, ROUNDS)
    return [f"{size:,}", f"{count:,}", shown(taken["kept"]), shown(taken["anew"]), ratio(taken["anew"], taken["kept"])]


def _list(archive: Archive, as_of: date) -> list[object]:
    return list(listed(terms_in_archive(archive, law(), as_of), as_of))


def _anew(archive: Archive) -> list[object]:
    found = [
        terms_of(Dossier.model_validate({**json.loads(content), "slug": slug, "as_of": AS_OF}), law())
        for slug, content in archive.current_facts()
    ]
    return list(listed(found, AS_OF))
