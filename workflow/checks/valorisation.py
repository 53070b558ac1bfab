"""Rules on what the contributo di valorizzazione asks of plants, and what it gives to those inside a building."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.engine import Verdict, failed, passed, rule, unknown
from workflow.checks.plant_facts import name_of, total
from workflow.checks.roster import who
from workflow.checks.three_valued import judged
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.domain.kind import Kind
from workflow.domain.subject import Category, FirmSize
from workflow.law import Law

LARGE_FIRMS_POWER = "impianto/potenza_massima_grandi_imprese"


@rule("PLT-02")
def any_plant_is_admitted(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Without tariff, source, age and power of a plant are free; only large firms bring a limit with them.

    For a CEC that limit is judged with its members (CEC-03).
    """
    for index, plant in enumerate(dossier.plants):
        yield passed(path_of_plant(index), impianto=name_of(plant, index))
    limit = law.get(LARGE_FIRMS_POWER).find(dossier.sent_on)
    if dossier.kind is Kind.CEC or limit is None:
        return
    path = ("impianti",)
    power_kw = total(plant.power_kw for plant in dossier.plants)
    at_least_kw = total(plant.power_kw for plant in dossier.plants if plant.power_kw is not None)
    large, doubtful = _large_firms(dossier)
    values: dict[str, Any] = {"potenza_kw": power_kw or at_least_kw, "massimo_kw": limit.number, "imprese": large}
    is_above = at_least_kw is not None and at_least_kw > limit.number
    if (not large and not doubtful) or (power_kw is not None and not is_above):
        yield passed(path, **values)
    elif large and is_above:
        yield failed(path, **values).resting_on(limit.confidence)
    else:
        yield unknown(path, **values)


@rule("GAC-11")
def energy_of_the_building_earns_more(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Say which plants of a group stand elsewhere: only the building's own earn distribution and avoided losses."""
    for index, plant in enumerate(dossier.plants):
        yield judged(path_of_plant(index, "nell_edificio"), plant.in_building, impianto=name_of(plant, index))


def _large_firms(dossier: Dossier) -> tuple[list[str], bool]:
    """Return the members known to be large firms, and whether the size of another is unknown."""
    large = [
        member
        for member in dossier.active_members
        if member.category is Category.LARGE_ENTERPRISE
        or (member.size is FirmSize.LARGE and member.is_enterprise is not False)
    ]
    doubtful = any(
        member.is_enterprise is not False and member.size is None and member.category is None
        for member in dossier.active_members
    )
    return [who(member, member.index) for member in large], doubtful
