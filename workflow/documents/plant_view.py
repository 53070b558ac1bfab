"""How documents describe plants and those who produce with them."""

from typing import Any

from workflow.documents.labels import label
from workflow.documents.record_view import plain_record
from workflow.documents.subject_view import address_view, subject_view
from workflow.domain.dossier import Dossier
from workflow.domain.plant import Plant


def plant_view(dossier: Dossier, index: int) -> dict[str, Any]:
    """Return the keys of a plant with its number, its labels and its producer in full."""
    plant = dossier.plants[index]
    return plain_record(plant) | {
        "numero": index + 1,
        "fonte_estesa": label(plant.source),
        "intervento_esteso": label(plant.intervention),
        "collocazione_estesa": label(plant.siting),
        "titolo_area_esteso": label(plant.site_title),
        "indirizzo": address_view(plant.address),
        "produttore": subject_view(dossier.producer_of(plant)),
        "terzo": bool(dossier.is_third_producer(plant)),
        "rigenerazione": _regeneration(plant),
    }


def producer_views(dossier: Dossier) -> list[dict[str, Any]]:
    """Return each producer once, with the plants it runs, in the order of the plants."""
    grouped: dict[str, dict[str, Any]] = {}
    for index, plant in enumerate(dossier.plants):
        producer = dossier.producer_of(plant)
        if producer is None:
            continue
        key = producer.key or producer.full_name or f"impianto {index + 1}"
        view = grouped.setdefault(key, _producer_view(dossier, plant))
        view["impianti"].append(plant_view(dossier, index))
    return list(grouped.values())


def _regeneration(plant: Plant) -> dict[str, Any] | None:
    done = plant.regeneration
    return None if done is None else plain_record(done) | {"officina": subject_view(done.workshop)}


def _producer_view(dossier: Dossier, plant: Plant) -> dict[str, Any]:
    producer = dossier.producer_of(plant)
    return (subject_view(producer) or {}) | {"impianti": [], "terzo": bool(dossier.is_third_producer(plant))}
