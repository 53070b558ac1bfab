"""What the rules ask of a plant: its name, its age, whether the tariff is for it, and the power that counts."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from workflow.checks.three_valued import all_of
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


def asked_power_kw(plant: Plant) -> Decimal | None:
    """Return the power of the sections for which inclusion is asked here or in another configuration."""
    elsewhere = [one for one in plant.sections if one.is_included is False and one.other_configuration]
    return total((included_power_kw(plant), *(section.power_kw for section in elsewhere)))


def counted_power_kw(dossier: Dossier, index: int, *, sure: bool = True) -> Decimal | None:
    """Return the power that the limit of the tariff looks at: surely, or as far as the data allow.

    Sections of one source behind one connection point are summed, also those asked for in another configuration;
    each water concession is a plant of its own, and for an upgrade only the added section counts (par. 1.2.1.2).
    """
    return total(asked_power_kw(dossier.plants[other]) for other in behind_same_point(dossier, index, sure=sure))


def behind_same_point(dossier: Dossier, index: int, *, sure: bool = True) -> tuple[int, ...]:
    """Return the plants whose power is summed with this one's because they share its connection point, itself too."""
    plant = dossier.plants[index]
    facts = [True if place == index else _share_a_point(plant, other) for place, other in enumerate(dossier.plants)]
    return tuple(place for place, fact in enumerate(facts) if fact or (fact is None and not sure))


def _share_a_point(one: Plant, other: Plant) -> bool | None:
    if Intervention.UPGRADE in {one.intervention, other.intervention}:
        return False
    same_pod = None if None in {one.pod, other.pod} else one.pod == other.pod
    same_source = None if None in {one.source, other.source} else one.source is other.source
    return all_of(same_pod, same_source, _share_the_water(one, other))


def _share_the_water(one: Plant, other: Plant) -> bool | None:
    """Whether two hydro plants have one concession; for other sources the question does not arise."""
    if Source.HYDRO not in {one.source, other.source}:
        return True
    mine, theirs = one.concession, other.concession
    if mine is None or theirs is None:
        return None
    pairs = ((mine.number, theirs.number), (mine.body, theirs.body), (mine.issued_on, theirs.issued_on))
    return all_of(*(None if None in pair else pair[0] == pair[1] for pair in pairs))


def total(numbers: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, or None while one of the numbers is unknown."""
    known = list(numbers)
    return None if None in known else sum((number for number in known if number is not None), Decimal(0))
