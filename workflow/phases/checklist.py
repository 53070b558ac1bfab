"""The checklists of the phases: each item proved by a document, an attachment, a rule or a dated declaration."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from workflow.checks.conditions import holds
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import LegalRef, Outcome, Report
from workflow.domain.kind import Kind, LegalForm, Phase
from workflow.law import Law
from workflow.resources import BrokenFileError, data_folder, place_of, plain, read_yaml


class ItemState(StrEnum):
    """Where an item stands."""

    DONE = "fatto"
    MISSING = "manca"
    UNKNOWN = "non_verificabile"
    NOT_REQUIRED = "non_richiesto"


class Owner(StrEnum):
    """Who must act, in the order in which the lists name them."""

    REFERENTE = "referente"
    PRODUCER = "produttore"
    CLIENT = "cliente"
    TECHNICIAN = "tecnico"
    STUDIO = "studio"
    GSE = "gse"

    @property
    def label(self) -> str:
        """The owner as people read it."""
        return "GSE" if self is Owner.GSE else self.value


class Due(StrEnum):
    """Which day of the dossier an item is due on."""

    LAST_USEFUL_DAY = "ultimo_giorno_utile"
    NEXT_TERM = "prossimo_termine"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(_Strict):
    """What proves an item: exactly one of the four."""

    document: str | None = None
    attachment: AttachmentKind | None = None
    rule: str | None = None
    declaration: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if sum(value is not None for value in (self.document, self.attachment, self.rule, self.declaration)) != 1:
            raise ValueError("la prova deve essere una sola fra document, attachment, rule e declaration")
        return self


class Item(_Strict):
    """One line of a checklist: `who` says in finer words what `owner` says for sorting."""

    id: str
    title: str
    kinds: tuple[Kind, ...] = tuple(Kind)
    legal_forms: tuple[LegalForm, ...] | None = None
    when: str | None = None
    evidence: Evidence
    who: str
    owner: Owner
    remedy: str
    due: Due | None = None
    refs: tuple[LegalRef, ...] = ()


class PhaseChecklist(_Strict):
    """What must be proved to leave a phase."""

    phase: Phase
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class CheckedItem:
    """An item with its state in one dossier."""

    phase: Phase
    item: Item
    state: ItemState

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in {ItemState.MISSING, ItemState.UNKNOWN}


def load_checklists(folder: Path | None = None) -> dict[Phase, PhaseChecklist]:
    """Read `checklists/phases/<phase>.yaml` for the six phases; raises BrokenFileError with file and line."""
    place = data_folder("checklists") / "phases" if folder is None else folder
    return {phase: _load(place / f"{phase.value}.yaml", phase) for phase in Phase}


def evaluate(
    checklist: PhaseChecklist, dossier: Dossier, law: Law, report: Report, documents: Mapping[str, bool]
) -> list[CheckedItem]:
    """Return the state of every item that regards this kind and legal form.

    `documents` says, for each document id that this dossier calls for, whether it could be
    written with no datum missing.
    """
    form = dossier.community.legal_form if dossier.community else None
    items = [
        item
        for item in checklist.items
        if dossier.kind in item.kinds and (item.legal_forms is None or form in item.legal_forms)
    ]
    return [CheckedItem(checklist.phase, item, _state(item, dossier, law, report, documents)) for item in items]


def _state(item: Item, dossier: Dossier, law: Law, report: Report, documents: Mapping[str, bool]) -> ItemState:
    required = True if item.when is None else holds(item.when, dossier, law)
    if required is None:
        return ItemState.UNKNOWN
    if not required:
        return ItemState.NOT_REQUIRED
    evidence = item.evidence
    if evidence.document is not None:
        return ItemState.DONE if documents.get(evidence.document) else ItemState.MISSING
    if evidence.attachment is not None:
        return ItemState.DONE if dossier.attachments_of(evidence.attachment) else ItemState.MISSING
    if evidence.rule is not None:
        return _state_of_rule(evidence.rule, report)
    return ItemState.MISSING if _fact(dossier, evidence.declaration or "") is None else ItemState.DONE


def _state_of_rule(code: str, report: Report) -> ItemState:
    outcomes = {evaluation.outcome for evaluation in report.evaluated if evaluation.code == code}
    if Outcome.FAILED in outcomes:
        return ItemState.MISSING
    if Outcome.UNKNOWN in outcomes:
        return ItemState.UNKNOWN
    # A rule that holds gives one evaluation at least: with none, its card was taken away.
    return ItemState.NOT_REQUIRED if outcomes <= {Outcome.NOT_APPLICABLE} else ItemState.DONE


def _fact(dossier: Dossier, path: str) -> object | None:
    """Return the fact at a dotted path of the file's own keys, or None while it is unknown."""
    node: object = dossier
    for key in path.split("."):
        if not isinstance(node, BaseModel):
            return None
        names = {(field.alias or name): name for name, field in type(node).model_fields.items()}
        if key not in names:
            raise KeyError(f"la lista di controllo nomina una chiave che il fascicolo non ha: {path}")
        node = getattr(node, names[key])
    return None if node in ((), "", False) else node


def _load(path: Path, phase: Phase) -> PhaseChecklist:
    node = read_yaml(path)
    try:
        checklist = PhaseChecklist.model_validate(plain(node))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line, column = place_of(node, tuple(first["loc"]))
        where = ".".join(str(step) for step in first["loc"])
        raise BrokenFileError(
            path, f"{where}: {first['msg']}.", "Correggere la lista di controllo.", line=line, column=column
        ) from error
    if checklist.phase is not phase:
        raise BrokenFileError(path, f"la fase scritta è «{checklist.phase}».", f"Scrivere «phase: {phase.value}».")
    return checklist
