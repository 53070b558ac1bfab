"""The submission plan: every item a procedure asks for, why, whether it is there, who provides it, where it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workflow.checks.conditions import holds
from workflow.checks.evidence import find_signer, papers_of_plant, papers_of_subject
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import LegalRef
from workflow.domain.kind import Kind
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.domain.request import Procedure
from workflow.law import Law
from workflow.resources import BrokenFileError, ProgramError, data_folder, place_of, plain, read_yaml


class ProcedureMissingError(ProgramError):
    """A procedure whose list of papers is not written yet."""

    exit_code = 2


class Section(StrEnum):
    """Where an item goes, because the rules have three places for papers."""

    UPLOAD = "upload"
    KEEP = "keep"
    STUDIO = "studio"

    @property
    def folder(self) -> str:
        """The folder of the bundle."""
        return {Section.UPLOAD: "1_caricare", Section.KEEP: "2_conservare", Section.STUDIO: "3_studio"}[self]

    @property
    def label(self) -> str:
        """What people read."""
        return {
            Section.UPLOAD: "Da caricare sul portale",
            Section.KEEP: "Da dichiarare e conservare",
            Section.STUDIO: "Solo per lo studio",
        }[self]


class ItemState(StrEnum):
    """Where an item of the submission stands."""

    MISSING = "mancante"
    DRAFT = "da completare"
    READY = "da firmare"
    GIVEN = "presente"
    NOT_REQUIRED = "non richiesto"
    UNKNOWN = "non verificabile"


class Per(StrEnum):
    """What an item is asked once for."""

    REQUEST = "request"
    SIGNER = "signer"
    PLANT = "plant"
    MEMBER = "member"
    RELEASE = "release"
    PRODUCER = "producer"
    MANDATE = "mandate"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SubmissionItem(_Strict):
    """One line of `checklists/submissions/<procedure>.yaml`."""

    id: str = Field(pattern=r"^[A-Z]{3}-\d{2}(-[A-Z]{2,6})?$")
    title: str
    section: Section
    per: Per
    kinds: tuple[Kind, ...] = tuple(Kind)
    when: str | None = None
    required_because: str
    not_required_because: str | None = None
    attachment: AttachmentKind | None = None
    document: str | None = None
    document_with_attachment: bool = False  # the paper completes the document instead of taking its place
    provider: str
    name: str = Field(pattern=r"^[a-z0-9_]+$")
    refs: tuple[LegalRef, ...] = Field(min_length=1)


class Submission(_Strict):
    """What one procedure asks for, in order."""

    procedure: Procedure
    title: str
    items: tuple[SubmissionItem, ...]


@dataclass(frozen=True)
class Written:
    """A document the tool has written: its output name, whom it regards, and whether no datum was missing."""

    output: str
    key: str | None
    label: str
    stem: str
    is_complete: bool
    is_signed: bool


@dataclass(frozen=True)
class PlannedItem:
    """An item for one plant, member or the whole request, with its state and its files."""

    item: SubmissionItem
    label: str
    key: str | None
    state: ItemState
    reason: str
    attachments: tuple[Attachment, ...] = ()
    documents: tuple[Written, ...] = ()

    @property
    def title(self) -> str:
        """The title people read, with the plant or person it regards."""
        return f"{self.item.title} – {self.label}" if self.label else self.item.title


@dataclass(frozen=True)
class _Subject:
    key: str | None
    label: str
    keys: tuple[str | None, ...] = ()
    thing: Plant | Member | Mandate | None = None


def load_submission(procedure: Procedure, folder: Path | None = None) -> Submission:
    """Read the procedure's file; raises BrokenFileError with file and line, ProcedureMissingError if there is none."""
    path = (data_folder("checklists") / "submissions" if folder is None else folder) / f"{procedure.value}.yaml"
    if not path.is_file():
        raise ProcedureMissingError(
            f"Per la procedura «{procedure.value}» il fascicolo non si può ancora fare: per ora c'è solo «accesso» "
            "(chiave richiesta › procedura di fascicolo.yaml)."
        )
    node = read_yaml(path)
    try:
        return Submission.model_validate(plain(node))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line, column = place_of(node, tuple(first["loc"]))
        where = ".".join(str(step) for step in first["loc"])
        raise BrokenFileError(
            path, f"{where}: {first['msg']}.", "Correggere l'elenco degli allegati.", line=line, column=column
        ) from error


def plan(submission: Submission, dossier: Dossier, law: Law, written: Sequence[Written]) -> list[PlannedItem]:
    """Return every item of the procedure for this dossier, in the order of the file, with its state."""
    return [
        _planned(item, subject, dossier, law, written)
        for item in submission.items
        if dossier.kind in item.kinds
        for subject in _SUBJECTS[item.per](dossier)
    ]


