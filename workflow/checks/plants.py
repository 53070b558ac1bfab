"""Rules on what a plant is: its source, its age, and what was built (Regole operative 2024, par. 1.2.1.2)."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import FIRST_OPERATION, is_existing, name_of, tariff_plants
from workflow.checks.three_valued import any_of, judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import Severity
from workflow.domain.plant import Intervention
from workflow.law import Law

FUEL_LIMIT = "impianto/quota_massima_non_rinnovabile"
FREE_SITE_YEARS = "impianto/anni_sito_libero"
SOURCES = "impianto/fonti_ammesse"
INTERVENTIONS = "impianto/interventi_ammessi"


@rule("PLT-01")
def is_renewable(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the source is one of the renewable ones."""
    admitted = law.value(SOURCES, dossier.sent_on).ids
    for index, plant in enumerate(dossier.plants):
        fact = None if plant.source is None else plant.source.value in admitted
        yield judged(path_of_plant(index, "fonte"), fact, impianto=name_of(plant, index), fonte=plant.source)


@rule("PLT-03")
def is_not_hybrid(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the non-renewable share makes the plant hybrid."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "quota_non_rinnovabile")
        share = plant.non_renewable_share
        if share is None and plant.source is not None and not plant.is_thermal:
            yield not_applicable(path)
            continue
        limit = law.value(FUEL_LIMIT, dossier.sent_on).percentage
        yield judged(
            path,
            None if share is None else share <= limit,
            impianto=name_of(plant, index),
            quota_non_rinnovabile=share,
            massimo=limit,
        )


@rule("PLT-04")
def stays_under_incidental_share(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn of a non-renewable share equal to the limit, on which the text is silent."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "quota_non_rinnovabile")
        share = plant.non_renewable_share
        limit = law.value(FUEL_LIMIT, dossier.sent_on).percentage
        if not plant.is_thermal and not share:
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {"impianto": name_of(plant, index), "quota_non_rinnovabile": share, "massimo": limit}
        if share is None:
            yield unknown(path, **values)
        elif share > limit:
            yield not_applicable(path)
        else:
            yield judged(path, share < limit, **values)


@rule("PLT-05")
def is_new_or_upgraded(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the plant was newly built or upgraded."""
    admitted = law.value(INTERVENTIONS, dossier.sent_on).ids
    for index, plant in tariff_plants(dossier):
        done = plant.intervention
        fact = None if done is None else done.value in admitted
        yield judged(path_of_plant(index, "intervento"), fact, impianto=name_of(plant, index), intervento=done)


@rule("PLT-07")
def entered_operation_late_enough(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the plant entered into operation from the first day that gives access to the tariff."""
    for index, plant in tariff_plants(dossier):
        existing = is_existing(dossier, plant, law)
        yield judged(
            path_of_plant(index, "entrata_in_esercizio"),
            None if existing is None else not existing,
            impianto=name_of(plant, index),
            entrata_in_esercizio=plant.entered_operation_on,
            dal=law.value(FIRST_OPERATION, dossier.sent_on).day,
        )


@rule("PLT-08")
def counts_as_existing(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say which plants are existing: no tariff, yet their energy counts for the contributo di valorizzazione.

    One of the scheme of 2020 is not: it may move with its own tariff, but is refused under that name.
    """
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "entrata_in_esercizio")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "entrata_in_esercizio": plant.entered_operation_on}
        existing = is_existing(dossier, plant, law)
        if plant.was_in_old_scheme and plant.intervention is Intervention.EXISTING:
            yield failed(path_of_plant(index, "intervento"), "non_come_esistente", **values)
        elif existing is None:
            yield unknown(path, **values).weighing(Severity.NOTE)
        elif not existing:
            yield passed(path, **values)
        elif plant.was_in_old_scheme:
            yield failed(path_of_plant(index, "gia_in_regime_2020"), "regime_2020", **values).weighing(Severity.NOTE)
        else:
            yield failed(path, **values).weighing(Severity.NOTE)


@rule("PLT-14")
def is_new_construction(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether the site of a new plant was free of the same source before the works."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "stessa_fonte_prima")
        years = law.value(FREE_SITE_YEARS, dossier.sent_on).whole
        values: dict[str, Any] = {"impianto": name_of(plant, index), "anni": years}
        if plant.only_modules_replaced and plant.intervention is not Intervention.UPGRADE:
            yield failed(path_of_plant(index, "sola_sostituzione_moduli"), "sostituzione", **values)
        elif plant.intervention not in {Intervention.NEW, None}:
            yield not_applicable(path)
        elif plant.intervention is None and plant.same_source_before:
            yield unknown(path_of_plant(index, "intervento"), "intervento", **values)  # an upgrade needs no free site
        elif plant.same_source_before is None:
            yield unknown(path, **values)
        else:
            yield judged(path, not plant.same_source_before, **values)


@rule("PLT-15")
def is_true_upgrade(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether an upgrade adds a section with its own UP, instead of swapping modules for bigger ones."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "sola_sostituzione_moduli")
        if plant.intervention is not Intervention.UPGRADE:
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {"impianto": name_of(plant, index)}
        own = any_of(*(None if s.section_code is None or s.up_code is None else True for s in plant.sections), None)
        if plant.only_modules_replaced:
            yield failed(path, **values)
        elif plant.only_modules_replaced is None:
            yield unknown(path, **values)
        elif own is None:
            yield unknown(path_of_plant(index, "sezioni"), "sezione", **values)
        else:
            yield passed(path, **values)
