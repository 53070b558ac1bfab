"""The whole way for one dossier: judge, write, convert, plan, assemble, seal, and put in place in one step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow import __version__
from workflow.bundle.attachment_inspection import Inspection, inspect_attachment
from workflow.bundle.document_findings import attachment_findings, conversion_findings
from workflow.bundle.manifest import (
    EngineRecord,
    FileRecord,
    Manifest,
    PracticeRecord,
    ToolRecord,
    canonical_json,
    file_facts,
    write_manifest,
)
from workflow.bundle.output_folder import output_folder
from workflow.bundle.pdf_engine import PdfEngine, PdfJob
from workflow.bundle.plan import PlannedItem, plan
from workflow.bundle.stamp import Marks, stamp_file
from workflow.documents.catalogue import Catalogue
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Finding, Report
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.filing import FilingFacts, Practice, output_of, practice_of
from workflow.services.filing_message import message_findings, message_of, put_message
from workflow.services.filing_report import missing_papers, report_for
from workflow.services.laying_out import Layout, lay_out
from workflow.services.opening import Opened, judge
from workflow.services.reading_copy import INDEX_NAME, MERGED_NAME, make_reading_copies
from workflow.services.report_json import report_json
from workflow.services.writing import WrittenDocument, missing_findings, orders, write

REPORT_NAME = "report.json"
_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700


class NotFinalError(ProgramError):
    """A final bundle asked for while findings block it, or pages are only a preview."""

    exit_code = 1

    def __init__(self, message: str, report: Report) -> None:
        """Keep the report, which the door shows."""
        super().__init__(message)
        self.report = report


@dataclass(frozen=True)
class Step:
    """News for whoever watches: what is being done, how many of how many."""

    name: str
    done: int
    total: int


@dataclass(frozen=True)
class Built:
    """What a build left behind."""

    out: Path
    report: Report
    items: tuple[PlannedItem, ...]
    is_draft: bool
    is_preview: bool
    manifest_sha256: str
    pages: int
    practice: FilingFacts


Watch = Callable[[Step], None]


def build(
    opened: Opened,
    law: Law,
    engine: PdfEngine,
    out: Path | None = None,
    *,
    practice: Practice | None = None,
    final: bool,
    accept_preview: bool,
    watch: Watch,
) -> Built:
    """Make the bundle of a practice, by default the request's; what blocks makes a BOZZA, unless `final` refuses.

    Raises NotFinalError, WriteRefusedError. OUT is the old bundle or the new one, never a mix.
    """
    practice = practice or practice_of(opened.dossier, law)
    out = out or output_of(opened, law, practice.facts)
    report = judge(opened, law)
    if final and not engine.is_faithful and not accept_preview:
        raise NotFinalError(
            "Il definitivo vuole pagine fedeli: usare --engine libreoffice, oppure accettare l'anteprima con "
            "--accept-preview.",
            report,
        )
    seen = [inspect_attachment(opened.folder / paper.path) for paper in opened.dossier.attachments]
    report = report_for(report.plus(attachment_findings(seen)), practice.facts)
    _refuse_blocked(report, final=final)
    _make_parent(out)
    with output_folder(out) as place, TemporaryDirectory(dir=place.parent, prefix=f"{place.name}-lavoro-") as work:
        documents, found = _written(opened, law, report, practice, watch)
        report = report.plus(found)
        items = _items(opened, law, practice, documents)
        message = message_of(opened.dossier, law, practice.facts, items)
        wanting = [*missing_papers(items, practice.facts, report), *message_findings(message, practice.facts)]
        was_blocked, report = report.is_blocked, report.plus(wanting)
        _refuse_blocked(report, final=final)
        if report.is_blocked and not was_blocked:  # only now is it a draft: the Word files say so too
            documents = list(write(opened.dossier, law, [document.order for document in documents], is_draft=True))
        layout = lay_out(opened, documents, items, keep_others=practice.is_whole)
        wanted = [document for document in documents if document.order.stem in layout.pdf_files]
        pdfs, found = _converted(wanted, engine, Path(work), watch)
        report = report.plus(found)
        _refuse_blocked(report, final=final)
        if found and report.is_blocked:  # only the conversion may have made it a draft: the Word files say so too
            documents = list(write(opened.dossier, law, [document.order for document in documents], is_draft=True))
        marks = Marks(is_draft=report.is_blocked, is_preview=not engine.is_faithful)
        _place(layout, documents, pdfs, opened.folder, place)
        for pdf in layout.own_pdfs:
            if (place / pdf).exists():
                stamp_file(place / pdf, marks)
        watch(Step("assemblaggio", 0, 1))
        pages = make_reading_copies(opened, report, practice, layout, place, marks)
        own: tuple[str, ...] = (MERGED_NAME, INDEX_NAME, REPORT_NAME)
        if message is not None:
            own += put_message(opened.dossier, message, practice.facts, layout, place, is_draft=report.is_blocked)
        (place / REPORT_NAME).write_bytes(canonical_json(report_json(opened.dossier, report)))
        digest = write_manifest(
            place,
            _manifest(
                opened,
                report,
                practice,
                engine=engine,
                marks=marks,
                layout=layout,
                place=place,
                pages=pages,
                seen=seen,
                own=own,
            ),
        )
        _make_private(place)
        watch(Step("assemblaggio", 1, 1))
    return Built(
        out, report, layout.items, marks.is_draft, marks.is_preview, digest, pages[MERGED_NAME], practice.facts
    )


def _refuse_blocked(report: Report, *, final: bool) -> None:
    if final and report.is_blocked:
        count = len(report.blocking)
        words = "un rilievo bloccante" if count == 1 else f"{count} rilievi bloccanti"
        raise NotFinalError(f"Il definitivo non si può fare: {words}. Senza --final si ottiene una BOZZA.", report)


def _written(
    opened: Opened, law: Law, report: Report, practice: Practice, watch: Watch
) -> tuple[list[WrittenDocument], list[Finding]]:
    """Write the documents; if a gap turns a clean dossier into a draft, write them again with the mark."""
    outputs = None if practice.filing.kind is FilingKind.ACCESS else _outputs(opened, law, practice)
    wanted, findings = orders(opened.dossier, law, Catalogue.load(), filing=practice.filing, outputs=outputs)

    def once(is_draft: bool) -> list[WrittenDocument]:
        done = []
        for document in write(opened.dossier, law, wanted, is_draft=is_draft):
            done.append(document)
            watch(Step("documenti", len(done), len(wanted)))
        return done

    documents = once(report.is_blocked)
    gaps = missing_findings(documents, report.findings)
    if gaps and not report.is_blocked:
        documents = once(is_draft=True)
    return documents, [*findings, *gaps]


def _items(
    opened: Opened, law: Law, practice: Practice, documents: Sequence[WrittenDocument]
) -> tuple[PlannedItem, ...]:
    written = [document.summary for document in documents]
    facts = practice.facts
    planned = plan(practice.submission, opened.dossier, law, written, filing=facts.filing, channel=facts.channel)
    return tuple(planned)


def _outputs(opened: Opened, law: Law, practice: Practice) -> frozenset[str]:
    """Return the documents that the items of a practice call for: no others are written for it."""
    items = _items(opened, law, practice, ())
    return frozenset(item.item.document for item in items if item.is_required and item.item.document is not None)


def _converted(
    documents: list[WrittenDocument], engine: PdfEngine, work: Path, watch: Watch
) -> tuple[Mapping[str, Path], list[Finding]]:
    jobs = []
    for document in documents:
        docx = work / f"{document.order.stem}.docx"
        docx.write_bytes(document.content)
        jobs.append(PdfJob(docx, docx.with_suffix(".pdf")))
    done = 0

    def one_more(_job: PdfJob) -> None:
        nonlocal done
        done += 1
        watch(Step("PDF", done, len(jobs)))

    results = engine.convert_many(jobs, one_more)
    pdfs = {result.job.docx.stem: result.job.pdf for result in results if result.has_pdf}
    return pdfs, conversion_findings(results)


def _place(
    layout: Layout, documents: list[WrittenDocument], pdfs: Mapping[str, Path], folder: Path, place: Path
) -> None:
    """Put every file where the layout says: Word, PDF, and what people gave, byte by byte."""
    contents = {document.order.stem: document.content for document in documents}
    for stem, target in layout.word_files.items():
        _put(place / target, contents[stem])
    for stem, targets in layout.pdf_files.items():
        if stem in pdfs:
            for target in targets:
                _put(place / target, pdfs[stem].read_bytes())
    for source, targets in layout.attachment_files.items():
        for target in targets:
            _put(place / target, (folder / source).read_bytes())


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    path.write_bytes(content)


def _manifest(
    opened: Opened,
    report: Report,
    practice: Practice,
    *,
    engine: PdfEngine,
    marks: Marks,
    layout: Layout,
    place: Path,
    pages: Mapping[str, int],
    seen: Sequence[Inspection],
    own: Sequence[str],
) -> Manifest:
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
        facts_sha256=opened.facts_sha256,
        engine=EngineRecord(name=engine.name, version=engine.version, faithful=engine.is_faithful),
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


def _make_parent(out: Path) -> None:
    """Make the folder that holds the bundles of several practices, for its owner alone."""
    if not out.parent.exists():
        out.parent.mkdir(parents=True, mode=_PRIVATE_FOLDER)


def _make_private(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        path.chmod(_PRIVATE_FOLDER if path.is_dir() else _PRIVATE_FILE)
