"""Rules on time: what a late request loses, which dates hold the service back, when the scheme closes."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.decorrenza import (
    QUOTA_TERM,
    PlantStart,
    closing_day,
    has_been_sent,
    sending_day,
    sending_day_of,
    start_of,
)
from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_constitution import DECREE_IN_FORCE
from workflow.checks.plant_facts import name_of, tariff_plants
from workflow.checks.rid_start import RidCase, rid_start_of
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.plant import Plant
from workflow.law import Law


@rule("EFF-01")
def early_plant_is_timely(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the request for a plant older than the decree came within 120 days of the portal's opening."""
    for index, plant, start in _starts(dossier, law):
        path = path_of_plant(index, "entrata_in_esercizio")
        if start.is_added or plant.entered_operation_on is None or not _is_early(dossier, plant, law):
            yield not_applicable(path)
        else:
            yield _timeliness(dossier, index, plant, start)


@rule("EFF-02")
def request_is_timely(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the request came within 120 days of operation; a later one loses the days until its sending."""
    for index, plant, start in _starts(dossier, law):
        path = path_of_plant(index, "entrata_in_esercizio")
        if start.is_added:  # VAR-05 judges its notice
            yield not_applicable(path)
        elif plant.entered_operation_on is None:
            yield unknown(path, impianto=name_of(plant, index))
        elif _is_early(dossier, plant, law):
            yield not_applicable(path)
        else:
            yield _timeliness(dossier, index, plant, start)


@rule("EFF-04")
def chosen_start_is_possible(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn of a chosen start earlier than the first possible day: it is not considered."""
    for index, plant, start in _starts(dossier, law):
        path = path_of_plant(index, "decorrenza_richiesta")
        chosen_on = plant.chosen_start_on
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "decorrenza_richiesta": chosen_on,
            "decorrenza": start.start_on,
        }
        if chosen_on is None:
            yield passed(path, **values)
        elif start.not_before_on is not None and chosen_on < start.not_before_on:
            yield failed(path, **{**values, "decorrenza": start.not_before_on})
        else:
            yield judged(path, True if start.start_on else None, **values)


@rule("EFF-05")
def net_metering_holds_nothing_back(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where scambio sul posto holds the start back to the day after its end."""
    for index, plant, start in _starts(dossier, law):
        path = path_of_plant(index, "ssp_fine" if plant.ssp_active else "ssp_attivo")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "ssp_fine": plant.ssp_ends_on}
        yield _floor_verdict(path, start, "EFF-05", ("ssp_attivo", "ssp_fine"), values)


@rule("EFF-06")
def agreement_holds_nothing_back(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn where the last signature of the group's agreement holds the start back."""
    signatures = dossier.contract.signatures if dossier.contract else ()
    for index, plant, start in _starts(dossier, law):
        values: dict[str, Any] = {"impianto": name_of(plant, index), "firma": max(signatures) if signatures else None}
        yield _floor_verdict(path_of_plant(index), start, "EFF-06", ("contratto.firme",), values)


@rule("EFF-07")
def statute_holds_nothing_back(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn where the day the statute carries every element holds the start back."""
    regular_on = dossier.community.statute.compliant_since_on if dossier.community else None
    for index, plant, start in _starts(dossier, law):
        values: dict[str, Any] = {"impianto": name_of(plant, index), "conforme_dal": regular_on}
        yield _floor_verdict(path_of_plant(index), start, "EFF-07", ("comunita.statuto.conforme_dal",), values)


@rule("EFF-10")
def no_deadline_is_running(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say, while the request is not sent, the last day on which each plant loses nothing."""
    for index, plant, start in _starts(dossier, law):
        path = path_of_plant(index, "entrata_in_esercizio")
        last_on = start.deadline_on if start.is_tariff is False else start.last_useful_on
        values: dict[str, Any] = {"impianto": name_of(plant, index), "ultimo_giorno": last_on}
        if start.is_added:
            yield not_applicable(path)
        elif last_on is None:
            yield unknown(path, **values)
        elif has_been_sent(dossier, plant):
            yield passed(path, **values)
        elif dossier.as_of > last_on:
            yield not_applicable(path)
        else:
            left = (last_on - dossier.as_of).days
            shortened = start.deadline_on is not None and last_on < start.deadline_on
            yield failed(path, "contingente" if shortened else None, **values, giorni=left)


@rule("EFF-11")
def rid_starts_with_operation(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where ritiro dedicato does not start with operation."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "entrata_in_esercizio")
        start = rid_start_of(dossier, plant, law, sending_day(dossier))
        if start is None or start.case is RidCase.ASKED_LATER:
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "inizio_rid": start.start_on,
            "termine": start.deadline_on,
        }
        if start.case is RidCase.AGREED:
            yield failed(path, "data_concordata", **values)
        elif start.start_on is None:
            yield unknown(path, **values)
        else:
            yield judged(path, start.start_on == plant.entered_operation_on, **values)


@rule("SCD-07")
def scheme_is_open(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the request for the tariff is sent before the scheme closes."""
    sent_on = sending_day(dossier)
    reached_on = dossier.request.quota_reached_on
    closes_on = closing_day(law, sent_on, reached_on)
    # That the scheme stays open for some days after the 5 GW is known from secondary pages alone.
    confidence = None if reached_on is None else law.term(QUOTA_TERM).confidence
    for index, plant in tariff_plants(dossier):
        values: dict[str, Any] = {"impianto": name_of(plant, index), "inviata_il": sent_on, "termine": closes_on}
        yield judged(path_of_plant(index), sent_on <= closes_on, **values).resting_on(confidence)


def _starts(dossier: Dossier, law: Law) -> Iterator[tuple[int, Plant, PlantStart]]:
    return (
        (index, plant, start_of(dossier, plant, law, sending_day_of(dossier, plant)))
        for index, plant in enumerate(dossier.plants)
    )


def _is_early(dossier: Dossier, plant: Plant, law: Law) -> bool:
    entered_on = plant.entered_operation_on
    return entered_on is not None and entered_on < law.value(DECREE_IN_FORCE, dossier.sent_on).day


def _timeliness(dossier: Dossier, index: int, plant: Plant, start: PlantStart) -> Verdict:
    values: dict[str, Any] = {
        "impianto": name_of(plant, index),
        "entrata_in_esercizio": plant.entered_operation_on,
        "inviata_il": start.sent_on,
        "termine": start.deadline_on,
        "decorrenza": start.start_on or start.not_before_on,
        "perso_dal": start.lost_from,
        "perso_al": start.lost_until,
        "giorni_persi": start.lost_days,
    }
    key = None if has_been_sent(dossier, plant) else "ipotesi"
    if not start.lost_days:
        key = "senza_perdita"
    return judged(path_of_plant(index, "entrata_in_esercizio"), start.is_timely, key, **values)


def _floor_verdict(
    path: tuple[str | int, ...], start: PlantStart, code: str, missing: tuple[str, ...], values: dict[str, Any]
) -> Verdict:
    """Say whether a floor moves the start: unknown while its date is, failed when it does."""
    if set(missing) & set(start.missing):
        return unknown(path, **values)
    reason = next((reason for reason in start.reasons if reason.code == code), None)
    return passed(path, **values) if reason is None else failed(path, **values, decorrenza=reason.day)
