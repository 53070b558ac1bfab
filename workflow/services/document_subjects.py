"""Whom and what documents are written for: the dossier, its members, plants, producers, mandates, variations, acts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workflow.bundle.subjects import mandate_key
from workflow.checks.filing_scope import Scope, scope_of
from workflow.documents import context
from workflow.documents.catalogue import Per
from workflow.documents.plant_view import producer_views
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingKind
from workflow.domain.gse_act import GseAct
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.member_exit import MemberExit
from workflow.domain.plant import Plant
from workflow.law import Law


@dataclass(frozen=True)
class DocumentSubject:
    """One of those a document is written for: how it is called, and what it adds to the context."""

    key: str | None
    label: str
    addition: dict[str, Any]
    thing: Plant | Member | Mandate | GseAct | MemberExit | None = None


def subjects_of(per: Per, dossier: Dossier, law: Law, filing: Filing) -> Iterator[DocumentSubject]:
    """Yield each of those that a document is written for, within what the practice regards."""
    if per is Per.VARIATION:
        return _variations(dossier, law, filing)
    if per is Per.GSE_ACT:
        return _acts(dossier, law, filing)
    return _SUBJECTS[per](dossier, scope_of(dossier, filing))


def _dossier(_dossier: Dossier, _scope: Scope) -> Iterator[DocumentSubject]:
    yield DocumentSubject(None, "", {})


def _members(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for member in dossier.active_members:
        if scope.has_member(member):
            label = member.full_name or f"riga {member.index + 1}"
            yield DocumentSubject(member.key, label, context.for_member(dossier, member), member)


def _releases(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for member in dossier.members:
        if member.is_release and scope.has_member(member):
            label = member.full_name or f"riga {member.index + 1}"
            yield DocumentSubject(member.key, label, context.for_release(dossier, member), member)


def _plants(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for index, plant in enumerate(dossier.plants):
        if scope.has_plant(index):
            label = plant.name or f"impianto {index + 1}"
            yield DocumentSubject(label, label, context.for_plant(dossier, index), plant)


def _producers(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for view in producer_views(dossier):
        places = [plant["numero"] - 1 for plant in view["impianti"]]
        concerned = [place for place in places if scope.has_plant(place)]
        if concerned:
            key = view["codice_fiscale"] or view["partita_iva"]
            plants = [plant for plant in view["impianti"] if plant["numero"] - 1 in concerned]
            addition = context.for_producer(view | {"impianti": plants})
            yield DocumentSubject(key, view["nome_completo"] or "produttore", addition, dossier.plants[concerned[0]])


def _mandates(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for index, mandate in enumerate(dossier.mandates):
        if scope.has_mandate(index):
            addition = context.for_mandate(dossier, mandate)
            label = addition["mandato"]["mandante_nome"] or mandate.principal or "mandante"
            yield DocumentSubject(mandate_key(mandate), label, addition, mandate)


def _variations(dossier: Dossier, law: Law, filing: Filing) -> Iterator[DocumentSubject]:
    for index, variation in enumerate(dossier.variations):
        if filing.kind is not FilingKind.VARIATION or filing.index in {None, index}:
            name = variation.name or f"variazione {index + 1}"
            yield DocumentSubject(name, name, context.for_variation(dossier, index, law))


def _acts(dossier: Dossier, law: Law, filing: Filing) -> Iterator[DocumentSubject]:
    for index, act in enumerate(dossier.gse_acts):
        if not filing.kind.answers_an_act or filing.index in {None, index}:
            name = act.number or f"atto {index + 1}"
            yield DocumentSubject(name, name, context.for_act(dossier, index, law), act)


def _years(dossier: Dossier, _scope: Scope) -> Iterator[DocumentSubject]:
    for report in dossier.gse_contract.reports if dossier.gse_contract else ():
        year = str(report.year)
        yield DocumentSubject(year, year, context.for_year(dossier, report))


def _member_years(dossier: Dossier, scope: Scope) -> Iterator[DocumentSubject]:
    for report, member, addition in context.for_member_years(dossier):
        if scope.has_member(member):
            label = f"{report.year} {member.full_name or f'riga {member.index + 1}'}"
            yield DocumentSubject(f"{report.year}_{member.key}", label, addition, member)


def _exits(dossier: Dossier, _scope: Scope) -> Iterator[DocumentSubject]:
    for index, one in enumerate(dossier.exits):
        member = dossier.find_member(one.member)
        label = (member.full_name if member else one.member) or f"uscita {index + 1}"
        yield DocumentSubject(one.member or label, label, context.for_exit(dossier, index), one)


def _nothing(_dossier: Dossier, _scope: Scope) -> Iterator[DocumentSubject]:
    yield from ()


_SUBJECTS: dict[Per, Callable[[Dossier, Scope], Iterator[DocumentSubject]]] = {
    Per.DOSSIER: _dossier,
    Per.MEMBER: _members,
    Per.LIBERATORIA: _releases,
    Per.PLANT: _plants,
    Per.PRODUCER: _producers,
    Per.MANDATE: _mandates,
    Per.WITHDRAWAL_POINT: _nothing,
    Per.STATUS: _nothing,
    Per.ENERGY_REPORT: _nothing,
    Per.YEAR: _years,
    Per.MEMBER_YEAR: _member_years,
    Per.EXIT: _exits,
}
