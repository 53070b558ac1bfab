"""Rules that tell what the GSE will charge: each plant every year, each PNRR project and preliminary check once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import (
    counted_power_kw,
    included_power_kw,
    is_existing,
    name_of,
    tariff_plants,
    total,
    wants_tariff,
)
from workflow.checks.plant_splitting import MAXIMUM_POWER
from workflow.checks.pnrr_facts import filed_projects
from workflow.checks.three_valued import all_of, negation
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import Severity
from workflow.domain.request import Procedure
from workflow.law import Law
from workflow.law.fees import pnrr_fee, preliminary_fee, yearly_fee

NOTHING = Decimal(0)
ONE_PLANT = 1


@rule("FEE-01")
def yearly_fee_is_told(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Tell the yearly fee of each plant and of all; whether plants without tariff pay is read in two ways."""
    if not any(True for _ in tariff_plants(dossier)):
        yield not_applicable(("impianti",))
        return
    amounts: list[Decimal | None] = []
    earning: list[Decimal | None] = []
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "potenza_kw")
        power_kw = included_power_kw(plant)
        values: dict[str, Any] = {"impianto": name_of(plant, index), "potenza_kw": power_kw, "importo_eur": None}
        earns = _earns(dossier, index, law)
        if power_kw is None or power_kw < 0:
            amounts.append(None)
            earning.append(NOTHING if earns is False else None)
            yield unknown(path, **values).weighing(Severity.NOTE)
            continue
        fee = yearly_fee(power_kw, law, dossier.sent_on)
        values["importo_eur"] = fee.amount_eur
        amounts.append(fee.amount_eur)
        earning.append(None if earns is None else fee.amount_eur if earns else NOTHING)
        if not fee.amount_eur:
            yield passed(path, **values)
        elif earns is False:
            yield failed(path, "senza_tariffa", **values).weighing(Severity.NOTE)
        else:
            yield failed(path, "frazione" if fee.is_doubtful else None, **values).weighing(Severity.NOTE)
    yield _whole(total(amounts), total(earning), len(dossier.plants))


@rule("FEE-03")
def pnrr_fee_is_told(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Tell the fee of each PNRR project, due once it is admitted; without projects there is nothing to pay."""
    if not dossier.pnrr_projects:
        yield passed(("pnrr",))
    for filed in filed_projects(dossier):
        path, power_kw = filed.path("potenza_kw"), filed.project.power_kw
        values: dict[str, Any] = {"impianto": filed.name, "potenza_kw": power_kw}
        if power_kw is None:
            yield unknown(path, **values)
            continue
        fee = pnrr_fee(power_kw, law, filed.project.requested_on or dossier.sent_on)
        yield not_applicable(path) if fee is None else failed(path, **values, importo_eur=fee.amount_eur)


@rule("FEE-04")
def preliminary_fee_is_told(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Tell the fee of a preliminary check; a request of access pays none of its own."""
    path = ("richiesta", "procedura")
    if dossier.request.procedure is not Procedure.PRELIMINARY:
        yield passed(path)
    else:
        yield failed(path, importo_eur=preliminary_fee(law, dossier.sent_on).amount_eur)


def _earns(dossier: Dossier, index: int, law: Law) -> bool | None:
    """Whether the plant may have the tariff: asked for it, is not an existing one, and is not too large."""
    plant = dossier.plants[index]
    power_kw = counted_power_kw(dossier, index)
    limit_kw = law.value(MAXIMUM_POWER, dossier.sent_on).number
    return all_of(
        wants_tariff(dossier, plant),
        negation(is_existing(dossier, plant, law)),
        None if power_kw is None else power_kw <= limit_kw,
    )


def _whole(amount_eur: Decimal | None, narrow_eur: Decimal | None, plants: int) -> Verdict:
    """Tell the sum of the plants; where two readings differ it is a warning, because the GSE has to be asked."""
    path = ("impianti",)
    values: dict[str, Any] = {"totale_eur": amount_eur, "totale_ristretto_eur": narrow_eur, "impianti": plants}
    if amount_eur is None:
        return unknown(path, "totale_ignoto", **values).weighing(Severity.NOTE)
    if narrow_eur is not None and narrow_eur != amount_eur:
        return failed(path, "due_letture", **values)
    if not amount_eur or plants == ONE_PLANT:
        return passed(path, **values)
    return failed(path, "totale", **values).weighing(Severity.NOTE)
