"""Writes only the Word documents of a dossier, without PDF or bundle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workflow import __version__
from workflow.bundle.manifest import (
    MANIFEST_NAME,
    DocumentRecord,
    Manifest,
    ToolRecord,
    file_facts,
    sha256_of,
    write_manifest,
)
from workflow.bundle.output_folder import output_folder
from workflow.documents.compiled import TemplateCache
from workflow.documents.engine.verification import Verification
from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.services.opening import Opened
from workflow.services.own_templates import check_own, own_catalogue
from workflow.services.sealing import engine_record
from workflow.services.writing import Order, WrittenDocument, missing_findings, orders, write

_PRIVATE = 0o600


@dataclass(frozen=True)
class Rendered:
    """The files written and what they lacked."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]


def plan_rendering(
    opened: Opened, law: Law, only: Sequence[str], templates: Path | None = None
) -> tuple[list[Order], list[Finding]]:
    """Return what would be written; `templates` is the studio's folder of own templates.

    Raises UnknownDocumentError for an id that no template has, OwnTemplateError for an own template that is broken.
    """
    catalogue = own_catalogue(opened.folder, templates)
    for name in only:
        catalogue.get(name)
    wanted, findings = orders(opened.dossier, law, catalogue, frozenset(only))
    return wanted, [*findings, *check_own(wanted, law)]


def render_into(
    opened: Opened,
    law: Law,
    wanted: list[Order],
    folder: Path,
    *,
    on_done: Callable[[Order], None],
    verification: Verification | None = None,
    cache: TemplateCache | None = None,
    is_synced: bool = True,
) -> Rendered:
    """Write the documents into the folder, all or none."""
    documents = list(write(opened.dossier, law, wanted, on_done=on_done, verification=verification, cache=cache))
    with output_folder(folder, is_synced=is_synced) as place:
        for document in documents:
            path = place / f"{document.order.stem}.docx"
            path.write_bytes(document.content)
            path.chmod(_PRIVATE)
        write_manifest(place, _manifest(opened, law, documents, place))
        (place / MANIFEST_NAME).chmod(_PRIVATE)
    files = tuple(f"{document.order.stem}.docx" for document in documents)
    return Rendered(files, tuple(missing_findings(documents)))


def _manifest(opened: Opened, law: Law, documents: Sequence[WrittenDocument], place: Path) -> Manifest:
    """Seal the folder, so that the next rendering sees whether somebody has worked on the files since."""
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
        engine=engine_record(None),
        draft=True,
        preview=False,
        documents=tuple(
            DocumentRecord(
                **file_facts(place, place / f"{document.order.stem}.docx"),
                document=document.order.document.id,
                title=document.order.title,
                edition=document.order.edition.name,
                template_sha256=sha256_of(document.order.edition.original),
                signed_by=document.order.document.signed_by,
                subject=document.order.key,
            )
            for document in documents
        ),
    )
