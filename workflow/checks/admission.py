"""Rules on the act of admission: what it says must agree with the request and with the starts that the dates give."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.decorrenza import sending_day, start_of_configuration
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.gse_act import GseActKind
from workflow.domain.gse_contract import GseContract
from workflow.domain.variation import VariationKind
from workflow.law import Law

CONTRACT: FieldPath = ("contratto_gse",)


@rule("EFF-08")
def configuration_starts_with_its_first_plant(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the start written in the act is the earliest of the plants' starts."""
    written_on = dossier.gse_contract.started_on if dossier.gse_contract else None
    path = (*CONTRACT, "decorrenza")
    if written_on is None:
        yield not_applicable(path)
        return
    computed_on = start_of_configuration(dossier, law).start_on
    fact = None if computed_on is None else computed_on == written_on
    yield judged(path, fact, decorrenza=written_on, calcolata=computed_on)


@rule("PRC-11")
def admission_agrees_with_the_request(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the contract has the data of an admission: after the sending, not refused, with what was asked."""
    contract = dossier.gse_contract
    if contract is None:
        yield not_applicable(CONTRACT)
        return
    yield _of_admission(dossier, contract)
    yield _of_start(contract)
    yield _of_rid(dossier, contract)


def _of_admission(dossier: Dossier, contract: GseContract) -> Verdict:
    path = (*CONTRACT, "accolta_il")
    sent_on = sending_day(dossier)
    values: dict[str, Any] = {"accolta_il": contract.admitted_on, "inviata_il": sent_on}
    received = {act.kind for act in dossier.gse_acts if act.practice is None}
    if GseActKind.REJECTION in received and GseActKind.ADMISSION not in received:
        return failed(path, "respinta", **values)
    if contract.admitted_on is None:
        return unknown(path, "accolta_il", **values)
    if dossier.is_sending_assumed:
        return failed(("richiesta", "inviata_il"), "mai_inviata", **values)
    return judged(path, contract.admitted_on >= sent_on, **values)


def _of_start(contract: GseContract) -> Verdict:
    path = (*CONTRACT, "decorrenza")
    return unknown(path, "decorrenza") if contract.started_on is None else passed(path)


def _of_rid(dossier: Dossier, contract: GseContract) -> Verdict:
    path = (*CONTRACT, "decorrenza_rid")
    wanted, started_on = dossier.request.wants_rid, contract.rid_started_on
    if wanted and started_on is None:
        return unknown(path, "decorrenza_rid")
    if wanted is False and started_on is not None and not _asked_later(dossier):
        return failed(path, "rid_non_chiesto", decorrenza_rid=started_on)
    return passed(path)


def _asked_later(dossier: Dossier) -> bool:
    return any(variation.kind is VariationKind.RID_STARTED for variation in dossier.variations)
