"""Rules on the life of a PNRR project after its request: examination, concession, and what would revoke the grant."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from workflow.checks.engine import Verdict, passed, rule, unknown
from workflow.checks.pnrr_facts import Filed, Regime, filed_projects, regimes_of, under_each
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier
from workflow.domain.pnrr_project import PnrrRules
from workflow.domain.variation import VariationKind
from workflow.law import Law

EXAMINATION_TERM = "pnrr_istruttoria"
AGREEMENT_TERM = "pnrr_accordo_concessione"
RUNNING_TERM = "pnrr_funzionamento"


@rule("PNR-08")
def concession_is_on_its_way(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where the examination or the agreement is late: the silence of the GSE is never an assent."""
    for filed in filed_projects(dossier):
        regimes = regimes_of(filed.project, law, dossier.sent_on)
        yield under_each(filed, regimes, partial(_concession, filed, dossier, law))


@rule("PNR-09")
def grant_is_not_revoked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge what revokes the whole grant: no tariff for the plant, or too few years in the configuration."""
    for filed in filed_projects(dossier):
        values: dict[str, Any] = {"impianto": filed.name}
        wanted = filed.plant.is_tariff_requested if filed.plant else None
        path = filed.plant_path("incentivo_richiesto")
        yield unknown(path, **values) if wanted is None else judged(path, wanted, **values)
        yield _runs_long_enough(filed, dossier, law)


def _concession(filed: Filed, dossier: Dossier, law: Law, regime: Regime) -> Verdict:
    project = filed.project
    if regime.rules is PnrrRules.FACILITY:
        path, last_on = filed.path("accordo_comunicato_il"), law.due(AGREEMENT_TERM, regime.values_on).due_on
        told_on = project.agreement_notified_on
        values = {"impianto": filed.name, "entro": last_on, "accordo_comunicato_il": told_on}
        return judged(path, (told_on or dossier.as_of) <= last_on, "accordo" if told_on else "senza_accordo", **values)
    path, asked_on, admitted_on = filed.path("ammesso_il"), project.requested_on, project.admitted_on
    values = {"impianto": filed.name, "domanda_il": asked_on, "ammesso_il": admitted_on}
    if asked_on is None:
        return unknown(filed.path("domanda_il"), **values)
    if admitted_on is not None:
        return judged(path, admitted_on >= asked_on, "ordine", **values)
    due_on = law.due(EXAMINATION_TERM, asked_on).due_on
    return judged(path, dossier.as_of <= due_on, **values, entro=due_on)


def _runs_long_enough(filed: Filed, dossier: Dossier, law: Law) -> Verdict:
    contract, plant = dossier.gse_contract, filed.plant
    since = [plant.entered_operation_on if plant else None, contract.started_on if contract else None]
    begun_on = max(filter(None, since), default=None)
    path = filed.path("impianto")
    if begun_on is None or plant is None or plant.entered_operation_on is None:
        return unknown(filed.plant_path("entrata_in_esercizio"), "esercizio_ignoto", impianto=filed.name)
    until_on = law.due(RUNNING_TERM, begun_on).due_on
    ended_on = min(_ends(filed, dossier), default=None)
    values = {"impianto": filed.name, "fine": ended_on, "fino_al": until_on}
    if ended_on is None:
        return passed(path, **values)
    return judged(path, ended_on >= until_on, "funzionamento", **values)


def _ends(filed: Filed, dossier: Dossier) -> Iterator[date]:
    """Yield the days on which the plant is known to leave the configuration."""
    contract, plant = dossier.gse_contract, filed.plant
    if contract is not None:
        yield from (day for day in (contract.ended_on, contract.withdrawal_effective_on) if day is not None)
    names = {plant.name, plant.censimp, plant.pod} - {None} if plant else set()
    for variation in dossier.variations:
        if (
            variation.kind is VariationKind.PLANT_REMOVED
            and variation.happened_on is not None
            and names & set(variation.plants)
        ):
            yield variation.happened_on
