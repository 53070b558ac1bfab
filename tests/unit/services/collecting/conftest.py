"""The desk on which the tests of `collect` work: a dossier printed once, copied for each test."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.builders.collection_desk import Desk
from tests.builders.folders import mini_dossier, write_folder
from workflow.bundle.embedded_pdf import EmbeddedEngine
from workflow.bundle.signatures.examination import Request, examine
from workflow.bundle.signatures.examiner import Asked, TrustFolder
from workflow.bundle.signatures.seen import FileSeen
from workflow.bundle.signatures.trust import read_trust
from workflow.law import Law
from workflow.services import collecting
from workflow.services.opening import open_dossier
from workflow.services.signature_plan import SignaturePlan, signature_plan
from workflow.services.signature_prints import print_to_sign
from workflow.store.archive import Archive

PAPERS = ("mandato", "adesione", "dichiarazione", "accordo_controllo")
WANTED = {
    ("dichiarazione_partecipante", "GRDNNA75E43D205F"), ("dichiarazione_partecipante", "MTTBRN68S20D205C"),
    ("scheda_adesione", "MTTBRN68S20D205C"), ("mandato_produttore", None), ("accordo_produttore", "90000901216"),
    ("dichiarazione_referente", None),
}  # fmt: skip


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, law: Law) -> tuple[Path, SignaturePlan]:
    """A dossier with the documents to be signed printed, and its plan."""
    kept = [
        paper.model_dump(by_alias=True, mode="json")
        for paper in mini_dossier("cer").attachments
        if paper.kind.value not in PAPERS
    ]
    folder = write_folder(tmp_path_factory.mktemp("raccolta") / "cer", mini_dossier("cer", {"allegati": kept}))
    opened = open_dossier(str(folder), law=law)
    plan = signature_plan(opened, law)
    items = [one for one in plan.items if {(one.order.output, one.order.key), (one.order.output, None)} & WANTED]
    printed = print_to_sign(opened, law, EmbeddedEngine(), plan, items)
    assert not printed.drafts
    return folder, signature_plan(opened, law)


@pytest.fixture(autouse=True)
def examined_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Examine in this process what the command examines in one apart, which has tests of its own."""

    def examined(
        asked: Sequence[Asked], trust: Path | None, now: dt.datetime, *, known_sha256: Iterable[str] = (), **_: object
    ) -> tuple[list[FileSeen], TrustFolder]:
        material, known = read_trust(trust), frozenset(known_sha256)
        requests = (Request(one.path, one.original, wants_pages=one.wants_pages, known_sha256=known) for one in asked)
        found = [examine(request, material, now) for request in requests]
        return found, TrustFolder(len(material.anchors), tuple(material.unread))

    monkeypatch.setattr(collecting, "examine_all", examined)


@pytest.fixture
def desk(base: tuple[Path, SignaturePlan], law: Law, tmp_path: Path) -> Desk:
    folder, plan = base
    return Desk(folder, plan, law, tmp_path)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(f"sqlite:///{tmp_path / 'archivio.sqlite'}") as store:
        yield store
