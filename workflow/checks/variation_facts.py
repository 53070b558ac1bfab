"""What the rules ask of a variation: its name, its plants, and whether and when the GSE was told of it."""

from collections.abc import Iterator, Mapping
from datetime import date

from workflow.checks.roster import code_of, codes_of
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.identifiers import pod
from workflow.domain.plant import Plant, Producer
from workflow.domain.variation import Variation, VariationKind

PLANT_ADDITIONS = frozenset({VariationKind.PLANT_ADDED, VariationKind.UPGRADE})
SPLITTING_KINDS = frozenset({VariationKind.PLANT_OWNER, VariationKind.CADASTRE})


def path_of_variation(index: int, field: str | None = None) -> FieldPath:
    """Return the path of a variation, or of one of its keys, in `fascicolo.yaml`."""
    return ("variazioni", index) if field is None else ("variazioni", index, field)


def title_of(variation: Variation, index: int) -> str:
    """Return what people call the variation: its name, else its kind, else its place in the list."""
    if variation.name:
        return variation.name
    return f"n. {index + 1}" if variation.kind is None else f"{variation.kind.value.replace('_', ' ')} (n. {index + 1})"


def is_notified(variation: Variation, as_of: date) -> bool:
    """Whether the GSE has been told by a day, and the notice stands."""
    if variation.notified_on is None or variation.notified_on > as_of:
        return False
    return variation.withdrawn_on is None or variation.withdrawn_on > as_of


def variations_of(dossier: Dossier, *kinds: VariationKind) -> Iterator[tuple[int, Variation]]:
    """Yield the variations of some kinds, with their place in the list."""
    return ((index, one) for index, one in enumerate(dossier.variations) if one.kind in kinds)


def find_plant(dossier: Dossier, name: str) -> int | None:
    """Return the place of the plant that people call `name`: its name, CENSIMP or POD."""
    return next((index for index, plant in enumerate(dossier.plants) if _key(name) in keys_of(plant)), None)


def keys_of(plant: Plant) -> frozenset[str]:
    """Return what a variation may call the plant, in the form in which two writings are equal."""
    return frozenset(_key(name) for name in (plant.name, plant.censimp, plant.pod) if name)


def notices_of_points(dossier: Dossier, *kinds: VariationKind) -> Mapping[str, Variation]:
    """Return the variations of some kinds by the compact POD of each withdrawal point they name; the first one wins."""
    found: dict[str, Variation] = {}
    for _, variation in variations_of(dossier, *kinds):
        for name in variation.pods:
            found.setdefault(pod.compact(name), variation)
    return found


def producer_on_sending(dossier: Dossier, plant: Plant) -> Producer | None:
    """Return who produced when the request was sent: a later buyer does not count, the seller does if written.

    None if the plant now shows the buyer and nobody wrote who sold.
    """
    producer = dossier.producer_of(plant)
    sent_on = dossier.request.sent_on
    if producer is None or sent_on is None:
        return producer
    for _, variation in variations_of(dossier, VariationKind.PLANT_OWNER):
        is_later = variation.happened_on is not None and variation.happened_on > sent_on
        names_it = bool(keys_of(plant) & {_key(name) for name in variation.plants})
        if is_later and names_it and code_of(variation.new_party) in codes_of(producer):
            return None if variation.previous_party is None else producer_called(dossier, variation.previous_party)
    return producer


def producer_called(dossier: Dossier, code: str) -> Producer:
    """Return the producer with a codice fiscale or partita IVA, with what the dossier knows of it."""
    for plant in dossier.plants:
        producer = dossier.producer_of(plant)
        if producer is not None and code_of(code) in codes_of(producer):
            return producer
    known = dossier.find_party(code)
    return Producer(
        codice_fiscale=known.codice_fiscale if known is not None else code,
        partita_iva=known.partita_iva if known is not None else None,
    )


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
