"""Each plant's own smaller road, from its data to operation, computed from the practices that regard it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from transitions import Machine

from workflow.checks.plant_facts import name_of
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding, Report
from workflow.domain.kind import Phase
from workflow.domain.variation import VariationKind
from workflow.phases.practice import Practice, Practices
from workflow.phases.practice_machine import PracticeKind, Trigger


class PlantStep(StrEnum):
    """What may happen to a plant on its road."""

    FILE = "file"
    ADMIT = "admit"
    SEND_BACK = "send_back"
    REMOVE = "remove"

    @property
    def label(self) -> str:
        """What happens, as people read it."""
        return _LABELS[self]


_LABELS = {
    PlantStep.FILE: "richiesta o comunicazione inviata",
    PlantStep.ADMIT: "accoglimento",
    PlantStep.SEND_BACK: "rigetto o ritiro",
    PlantStep.REMOVE: "rimozione o fine del contratto",
}
GONE = "uscito"
_STATES = (Phase.PLANTS.value, Phase.GSE_PRACTICE.value, Phase.OPERATION.value, GONE)
_STEPS = {
    Trigger.SEND: PlantStep.FILE,
    Trigger.REFILE: PlantStep.FILE,
    Trigger.ADMIT: PlantStep.ADMIT,
    Trigger.TAKE_EFFECT: PlantStep.ADMIT,
    Trigger.REJECT: PlantStep.SEND_BACK,
    Trigger.WITHDRAW: PlantStep.SEND_BACK,
    Trigger.END: PlantStep.REMOVE,
}


@cache
def plant_machine() -> Machine:
    """Return the machine of a plant's road; it has no model, since the position is computed from facts."""
    plants, practice, operation, gone = _STATES
    machine = Machine(model=None, states=list(_STATES), initial=plants, auto_transitions=False)
    machine.add_transition(PlantStep.FILE.value, [plants, gone], practice)
    machine.add_transition(PlantStep.ADMIT.value, practice, operation)
    machine.add_transition(PlantStep.SEND_BACK.value, practice, plants)
    machine.add_transition(PlantStep.REMOVE.value, [practice, operation], gone)
    return machine


@dataclass(frozen=True)
class PlantPath:
    """Where a plant is on its road: `findings` are what keeps it from being filed, `practice` what it goes by."""

    index: int
    name: str
    phase: Phase
    is_gone: bool
    since_on: date | None
    practice: Practice | None
    findings: tuple[Finding, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing blocking is left in the plant's own data."""
        return not self.findings


def plant_paths(dossier: Dossier, practices: Practices, report: Report) -> tuple[PlantPath, ...]:
    """Return where each plant is; the community's own phase does not depend on it."""
    return tuple(_path(dossier, index, practices, report) for index in range(len(dossier.plants)))


def is_apart(plant: PlantPath, practices: Practices) -> bool:
    """Whether a plant walks by itself: it came after the request that the community has sent."""
    return practices.request.sent_on is not None and plant.index not in practices.request.plants


def plant_findings(report: Report, index: int) -> tuple[Finding, ...]:
    """Return the blocking findings on one plant's own data that must be cured before it is filed."""
    order = [phase.value for phase in Phase]
    reached = order[: order.index(Phase.GSE_PRACTICE.value) + 1]
    return tuple(f for f in report.blocking if f.path[:2] == ("impianti", index) and f.phase in reached)


def _path(dossier: Dossier, index: int, practices: Practices, report: Report) -> PlantPath:
    state, since_on = Phase.PLANTS.value, None
    own: Practice | None = None
    for on, practice, step in sorted(_steps(index, practices), key=lambda item: item[0]):
        found = plant_machine().get_transitions(step.value, state)
        if found:
            state, since_on = str(found[0].dest), on
            own = practice
    regarding = [one for one in practices.all if index in one.plants and _leads(one)]
    is_gone = state == GONE
    return PlantPath(
        index=index,
        name=name_of(dossier.plants[index], index),
        phase=Phase.OPERATION if is_gone else Phase(state),
        is_gone=is_gone,
        since_on=since_on,
        practice=own or (regarding[-1] if regarding else None),
        findings=() if state == Phase.OPERATION.value or is_gone else plant_findings(report, index),
    )


def _steps(index: int, practices: Practices) -> Iterator[tuple[date, Practice, PlantStep]]:
    """Yield what the practices did to a plant; only requests and additions lead it in, only removals lead it out."""
    for practice in practices.all:
        if index not in practice.plants:
            continue
        removes = practice.variation is not None and practice.variation.kind is VariationKind.PLANT_REMOVED
        if not removes and not _leads(practice):
            continue
        for event in practice.events:
            step = _STEPS.get(event.what)
            if removes:
                step = PlantStep.REMOVE if step is PlantStep.ADMIT else None
            if step is not None:
                yield event.on, practice, step
    yield from _ends(index, practices)


def _ends(index: int, practices: Practices) -> Iterator[tuple[date, Practice, PlantStep]]:
    """Yield the end of the contract for the plants that came in later."""
    request = practices.request
    if index not in request.plants:
        for event in request.events:
            if event.what is Trigger.END:
                yield event.on, request, PlantStep.REMOVE


def _leads(practice: Practice) -> bool:
    """Whether a practice brings plants into the service."""
    is_added = practice.variation is not None and practice.variation.kind is VariationKind.PLANT_ADDED
    return practice.kind is PracticeKind.ACCESS or is_added
