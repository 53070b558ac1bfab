"""Tells whether a dossier is already done: its files whole as their manifest says, and made of the same things."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from workflow import __version__
from workflow.bundle.manifest import (
    MANIFEST_NAME,
    Manifest,
    canonical_json,
    manifest_sha256,
    read_manifest,
    sha256_of,
)
from workflow.bundle.output_folder import WriteRefusedError
from workflow.bundle.submission import submission_file
from workflow.bundle.verify import verify
from workflow.domain.filing import FilingKind
from workflow.domain.finding import Finding, Report
from workflow.law import Law
from workflow.resources import BrokenFileError
from workflow.services.batch.storage import find_bytes, joined, put_bytes
from workflow.services.batch.tasks import BatchTask
from workflow.services.building import REPORT_NAME
from workflow.services.opening import Opened
from workflow.services.own_templates import LETTERHEAD_USED, USED, letterhead_of, own_catalogue
from workflow.services.writing import Order, edition_day

OUTCOMES = "esiti"
Digest = Callable[[Path], str]
_READING = "IMP-"


@dataclass(frozen=True)
class DoneBundle:
    """A bundle that need not be made again, and the findings that it was made with."""

    manifest: Manifest
    findings: tuple[Finding, ...]


def find_done_bundle(
    folder: Path, opened: Opened, law: Law, *, engine: str, templates: Path | None = None, digest: Digest = sha256_of
) -> DoneBundle | None:
    """Return a bundle that need not be made again, else None.

    The facts, what their reading found, the law, the list of papers, the editions of the templates, the letterhead,
    the day and the program must be the same, and every file as it was made. `digest` may remember what it has digested.
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
        if not is_same or verify(folder):
            return None
        report = json.loads((folder / REPORT_NAME).read_bytes())
        findings = tuple(Finding.model_validate(finding) for finding in report["findings"])
    except (BrokenFileError, ValueError, KeyError, TypeError):  # a report of another form is one to be made again
        return None
    if not (_has_same_reading(findings, opened) and _has_same_letterhead(findings, opened, templates, digest)):
        return None
    return DoneBundle(manifest, findings)


class KeptOutcome(BaseModel):
    """What became of a dossier that was only checked, or only written: what it was made of, and what was found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_of: dict[str, Any]
    findings: tuple[Finding, ...]
    manifest_sha256: str | None = None
    """The seal of the folder of documents; None for a check, which leaves none."""

    @property
    def seal(self) -> str:
        """The digest of all that is kept, by which a damaged file is known."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json"))).hexdigest()


def made_of(opened: Opened, law: Law, wanted: Sequence[Order] = (), digest: Digest = sha256_of) -> dict[str, Any]:
    """Return all that findings and documents depend on: facts as people wrote them, law, day, program, templates.

    The bytes of the files of facts count too: they hold what could not be read, and where each fact is written.
    """
    dossier = opened.dossier
    sent_on = dossier.request.sent_on or dossier.assumed_sent_on
    return {
        "dossier": dossier.slug,
        "facts_sha256": opened.facts_sha256,
        "files": {source.path: source.sha256 for source in opened.fact_files},
        "law_digest": law.digest,
        "as_of": dossier.as_of.isoformat(),
        "sent_on": None if sent_on is None else sent_on.isoformat(),
        "program": __version__,
        "templates": {order.stem: [order.edition.name, digest(order.edition.path)] for order in wanted},
    }


def keep_outcome(task: BatchTask, outcome: KeptOutcome) -> None:
    """Keep what became of a dossier; where that cannot be written the dossier is simply done again another time."""
    content = canonical_json({**outcome.model_dump(mode="json"), "seal": outcome.seal})
    with suppress(OSError, WriteRefusedError):
        put_bytes(content, _place_of(task))


def find_outcome(task: BatchTask, wanted: dict[str, Any]) -> KeptOutcome | None:
    """Return what became of a dossier when it was made of the same things, unless what was kept is damaged."""
    content = find_bytes(_place_of(task))
    if content is None:
        return None
    try:
        told = json.loads(content)
        seal = told.pop("seal")
        outcome = KeptOutcome.model_validate(told)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return outcome if outcome.made_of == wanted and outcome.seal == seal else None


def is_sealed_by(folder: Path, outcome: KeptOutcome) -> bool:
    """Whether a folder of documents is the one that was written then, every file as it was made."""
    if not (folder / MANIFEST_NAME).is_file() or manifest_sha256(folder) != outcome.manifest_sha256:
        return False
    try:
        return not verify(folder)
    except BrokenFileError:
        return False


def _place_of(task: BatchTask) -> str:
    job = task.job
    return joined(joined(joined(job.out, OUTCOMES), job.stage.value), f"{task.name}.json")


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


def _has_same_reading(findings: Sequence[Finding], opened: Opened) -> bool:
    """Whether what could not be read is the same: what is left out of the facts is not in their digest."""
    before = [finding.model_dump(mode="json") for finding in findings if finding.code.startswith(_READING)]
    return before == [finding.model_dump(mode="json") for finding in Report.of(opened.findings).findings]


def _has_same_letterhead(findings: Sequence[Finding], opened: Opened, templates: Path | None, digest: Digest) -> bool:
    """Whether the studio's letterhead is the same: the digest of a template does not tell what was put over it."""
    before = [f.values.get("sha256") for f in findings if f.code == USED and f.path == LETTERHEAD_USED]
    letterhead = letterhead_of(opened.folder, templates)
    return before == ([] if letterhead is None else [digest(letterhead)])
