"""What the rules ask of a plant: its name, its age, whether the tariff is for it, and the power that counts."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from workflow.domain.dossier import Dossier
from workflow.domain.plant import Intervention, Plant, Source
from workflow.law import Law

FIRST_OPERATION = "impianto/data_minima_esercizio"


def name_of(plant: Plant, index: int) -> str:
    """Return what people call the plant: its name, else its codes, else its place in the list."""
    return plant.name or plant.pod or plant.censimp or f"n. {index + 1}"


def wants_tariff(dossier: Dossier, plant: Plant) -> bool:
    """Whether the plant is judged for the tariffa premio: always, unless the request leaves it out."""
    return dossier.kind.has_tariff and plant.is_tariff_requested is not False


def tariff_plants(dossier: Dossier) -> Iterator[tuple[int, Plant]]:
    """Yield the plants judged for the tariffa premio, with their place in the list."""
    return ((index, plant) for index, plant in enumerate(dossier.plants) if wants_tariff(dossier, plant))


def is_existing(dossier: Dossier, plant: Plant, law: Law) -> bool | None:
    """Whether the plant entered into operation before the first day that gives access to the tariff."""
    if plant.entered_operation_on is None:
        return None
    return plant.entered_operation_on < law.value(FIRST_OPERATION, dossier.sent_on).day


def included_power_kw(plant: Plant) -> Decimal | None:
    """Return the power of the sections for which inclusion is asked, the whole plant if none is left out."""
    if all(section.is_included is not False for section in plant.sections):
        return plant.power_kw
    return total(section.power_kw for section in plant.sections if section.is_included is not False)


def counted_power_kw(dossier: Dossier, index: int) -> Decimal | None:
    """Return the power that the limit of the tariff looks at.

    Sections of one source behind one connection point are summed; each water concession is a plant of its own,
    and for an upgrade only the added section counts (par. 1.2.1.2).
    """
    return total(included_power_kw(dossier.plants[other]) for other in behind_same_point(dossier, index))


def behind_same_point(dossier: Dossier, index: int) -> tuple[int, ...]:
    """Return the plants whose power is summed with this one's because they share its connection point."""
    plant = dossier.plants[index]
    if plant.pod is None or plant.source is Source.HYDRO or plant.intervention is Intervention.UPGRADE:
        return (index,)
    return tuple(
        number
        for number, other in enumerate(dossier.plants)
        if number == index
        or (other.pod == plant.pod and other.source is plant.source and other.intervention is not Intervention.UPGRADE)
    )


def total(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, or None while one of the numbers is unknown."""
    known = list(numbers)
    return None if None in known else sum((number for number in known if number is not None), Decimal(0))
