"""Makes the PDFs to be signed: with their codes, and marked BOZZA only if more than the missing signatures is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from workflow import __version__
from workflow.bundle.document_findings import conversion_findings
from workflow.bundle.manifest import (
    DocumentRecord,
    EngineRecord,
    Manifest,
    ToolRecord,
    file_facts,
    sha256_of,
    write_manifest,
)
from workflow.bundle.output_folder import output_folder
from workflow.bundle.page_code import DocumentCode
from workflow.bundle.pdf_engine import PdfEngine, PdfJob
from workflow.bundle.stamp import Marks, stamp_file
from workflow.checks.run import run
from workflow.domain.attachment import Attachment, AttachmentKind
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Finding, Report
from workflow.law import Law
from workflow.services.opening import Opened
from workflow.services.signature_paper_names import owners_of
from workflow.services.signature_plan import SignaturePlan, SigningItem
from workflow.services.writing import WrittenDocument, missing_findings, write

FOLDER = "uscita_firme"
_PRIVATE = 0o600
_NO_SHA256 = "0" * 64


@dataclass(frozen=True)
class Printed:
    """The folder of the PDFs, what they lack, and what made some of them drafts."""

    out: Path
    files: tuple[str, ...]
    drafts: tuple[str, ...]
    findings: tuple[Finding, ...]
    blocking: tuple[Finding, ...]
    is_preview: bool


def print_to_sign(
    opened: Opened,
    law: Law,
    engine: PdfEngine,
    plan: SignaturePlan,
    items: Sequence[SigningItem] | None = None,
    *,
    out: Path | None = None,
) -> Printed:
    """Write the PDFs of the plan's documents, or of some, in a folder of their own, in one step.

    Raises WriteRefusedError.
    """
    out = out or opened.folder / FOLDER
    items = plan.items if items is None else items
    blocking = judged_as_signed(opened, law, plan.items).blocking
    documents = _written(opened, law, items, is_blocked=bool(blocking))
    codes = {item.expected.stem: item.code for item in items}
    with output_folder(out) as place, TemporaryDirectory(dir=place.parent, prefix=f"{place.name}-lavoro-") as work:
        results = engine.convert_many([_job(document, Path(work), place) for document, _ in documents])
        made = {result.job.pdf.stem for result in results if result.has_pdf}
        for document, is_draft in documents:
            stem = document.order.stem
            if stem in made:
                code = codes[stem]
                marks = Marks(is_draft=is_draft, is_preview=not engine.is_faithful)
                stamp_file(place / f"{stem}.pdf", marks, code if not is_draft else _as_draft(code))
                (place / f"{stem}.pdf").chmod(_PRIVATE)
        pages = {result.job.pdf.stem: result.pages for result in results}
        present = [(document, is_draft) for document, is_draft in documents if document.order.stem in made]
        write_manifest(place, _manifest(opened, law, engine, present, place, pages=pages))
    return Printed(
        out,
        tuple(f"{document.order.stem}.pdf" for document, _ in present),
        tuple(document.order.title for document, is_draft in present if is_draft),
        (*missing_findings([document for document, _ in documents]), *conversion_findings(results)),
        blocking,
        not engine.is_faithful,
    )


def judged_as_signed(opened: Opened, law: Law, items: Iterable[SigningItem]) -> Report:
    """Judge the dossier as if every document had come back signed: what is still wrong is not a matter of signatures.

    Without this a mandate could never be signed: its absence makes the dossier a draft, and a draft is not signed.
    """
    dossier = opened.dossier
    there = {(paper.kind, paper.key) for paper in dossier.attachments}
    supposed = [one for item in items for one in _supposed(dossier, item) if (one.kind, one.key) not in there]
    report = run(dossier.model_copy(update={"attachments": (*dossier.attachments, *supposed)}), law)
    return report.plus(finding for finding in opened.findings if finding.is_blocking)


def _supposed(dossier: Dossier, item: SigningItem) -> Iterable[Attachment]:
    """Yield the papers that would be there: the document, and the identity documents that go with it."""
    for owner in owners_of(dossier, item.order, item.kind) or ((),):
        key = owner[0] if owner else None
        yield _paper(item.kind, key, f"{key or ''} {item.order.output}".strip())
    for signer in item.signers if item.rule.identity_copy else ():
        code = signer.signatory.codice_fiscale
        if code is not None:
            yield _paper(AttachmentKind.IDENTITY, code, f"{code} documento")


def _paper(kind: AttachmentKind, key: str | None, name: str) -> Attachment:
    path = f"allegati/{kind.value}/{name}.pdf"
    return Attachment(kind=kind, path=path, key=key, sha256=_NO_SHA256, byte_count=1)


def _written(
    opened: Opened, law: Law, items: Sequence[SigningItem], *, is_blocked: bool
) -> list[tuple[WrittenDocument, bool]]:
    """Write each document, as a draft if the dossier is not in order or its own data are not all there."""
    whole = [item.order for item in items if not (is_blocked or item.gaps)]
    drafts = [item.order for item in items if is_blocked or item.gaps]
    return [
        *((document, False) for document in write(opened.dossier, law, whole, is_draft=False)),
        *((document, True) for document in write(opened.dossier, law, drafts, is_draft=True)),
    ]


def _job(document: WrittenDocument, work: Path, place: Path) -> PdfJob:
    docx = work / f"{document.order.stem}.docx"
    docx.write_bytes(document.content)
    return PdfJob(docx, place / f"{document.order.stem}.pdf")


def _as_draft(code: DocumentCode) -> DocumentCode:
    return replace(code, is_draft=True)


def _manifest(
    opened: Opened,
    law: Law,
    engine: PdfEngine,
    documents: Sequence[tuple[WrittenDocument, bool]],
    place: Path,
    *,
    pages: Mapping[str, int],
) -> Manifest:
    dossier = opened.dossier
    return Manifest(
        tool=ToolRecord(version=__version__),
        dossier=dossier.slug,
        kind=dossier.kind.value,
        title=dossier.title,
        as_of=dossier.as_of,
        sent_on=dossier.request.sent_on or dossier.assumed_sent_on,
        law_digest=law.digest,
        facts_sha256=opened.facts_sha256,
        engine=EngineRecord(name=engine.name, version=engine.version, faithful=engine.is_faithful),
        draft=any(is_draft for _, is_draft in documents),
        preview=not engine.is_faithful,
        documents=tuple(
            DocumentRecord(
                **file_facts(place, place / f"{document.order.stem}.pdf"),
                pages=pages.get(document.order.stem),
                document=document.order.document.id,
                title=document.order.title,
                edition=document.order.edition.from_.isoformat(),
                template_sha256=sha256_of(document.order.edition.path),
                signed_by=document.order.document.signed_by,
                subject=document.order.key,
            )
            for document, _ in documents
        ),
    )
