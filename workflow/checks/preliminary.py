"""The premises of the preliminary check: kind, constitution, plants still to start, permit and quote (par. 2.1.4)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from workflow.checks.decorrenza import sending_day
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.evidence import papers_of_plant
from workflow.checks.plant_facts import name_of
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import Confidence, FieldPath
from workflow.domain.request import Procedure
from workflow.law import Law

PREMISES = "procedura/verifica_preliminare_presupposti"
# Works that ask for no title («edilizia libera») have no day of their own.
FREE_WORKS = "libera"
OBTAINED = "ottenuta"


@rule("SCD-06")
def preliminary_check_can_be_asked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the premises of the preliminary check, where the dossier serves it."""
    if dossier.request.procedure is not Procedure.PRELIMINARY:
        yield not_applicable()
        return
    sent_on = sending_day(dossier)
    premises = law.value(PREMISES, sent_on)
    if dossier.kind.value not in premises.table["tipologie"]:
        yield failed(("configurazione", "tipologia"), "tipologia", tipologia=dossier.kind.label)
        return
    if not dossier.kind.is_remote:
        yield _constitution(dossier, sent_on)
    for index, plant in enumerate(dossier.plants):
        values: dict[str, Any] = {"impianto": name_of(plant, index), "entrata_in_esercizio": plant.entered_operation_on}
        entered_on = plant.entered_operation_on
        started = entered_on is not None and entered_on <= sent_on
        path = path_of_plant(index, "entrata_in_esercizio")
        yield judged(path, not started, "in_esercizio", **values).resting_on(Confidence.MEDIUM)
        yield _permit(dossier, index, values, sent_on, is_obtained=premises.table["autorizzazione"] == OBTAINED)
        yield _quote(dossier, index, values).resting_on(premises.confidence)


def _constitution(dossier: Dossier, sent_on: date) -> Verdict:
    path: FieldPath = ("contratto", "firme")
    if dossier.kind.is_group:
        signatures = dossier.contract.signatures if dossier.contract else ()
        made_on = max(signatures) if signatures else None
    else:
        path = ("comunita", "atto_costitutivo_il")
        made_on = dossier.community.founded_on if dossier.community else None
    fact = None if made_on is None else made_on <= sent_on
    return judged(path, fact, "costituzione", costituita_il=made_on, inviata_il=sent_on)


def _permit(dossier: Dossier, index: int, values: dict[str, Any], sent_on: date, *, is_obtained: bool) -> Verdict:
    """Judge the permit: at first it had to be there already, later it was enough to have asked for it."""
    path = path_of_plant(index, "titolo_autorizzativo")
    permit = dossier.plants[index].permit
    if permit is None or permit.kind is None:
        return unknown(path, **values)
    given_on = permit.issued_on
    if is_obtained and given_on is None and FREE_WORKS not in permit.kind.casefold():
        return unknown(path, **values)
    if is_obtained and given_on is not None and given_on > sent_on:
        return failed(path, "autorizzazione", **values, data=given_on, inviata_il=sent_on)
    return passed(path, **values)


def _quote(dossier: Dossier, index: int, values: dict[str, Any]) -> Verdict:
    path = path_of_plant(index, "modello_unico")
    simplified = dossier.plants[index].is_simplified
    if papers_of_plant(dossier, AttachmentKind.QUOTE, index) or simplified:
        return passed(path, **values)
    return judged(path, None if simplified is None else False, "preventivo", **values)
