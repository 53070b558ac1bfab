"""Rules with a number in them: power, shares, quotas and the support a plant has already had."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import (
    behind_same_point,
    counted_power_kw,
    included_power_kw,
    is_existing,
    name_of,
    tariff_plants,
    total,
    wants_tariff,
)
from workflow.checks.plant_splitting import MAXIMUM_POWER
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.finding import Confidence, Outcome
from workflow.domain.plant import Plant, Source
from workflow.law import Law

EXISTING_SHARE = "impianto/quota_massima_esistenti"
HYDROGEN_LIMIT = "impianto/emissioni_idrogeno_massime"
OBLIGATION = "edificio/coefficiente_obbligo"
OBLIGATION_GSE = "edificio/coefficiente_obbligo_gse"
PUBLIC_INCREASE = "edificio/maggiorazione_pubblici"
GRANT_LIMIT = "tariffa/intensita_massima_contributo"
HUNDRED = Decimal(100)


@rule("PLT-06")
def stays_within_maximum_power(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the power that counts against the maximum, the limit included."""
    limit_kw = law.value(MAXIMUM_POWER, dossier.sent_on).number
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "potenza_kw")
        power_kw, possible_kw = counted_power_kw(dossier, index), counted_power_kw(dossier, index, sure=False)
        values = {"impianto": name_of(plant, index), "potenza_kw": power_kw, "massimo_kw": limit_kw}
        fact = None if power_kw is None else power_kw <= limit_kw
        if fact and (possible_kw is None or possible_kw > limit_kw):
            yield unknown(path, "punto_ignoto", **values)
        else:
            yield judged(path, fact, **values)


@rule("PLT-09")
def existing_plants_are_a_minority(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the share of existing plants in the power of a CER, the limit included."""
    if not dossier.plants:
        yield not_applicable(("impianti",))
        return
    limit = law.value(EXISTING_SHARE, dossier.sent_on).percentage
    facts = [is_existing(dossier, plant, law) for plant in dossier.plants]
    powers = [included_power_kw(plant) for plant in dossier.plants]
    counted = [
        power
        for plant, power, existing in zip(dossier.plants, powers, facts, strict=True)
        if existing is not False and not plant.was_in_old_scheme
    ]
    existing_kw, whole_kw = total(counted), total(powers)
    values: dict[str, Any] = {"esistenti_kw": existing_kw, "totale_kw": whole_kw, "massimo": limit, "quota": None}
    if not counted:
        yield passed(("impianti",), **{**values, "quota": Decimal(0)})
    elif None in facts or existing_kw is None or not whole_kw:
        yield unknown(("impianti",), **values)
    else:
        share = existing_kw / whole_kw * HUNDRED
        values["quota"] = share.quantize(Decimal("0.01"))
        narrow_kw = _without_old_scheme_kw(dossier)
        is_within = existing_kw * HUNDRED <= limit * whole_kw
        if is_within and narrow_kw is not None and existing_kw * HUNDRED > limit * narrow_kw:
            # par. 3 leaves them out of the count of the existing ones, and is silent on the whole
            verdict = failed(("impianti",), "regime_2020", **values, senza_regime_2020_kw=narrow_kw)
            yield verdict.resting_on(Confidence.TO_VERIFY)
        else:
            yield judged(("impianti",), is_within, **values)


def _without_old_scheme_kw(dossier: Dossier) -> Decimal | None:
    """Return the power of the plants that do not come from the scheme of 2020."""
    return total(included_power_kw(plant) for plant in dossier.plants if not plant.was_in_old_scheme)


@rule("PLT-10")
def power_is_the_registered_one(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the declared power with GAUDÌ and, for photovoltaics, with the smaller of modules and inverters."""
    for index, plant in enumerate(dossier.plants):
        path = path_of_plant(index, "potenza_kw")
        values: dict[str, Any] = {"impianto": name_of(plant, index), "potenza_kw": plant.power_kw}
        is_compared = plant.source is Source.SOLAR and dossier.kind.has_tariff
        of_devices = _photovoltaic_power(plant, index) if is_compared else passed(path, **values)
        if plant.power_kw is None:
            yield unknown(path, **values)
        elif plant.gaudi_power_kw is not None and plant.power_kw != plant.gaudi_power_kw:
            yield failed(path, **values, potenza_gaudi_kw=plant.gaudi_power_kw)
        elif plant.gaudi_power_kw is None and of_devices.outcome is not Outcome.FAILED:
            yield unknown(path, **values)
        else:
            yield of_devices


def _photovoltaic_power(plant: Plant, index: int) -> Verdict:
    path = path_of_plant(index, "potenza_kw")
    modules_kw, inverters_kw = plant.modules_power_kw, plant.inverter_power_kw
    values: dict[str, Any] = {
        "impianto": name_of(plant, index),
        "potenza_kw": plant.power_kw,
        "potenza_moduli_kw": modules_kw,
        "potenza_inverter_kw": inverters_kw,
    }
    if modules_kw is None or inverters_kw is None:
        return unknown(path, "fotovoltaico_ignoto", **values)
    return judged(path, plant.power_kw == min(modules_kw, inverters_kw), "fotovoltaico", **values)


@rule("PLT-11")
def whole_power_counts(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say where the power that counts is not the plant's own: sections left out, or another plant behind the point."""
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "sezioni")
        counted_kw = counted_power_kw(dossier, index)
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "contata_kw": counted_kw,
            "potenza_kw": plant.power_kw,
        }
        if counted_kw is None or plant.power_kw is None:
            yield unknown(path, **values)
        elif len(behind_same_point(dossier, index)) > 1:
            yield failed(path, "stesso_punto", **values)
        else:
            yield judged(path, counted_kw == plant.power_kw, **values)


