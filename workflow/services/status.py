"""Says where a dossier stands: the six phases, what each still needs, and who must do it."""

from dataclasses import dataclass

from workflow.documents.catalogue import Catalogue
from workflow.domain.finding import Report
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.checklist import evaluate, load_checklists
from workflow.phases.gate import PhaseStatus, gate
from workflow.services.opening import Opened, judge
from workflow.services.writing import orders, write
from workflow.store.archive import Archive


@dataclass(frozen=True)
class Status:
    """The six phases of one dossier and the one it is in."""

    current: Phase
    is_suspended: bool
    phases: tuple[PhaseStatus, ...]
    report: Report

    @property
    def now(self) -> PhaseStatus:
        """The phase the dossier is in."""
        return next(status for status in self.phases if status.phase is self.current)


def status(opened: Opened, law: Law, archive: Archive | None = None, written: dict[str, bool] | None = None) -> Status:
    """Return the dossier's status; `written` spares a second writing of the documents to those who have them."""
    stored = archive.find(opened.dossier.slug) if archive is not None else None
    current = stored.phase if stored is not None else Phase.ENGAGEMENT
    documents = completeness(opened, law) if written is None else written
    report = judge(opened, law)
    phases = []
    for phase, checklist in load_checklists().items():
        items = evaluate(checklist, opened.dossier, law, report, documents)
        phases.append(gate(phase, checklist.title, items, report))
    return Status(current, stored.is_suspended if stored is not None else False, tuple(phases), report)


def completeness(opened: Opened, law: Law) -> dict[str, bool]:
    """Return, for each output name the dossier calls for, whether all its documents could be written in full."""
    wanted, _ = orders(opened.dossier, law, Catalogue.load())
    whole: dict[str, bool] = {}
    for document in write(opened.dossier, law, wanted):
        output = document.order.output
        whole[output] = whole.get(output, True) and not document.missing
    return whole
