"""Which members, plants and mandates a practice regards: papers are asked and written for those alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workflow.checks.roster import code_of, codes_of
from workflow.checks.variation_facts import find_plant
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingKind
from workflow.domain.gse_act import GseAct
from workflow.domain.identifiers import pod
from workflow.domain.mandate import Mandate, MandateKind
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.domain.pnrr_project import PnrrProject
from workflow.domain.variation import Variation, VariationKind

_WHOLE = frozenset({FilingKind.ACCESS, FilingKind.PRELIMINARY})
_OF_POINTS = frozenset({VariationKind.POINT_ADDED, VariationKind.POINT_REMOVED, VariationKind.POINT_HOLDER})
_OF_ALL_PLANTS = frozenset({VariationKind.RID_STARTED, VariationKind.RID_STOPPED})
_OF_PRODUCERS = frozenset({VariationKind.PLANT_ADDED, VariationKind.UPGRADE, VariationKind.PLANT_OWNER})


@dataclass(frozen=True)
class Scope:
    """The places of the members, plants and mandates that a practice regards; None means all of them."""

    members: frozenset[int] | None = None
    plants: frozenset[int] | None = None
    mandates: frozenset[int] | None = None

    def has_member(self, member: Member) -> bool:
        """Whether the practice regards the member."""
        return self.members is None or member.index in self.members

    def has_plant(self, index: int) -> bool:
        """Whether the practice regards the plant at a place."""
        return self.plants is None or index in self.plants

    def has_mandate(self, index: int) -> bool:
        """Whether the practice regards the mandate at a place."""
        return self.mandates is None or index in self.mandates


def scope_of(dossier: Dossier, filing: Filing) -> Scope:
    """Return what the practice regards; the request of access and the preliminary check regard everything."""
    if filing.kind in _WHOLE:
        return Scope()
    variation = variation_of(dossier, filing)
    if variation is not None:
        return _of_variation(dossier, variation)
    project = project_of(dossier, filing)
    place = None if project is None or project.plant is None else find_plant(dossier, project.plant)
    return Scope(frozenset(), frozenset() if place is None else frozenset({place}), frozenset())


def variation_of(dossier: Dossier, filing: Filing) -> Variation | None:
    """Return the variation that the practice files, if it is one."""
    if filing.kind is not FilingKind.VARIATION or filing.index is None:
        return None
    return dossier.variations[filing.index]


def project_of(dossier: Dossier, filing: Filing) -> PnrrProject | None:
    """Return the PNRR project that the practice regards, if it is one."""
    if filing.kind is not FilingKind.PNRR or filing.index is None:
        return None
    return dossier.pnrr_projects[filing.index]


def act_of(dossier: Dossier, filing: Filing) -> GseAct | None:
    """Return the act of the GSE that the practice answers, if it answers one."""
    return dossier.gse_acts[filing.index] if filing.kind.answers_an_act and filing.index is not None else None


def named_plants(dossier: Dossier, variation: Variation) -> tuple[int, ...]:
    """Return the places of the plants that the variation names, in the order of the dossier."""
    if variation.kind in _OF_ALL_PLANTS and not variation.plants:
        return tuple(range(len(dossier.plants)))
    found = {find_plant(dossier, name) for name in variation.plants}
    return tuple(sorted(place for place in found if place is not None))


def holders_of(dossier: Dossier, variation: Variation) -> tuple[Member, ...]:
    """Return the members who hold, or have held, a point that the variation names."""
    named = {pod.compact(name) for name in variation.pods}
    return tuple(
        member for member in dossier.members if any(pod.compact(point.pod or "") in named for point in member.points)
    )


def _of_variation(dossier: Dossier, variation: Variation) -> Scope:
    plants = frozenset(named_plants(dossier, variation))
    members: Iterable[Member] = ()
    mandates: Iterable[int] = ()
    if variation.kind in _OF_POINTS:
        members = holders_of(dossier, variation)
        given = {code for member in members for code in codes_of(member)}
        mandates = _mandates(dossier, lambda one: one.kind is MandateKind.ROLE and code_of(one.principal) in given)
    elif variation.kind in _OF_PRODUCERS:
        producing = {code for place in plants for code in codes_of(dossier.producer_of(dossier.plants[place]))}
        members = [member for member in dossier.members if codes_of(member) & producing]
        concerned = [dossier.plants[place] for place in plants]
        mandates = _mandates(dossier, lambda one: _is_of(one, concerned, producing))
    elif variation.kind is VariationKind.RID_STARTED:
        mandates = _mandates(dossier, lambda one: one.kind in {MandateKind.RID, MandateKind.PRODUCER})
    elif variation.kind is VariationKind.REFERENTE:
        mandates = range(len(dossier.mandates))
    return Scope(frozenset(member.index for member in members), plants, frozenset(mandates))


def _mandates(dossier: Dossier, wanted: Callable[[Mandate], bool]) -> tuple[int, ...]:
    return tuple(place for place, one in enumerate(dossier.mandates) if wanted(one))


def _is_of(mandate: Mandate, plants: Iterable[Plant], producing: set[str]) -> bool:
    """Whether a mandate is about some plants: it names one, or names none and comes from who produces there."""
    if mandate.kind is MandateKind.ROLE:
        return False
    if mandate.plant is not None:
        return any(mandate.plant in {plant.name, plant.censimp, plant.pod} for plant in plants)
    return code_of(mandate.principal) in producing
