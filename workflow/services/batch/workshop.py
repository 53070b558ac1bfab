"""What a worker keeps warm from one dossier to the next, and how it does one: read, judge, put the bundle in place."""

import errno
import gc
import hashlib
import logging
import os
import platform
import traceback
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from threading import RLock
from typing import Any

from workflow import __version__, clock
from workflow.bundle.libreoffice_pdf import LibreOfficeEngine
from workflow.bundle.manifest import manifest_sha256, read_manifest, sha256_of
from workflow.bundle.pdf_engine import PdfEngine, choose_engine
from workflow.documents.catalogue import Catalogue
from workflow.domain.finding import Finding
from workflow.intake.warm_child import WarmChild, read_by
from workflow.law import Law
from workflow.packaged_yaml import states_of
from workflow.resources import ProgramError
from workflow.services.batch.doneness import (
    KeptOutcome,
    find_done_bundle,
    find_outcome,
    is_sealed_by,
    keep_outcome,
    made_of,
)
from workflow.services.batch.planning import BUNDLES
from workflow.services.batch.storage import joined, read_at, written_at
from workflow.services.batch.tasks import (
    BLOCKED,
    OK,
    OTHER,
    REFUSED,
    BatchFinding,
    BatchJob,
    BatchTask,
    Stage,
    TaskResult,
    TaskState,
    failed,
)
from workflow.services.building import BuildRun, Step, build
from workflow.services.filing import practice_of
from workflow.services.opening import Opened, UnreadableDossierError, judge, open_dossier
from workflow.services.own_template_files import word_files
from workflow.services.own_templates import studio_folder
from workflow.services.rendering import plan_rendering, render_into
from workflow.services.sealing import NO_ENGINE, engine_record

# What a full or failing disk says, wherever it is met.
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO}
# A worker has a LibreOffice of its own: the workers are as many as the cores.
_OFFICES_EACH = 1
_EARLY = 10


class Workshop:
    """Law, compiled templates, readers and PDF engine, loaded once for all the dossiers that a worker does."""

    def __init__(self) -> None:
        """Read the law; the rest is loaded by the first dossier that wants it."""
        self.law = Law.load()
        # A bundle is compared with its manifest before it is taken for done, so that it need not be waited for.
        self._run = BuildRun(is_synced=False)
        self._readers = WarmChild()
        self._engines: dict[str, PdfEngine | None] = {NO_ENGINE: None}
        self._stack = ExitStack()
        self._digests: dict[tuple[Any, ...], str] = {}
        self._lock = RLock()
        self._is_warm = False

    def perform(self, task: BatchTask) -> TaskResult:
        """Do one dossier; whatever happens to it is in the result."""
        with self._lock, read_by(self._readers):  # one at a time: threads of one process would only wait for others
            try:
                return self._performed(task)
            except UnreadableDossierError as error:
                return failed(task, str(error), error.exit_code, _brief(error.findings))
            except ProgramError as error:
                return failed(task, str(error), error.exit_code)
            except OSError as error:
                code = REFUSED if error.errno in _REFUSALS else OTHER
                return failed(task, f"il sistema rifiuta: {error.strerror or type(error).__name__}", code)
            except Exception as error:  # noqa: BLE001 - a bug with one dossier must not stop the others
                return _bug(task, error)
            finally:
                self._settle()

    def close(self) -> None:
        """Let readers and converters go."""
        self._stack.close()
        self._readers.close()
        self._engines = {NO_ENGINE: None}

    def _performed(self, task: BatchTask) -> TaskResult:
        job = task.job
        with read_at(task.source) as folder:
            opened = _opened(folder, job, self.law)
            if job.stage is Stage.CHECK:
                return self._checked(task, opened)
            place = joined(joined(job.out, BUNDLES), task.name)
            if job.stage is Stage.RENDER:
                return self._rendered(task, opened, place)
            return self._bundled(task, opened, place)

    def _checked(self, task: BatchTask, opened: Opened) -> TaskResult:
        wanted = made_of(opened, self.law)
        kept = find_outcome(task, wanted) if task.job.is_resumed else None
        if kept is not None:
            return _result(task, opened, kept.findings, state=TaskState.KEPT)
        findings = judge(opened, self.law).findings
        keep_outcome(task, KeptOutcome(made_of=wanted, findings=findings))
        return _result(task, opened, findings)

    def _rendered(self, task: BatchTask, opened: Opened, place: str) -> TaskResult:
        orders, findings = plan_rendering(opened, self.law, (), _templates(task.job))
        wanted = made_of(opened, self.law, orders, self._digest)
        kept = find_outcome(task, wanted) if task.job.is_resumed else None
        if kept is not None:
            with read_at(place) as there:
                if is_sealed_by(there, kept):
                    return _result(task, opened, kept.findings, state=TaskState.KEPT, is_draft=True, folder=there)
        with written_at(place) as out:
            _make_parent(out)
            rendered = render_into(
                opened, self.law, orders, out, on_done=lambda _order: None, cache=self._run.cache, is_synced=False
            )
            found = (*opened.findings, *findings, *rendered.findings)
            result = _result(task, opened, found, is_draft=True, folder=out)
        keep_outcome(task, KeptOutcome(made_of=wanted, findings=found, manifest_sha256=result.manifest_sha256))
        return result

    def _bundled(self, task: BatchTask, opened: Opened, place: str) -> TaskResult:
        job = task.job
        engine = self._engine(job.engine)
        if job.is_resumed:
            with read_at(place) as there:
                done = find_done_bundle(
                    there,
                    opened,
                    self.law,
                    engine=engine_record(engine).name,
                    templates=_templates(job),
                    digest=self._digest,
                )
                if done is not None:
                    draft = done.manifest.draft
                    return _result(task, opened, done.findings, state=TaskState.KEPT, is_draft=draft, folder=there)
        with written_at(place) as out:
            _make_parent(out)
            built = build(
                opened,
                self.law,
                engine,
                out,
                practice=practice_of(opened.dossier, self.law),
                final=False,
                accept_preview=False,
                templates=_templates(job),
                run=self._run,
                watch=_nobody,
            )
            return _result(task, opened, built.report.findings, is_draft=built.is_draft, folder=out)

    def _engine(self, name: str) -> PdfEngine | None:
        if name not in self._engines:
            engine = choose_engine(name)  # type: ignore[arg-type] # the command line has checked the name
            if isinstance(engine, LibreOfficeEngine):  # kept open from one dossier to the next
                engine = self._stack.enter_context(LibreOfficeEngine(workers=_OFFICES_EACH))
            self._engines[name] = engine
        return self._engines[name]

    def _digest(self, path: Path) -> str:
        """Return the sha256 of a template, once until it changes."""
        (state,) = states_of([path])
        if state not in self._digests:
            self._digests[state] = sha256_of(path)
        return self._digests[state]

    def _settle(self) -> None:
        """After the first dossier: what it loaded lives as long as the worker and need not be looked over again."""
        if not self._is_warm:
            self._is_warm = True
            gc.collect()
            gc.freeze()


