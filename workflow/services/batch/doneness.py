"""Tells whether a bundle is already there: whole as its manifest says, and made of the same things."""

import json
from collections.abc import Callable
from pathlib import Path

from workflow import __version__
from workflow.bundle.manifest import MANIFEST_NAME, Manifest, read_manifest, sha256_of
from workflow.bundle.submission import submission_file
from workflow.bundle.verify import verify
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Finding
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.building import REPORT_NAME
from workflow.services.opening import Opened
from workflow.services.own_templates import own_catalogue
from workflow.services.writing import edition_day

Digest = Callable[[Path], str]


def manifest_if_done(
    folder: Path, opened: Opened, law: Law, *, engine: str, templates: Path | None = None, digest: Digest = sha256_of
) -> Manifest | None:
    """Return the manifest of a bundle that need not be made again, else None.

    The facts, the law, the list of papers, the editions of the templates, the day and the program must be the same,
    and every file as it was made. `digest` may remember what it has digested.
    """
    if not (folder / MANIFEST_NAME).is_file():
        return None
    try:
        manifest = read_manifest(folder)
        is_same = (
            manifest.facts_sha256 == opened.facts_sha256
            and manifest.dossier == opened.dossier.slug
            and manifest.law_digest == law.digest
            and manifest.as_of == opened.dossier.as_of
            and manifest.sent_on == (opened.dossier.request.sent_on or opened.dossier.assumed_sent_on)
            and manifest.tool.version == __version__
            and manifest.engine.name == engine
            and _has_same_list(manifest)
            and _has_same_templates(manifest, opened, templates, digest)
        )
        return manifest if is_same and not verify(folder) else None
    except BrokenFileError:
        return None


def reported_findings(folder: Path) -> tuple[Finding, ...]:
    """Return the findings that a bundle was made with, as its report tells them."""
    report = json.loads((folder / REPORT_NAME).read_bytes())
    return tuple(Finding.model_validate(finding) for finding in report["findings"])


def _has_same_list(manifest: Manifest) -> bool:
    if manifest.law is None or manifest.practice is None:
        return False
    listed = submission_file(FilingKind(manifest.practice.procedure))
    return listed.is_file() and manifest.law.submission_sha256 == sha256_of(listed)


def _has_same_templates(manifest: Manifest, opened: Opened, templates: Path | None, digest: Digest) -> bool:
    """Whether each document would be written from the same file today: its edition in force, its bytes."""
    catalogue = own_catalogue(opened.folder, templates)
    documents = {document.id: document for document in catalogue.all()}
    for name, edition, sha256 in {(one.document, one.edition, one.template_sha256) for one in manifest.documents}:
        if name not in documents:
            return False
        current = documents[name].edition_on(edition_day(opened.dossier, documents[name]))
        if current.name != edition or digest(current.original) != sha256:
            return False
    return True
