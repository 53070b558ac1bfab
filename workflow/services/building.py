"""The whole way for one dossier: judge, write, convert, plan, assemble, seal, and put in place in one step."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow.bundle.attachment_inspection import inspect_attachment
from workflow.bundle.document_findings import attachment_findings, conversion_findings
from workflow.bundle.manifest import (
    canonical_json,
    write_manifest,
)
from workflow.bundle.margin_labels import label_margins
from workflow.bundle.output_folder import output_folder
from workflow.bundle.page_code import DocumentCode
from workflow.bundle.pdf_engine import PdfEngine, PdfJob
from workflow.bundle.plan import PlannedItem
from workflow.bundle.stamp import Marks, stamp_file
from workflow.documents.compiled import TemplateCache
from workflow.domain.finding import Finding, Report
from workflow.law import Law
from workflow.resources import ProgramError
from workflow.services.filing import FilingFacts, Practice, output_of, practice_of
from workflow.services.filing_message import message_findings, message_of, put_message
from workflow.services.filing_report import missing_papers, report_for
from workflow.services.laying_out import Layout, lay_out
from workflow.services.opening import Opened, judge
from workflow.services.own_templates import check_own, own_catalogue
from workflow.services.paper_verdicts import findings_of_verdicts, verdicts_of
from workflow.services.practice_items import outputs_of, planned_items
from workflow.services.printed_codes import codes_of
from workflow.services.reading_copy import INDEX_NAME, MERGED_NAME, make_index, make_reading_copies
from workflow.services.report_json import report_json
from workflow.services.sealing import manifest_of
from workflow.services.size_limit import divide_large_files
from workflow.services.trace_table import put_traces
from workflow.services.tracing import margin_labels, trace_all, trace_findings
from workflow.services.writing import WrittenDocument, missing_findings, orders, template_cache, write

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


@dataclass(frozen=True)
class BuildRun:
    """What the bundles of one run share: the compiled templates, and whether each is brought to the disk by itself."""

    cache: TemplateCache = field(default_factory=template_cache)
    is_synced: bool = True


Watch = Callable[[Step], None]


def build(
    opened: Opened,
    law: Law,
    engine: PdfEngine | None,
    out: Path | None = None,
    *,
    practice: Practice | None = None,
    final: bool,
    accept_preview: bool,
    max_mb: float | None = None,
    templates: Path | None = None,
    run: BuildRun | None = None,
    watch: Watch,
) -> Built:
    """Make the bundle of a practice, by default the request's; what blocks makes a BOZZA, unless `final` refuses.

    Without an engine the documents stay Word files, and there is no reading copy of the whole. Files to hand over that
    are larger than `max_mb` (millions of bytes), or than the portal's limit if it is known, are divided. `templates` is
    the studio's folder of own templates; `run` is what the bundles of one run share. OUT is the old bundle or the new
    one, never a mix.
    Raises NotFinalError, WriteRefusedError, OwnTemplateError.
    """
    practice = practice or practice_of(opened.dossier, law)
    out = out or output_of(opened, law, practice.facts)
    run = run or BuildRun()
    cache = run.cache
    report = judge(opened, law)
    if final:
        _refuse_unfaithful(engine, report, accept_preview=accept_preview)
    seen = [inspect_attachment(opened.folder / paper.path) for paper in opened.dossier.attachments]
    report = report_for(report.plus(attachment_findings(seen)), practice.facts)
    _refuse_blocked(report, final=final)
    _make_parent(out)
    with (
        output_folder(out, is_synced=run.is_synced) as place,
        TemporaryDirectory(dir=place.parent, prefix=f"{place.name}-lavoro-") as work,
        nullcontext() if engine is None else engine.prepared(),
    ):
        documents, found = _written(opened, law, report, practice, watch, templates=templates, cache=cache)
        report = report.plus(found)
        verdicts = verdicts_of(opened, law, [document.order for document in documents], cache)
        items = planned_items(opened, law, practice, documents, verdicts)
        message = message_of(opened.dossier, law, practice.facts, items)
        wanting = [
            *missing_papers(items, practice.facts, report),
            *findings_of_verdicts(verdicts),
            *message_findings(message, practice.facts, items),
        ]
        was_blocked, report = report.is_blocked, report.plus(wanting)
        _refuse_blocked(report, final=final)
        if report.is_blocked and not was_blocked:  # only now is it a draft: the Word files say so too
            documents = _as_drafts(opened, law, documents, cache)
        layout = lay_out(opened, documents, items, keep_others=practice.is_whole, has_pdf=engine is not None)
        wanted = [document for document in documents if document.order.stem in layout.pdf_files]
        pdfs, found = ({}, []) if engine is None else _converted(wanted, engine, Path(work), watch)
        traced = trace_all(wanted, pdfs, opened.dossier.kind)
        found += trace_findings(traced)
        report = report.plus(found)
        _refuse_blocked(report, final=final)
        if found and report.is_blocked:  # only the conversion may have made it a draft: the Word files say so too
            documents = _as_drafts(opened, law, documents, cache)
        marks = Marks(is_draft=report.is_blocked, is_preview=engine is not None and not engine.is_faithful)
        for copy in traced:
            if copy.is_highlighted_copy:
                label_margins(pdfs[copy.written.order.stem], margin_labels(copy))
        _place(layout, documents, pdfs, opened.folder, place)
        own: tuple[str, ...] = (
            *(() if engine is None else (MERGED_NAME,)),
            INDEX_NAME,
            REPORT_NAME,
            *put_traces(opened.dossier, law, traced, layout, place, marks),
        )
        codes = codes_of(opened.dossier, law, [one.order for one in wanted], is_draft=marks.is_draft, cache=cache)
        _stamp(layout, place, marks, codes)
        report = report.plus(divide_large_files(layout, place, max_mb))
        watch(Step("assemblaggio", 0, 1))
        copies = make_index if engine is None else make_reading_copies
        pages = copies(opened, report, practice, layout, place, marks)
        if message is not None:
            own += put_message(opened.dossier, message, practice.facts, layout, place, is_draft=report.is_blocked)
        (place / REPORT_NAME).write_bytes(canonical_json(report_json(opened.dossier, report)))
        digest = write_manifest(
            place,
            manifest_of(
                opened,
                report,
                practice,
                law=law,
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
        out, report, layout.items, marks.is_draft, marks.is_preview, digest, pages.get(MERGED_NAME, 0), practice.facts
    )


def _as_drafts(
    opened: Opened, law: Law, documents: Sequence[WrittenDocument], cache: TemplateCache
) -> list[WrittenDocument]:
    wanted = [document.order for document in documents]
    return list(write(opened.dossier, law, wanted, is_draft=True, cache=cache))


def _refuse_unfaithful(engine: PdfEngine | None, report: Report, *, accept_preview: bool) -> None:
    if engine is None:
        raise NotFinalError("Il definitivo vuole le pagine: scegliere un motore PDF, non «nessuno».", report)
    if not engine.is_faithful and not accept_preview:
        raise NotFinalError(
            "Il definitivo vuole pagine fedeli: usare --engine libreoffice, oppure accettare l'anteprima con "
            "--accept-preview.",
            report,
        )


def _refuse_blocked(report: Report, *, final: bool) -> None:
    if final and report.is_blocked:
        count = len(report.blocking)
        words = "un rilievo bloccante" if count == 1 else f"{count} rilievi bloccanti"
        raise NotFinalError(f"Il definitivo non si può fare: {words}. Senza --final si ottiene una BOZZA.", report)


def _written(
    opened: Opened,
    law: Law,
    report: Report,
    practice: Practice,
    watch: Watch,
    *,
    templates: Path | None,
    cache: TemplateCache,
) -> tuple[list[WrittenDocument], list[Finding]]:
    """Write the documents; if a gap turns a clean dossier into a draft, write them again with the mark."""
    outputs = outputs_of(opened, law, practice)
    catalogue = own_catalogue(opened.folder, templates)
    wanted, findings = orders(opened.dossier, law, catalogue, filing=practice.filing, outputs=outputs)
    findings += check_own(wanted, law)

    def once(is_draft: bool) -> list[WrittenDocument]:
        done = []
        for document in write(opened.dossier, law, wanted, is_draft=is_draft, cache=cache):
            done.append(document)
            watch(Step("documenti", len(done), len(wanted)))
        return done

    documents = once(report.is_blocked)
    gaps = missing_findings(documents, report.findings)
    if gaps and not report.is_blocked:
        documents = once(is_draft=True)
    return documents, [*findings, *gaps]


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


def _stamp(layout: Layout, place: Path, marks: Marks, codes: Mapping[str, DocumentCode]) -> None:
    """Put the marks on the PDFs of the program, and their code on those to be signed."""
    for stem, targets in layout.pdf_files.items():
        for target in targets:
            if (place / target).exists():
                stamp_file(place / target, marks, codes.get(stem))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    path.write_bytes(content)


def _make_parent(out: Path) -> None:
    """Make the folder that holds the bundles of several practices, for its owner alone."""
    if not out.parent.exists():
        out.parent.mkdir(parents=True, mode=_PRIVATE_FOLDER)


def _make_private(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        path.chmod(_PRIVATE_FOLDER if path.is_dir() else _PRIVATE_FILE)
