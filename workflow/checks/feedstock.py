"""Rules on what biogas and biomass plants burn and how (Regole operative 2024, Appendice D)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, not_applicable, rule, unknown
from workflow.checks.plant_facts import name_of, tariff_plants, total
from workflow.checks.plant_limits import HUNDRED
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.feedstock import Feedstock, Fuel, FuelList
from workflow.domain.finding import FieldPath
from workflow.domain.plant import Source
from workflow.law import Law

STORAGE_DAYS = "impianto/biogas_giorni_digestato"
BY_PRODUCTS = "impianto/quota_sottoprodotti_minima"
OWN_FARMS = "impianto/biogas_quota_ciclo_aziendale"
DUST = "impianto/biomassa_polveri_massime"
OXYGEN = "impianto/biomassa_ossigeno_riferimento"
DISTANCE = "impianto/biomassa_distanza_massima"
SAVING = "impianto/biomassa_risparmio_emissivo_minimo"
STANDARD_SAVINGS = "impianto/risparmio_emissivo_standard"
NOT_LISTED = "nessuna"


@dataclass(frozen=True)
class Fed:
    """A plant that burns, with what feeds it and where the file says it."""

    index: int
    name: str
    feedstock: Feedstock

    def path(self, *keys: str | int) -> FieldPath:
        """Return the path of one of the keys of the feed."""
        return (*path_of_plant(self.index, "alimentazione"), *keys)

    def told(self, fact: bool | None, key: str, wording: str | None = None, /, **values: Any) -> Verdict:
        """Return the verdict on one key: passed, failed in its own words, or unknown for want of it."""
        words = wording or key
        if fact is None:
            return unknown(self.path(key), f"{words}_ignoto", impianto=self.name, **values)
        return judged(self.path(key), fact, words, impianto=self.name, **values)


@rule("PLT-31")
def biogas_is_made_as_asked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge a biogas plant: digestate tanks, heat, by-products of list D1 and own farms."""
    for fed in _fed(dossier, Source.BIOGAS):
        if isinstance(fed, Verdict):
            yield fed
            continue
        feed = fed.feedstock
        days = law.value(STORAGE_DAYS, dossier.sent_on).number
        fact = None if feed.digestate_days is None else feed.digestate_days >= days
        yield fed.told(fact, "giorni_stoccaggio", giorni_stoccaggio=feed.digestate_days, minimo=days)
        yield fed.told(feed.is_gas_tight, "vasche_a_tenuta")
        yield fed.told(feed.is_heat_recovered, "calore_recuperato")
        yield from _lists(
            fed, law.value(BY_PRODUCTS, dossier.sent_on).number_at("biogas"), FuelList.D1_A, FuelList.D1_B
        )
        yield _own_farms(fed, law.value(OWN_FARMS, dossier.sent_on).percentage)


