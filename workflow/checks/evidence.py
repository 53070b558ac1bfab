"""Finds the attachment that proves a fact: whose paper it is, told by the key at the head of its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import FieldPath
from workflow.domain.plant import Plant
from workflow.domain.referente import Referente, ReferenteRole
from workflow.domain.subject import IdentityDocument, Person, Subject, SubjectKind


@dataclass(frozen=True)
class Signer:
    """Who signs the istanza, with the identity document and its place in the person's files."""

    name: str | None
    codice_fiscale: str | None
    identity_document: IdentityDocument
    path: FieldPath


def keys_of(plant: Plant) -> tuple[str, ...]:
    """Return what may stand at the head of the name of a plant's papers: CENSIMP, POD or name."""
    return tuple(key for key in (plant.censimp, plant.pod, plant.name) if key)


def papers_of_plant(dossier: Dossier, kind: AttachmentKind, index: int) -> tuple[Attachment, ...]:
    """Return the papers of a kind that belong to a plant; a paper without key belongs to the only plant there is."""
    return tuple(paper for paper in dossier.attachments_of(kind) if owner_of(dossier, paper) == index)


def owner_of(dossier: Dossier, paper: Attachment) -> int | None:
    """Return the plant whose key heads the paper's name, the longest key winning; None if no plant's does."""
    heads = {folded(text) for text in _heads(paper)}
    best: tuple[int, int] | None = None
    for index, plant in enumerate(dossier.plants):
        for key in keys_of(plant):
            sign = folded(key)
            if sign and any(head.startswith(sign) for head in heads) and (best is None or len(sign) > best[0]):
                best = (len(sign), index)
    if best is not None:
        return best[1]
    return 0 if paper.key is None and len(dossier.plants) == 1 else None


def papers_of_subject(dossier: Dossier, kind: AttachmentKind, keys: Iterable[str | None]) -> tuple[Attachment, ...]:
    """Return the papers of a kind whose name is headed by one of the codes of a subject."""
    signs = {folded(key) for key in keys if key}
    return tuple(
        paper
        for paper in dossier.attachments_of(kind)
        if any(folded(text).startswith(sign) for text in _heads(paper) for sign in signs)
    )


def without_papers(dossier: Dossier, kind: AttachmentKind, subjects: Iterable[Subject]) -> list[Subject]:
    """Return the subjects none of whose codes heads a paper of the kind, in one pass over papers and subjects."""
    signs = [
        (subject, {folded(key) for key in (subject.codice_fiscale, subject.partita_iva) if key}) for subject in subjects
    ]
    lengths = {len(sign) for _, own in signs for sign in own}
    papers = dossier.attachments_of(kind)
    heads = {folded(paper.key or "") for paper in papers}
    stems = {folded(PurePosixPath(paper.path).stem) for paper in papers}
    heads |= {stem[:length] for stem in stems for length in lengths}
    return [subject for subject, own in signs if not own & heads]


def find_signer(dossier: Dossier) -> Signer | None:
    """Return who signs the istanza: the attorney, else the Referente in person, else its legal representative."""
    referente = dossier.get_referente()
    if referente is None:
        return None
    if referente.attorney is not None:
        return _signer(referente.attorney, ("referente", "procuratore"))
    if referente.kind in {SubjectKind.PERSON, SubjectKind.SOLE_TRADER} or referente.role is ReferenteRole.ADMINISTRATOR:
        own = _person_behind(dossier, referente)
        if own is not None:
            return own
    if referente.representative is None:
        return None
    return _signer(referente.representative, _place_of_representative(dossier, referente))


def folded(text: str) -> str:
    """Return only the letters and digits, lower case, as file names keep them."""
    lower = text.casefold()
    return lower if lower.isalnum() else "".join(filter(str.isalnum, lower))


def _heads(paper: Attachment) -> tuple[str, str]:
    """Return where a paper may carry its key: the key read from its name, and the whole name."""
    return (paper.key or "", PurePosixPath(paper.path).stem)


def _person_behind(dossier: Dossier, referente: Referente) -> Signer | None:
    """Return the Referente as a person: the building's administrator, the data of its row, or its own."""
    administrator = dossier.building.administrator if dossier.building else None
    is_same = administrator is not None and referente.codice_fiscale in {None, administrator.codice_fiscale}
    is_own = dossier.referente is not None and dossier.referente.identity_document != IdentityDocument()
    if administrator is not None and is_same and not is_own:
        return _signer(administrator, ("edificio", "amministratore"))
    if referente.kind not in {SubjectKind.PERSON, SubjectKind.SOLE_TRADER}:
        return None
    member = dossier.find_member(referente.key)
    path: FieldPath = ("referente", "documento", "scade_il")
    if member is not None and not is_own:
        path = ("soci", member.index, "documento_scade_il")
    return Signer(referente.full_name, referente.codice_fiscale, referente.identity_document, path)


def _place_of_representative(dossier: Dossier, referente: Referente) -> FieldPath:
    if dossier.referente is not None and dossier.referente.representative is not None:
        return ("referente", "rappresentante")
    if dossier.find_member(referente.key) is None and dossier.community is not None:
        return ("comunita", "rappresentante")
    member = dossier.find_member(referente.key)
    return ("referente", "rappresentante") if member is None else ("soci", member.index)


def _signer(person: Person, place: FieldPath) -> Signer:
    is_row = place[:1] == ("soci",)
    expiry: FieldPath = ("rappresentante_documento_scade_il",) if is_row else ("documento", "scade_il")
    return Signer(person.full_name, person.codice_fiscale, person.identity_document, (*place, *expiry))
