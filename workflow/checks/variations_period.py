"""Rules on the life of the contract: ritiro dedicato asked later, extension, renewals, withdrawal (par. 2.2.1)."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.contract_period import TariffPeriod, next_renewal, tariff_periods, valorisation_end
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.three_valued import judged
from workflow.checks.variation_facts import find_plant, path_of_variation, title_of, variations_of
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath, Severity
from workflow.domain.variation import VariationKind
from workflow.law import Law

WITHDRAWAL_TERM = "recesso"
STOPS: FieldPath = ("contratto_gse", "fermate")
ASKED: FieldPath = ("contratto_gse", "proroga_chiesta_il")
STARTED: FieldPath = ("contratto_gse", "decorrenza")
ENDS: FieldPath = ("contratto_gse", "recesso_efficace_il")


@rule("EFF-12")
def rid_asked_later_is_for_every_plant(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge a ritiro dedicato asked during the contract: for all plants together, from the first useful day."""
    for index, variation in variations_of(dossier, VariationKind.RID_STARTED):
        named = {find_plant(dossier, name) for name in variation.plants}
        left_out = [place for place in range(len(dossier.plants)) if place not in named] if named else []
        start_on = variation.effective_on or (dossier.gse_contract.rid_started_on if dossier.gse_contract else None)
        values: dict[str, Any] = {
            "variazione": title_of(variation, index),
            "comunicata_il": variation.notified_on,
            "inizio_rid": start_on,
            "esclusi": [name_of(dossier.plants[place], place) for place in left_out],
        }
        if left_out:
            yield failed(path_of_variation(index, "impianti"), **values)
        else:
            path = path_of_variation(index, "efficace_dal")
            yield judged(path, None if start_on is None else True, **values)


@rule("EFF-13")
def extension_is_asked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the days that stops add to the years of tariff have been asked for in writing."""
    if dossier.gse_contract is None:
        yield not_applicable(STOPS)
        return
    if dossier.gse_contract.stops is None:
        yield unknown(STOPS)
        return
    for place, stop in enumerate(dossier.gse_contract.stops):
        is_known = stop.plant is not None and find_plant(dossier, stop.plant) is not None
        if not is_known and (stop.plant is not None or len(dossier.plants) > 1):
            yield unknown((*STOPS, place, "impianto"), "impianto_ignoto", impianto=stop.plant)
    for period in tariff_periods(dossier, law):
        yield _extension(dossier, period)


@rule("EFF-14")
def contract_pays_within_its_years(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say when the years of valorisation are over, and until when the running renewal goes."""
    contract = dossier.gse_contract
    if contract is None or contract.ended_on is not None:
        yield not_applicable(STARTED)
        return
    end_on = valorisation_end(dossier, law)
    if end_on is None:
        yield unknown(STARTED)
    elif dossier.as_of < end_on:
        yield passed(STARTED, scade_il=end_on)
    else:
        yield failed(STARTED, scade_il=end_on, rinnovo_fino_al=next_renewal(end_on, dossier.as_of, law))


@rule("VAR-11")
def withdrawal_gives_notice(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the days between the sending of the withdrawal and its effect, the last one included."""
    contract = dossier.gse_contract
    if contract is None or (contract.withdrawal_sent_on is None and contract.withdrawal_effective_on is None):
        yield not_applicable(ENDS)
        return
    sent_on, ends_on = contract.withdrawal_sent_on, contract.withdrawal_effective_on
    first_on = None if sent_on is None else law.due(WITHDRAWAL_TERM, sent_on).due_on
    values: dict[str, Any] = {
        "recesso_inviato_il": sent_on,
        "recesso_efficace_il": ends_on,
        "recesso_possibile_dal": first_on,
    }
    known = first_on is not None and ends_on is not None
    yield judged(ENDS, ends_on >= first_on if known and first_on and ends_on else None, **values)


def _extension(dossier: Dossier, period: TariffPeriod) -> Verdict:
    plant = dossier.plants[period.plant_index]
    asked_on = dossier.gse_contract.extension_asked_on if dossier.gse_contract else None
    values: dict[str, Any] = {
        "impianto": name_of(plant, period.plant_index),
        "decorrenza": period.started_on,
        "scade_il": period.nominal_end_on,
        "scade_con_estensione_il": period.end_on,
        "giorni_estensione": period.extension_days,
        "estensione_ridotta": period.is_capped,
        "chiedere_entro": period.ask_by_on,
        "ultimo_giorno": period.last_ask_on,
        "chiesta_il": asked_on,
    }
    if period.missing:
        return unknown(STOPS, "fermata_incompleta", **values)
    if period.ask_by_on is None or period.last_ask_on is None:
        return unknown(STARTED, "decorrenza_ignota", **values)
    if not period.extension_days or (asked_on is not None and asked_on <= period.ask_by_on):
        return passed(ASKED, **values)
    if asked_on is None:
        key = "persa" if dossier.as_of > period.last_ask_on else None
        verdict = failed(ASKED, key, **values)
        return verdict if dossier.as_of > period.ask_by_on else verdict.weighing(Severity.NOTE)
    if asked_on > period.last_ask_on:
        return failed(ASKED, "tardiva", **values)
    return failed(ASKED, "dubbia", **values).resting_on(Confidence.TO_VERIFY)
