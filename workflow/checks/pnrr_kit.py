"""The papers of a PNRR project: what its request had to carry, and the dossier should still hold (Allegato 3)."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.conditions import holds
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.evidence import papers_of_plant
from workflow.checks.pnrr_facts import Filed, filed_projects
from workflow.checks.three_valued import negation
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind
from workflow.domain.plant import Plant
from workflow.domain.pnrr_project import PnrrProject
from workflow.law import Law

_STATUTE = (AttachmentKind.STATUTE, AttachmentKind.DEED)


@rule("DOC-25")
def project_papers_are_there(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge, for each project, whether the papers of its request are among the attachments."""
    found = False
    for filed in filed_projects(dossier):
        found = True
        yield _kit(dossier, filed, law)
    if not found:
        yield not_applicable(("pnrr",))


def _kit(dossier: Dossier, filed: Filed, law: Law) -> Verdict:
    if filed.plant is None or filed.plant_index is None:
        return unknown(filed.path("impianto"), "impianto", impianto=filed.name)
    needed = _needed(dossier, filed.project, filed.plant, law)
    missing = [kind for kind in needed if not _held(dossier, filed.plant_index, kind)]
    sure = [kind.value for kind in missing if needed[kind]]
    doubtful = [kind.value for kind in missing if needed[kind] is None]
    values: dict[str, Any] = {"impianto": filed.name, "cartelle": sure or doubtful}
    if sure:
        return failed(filed.path(), **values)
    return unknown(filed.path(), **values) if doubtful else passed(filed.path(), **values)


def _needed(dossier: Dossier, project: PnrrProject, plant: Plant, law: Law) -> dict[AttachmentKind, bool | None]:
    """Return the papers that the list asks of the project, None where a fact that decides is unknown."""
    others_eur = project.other_grants_eur
    is_thermal = None if plant.source is None else plant.is_thermal
    asked: dict[AttachmentKind, bool | None] = {
        AttachmentKind.QUOTE: negation(plant.is_simplified),
        AttachmentKind.STATUTE: dossier.kind is Kind.CER,
        AttachmentKind.LINE_DIAGRAM: True,
        AttachmentKind.PUMPING: holds("plant_has_pumping", dossier, law, plant),
        AttachmentKind.GRANT: None if others_eur is None else others_eur > 0,
        AttachmentKind.DNSH: True,
        AttachmentKind.PERMIT: is_thermal,
        AttachmentKind.AS_BUILT: is_thermal,
        AttachmentKind.PROCESS_DIAGRAM: is_thermal,
    }
    return {kind: fact for kind, fact in asked.items() if fact is not False}


def _held(dossier: Dossier, index: int, kind: AttachmentKind) -> bool:
    if kind is AttachmentKind.STATUTE:
        return any(dossier.attachments_of(one) for one in _STATUTE)
    return bool(papers_of_plant(dossier, kind, index))