@cache
def workshop() -> Workshop:
    """Return the workshop of this process, which closes it at its end: nobody else knows its converters."""
    made = Workshop()
    Finalize(made, made.close, exitpriority=_EARLY)
    return made


def perform(task: BatchTask) -> TaskResult:
    """Do one dossier in this process; a task can travel, the workshop stays."""
    if task.refused is not None:
        return failed(task, task.refused, task.refused_code, _brief(task.findings))
    return workshop().perform(task)


def fingerprint(studio: str | None = None) -> str:
    """Return what two machines must have in common to make the same bundles: program, law, templates, codecs.

    `studio` is the folder of the studio's own templates, which each machine finds at the same path.
    """
    found = hashlib.sha256(f"{__version__}\0{Law.load().digest}\0{platform.python_version_tuple()[:2]}".encode())
    for document in Catalogue.load().all():
        for edition in document.editions:
            found.update(f"{document.id}\0{edition.name}\0{sha256_of(edition.original)}".encode())
    own = studio_folder(None if studio is None else Path(studio))
    for path in [] if own is None or not own.is_dir() else word_files(own):
        found.update(f"{path.name}\0{sha256_of(path)}".encode())
    return found.hexdigest()


def _bug(task: BatchTask, error: Exception) -> TaskResult:
    """Say only the kind of the error; the log gets the stack, but not the text, which may quote personal data."""
    stack = "".join(traceback.format_tb(error.__traceback__))
    logging.getLogger(__name__).error("dossier of a batch: %s\n%s", type(error).__name__, stack)
    return failed(task, f"errore interno ({type(error).__name__})", OTHER)


def _opened(folder: Path, job: BatchJob, law: Law) -> Opened:
    """Read the facts, judged on the day they say themselves or else on the day of the batch."""
    if job.is_as_of_given:
        return open_dossier(str(folder), as_of=job.as_of, sent_on=job.sent_on, law=law)
    opened = open_dossier(str(folder), sent_on=job.sent_on, law=law)
    if opened.dossier.judged_on is not None or job.as_of == clock.today():
        return opened
    return replace(opened, dossier=opened.dossier.model_copy(update={"as_of": job.as_of}))


def _result(
    task: BatchTask,
    opened: Opened,
    findings: tuple[Finding, ...],
    *,
    state: TaskState = TaskState.DONE,
    is_draft: bool | None = None,
    folder: Path | None = None,
) -> TaskResult:
    everything = (*_brief(task.findings), *_brief(findings))
    files: tuple[str, ...] = ()
    digest = None
    if folder is not None:
        files = tuple(record.path for record in read_manifest(folder).all_files)
        digest = manifest_sha256(folder)
    return TaskResult(
        name=task.name,
        state=state,
        code=BLOCKED if any(finding.is_blocking for finding in everything) else OK,
        row=task.row,
        title=opened.dossier.title,
        kind=opened.dossier.kind.value,
        is_draft=is_draft,
        findings=everything,
        files=files,
        manifest_sha256=digest,
        notes=task.notes,
    )


def _brief(findings: tuple[Finding, ...]) -> tuple[BatchFinding, ...]:
    return tuple(BatchFinding.of(finding) for finding in findings)


def _templates(job: BatchJob) -> Path | None:
    return None if job.templates is None else Path(job.templates)


def _make_parent(out: Path) -> None:
    os.makedirs(out.parent, mode=0o700, exist_ok=True)  # noqa: PTH103 - Path.mkdir gives the mode to the last alone


def _nobody(_step: Step) -> None:
    """Listen to nothing: who runs a thousand dossiers watches dossiers."""