@rule("PLT-32")
def biomass_is_burnt_as_asked(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge a biomass plant: heat, dust, by-products of list D2, no pellets, supply agreements, emissions saved."""
    for fed in _fed(dossier, Source.BIOMASS):
        if isinstance(fed, Verdict):
            yield fed
            continue
        feed = fed.feedstock
        dust, oxygen = law.value(DUST, dossier.sent_on).number, law.value(OXYGEN, dossier.sent_on).percentage
        yield fed.told(feed.is_heat_recovered, "calore_recuperato")
        fact = None if feed.dust_mg_nm3 is None else feed.dust_mg_nm3 <= dust
        yield fed.told(fact, "polveri_mg_nm3", polveri_mg_nm3=feed.dust_mg_nm3, massimo=dust, ossigeno=oxygen)
        yield from _lists(
            fed, law.value(BY_PRODUCTS, dossier.sent_on).number_at("biomassa"), FuelList.D2_A, FuelList.D2_B
        )
        yield fed.told(None if feed.is_pelletised is None else not feed.is_pelletised, "pellettizzazione")
        yield fed.told(feed.has_supply_agreements, "accordi_fornitura")
        for number, fuel in enumerate(feed.fuels):
            yield _saving(fed, number, fuel, dossier, law)


def standard_saving(entry: str, distance_km: Decimal, law: Law, dossier: Dossier) -> Decimal | None:
    """Return the standard saving of table D3 for electricity, or None where the table has no value."""
    rows = law.value(STANDARD_SAVINGS, dossier.sent_on).items
    found = (row for row in rows if row["materiale"] == entry and _covers(row, distance_km))
    return next((Decimal(row["risparmio"]) for row in found), None)


def _fed(dossier: Dossier, source: Source) -> Iterator[Fed | Verdict]:
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "alimentazione")
        if plant.source is not source:
            yield not_applicable(path)
        elif plant.feedstock is None:
            yield unknown(path, impianto=name_of(plant, index))
        else:
            yield Fed(index, name_of(plant, index), plant.feedstock)


def _lists(fed: Fed, minimum: Decimal, main: FuelList, rest: FuelList) -> Iterator[Verdict]:
    """Judge the share of by-products in the main list, and that all the rest is in the second."""
    fuels = fed.feedstock.fuels
    whole = total(fuel.share for fuel in fuels)
    values: dict[str, Any] = {"minimo": minimum * HUNDRED, "elenco": _named(main), "elenco_resto": _named(rest)}
    lists = [fuel.listed_in for fuel in fuels if fuel.share != 0]
    strangers = [fuel.name or "senza nome" for fuel in fuels if fuel.share and fuel.listed_in not in {None, main, rest}]
    in_main = total(fuel.share for fuel in fuels if fuel.listed_in is main)
    is_known = whole == HUNDRED and None not in lists
    fact = in_main is not None and in_main >= minimum * HUNDRED if is_known else None
    yield fed.told(fact, "combustibili", "quota", **values, quota=in_main, somma=whole)
    known = None if None in lists or not fuels else True
    yield fed.told(False if strangers else known, "combustibili", "fuori_elenco", **values, estranei=strangers)


def _own_farms(fed: Fed, minimum: Decimal) -> Verdict:
    fuels = fed.feedstock.fuels
    whole = total(fuel.share for fuel in fuels)
    own = total(fuel.share for fuel in fuels if fuel.is_from_own_farms)
    is_known = whole == HUNDRED and all(fuel.is_from_own_farms is not None for fuel in fuels if fuel.share)
    fact = own is not None and own >= minimum if is_known else None
    return fed.told(fact, "combustibili", "ciclo_aziendale", quota=own, minimo=minimum, somma=whole)


def _saving(fed: Fed, number: int, fuel: Fuel, dossier: Dossier, law: Law) -> Verdict:
    """Judge the emissions one fuel saves: by table D3, or by distance alone if the table does not have it."""
    path = fed.path("combustibili", number, "distanza_km")
    minimum = law.value(SAVING, dossier.sent_on)
    below_km = law.value(DISTANCE, dossier.sent_on).number
    values: dict[str, Any] = {
        "impianto": fed.name,
        "combustibile": fuel.name or f"n. {number + 1}",
        "distanza_km": fuel.distance_km,
        "minimo": minimum.percentage,
        "massimo_km": below_km,
    }
    distance_km = fuel.distance_km
    if distance_km is None:
        return unknown(path, "risparmio_ignoto", **values)
    is_near = distance_km < below_km
    entries = {str(row["materiale"]) for row in law.value(STANDARD_SAVINGS, dossier.sent_on).items}
    entry = None if fuel.d3_entry is None else fuel.d3_entry.strip().lower().replace(" ", "_")
    if entry == NOT_LISTED:
        return judged(path, is_near, "distanza", **values)
    savings = {name: standard_saving(name, distance_km, law, dossier) for name in entries}
    if entry in savings:
        saving = savings[entry]
        if saving is None:
            return unknown(path, "senza_valore", **values)
        return judged(path, saving >= minimum.number, "risparmio", **values, risparmio=saving * HUNDRED)
    # with no entry it may be any of the table, or none: only what all of them agree on is known
    facts = {is_near, *(saving >= minimum.number for saving in savings.values() if saving is not None)}
    fact = facts.pop() if entry is None and len(facts) == 1 else None
    return unknown(path, "risparmio_ignoto", **values) if fact is None else judged(path, fact, "distanza", **values)


def _covers(row: Mapping[str, Any], distance_km: Decimal) -> bool:
    """Whether the distance is in the row: its lower end is outside, save for what grows beside the plant."""
    above, up_to = row["oltre_km"], row["fino_a_km"]
    return (distance_km > above or above == 0) and (up_to is None or distance_km <= up_to)


def _named(which: FuelList) -> str:
    """Write a list as Appendice D does: D1, parte A."""
    table, part = which.value.split("_")
    return f"{table.upper()}, parte {part.upper()}"
