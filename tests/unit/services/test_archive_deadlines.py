"""The deadlines of the whole archive: kept beside the facts, worked out again when facts, law or time have moved."""

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.builders.dossiers import build
from workflow.clock import ROME
from workflow.domain.dossier import Dossier
from workflow.intake.folder import facts_json
from workflow.law import Law
from workflow.services.archive_deadlines import NAME, terms_in_archive
from workflow.services.deadlines import terms_of
from workflow.store.archive import Archive, Facts

AS_OF = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, 0, tzinfo=ROME)
ACT = {"tipo": "richiesta_integrazione", "ricevuto_il": "2026-11-01"}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def store(archive: Archive, folder: Path, dossier: Dossier, sha256: str) -> None:
    facts = Facts(dossier.slug, dossier.title, dossier.kind.value, facts_json(dossier), sha256, ())
    archive.synchronise(facts, folder, AT, "prova")


def named(slug: str, **facts: object) -> Dossier:
    return build("cer_ok", {"richiesta.inviata_il": "2026-10-01", **facts}).model_copy(update={"slug": slug})


def test_the_list_is_the_same_as_from_the_folders(tmp_path: Path, law: Law) -> None:
    dossiers = [named("alfa"), named("beta", atti_gse=[ACT])]
    with Archive.open(str(tmp_path / "archivio.db")) as archive:
        for number, dossier in enumerate(dossiers):
            store(archive, tmp_path / dossier.slug, dossier, str(number) * 64)
        first = terms_in_archive(archive, law, AS_OF)
        again = terms_in_archive(archive, law, AS_OF)
    assert first == again == [terms_of(dossier, law) for dossier in dossiers]


def test_changed_facts_are_worked_out_again(tmp_path: Path, law: Law) -> None:
    with Archive.open(str(tmp_path / "archivio.db")) as archive:
        store(archive, tmp_path / "alfa", named("alfa"), "1" * 64)
        before = terms_in_archive(archive, law, AS_OF)
        store(archive, tmp_path / "alfa", named("alfa", atti_gse=[ACT]), "2" * 64)
        after = terms_in_archive(archive, law, AS_OF)
    assert "integrazioni" not in {term.term for term in before[0].terms}
    assert "integrazioni" in {term.term for term in after[0].terms}


def test_what_moves_by_the_day_is_kept_for_the_day_and_the_rest_for_the_month(tmp_path: Path, law: Law) -> None:
    with Archive.open(str(tmp_path / "archivio.db")) as archive:
        store(archive, tmp_path / "alfa", named("alfa"), "1" * 64)
        store(archive, tmp_path / "beta", named("beta", atti_gse=[ACT]), "2" * 64)
        terms_in_archive(archive, law, AS_OF)
        bases = [kept.basis for kept in archive.kept(NAME)]
        terms_in_archive(archive, law, date(2026, 11, 23))
        later = [kept.basis for kept in archive.kept(NAME)]
    assert bases[0] == later[0]
    assert bases[1] != later[1]


def test_another_law_is_another_list(tmp_path: Path, law: Law) -> None:
    with Archive.open(str(tmp_path / "archivio.db")) as archive:
        store(archive, tmp_path / "alfa", named("alfa"), "1" * 64)
        terms_in_archive(archive, law, AS_OF)
        before = archive.kept(NAME)[0].basis
        other = Law(law.parameters, law.sources, law.terms, "f" * 64)
        terms_in_archive(archive, other, AS_OF)
        assert archive.kept(NAME)[0].basis != before
