"""The gate of a phase: what is missing before a dossier may leave it, as findings."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import Finding, Outcome, Report
from workflow.domain.kind import Phase
from workflow.phases.checklist import CheckedItem, ItemState

PHASE_OPEN = "FAS-01"


@dataclass(frozen=True)
class PhaseStatus:
    """One phase of one dossier: its items, what blocks it, how much is done."""

    phase: Phase
    title: str
    items: tuple[CheckedItem, ...]
    findings: tuple[Finding, ...]

    @property
    def percentage(self) -> int:
        """How much of what is required is done, 0 to 100."""
        required = [item for item in self.items if item.state is not ItemState.NOT_REQUIRED]
        return 100 if not required else 100 * sum(not item.is_open for item in required) // len(required)

    @property
    def is_complete(self) -> bool:
        """Whether the dossier may leave the phase."""
        return not self.findings


def gate(phase: Phase, title: str, items: Sequence[CheckedItem], report: Report) -> PhaseStatus:
    """Return the phase's status: open items and blocking findings of its rules, or of earlier ones, keep it shut."""
    order = list(Phase)
    reached = {p.value for p in order[: order.index(phase) + 1]}
    from_rules = [finding for finding in report.blocking if finding.phase in reached]
    told = {item.item.evidence.rule for item in items if item.is_open}
    told &= {finding.code for finding in from_rules}
    from_items = [_open_item(item) for item in items if item.is_open and item.item.evidence.rule not in told]
    ordered = Report.of([*from_rules, *from_items]).findings
    return PhaseStatus(phase, title, tuple(items), ordered)


def _open_item(item: CheckedItem) -> Finding:
    values = {
        "fase": item.phase.value,
        "voce": item.item.title,
        "chi": item.item.who,
        "rimedio": item.item.remedy,
    }
    outcome = Outcome.UNKNOWN if item.state is ItemState.UNKNOWN else Outcome.FAILED
    finding = finding_of(packaged_card(PHASE_OPEN), ("fasi", item.phase.value, item.item.id), values, outcome=outcome)
    return finding.model_copy(update={"phase": item.phase.value, "refs": item.item.refs or finding.refs})
