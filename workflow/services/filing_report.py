"""The findings of a practice: which of the dossier's stop it, and which of its own papers are missing."""

from collections.abc import Iterator, Sequence

from workflow.bundle.bundle_findings import EXPIRED, EXPIRES_TOO_SOON
from workflow.bundle.plan import ItemState, PlannedItem
from workflow.bundle.submission import Section
from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.attachment import AttachmentKind
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Finding, Outcome, Report, Severity
from workflow.services.filing import FilingFacts

MISSING_PAPER = "BUN-11"
_CARD_LENGTH = len("DOC-00")
_PROJECT_PAPERS = "DOC-25"
# The dossier as a whole must be in order for these; the others regard a project already filed, an answer or an exit.
_OF_THE_WHOLE = frozenset({FilingKind.ACCESS, FilingKind.PRELIMINARY, FilingKind.VARIATION})
# The rules that say by themselves that a paper has expired.
_EXPIRY_RULES = {
    AttachmentKind.IDENTITY: frozenset({"PRC-03"}),
    AttachmentKind.ESCO: frozenset({"REF-06"}),
    AttachmentKind.MANDATE: frozenset({"REF-04", "REF-05"}),
}
# What a notice not yet given lacks: the bundle is the remedy, so that it cannot be stopped by it.
_OF_THE_NOTICE = frozenset({"comunicata_il", "canale", "efficace_dal"})


def report_for(report: Report, facts: FilingFacts) -> Report:
    """Return the report with what does not stop this practice made a warning."""
    filing = facts.filing
    if filing.kind in {FilingKind.ACCESS, FilingKind.PRELIMINARY}:
        return report
    kept = [
        finding if not finding.is_blocking or _stops(finding, facts) else _as_warning(finding)
        for finding in report.findings
    ]
    return Report.of(kept, report.evaluated, as_of=report.as_of, sent_on=report.sent_on, law_digest=report.law_digest)


def missing_papers(items: Sequence[PlannedItem], facts: FilingFacts, report: Report) -> Iterator[Finding]:
    """Yield a finding for each paper that the practice asks for and that is not there, unless a rule already says it.

    What goes to the GSE blocks; what is kept, what may be left out and what regards a project already filed warns.
    """
    yield from _dated(items, facts, report)
    kind = facts.filing.kind
    if kind in {FilingKind.ACCESS, FilingKind.PRELIMINARY}:
        return  # the rules on documents judge each of them
    told = {finding.code for finding in report.findings}
    folders = {
        folder
        for finding in report.findings
        if finding.code == _PROJECT_PAPERS
        for folder in finding.values.get("cartelle") or ()
    }
    for item in items:
        if item.state not in {ItemState.MISSING, ItemState.UNKNOWN}:
            continue
        if item.section is Section.KEEP and item.item.is_optional:
            continue
        attachment = item.item.attachment
        is_told = item.item.id[:_CARD_LENGTH] in told - {_PROJECT_PAPERS} if kind in _OF_THE_WHOLE else False
        if is_told or (attachment is not None and attachment.value in folders):
            continue
        finding = _missing(item, facts)
        is_due = item.section.is_for_gse and not item.item.is_optional and kind is not FilingKind.PNRR
        yield finding if is_due else _as_warning(finding)


def _dated(items: Sequence[PlannedItem], facts: FilingFacts, report: Report) -> Iterator[Finding]:
    """Yield the papers that are no longer valid on the day of sending, and those that end before its last day."""
    told = {finding.code for finding in report.findings if finding.outcome is Outcome.FAILED}
    for item in items:
        if item.valid_until_on is None or not item.warnings:
            continue
        is_expired = item.state is ItemState.EXPIRED
        rules = _EXPIRY_RULES.get(item.item.attachment, frozenset()) if item.item.attachment else frozenset()
        if is_expired and item.section.is_for_gse and told & rules:
            continue
        values = {
            "voce": item.title,
            "scade_il": item.valid_until_on,
            "invio": item.sent_on,
            "ultimo_giorno": item.last_day_on,
            "chi": item.item.provider,
        }
        path = ("pratiche", facts.filing.kind.value, facts.name, item.item.id, item.key or "")
        if is_expired:
            finding = finding_of(packaged_card(EXPIRED), path, values)
            is_due = item.section.is_for_gse and not item.item.is_optional and facts.filing.kind is not FilingKind.PNRR
            yield finding if is_due else _as_warning(finding)
        elif item.last_day_on is not None and item.valid_until_on < item.last_day_on:
            yield finding_of(packaged_card(EXPIRES_TOO_SOON), path, values)


def _missing(item: PlannedItem, facts: FilingFacts) -> Finding:
    attachment = item.item.attachment
    values = {
        "pratica": facts.name or facts.filing.kind.label,
        "voce": item.title,
        "chi": item.item.provider,
        "motivo": item.item.required_because,
        "cartella": attachment.value if attachment is not None else "altro",
        "chiave": item.key or facts.name or facts.filing.kind.value,
    }
    outcome = Outcome.UNKNOWN if item.state is ItemState.UNKNOWN else Outcome.FAILED
    path = ("pratiche", facts.filing.kind.value, facts.name, item.item.id, item.key or "")
    return finding_of(packaged_card(MISSING_PAPER), path, values, outcome=outcome)


def _stops(finding: Finding, facts: FilingFacts) -> bool:
    filing = facts.filing
    if filing.kind not in _OF_THE_WHOLE:
        return False
    is_own = finding.path[:2] == ("variazioni", filing.index)
    return not (is_own and finding.path[-1] in _OF_THE_NOTICE)


def _as_warning(finding: Finding) -> Finding:
    return finding.model_copy(update={"severity": Severity.WARNING})
