"""The papers of each plant to upload with the request: Regole operative 2024, Allegato 3 (DOC-06 to DOC-19, DOC-21)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from workflow.checks.conditions import holds
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.evidence import keys_of, papers_of_plant
from workflow.checks.plant_facts import name_of
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.plant import Plant
from workflow.domain.request import Procedure
from workflow.law import Law


@dataclass(frozen=True)
class PlantPaper:
    """One item of Allegato 3: its rule code, the folder it lies in, and the named condition that asks it of a plant.

    `message_key` picks the wording of the card, where one code covers two papers; `in_preliminary` says that the
    list of the preliminary check has it too.
    """

    code: str
    kind: AttachmentKind
    condition: str
    in_preliminary: bool = False
    message_key: str | None = None

    def is_required(self, dossier: Dossier, plant: Plant, law: Law) -> bool | None:
        """Whether the paper is asked of the plant; None while a fact that decides it is unknown."""
        if dossier.request.procedure is Procedure.PRELIMINARY and not self.in_preliminary:
            return False
        return holds(self.condition, dossier, law, plant)


PLANT_PAPERS = (
    PlantPaper("DOC-06", AttachmentKind.LINE_DIAGRAM, "always", in_preliminary=True),
    PlantPaper("DOC-07", AttachmentKind.LICENCE, "plant_needs_licence"),
    PlantPaper("DOC-07", AttachmentKind.OPERATION_RULES, "plant_needs_operation_rules", message_key="regolamento"),
    PlantPaper("DOC-08", AttachmentKind.METER_REPORT, "plant_needs_meter_reports"),
    PlantPaper("DOC-09", AttachmentKind.SITE_TITLE, "plant_outside_building", in_preliminary=True),
    PlantPaper("DOC-10", AttachmentKind.SITE_TITLE, "plant_not_on_client_site", in_preliminary=True),
    PlantPaper("DOC-11", AttachmentKind.PUMPING, "plant_has_pumping", in_preliminary=True),
    PlantPaper("DOC-12", AttachmentKind.LABEL_PHOTO, "plant_tariff_requested"),
    PlantPaper("DOC-13", AttachmentKind.SERIALS, "plant_tariff_requested_photovoltaic"),
    PlantPaper("DOC-14", AttachmentKind.REGENERATED, "plant_has_regenerated_components"),
    PlantPaper("DOC-15", AttachmentKind.DNSH, "plant_tariff_requested", in_preliminary=True),
    PlantPaper("DOC-16", AttachmentKind.GRANT, "plant_has_grant"),
    PlantPaper("DOC-17", AttachmentKind.PERMIT, "plant_is_thermal_with_tariff", in_preliminary=True),
    PlantPaper("DOC-18", AttachmentKind.AS_BUILT, "plant_is_thermal_with_tariff", in_preliminary=True),
    PlantPaper("DOC-19", AttachmentKind.PROCESS_DIAGRAM, "plant_is_thermal_with_tariff", in_preliminary=True),
    PlantPaper("DOC-21", AttachmentKind.PURPOSE, "plant_needs_purpose_papers"),
)


@rule(*dict.fromkeys(paper.code for paper in PLANT_PAPERS))
def plant_papers_are_there(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge, for each plant, each paper that Allegato 3 asks of it."""
    for index in range(len(dossier.plants)):
        for paper in PLANT_PAPERS:
            yield replace(_verdict(paper, dossier, index, law), code=paper.code)


def _verdict(paper: PlantPaper, dossier: Dossier, index: int, law: Law) -> Verdict:
    plant = dossier.plants[index]
    path = path_of_plant(index)
    keys = keys_of(plant)
    values: dict[str, Any] = {
        "impianto": name_of(plant, index),
        "cartella": paper.kind.value,
        "chiave": keys[0] if keys else "nome dell’impianto",
    }
    required = paper.is_required(dossier, plant, law)
    if required is False:
        return not_applicable(path)
    if papers_of_plant(dossier, paper.kind, index):
        return passed(path, **values)
    return unknown(path, **values) if required is None else failed(path, paper.message_key, **values)
