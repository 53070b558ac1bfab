"""Seals a bundle: its manifest says every file, what it was made with, and what was found open."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from workflow import __version__
from workflow.bundle.attachment_inspection import Inspection
from workflow.bundle.manifest import EngineRecord, FileRecord, Manifest, PracticeRecord, ToolRecord, file_facts
from workflow.bundle.pdf_engine import PdfEngine
from workflow.bundle.stamp import Marks
from workflow.domain.finding import Report
from workflow.law import Law
from workflow.services.filing import FilingFacts, Practice
from workflow.services.law_record import law_record
from workflow.services.laying_out import Layout
from workflow.services.opening import Opened

NO_ENGINE = "nessuno"


def manifest_of(
    opened: Opened,
    report: Report,
    practice: Practice,
    *,
    law: Law,
    engine: PdfEngine | None,
    marks: Marks,
    layout: Layout,
    place: Path,
    pages: Mapping[str, int],
    seen: Sequence[Inspection],
    own: Sequence[str],
) -> Manifest:
    """Return the manifest of the files that stand in `place`; `own` are those that the program made of all of them."""
    dossier = opened.dossier
    return Manifest(
        tool=ToolRecord(version=__version__),
        dossier=dossier.slug,
        kind=dossier.kind.value,
        title=dossier.title,
        as_of=dossier.as_of,
        sent_on=dossier.request.sent_on or dossier.assumed_sent_on,
        practice=_practice_record(practice.facts),
        law_digest=report.law_digest or "",
        law=law_record(law, report, practice, dossier.sent_on),
        facts_sha256=opened.facts_sha256,
        engine=engine_record(engine),
        draft=marks.is_draft,
        preview=marks.is_preview,
        documents=layout.document_records(place, pages),
        attachments=layout.attachment_records(place, _kept_apart(opened, seen)),
        files=tuple(
            FileRecord(**file_facts(place, place / name), pages=pages.get(name))
            for name in own
        ),
        findings_open=tuple(
            {"code": f.code, "severity": f.severity.value, "outcome": f.outcome.value, "message": f.message,
             "path": list(f.path)}
            for f in report.findings
        ),
        items=layout.item_records(),
    )  # fmt: skip


def engine_record(engine: PdfEngine | None) -> EngineRecord:
    """Return what the manifest says of the engine; without one there are no pages to be unfaithful."""
    if engine is None:
        return EngineRecord(name=NO_ENGINE, version="", faithful=True)
    return EngineRecord(name=engine.name, version=engine.version, faithful=engine.is_faithful)


def _practice_record(facts: FilingFacts) -> PracticeRecord:
    return PracticeRecord(
        procedure=facts.filing.kind.value,
        title=facts.title,
        name=facts.name,
        channel=facts.channel.value,
        address=facts.address,
        due_on=facts.due_on,
        effective_on=facts.effective_on,
    )


def _kept_apart(opened: Opened, seen: Sequence[Inspection]) -> dict[str, str]:
    """Return why an attachment stays out of the merged file, by its path in the folder."""
    return {
        paper.path: inspection.kept_apart
        for paper, inspection in zip(opened.dossier.attachments, seen, strict=True)
        if inspection.kept_apart is not None
    }
