"""Rules against splitting one plant into many (artato frazionamento; Regole operative 2024, par. 1.2.1.5)."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import asked_power_kw, included_power_kw, name_of, tariff_plants, total
from workflow.checks.roster import code_of, codes_of
from workflow.checks.three_valued import all_of, any_of
from workflow.checks.variation_facts import producer_on_sending
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.plant import Plant
from workflow.law import Law
from workflow.law.calendar import add_years

MAXIMUM_POWER = "impianto/potenza_massima"
CADASTRE_DAY = "impianto/data_stato_catastale"
YEARS_WATCHED = "impianto/anni_osservazione_frazionamento"


def are_one_plant(one: Plant, other: Plant) -> bool | None:
    """Whether two plants count as one: same source, producer and area, and no exception; None while unknown.

    Works that are one plant by their permit or their connections are one in any case.
    """
    if _are_declared_one(one, other):
        return True
    if is_exempt(one) or is_exempt(other) or _stand_in_distinct_buildings(one, other):
        return False
    return all_of(_same_source(one, other), have_linked_producers(one, other), _same_area(one, other))


def is_exempt(plant: Plant) -> bool:
    """Whether the plant serves a utility that draws at least as much power as the plant has."""
    power_kw = included_power_kw(plant)
    return plant.withdrawal_power_kw is not None and power_kw is not None and plant.withdrawal_power_kw >= power_kw


def stand_on_one_area(one: Plant, other: Plant) -> bool | None:
    """Whether two plants stand on the same parcel or on adjoining ones, and none of the exceptions parts them."""
    if is_exempt(one) or is_exempt(other) or _stand_in_distinct_buildings(one, other):
        return False
    return _same_area(one, other)


def have_linked_producers(one: Plant, other: Plant) -> bool | None:
    """Whether the producers are the same, declared as linked, or linked to one and the same; None while unknown."""
    if one.producer is None or other.producer is None:
        return None
    mine, theirs = codes_of(one.producer), codes_of(other.producer)
    if not mine or not theirs:
        return None
    of_mine = {code_of(code) for code in one.producer.linked_producers}
    of_theirs = {code_of(code) for code in other.producer.linked_producers}
    return bool(mine & theirs or mine & of_theirs or theirs & of_mine or of_mine & of_theirs)


def grouped_with(dossier: Dossier, index: int, *, sure: bool) -> tuple[int, ...]:
    """Return the plants that form one plant with this one when the request is sent: surely, or as far as known."""
    return groups_of(_with_known_producers(dossier), index, sure=sure)


def groups_of(plants: Sequence[Plant], index: int, *, sure: bool) -> tuple[int, ...]:
    """Return the places of the plants that form one with the plant at `index`, itself included."""
    members = {index}
    frontier = [index]
    while frontier:
        current = frontier.pop()
        for other in range(len(plants)):
            if other in members:
                continue
            fact = are_one_plant(plants[current], plants[other])
            if fact or (fact is None and not sure):
                members.add(other)
                frontier.append(other)
    return tuple(sorted(members))


def power_of(dossier: Dossier, indexes: tuple[int, ...]) -> Decimal | None:
    """Return the summed power of some plants, or None while one is unknown."""
    return total(asked_power_kw(dossier.plants[index]) for index in indexes)


@rule("PLT-16")
def stays_within_limit_as_one_plant(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the summed power of plants that count as one, the limit included."""
    limit_kw = law.value(MAXIMUM_POWER, dossier.sent_on).number
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "potenza_kw")
        sure = grouped_with(dossier, index, sure=True)
        possible = grouped_with(dossier, index, sure=False)
        sure_kw, possible_kw = power_of(dossier, sure), power_of(dossier, possible)
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "impianti": _names(dossier, possible),
            "potenza_kw": possible_kw,
            "massimo_kw": limit_kw,
        }
        if len(sure) > 1 and sure_kw is not None and sure_kw > limit_kw:
            yield failed(path, **{**values, "impianti": _names(dossier, sure), "potenza_kw": sure_kw})
        elif len(possible) == 1 or (possible_kw is not None and possible_kw <= limit_kw):
            yield passed(path, **values)
        else:
            yield unknown(path, **values)