@rule("PLT-12")
def hydrogen_is_clean(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the emissions of hydrogen projects, the limit included."""
    limit = law.value(HYDROGEN_LIMIT, dossier.sent_on).number
    for index, plant in tariff_plants(dossier):
        emissions = plant.hydrogen_tco2_t
        yield judged(
            path_of_plant(index, "idrogeno_tco2_t"),
            None if emissions is None else emissions <= limit,
            impianto=name_of(plant, index),
            idrogeno_tco2_t=emissions,
            massimo=limit,
        )


@rule("PLT-24")
def has_no_obligation_share(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say how much power, built to meet the duty on buildings, earns no tariff."""
    statute = law.value(OBLIGATION, dossier.sent_on)
    coefficients = {
        "nuovo": statute.number_at("nuovo"),
        "esistente": statute.number_at("esistente"),
        "pubblici": law.value(PUBLIC_INCREASE, dossier.sent_on).percentage,
        "gse": law.value(OBLIGATION_GSE, dossier.sent_on).number_at("altri"),
    }
    yield from _share_without_tariff(dossier, "potenza_obbligo_kw", coefficients)


@rule("PLT-25")
def has_no_superbonus_share(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say how much power, paid by the Superbonus, earns no tariff."""
    yield from _share_without_tariff(dossier, "superbonus_kw", {})


def _share_without_tariff(dossier: Dossier, key: str, facts: dict[str, Any]) -> Iterator[Verdict]:
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, key)
        share_kw = plant.obligation_kw if key == "potenza_obbligo_kw" else plant.superbonus_kw
        power_kw = included_power_kw(plant)
        values: dict[str, Any] = {"impianto": name_of(plant, index), key: share_kw, "potenza_kw": power_kw, **facts}
        if share_kw == 0:
            yield passed(path, **values)
        elif share_kw is None or power_kw is None:
            yield unknown(path, **values)
        else:
            left_kw = max(power_kw - share_kw, Decimal(0))
            yield failed(path, None if left_kw else "tutta", **values, con_tariffa_kw=left_kw)


@rule("PLT-38")
def has_no_grant_to_deduct(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where grants within the limit lower the tariff."""
    limit = law.value(GRANT_LIMIT, dossier.sent_on).percentage
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "contributi")
        share = granted_share(plant)
        values: dict[str, Any] = {"impianto": name_of(plant, index), "percentuale": share, "massimo": limit}
        if share is not None and share > limit:
            yield not_applicable(path)
        else:
            yield judged(path, None if share is None else share == 0, **values)


@rule("PLT-39")
def has_no_grant_without_share(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say which support, declared as leaving the tariff whole, is still to be checked."""
    for index, plant in enumerate(dossier.plants):
        if not wants_tariff(dossier, plant):
            continue
        path = path_of_plant(index, "contributi")
        if plant.grants is None:
            yield unknown(path, impianto=name_of(plant, index))
            continue
        whole = [grant.kind or "contributo" for grant in plant.grants if grant.share == 0]
        yield judged(path, not whole, impianto=name_of(plant, index), contributi=whole)


@rule("PLT-40")
def is_not_paid_twice(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge other operating incentives, and grants beyond the limit."""
    limit = law.value(GRANT_LIMIT, dossier.sent_on).percentage
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "contributi")
        share = granted_share(plant)
        values: dict[str, Any] = {"impianto": name_of(plant, index), "percentuale": share, "massimo": limit}
        if plant.other_tariff:
            yield failed(path_of_plant(index, "altri_incentivi"), "altri_incentivi", **values)
        elif share is not None and share > limit:
            yield failed(path, **values)
        elif share is None or plant.other_tariff is None:
            yield unknown(path, **values)
        else:
            yield passed(path, **values)


def granted_share(plant: Plant) -> Decimal | None:
    """Return the summed intensity of the grants, in percent; None while the list or one share is unknown."""
    return None if plant.grants is None else total(grant.share for grant in plant.grants)
