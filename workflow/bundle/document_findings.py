"""Turns what the PDF engine and the look into attachments have seen into findings."""

from collections.abc import Iterable

from workflow.bundle.attachment_inspection import Concern, Inspection
from workflow.bundle.bundle_findings import ACTIVE, KEPT_APART, NOT_WHOLE, TO_LOOK_AT, UNREADABLE, bundle_finding
from workflow.bundle.pdf_engine import PdfResult
from workflow.domain.finding import Finding

_CODE_OF_CONCERN = {Concern.UNREADABLE: UNREADABLE, Concern.ACTIVE: ACTIVE, None: KEPT_APART}


def conversion_findings(results: Iterable[PdfResult]) -> list[Finding]:
    """Say which documents have no PDF, or one that lacks something, and what has to be looked at."""
    findings = []
    for result in results:
        path = (result.job.docx.name,)
        findings += [bundle_finding(NOT_WHOLE, path, messaggio=text) for text in result.problems]
        findings += [bundle_finding(TO_LOOK_AT, path, messaggio=text) for text in result.warnings]
    return findings


def attachment_findings(inspections: Iterable[Inspection]) -> list[Finding]:
    """Say which attachments cannot be read, which act by themselves, and which stay out of the merged file."""
    return [
        bundle_finding(
            _CODE_OF_CONCERN[seen.concern], ("allegati", seen.path.name), file=seen.path.name, motivo=seen.kept_apart
        )
        for seen in inspections
        if seen.kept_apart is not None
    ]
