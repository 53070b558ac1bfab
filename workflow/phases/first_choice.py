"""Which kind of configuration and legal form suit a few plain facts, with reasons, for and against."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from workflow.domain.finding import LegalRef
from workflow.domain.kind import Kind, LegalForm
from workflow.packaged_yaml import FileState, states_of
from workflow.resources import BrokenFileError, data_folder, place_of, plain, read_yaml

Choice = TypeVar("Choice", Kind, LegalForm)


class Option(BaseModel):
    """What a kind or a legal form offers and asks; prose of `checklists/options`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    fits: str
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    refs: tuple[LegalRef, ...]


@dataclass(frozen=True)
class Answers:
    """The first questions, answered; None where nobody knows yet."""

    has_many_subjects: bool | None = None
    is_one_building: bool | None = None
    may_have_tariff: bool | None = None
    has_large_firm: bool | None = None
    has_social_purpose: bool | None = None
    has_public_promoter: bool | None = None
    owns_plants: bool | None = None


@dataclass(frozen=True)
class Proposal(Generic[Choice]):
    """A choice that suits, with the reason; the first of a list is the one to start from."""

    choice: Choice
    reason: str


def propose_kinds(answers: Answers) -> list["Proposal[Kind]"]:
    """Return the kinds that suit the answers, best first; never empty."""
    if answers.has_many_subjects is False:
        family = (Kind.AID, Kind.CAD)
        why = "Partecipa un solo soggetto, con più punti di prelievo."
    elif answers.is_one_building:
        family = (Kind.GAC, Kind.CAAC)
        why = "I partecipanti stanno nello stesso edificio o condominio."
    else:
        family = (Kind.CER, Kind.CEC)
        why = "I partecipanti sono più d’uno e stanno in edifici diversi."
    with_tariff, without = family
    if answers.may_have_tariff is False:
        return [Proposal(without, f"{why} Gli impianti non possono avere la tariffa premio.")]
    if with_tariff is Kind.CER and answers.has_large_firm:
        return [
            Proposal(
                Kind.CER, f"{why} La grande impresa può restare fuori e portare il suo impianto come produttore terzo."
            ),
            Proposal(Kind.CEC, f"{why} La grande impresa può essere membro, ma senza tariffa premio per nessuno."),
        ]
    proposals = [Proposal(with_tariff, f"{why} Gli impianti rinnovabili nuovi possono avere la tariffa premio.")]
    if with_tariff is Kind.GAC:
        proposals.append(Proposal(Kind.CER, "Da preferire se in seguito vorranno entrare soggetti di altri edifici."))
    return proposals


def propose_legal_forms(answers: Answers) -> list["Proposal[LegalForm]"]:
    """Return the legal forms that suit a community, best first; never empty."""
    proposals = []
    if answers.has_public_promoter and answers.owns_plants:
        proposals.append(
            Proposal(LegalForm.FOUNDATION, "Un ente pubblico promuove la comunità e vi destina un patrimonio.")
        )
    if answers.has_social_purpose:
        proposals.append(Proposal(LegalForm.THIRD_SECTOR, "Le finalità sociali sono prevalenti."))
    if answers.owns_plants:
        proposals.append(Proposal(LegalForm.COOPERATIVE, "La comunità investe in impianti propri."))
        proposals.append(
            Proposal(LegalForm.RECOGNISED_ASSOCIATION, "Il patrimonio resta separato da quello dei membri.")
        )
    proposals.append(Proposal(LegalForm.ASSOCIATION, "È la via più rapida e meno costosa per cominciare."))
    return proposals


def load_kinds(folder: Path | None = None) -> Mapping[Kind, Option]:
    """Read what each kind offers and asks."""
    return {Kind(key): option for key, option in _load("kinds.yaml", folder).items()}


def load_legal_forms(folder: Path | None = None) -> Mapping[LegalForm, Option]:
    """Read what each legal form offers and asks."""
    return {LegalForm(key): option for key, option in _load("legal_forms.yaml", folder).items()}


def _load(name: str, folder: Path | None) -> dict[str, Option]:
    path = (data_folder("checklists") / "options" if folder is None else folder) / name
    return dict(_read(path, states_of([path] if path.is_file() else [])))


@lru_cache(maxsize=4)
def _read(path: Path, _state: tuple[FileState, ...]) -> Mapping[str, Option]:
    node = read_yaml(path)
    options = {}
    for key, value in plain(node).items():
        try:
            options[key] = Option.model_validate(value)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            line, column = place_of(node, (key, *first["loc"]))
            raise BrokenFileError(
                path, f"{key}: {first['msg']}.", "Correggere l'elenco delle scelte.", line=line, column=column
            ) from error
    return options
