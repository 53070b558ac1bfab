"""Says under which names a signed paper goes into `allegati`, so that the reader of that folder finds whose it is."""

from workflow.documents.catalogue import Per
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingKind
from workflow.domain.plant import Plant
from workflow.intake.attachment_guide import GUIDES, Owner
from workflow.services.writing import Order, slug

_PRACTICES = frozenset(kind.value for kind in FilingKind)


def paper_name(order: Order) -> str:
    """Return what follows the code in the name of a signed paper."""
    return f"{slug(order.output).replace('_', ' ')} firmato"


def owners_of(dossier: Dossier, order: Order, kind: AttachmentKind) -> tuple[tuple[str, ...], ...]:
    """Return those for each of whom the paper must be there, by the codes it may go under; the first is to be written.

    The agreement with a producer is looked for under each of its plants; most papers have one owner, some nobody.
    """
    owner = GUIDES[kind].owner
    if owner is Owner.PLANT:
        return tuple(keys for plant in _plants(dossier, order) if (keys := _keys(plant)))
    if owner is Owner.PRACTICE:
        name = order.key or (order.output if order.output in _PRACTICES else None)
        return ((name,),) if name else ()
    key = _principal(dossier, order) or order.key
    if key is None and owner is Owner.SUBJECT:
        key = dossier.community.codice_fiscale if dossier.community is not None else None
    return ((key,),) if key else ()


def _plants(dossier: Dossier, order: Order) -> tuple[Plant, ...]:
    if order.document.per is Per.PRODUCER:
        return tuple(plant for plant in dossier.plants if _produces(dossier, plant, order.key))
    return tuple(plant for plant in dossier.plants if order.key in _keys(plant))


def _produces(dossier: Dossier, plant: Plant, key: str | None) -> bool:
    producer = dossier.producer_of(plant)
    return producer is not None and key is not None and key in {producer.codice_fiscale, producer.partita_iva}


def _keys(plant: Plant) -> tuple[str, ...]:
    return tuple(key for key in (plant.censimp, plant.pod, plant.name) if key)


def _principal(dossier: Dossier, order: Order) -> str | None:
    """Return who gives a mandate, whose key says more than that."""
    if order.document.per is not Per.MANDATE or order.key is None:
        return None
    parts = order.key.split(":")
    return next((one.principal for one in dossier.mandates if one.principal and one.principal in parts), None)