@rule("PLT-17")
def stands_alone(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Say where plants that count as one take the tariff of their summed power."""
    limit_kw = law.value(MAXIMUM_POWER, dossier.sent_on).number
    for index, plant in tariff_plants(dossier):
        path = path_of_plant(index, "particella")
        sure = grouped_with(dossier, index, sure=True)
        possible = grouped_with(dossier, index, sure=False)
        sure_kw = power_of(dossier, sure)
        values: dict[str, Any] = {
            "impianto": name_of(plant, index),
            "impianti": _names(dossier, sure if len(sure) > 1 else possible),
            "potenza_kw": sure_kw,
            "catasto_al": law.value(CADASTRE_DAY, dossier.sent_on).day,
        }
        if len(sure) > 1 and sure_kw is not None and sure_kw > limit_kw:
            yield not_applicable(path)
        elif len(sure) > 1:
            yield failed(path, **values)
        else:
            yield passed(path, **values) if len(possible) == 1 else unknown(path, **values)


@rule("PLT-18")
def shows_no_sign_of_splitting(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Warn of the signs the GSE weighs beyond parcels: linked producers, near sites, close dates."""
    if len(dossier.plants) < len(("one", "other")):
        yield not_applicable()
        return
    years = law.value(YEARS_WATCHED, dossier.sent_on).whole
    plants = _with_known_producers(dossier)
    clean = True
    for first, second in combinations(range(len(dossier.plants)), 2):
        one, other = plants[first], plants[second]
        if not _deserve_a_look(one, other):
            continue
        clean = False
        path = path_of_plant(second, "particella")
        dates = _comparable_dates(one, other)
        close = [name for name, mine, theirs in dates if max(mine, theirs) <= add_years(min(mine, theirs), years)]
        values: dict[str, Any] = {
            "impianto": name_of(other, second),
            "altro": name_of(one, first),
            "indizi": close,
            "anni": years,
        }
        if close:
            yield failed(path, **values)
        else:
            yield passed(path, **values) if dates else unknown(path, **values)
    if clean:
        yield passed(())


def _deserve_a_look(one: Plant, other: Plant) -> bool:
    """Whether two near plants of linked producers stay apart only because their parcels do not touch."""
    if is_exempt(one) or is_exempt(other) or _stand_in_distinct_buildings(one, other):
        return False
    near = all_of(_same_comune(one, other), one.cadastral_sheet == other.cadastral_sheet)
    linked = all_of(_same_source(one, other), have_linked_producers(one, other))
    return bool(linked) and bool(near) and _same_area(one, other) is False


def _comparable_dates(one: Plant, other: Plant) -> list[tuple[str, date, date]]:
    pairs = (
        ("titolo autorizzativo", one.permit and one.permit.issued_on, other.permit and other.permit.issued_on),
        ("inizio dei lavori", one.works_started_on, other.works_started_on),
        ("entrata in esercizio", one.entered_operation_on, other.entered_operation_on),
    )
    return [(name, mine, theirs) for name, mine, theirs in pairs if mine and theirs]


def _with_known_producers(dossier: Dossier) -> list[Plant]:
    """Return the plants with every code that the members' list knows of who produced on the day of sending."""
    return [plant.model_copy(update={"producer": producer_on_sending(dossier, plant)}) for plant in dossier.plants]


def _names(dossier: Dossier, indexes: tuple[int, ...]) -> list[str]:
    return [name_of(dossier.plants[index], index) for index in indexes]


def _are_declared_one(one: Plant, other: Plant) -> bool:
    mine, theirs = {one.name, one.censimp, one.pod}, {other.name, other.censimp, other.pod}
    return bool(theirs & set(one.one_plant_with) or mine & set(other.one_plant_with))


def _same_source(one: Plant, other: Plant) -> bool | None:
    return None if one.source is None or other.source is None else one.source is other.source


def _same_comune(one: Plant, other: Plant) -> bool | None:
    mine, theirs = one.address.comune, other.address.comune
    return None if mine is None or theirs is None else mine.casefold() == theirs.casefold()


def _stand_in_distinct_buildings(one: Plant, other: Plant) -> bool:
    mine, theirs = one.building_name, other.building_name
    return mine is not None and theirs is not None and mine.casefold() != theirs.casefold()


def _same_area(one: Plant, other: Plant) -> bool | None:
    if one.pod is not None and one.pod == other.pod:
        return True
    mine, theirs = _parcel(one), _parcel(other)
    if mine is None or theirs is None:
        return None
    touching = any_of(
        mine in {_normal(parcel) for parcel in other.adjoining_parcels},
        theirs in {_normal(parcel) for parcel in one.adjoining_parcels},
    )
    return any_of(touching, all_of(mine == theirs, _same_comune(one, other)))


def _parcel(plant: Plant) -> str | None:
    if plant.cadastral_sheet is None or plant.cadastral_parcel is None:
        return None
    return _normal(f"{plant.cadastral_sheet}/{plant.cadastral_parcel}")


def _normal(parcel: str) -> str:
    """Write «foglio/particella» without spaces and leading zeros."""
    return "/".join(part.strip().lstrip("0") for part in parcel.upper().split("/"))