def _planned(
    item: SubmissionItem, subject: _Subject, dossier: Dossier, law: Law, written: Sequence[Written]
) -> PlannedItem:
    required = True if item.when is None else holds(item.when, dossier, law, subject.thing)
    if required is None:
        reason = f"Non si può dire se serve: mancano dati. Servirebbe se: {item.required_because}"
        return PlannedItem(item, subject.label, subject.key, ItemState.UNKNOWN, reason)
    if not required:
        reason = item.not_required_because or "Non ricorre il caso."
        return PlannedItem(item, subject.label, subject.key, ItemState.NOT_REQUIRED, reason)
    attachments = _attachments(item, subject, dossier)
    documents = tuple(
        w for w in written if w.output == item.document and (item.per is Per.REQUEST or w.key in {subject.key, None})
    )
    return PlannedItem(
        item, subject.label, subject.key, _state(attachments, documents), item.required_because, attachments, documents
    )


def _state(attachments: Sequence[Attachment], documents: Sequence[Written]) -> ItemState:
    if attachments:
        return ItemState.GIVEN
    if not documents:
        return ItemState.MISSING
    if not all(document.is_complete for document in documents):
        return ItemState.DRAFT
    return ItemState.READY if any(document.is_signed for document in documents) else ItemState.GIVEN


def _attachments(item: SubmissionItem, subject: _Subject, dossier: Dossier) -> tuple[Attachment, ...]:
    if item.attachment is None:
        return ()
    if item.per is Per.REQUEST:
        return dossier.attachments_of(item.attachment)
    if item.per is Per.PLANT and isinstance(subject.thing, Plant):
        return papers_of_plant(dossier, item.attachment, dossier.plants.index(subject.thing))
    return papers_of_subject(dossier, item.attachment, subject.keys)


def _request(_dossier: Dossier) -> Iterator[_Subject]:
    yield _Subject(None, "")


def _signers(dossier: Dossier) -> Iterator[_Subject]:
    signer = find_signer(dossier)
    if signer is None:
        yield _Subject(None, "")
    else:
        yield _Subject(signer.codice_fiscale, signer.name or "", (signer.codice_fiscale,))


def _plants(dossier: Dossier) -> Iterator[_Subject]:
    for number, plant in enumerate(dossier.plants, start=1):
        name = plant.name or f"impianto {number}"
        yield _Subject(name, name, (), plant)


def _people(members: Sequence[Member]) -> Iterator[_Subject]:
    for member in members:
        keys = (member.codice_fiscale, member.partita_iva, *(point.pod for point in member.points))
        yield _Subject(member.key, member.full_name or f"riga {member.index + 1}", keys, member)


def _members(dossier: Dossier) -> Iterator[_Subject]:
    yield from _people(dossier.active_members)


def _releases(dossier: Dossier) -> Iterator[_Subject]:
    yield from _people([member for member in dossier.members if member.is_release])


def _producers(dossier: Dossier) -> Iterator[_Subject]:
    grouped: dict[str, list[Plant]] = {}
    for plant in dossier.plants:
        producer = dossier.producer_of(plant)
        if producer is not None and producer.key is not None:
            grouped.setdefault(producer.key, []).append(plant)
    for key, plants in grouped.items():
        producer = dossier.producer_of(plants[0])
        label = producer.full_name if producer is not None else None
        keys = (key, *(k for plant in plants for k in (plant.pod, plant.censimp, plant.name)))
        yield _Subject(key, label or key, keys, plants[0])


def _mandates(dossier: Dossier) -> Iterator[_Subject]:
    for mandate in dossier.mandates:
        principal = dossier.find_party(mandate.principal)
        label = principal.full_name if principal is not None else mandate.principal
        kind = mandate.kind.value if mandate.kind else "mandato"
        yield _Subject(mandate_key(mandate), f"{label or 'mandante'} ({kind})", (mandate.principal,), mandate)


def mandate_key(mandate: Mandate) -> str:
    """Return what tells a mandate from the others of the same dossier."""
    return ":".join(part for part in (mandate.kind, mandate.principal, mandate.plant) if part)


_SUBJECTS: dict[Per, Callable[[Dossier], Iterator[_Subject]]] = {
    Per.REQUEST: _request,
    Per.SIGNER: _signers,
    Per.PLANT: _plants,
    Per.MEMBER: _members,
    Per.RELEASE: _releases,
    Per.PRODUCER: _producers,
    Per.MANDATE: _mandates,
}
