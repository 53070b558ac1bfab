"""Says where a dossier stands: the six phases, each plant's and practice's own road, what is to be done and by whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from workflow.documents.catalogue import Catalogue
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Evaluation, FieldPath, Outcome, Report
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.checklist import evaluate, load_checklists
from workflow.phases.gate import PhaseStatus, gate
from workflow.phases.machine import Position
from workflow.phases.plant_path import PlantPath, is_apart, plant_paths
from workflow.phases.practice import Practices
from workflow.phases.practice_replay import practices_of
from workflow.phases.todo import Task, tasks
from workflow.phases.tracking.tracker import track
from workflow.services.opening import Opened, judge
from workflow.services.writing import orders, write
from workflow.store.archive import Archive


@dataclass(frozen=True)
class Status:
    """The six phases of one dossier, the one it is in, the roads of its plants and practices, and the to-do list."""

    title: str
    as_of: date
    position: Position
    phases: tuple[PhaseStatus, ...]
    practices: Practices
    plants: tuple[PlantPath, ...]
    tasks: tuple[Task, ...]
    report: Report

    @property
    def current(self) -> Phase:
        """The phase the community is in."""
        return self.position.phase

    @property
    def is_suspended(self) -> bool:
        """Whether the dossier is suspended."""
        return self.position.is_suspended

    @property
    def now(self) -> PhaseStatus:
        """The phase the dossier is in."""
        return next(status for status in self.phases if status.phase is self.current)

    @property
    def next_task(self) -> Task | None:
        """The first thing whose last day is still to come."""
        return next((task for task in self.tasks if task.due_on is not None and not task.is_late(self.as_of)), None)


def status(
    opened: Opened,
    law: Law,
    archive: Archive | None = None,
    written: dict[str, bool] | None = None,
    position: Position | None = None,
) -> Status:
    """Return the dossier's status; `written` spares a second writing of the documents to those who have them.

    `position` says where a dossier of a past day stood; without it the archive says where it stands.
    """
    if position is None:
        stored = archive.find(opened.dossier.slug) if archive is not None else None
        position = Position(Phase.ENGAGEMENT) if stored is None else Position(stored.phase, stored.is_suspended)
    documents = completeness(opened, law) if written is None else written
    return status_of(opened.dossier, law, judge(opened, law), position, documents)


def status_of(dossier: Dossier, law: Law, report: Report, position: Position, documents: dict[str, bool]) -> Status:
    """Return the status of a judged dossier at a position; `documents` says which could be written in full."""
    practices = practices_of(dossier, law)
    plants = plant_paths(dossier, practices, report)
    of_community = without_plants(report, {one.index for one in plants if is_apart(one, practices)})
    phases = []
    for phase, checklist in load_checklists().items():
        items = evaluate(checklist, dossier, law, of_community, documents)
        is_late = phase in {Phase.GSE_PRACTICE, Phase.OPERATION}
        own = of_community.plus(practices.all_findings) if is_late else of_community
        phases.append(gate(phase, checklist.title, items, own))
    now = next(one for one in phases if one.phase is position.phase)
    todo = tasks(dossier, law, now=now, practices=practices, plants=plants, terms=track(dossier, law))
    return Status(dossier.title, dossier.as_of, position, tuple(phases), practices, plants, todo, report)


def without_plants(report: Report, indices: Collection[int]) -> Report:
    """Return the report less what regards plants that walk by themselves: they do not hold the community back.

    A rule that found nothing but them to report holds for the rest.
    """

    def is_theirs(path: FieldPath) -> bool:
        return path[:1] == ("impianti",) and len(path) > 1 and path[1] in indices

    kept = [one for one in report.evaluated if not is_theirs(one.path)]
    silent = {one.code for one in report.evaluated} - {one.code for one in kept}
    return Report.of(
        (one for one in report.findings if not is_theirs(one.path)),
        [*kept, *(Evaluation(code=code, outcome=Outcome.PASSED) for code in silent)],
        as_of=report.as_of,
        sent_on=report.sent_on,
        law_digest=report.law_digest,
    )


def completeness(opened: Opened, law: Law) -> dict[str, bool]:
    """Return, for each output name the dossier calls for, whether all its documents could be written in full."""
    wanted, _ = orders(opened.dossier, law, Catalogue.load())
    whole: dict[str, bool] = {}
    for document in write(opened.dossier, law, wanted):
        output = document.order.output
        whole[output] = whole.get(output, True) and not document.missing
    return whole
