"""Says under which names a signed paper goes into `allegati`, so that the reader of that folder finds whose it is."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from workflow.bundle.signatures.seen import Nature
from workflow.documents.catalogue import Per
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingKind
from workflow.domain.plant import Plant
from workflow.intake.attachment_guide import GUIDES, Owner
from workflow.intake.known_keys import name_head
from workflow.services.writing import Order, slug

_PRACTICES = frozenset(kind.value for kind in FilingKind)
_ENVELOPES = {"TimeStampedData": ".tsd", "m7m": ".m7m"}
_ENVELOPE = ".p7m"
_SIGNED_ENDINGS = frozenset({_ENVELOPE, ".p7s", ".tsr", *_ENVELOPES.values()})
_PICTURES = ((b"\xff\xd8\xff", frozenset({".jpg", ".jpeg"}), ".jpg"), (b"\x89PNG", frozenset({".png"}), ".png"))
_INNER = frozenset({".pdf", _ENVELOPE, ".jpg", ".png"})


def paper_stem(order: Order, owner: str | None) -> str:
    """Return the name of a signed paper without its ending: whose it is, then what it is."""
    head = f"{name_head(owner)} " if owner is not None else ""
    return f"{head}{slug(order.output).replace('_', ' ')} firmato"


def endings_of(name: str, nature: Nature, envelopes: Sequence[str], head: bytes) -> str:
    """Return the endings that say what a file is, such as `.pdf.p7m`: its own, if they are not those of another kind.

    `head` are its first bytes: the reader of `allegati` refuses a file that is not what its name says.
    """
    path = PurePosixPath(name.rpartition(" › ")[2] or name)
    suffix, inner = path.suffix.lower(), PurePosixPath(path.stem).suffix.lower()
    if nature is Nature.PDF:
        return ".pdf"
    if nature is Nature.PICTURE:
        return next((suffix if suffix in own else usual for mark, own, usual in _PICTURES if head.startswith(mark)), "")
    outer = suffix if suffix in _SIGNED_ENDINGS else _ENVELOPES.get(envelopes[0], _ENVELOPE)
    before = inner if suffix == outer else suffix
    return f"{before}{outer}" if before in _INNER else outer


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
