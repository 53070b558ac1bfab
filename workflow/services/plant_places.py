"""Where plants stand: the region, the market zone of its prices, the area of the photovoltaic correction."""

from workflow.domain.dossier import Dossier
from workflow.domain.identifiers import comune, place_name, province
from workflow.domain.identifiers.comuni_table import all_comuni
from workflow.domain.plant import Plant
from workflow.energy.inputs import Area
from workflow.energy.rates import Rates
from workflow.law import Law

AREAS = "tariffa/zone_fotovoltaico"


def region_of(dossier: Dossier, plant: Plant) -> str | None:
    """Return the region of the plant's own address, else that of the configuration."""
    place = dossier.configuration
    for code, name in ((plant.address.province, plant.address.comune), (place.province, place.comune)):
        known = province.find_province(code) if code else None
        if known is not None:
            return known.region
        found = comune.find_comune(name) if name else None
        if found is not None:
            return found.region
    return None


def find_zone(dossier: Dossier) -> str | None:
    """Return the market zone of the plants, by their region; None if they are in several, or nowhere known."""
    regions = {region_of(dossier, plant) for plant in dossier.plants}
    zones = {one.market_zone for one in all_comuni() if one.region in regions}
    return next(iter(zones)) if len(zones) == 1 and None not in regions else None


def area_of(dossier: Dossier, plant: Plant, law: Law, year: int) -> Area | None:
    """Return the area of the photovoltaic correction in which the plant stands; None while its place is unknown."""
    region = region_of(dossier, plant)
    if region is None:
        return None
    wanted = place_name.key(region.split("/")[0])
    table = law.value(AREAS, Rates(law, year).first_day).table
    return next((Area(area) for area, names in table.items() if wanted in map(place_name.key, names)), None)
