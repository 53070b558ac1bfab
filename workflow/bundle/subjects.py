"""Whom and what the items of a submission are asked for: signer, plants, members, producers, mandates, the practice."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workflow.bundle.submission import Per
from workflow.checks.evidence import find_signer
from workflow.checks.filing_scope import Scope, act_of, project_of, variation_of
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.plant import Plant


@dataclass(frozen=True)
class Subject:
    """One of those an item is asked for; `keys` may stand at the head of the names of its papers."""

    key: str | None
    label: str
    keys: tuple[str | None, ...] = ()
    thing: Plant | Member | Mandate | None = None


def subjects_of(per: Per, dossier: Dossier, filing: Filing, scope: Scope) -> Iterator[Subject]:
    """Yield each of those that an item is asked for, within what the practice regards."""
    if per is Per.REQUEST:
        return iter((Subject(None, ""),))
    if per is Per.PRACTICE:
        return iter((Subject(None, "", practice_keys(dossier, filing)),))
    return _SUBJECTS[per](dossier, scope)


def practice_keys(dossier: Dossier, filing: Filing) -> tuple[str, ...]:
    """Return what may stand at the head of the names of a practice's papers: what people call the practice."""
    variation, act, project = variation_of(dossier, filing), act_of(dossier, filing), project_of(dossier, filing)
    names = (
        variation.name if variation is not None else None,
        act.number if act is not None else None,
        project.plant if project is not None else None,
        filing.kind.value,
    )
    return tuple(name for name in names if name)


def mandate_key(mandate: Mandate) -> str:
    """Return what tells a mandate from the others of the same dossier."""
    return ":".join(part for part in (mandate.kind, mandate.principal, mandate.plant) if part)


def _signers(dossier: Dossier, _scope: Scope) -> Iterator[Subject]:
    signer = find_signer(dossier)
    if signer is None:
        yield Subject(None, "")
    else:
        yield Subject(signer.codice_fiscale, signer.name or "", (signer.codice_fiscale,))


def _plants(dossier: Dossier, scope: Scope) -> Iterator[Subject]:
    for index, plant in enumerate(dossier.plants):
        if scope.has_plant(index):
            name = plant.name or f"impianto {index + 1}"
            yield Subject(name, name, (), plant)


def _people(members: Sequence[Member]) -> Iterator[Subject]:
    for member in members:
        keys = (member.codice_fiscale, member.partita_iva, *(point.pod for point in member.points))
        yield Subject(member.key, member.full_name or f"riga {member.index + 1}", keys, member)


def _members(dossier: Dossier, scope: Scope) -> Iterator[Subject]:
    yield from _people([member for member in dossier.active_members if scope.has_member(member)])


def _releases(dossier: Dossier, scope: Scope) -> Iterator[Subject]:
    yield from _people([member for member in dossier.members if member.is_release and scope.has_member(member)])


def _producers(dossier: Dossier, scope: Scope) -> Iterator[Subject]:
    grouped: dict[str, list[Plant]] = {}
    for index, plant in enumerate(dossier.plants):
        producer = dossier.producer_of(plant)
        if scope.has_plant(index) and producer is not None and producer.key is not None:
            grouped.setdefault(producer.key, []).append(plant)
    for key, plants in grouped.items():
        producer = dossier.producer_of(plants[0])
        label = producer.full_name if producer is not None else None
        keys = (key, *(k for plant in plants for k in (plant.pod, plant.censimp, plant.name)))
        yield Subject(key, label or key, keys, plants[0])


def _mandates(dossier: Dossier, scope: Scope) -> Iterator[Subject]:
    for index, mandate in enumerate(dossier.mandates):
        if scope.has_mandate(index):
            principal = dossier.find_party(mandate.principal)
            label = principal.full_name if principal is not None else mandate.principal
            kind = mandate.kind.value if mandate.kind else "mandato"
            yield Subject(mandate_key(mandate), f"{label or 'mandante'} ({kind})", (mandate.principal,), mandate)


_SUBJECTS: dict[Per, Callable[[Dossier, Scope], Iterator[Subject]]] = {
    Per.SIGNER: _signers,
    Per.PLANT: _plants,
    Per.MEMBER: _members,
    Per.RELEASE: _releases,
    Per.PRODUCER: _producers,
    Per.MANDATE: _mandates,
}
