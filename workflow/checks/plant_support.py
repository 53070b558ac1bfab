"""Rules on what stands behind a plant: parts, siting, DNSH, concession, storage, meters and GAUDÌ."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of, tariff_plants
from workflow.checks.three_valued import all_of, judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.plant import Components, Intervention, Siting, Source
from workflow.law import Law

ADMITTED_PARTS = "impianto/componenti_ammessi"
OTHER_SOURCES = "altre_fonti"
GAUDI_TERM = "correzione_gaudi"
CANOPY_HEIGHT = "impianto/altezza_minima_moduli"


@rule("PLT-13")
def respects_dnsh(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the DNSH check-list is filled in and respected."""
    for index, plant in tariff_plants(dossier):
        yield judged(path_of_plant(index, "dnsh"), plant.dnsh_ready, impianto=name_of(plant, index))


@rule("PLT-26")
def parts_are_admitted(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the parts: new for photovoltaics, new or regenerated for the other sources."""
    table = law.value(ADMITTED_PARTS, dossier.sent_on).table
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "componenti")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "componenti": plant.components}
        if plant.components is None:
            yield unknown(path, **values)
        elif plant.components is Components.REGENERATED and plant.source is None:
            yield unknown(path_of_plant(index, "fonte"), **values)
        else:
            is_solar = plant.source is Source.SOLAR
            admitted = table[Source.SOLAR.value if is_solar else OTHER_SOURCES]
            yield judged(path, plant.components.value in admitted, "fotovoltaico" if is_solar else None, **values)


@rule("PLT-27")
def is_workmanlike(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether the Referente holds the installer's declaration of conformity."""
    for index, plant in tariff_plants(dossier):
        yield judged(path_of_plant(index, "regola_arte"), plant.is_workmanlike, impianto=name_of(plant, index))


@rule("PLT-28")
def modules_come_from_registered_makers(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether every module comes from a producer of the AEE register."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "moduli")
        if plant.source is not Source.SOLAR:
            yield not_applicable(path)
            continue
        unregistered = [
            " ".join(filter(None, (model.maker, model.model))) or f"modello n. {number}"
            for number, model in enumerate(plant.modules, start=1)
            if model.is_aee_registered is False
        ]
        fact = all_of(*(model.is_aee_registered for model in plant.modules)) if plant.modules else None
        yield judged(path, fact, impianto=name_of(plant, index), moduli=unregistered)


@rule("PLT-29")
def siting_needs_no_further_proof(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn of modules on pergolas, canopies and greenhouses, which must be high enough and walkable underneath."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "collocazione")
        if plant.source is not Source.SOLAR:
            yield not_applicable(path)
            continue
        fact = None if plant.siting is None else plant.siting is not Siting.CANOPY
        height = law.value(CANOPY_HEIGHT, dossier.sent_on).number
        yield judged(path, fact, impianto=name_of(plant, index), altezza_m=height)


@rule("PLT-30")
def is_not_on_farmland(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Warn of ground modules: the rules on farmland moved, and the exemption of CER is to be verified."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "collocazione")
        if plant.source is not Source.SOLAR:
            yield not_applicable(path)
            continue
        fact = None if plant.siting is None else plant.siting is not Siting.GROUND
        yield judged(path, fact, impianto=name_of(plant, index))


@rule("PLT-33")
def water_concession_is_stated(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether a water concession, with kind, body and date, is there by the day of sending."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "concessione")
        if plant.source is not Source.HYDRO:
            yield not_applicable(path)
            continue
        given = plant.concession
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "data": given.issued_on if given else None,
            "inviata_il": dossier.sent_on,
        }
        if given is not None and given.issued_on is not None and given.issued_on > dossier.sent_on:
            yield failed(path, **values)
        elif given is None or None in (given.issued_on, given.kind, given.body):
            yield unknown(path, **values)
        else:
            yield passed(path, **values)


@rule("PLT-34")
def storage_is_registered(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Judge whether a storage system is registered in GAUDÌ and its technical data are known."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "accumulo")
        storage = plant.storage
        if storage is None:
            yield not_applicable(path)
            continue
        values: dict[str, Any] = {"impianto": name_of(plant, index)}
        data = (storage.capacity_kwh, storage.power_kw, storage.configuration)
        if storage.is_in_gaudi and None in data:
            yield unknown(path, "dati_tecnici", **values)
        else:
            yield judged((*path, "in_gaudi"), storage.is_in_gaudi, **values)


@rule("PLT-35")
def needs_no_production_meter(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say where a production meter is needed: upgrades, shared connection points, storage."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "intervento")
        reasons = []
        if plant.intervention is Intervention.UPGRADE:
            reasons.append("è un potenziamento")
        if plant.pod is not None and sum(other.pod == plant.pod for other in dossier.plants) > 1:
            reasons.append("condivide il punto di connessione con un altro impianto")
        if plant.storage is not None:
            reasons.append("ha un accumulo")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "motivi": reasons}
        if reasons:
            yield failed(path, **values)
        else:
            yield judged(path, None if None in (plant.intervention, plant.pod) else True, **values)


@rule("PLT-36")
def gaudi_is_seen_by_portal(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn of a correction in GAUDÌ that the GSE's portal does not show yet on the day of sending."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "gaudi_corretto_il")
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "gaudi_corretto_il": plant.gaudi_fixed_on,
            "inviata_il": dossier.sent_on,
        }
        fixed_on = plant.gaudi_fixed_on
        seen_on = None if fixed_on is None else law.due(GAUDI_TERM, fixed_on, dossier.sent_on).due_on
        if seen_on is not None and seen_on > dossier.sent_on:
            yield failed(path, **values, visibile_dal=seen_on)
        elif plant.censimp is None or plant.gaudi_power_kw is None:
            yield unknown(path_of_plant(index, "censimp" if plant.censimp is None else "potenza_gaudi_kw"), **values)
        else:
            yield passed(path, **values, visibile_dal=seen_on)


@rule("PLT-37")
def has_no_net_metering(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say which plants are under scambio sul posto, and enter only after its end."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "ssp_attivo")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "ssp_fine": plant.ssp_ends_on}
        fact = None if plant.ssp_active is None else not plant.ssp_active
        yield judged(path, fact, **values)
