"""What is to be done of each dossier of a batch, and what became of it; both travel between processes and machines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from workflow.domain.finding import Finding, Severity

OK, BLOCKED, BROKEN, REFUSED, OTHER = 0, 1, 4, 6, 10
# The exit codes of a batch, the worst first; the others of a single command mean that its data are not what they
# should be.
_WORST_FIRST = (OTHER, REFUSED, BROKEN, BLOCKED, OK)


class Stage(StrEnum):
    """How far each dossier is taken."""

    CHECK = "check"
    RENDER = "render"
    BUNDLE = "bundle"


class TaskState(StrEnum):
    """Where a dossier of the batch stands."""

    DONE = "fatto"
    KEPT = "già fatto"
    FAILED = "non riuscito"
    WAITING = "in attesa"

    @property
    def is_done(self) -> bool:
        """Whether what was asked is there, made now or before."""
        return self in {TaskState.DONE, TaskState.KEPT}


@dataclass(frozen=True)
class BatchJob:
    """What is asked of every dossier: `as_of` is the day of the batch, for those that do not say their own."""

    stage: Stage
    out: str
    engine: str
    as_of: date
    is_as_of_given: bool = False
    sent_on: date | None = None
    templates: str | None = None
    is_resumed: bool = False


@dataclass(frozen=True)
class BatchTask:
    """One dossier: its name in the batch, the folder or address of its facts, and what the planning said of it."""

    name: str
    source: str
    job: BatchJob
    row: int | None = None
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: str | None = None
    refused_code: int = BLOCKED


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BatchFinding(_Record):
    """A finding as the summary tells it."""

    code: str
    severity: Severity
    message: str
    is_blocking: bool = False
    place: str | None = None
    remedy: str | None = None

    @classmethod
    def of(cls, finding: Finding) -> "BatchFinding":
        """Return what the summary tells of a finding."""
        return cls(
            code=finding.code,
            severity=finding.severity,
            message=finding.message,
            is_blocking=finding.is_blocking,
            place=finding.place,
            remedy=finding.remedy,
        )


class TaskResult(_Record):
    """What became of one dossier; `reason` says why there is nothing, `files` are relative to its bundle."""

    name: str
    state: TaskState
    code: int = OK
    row: int | None = None
    title: str = ""
    kind: str | None = None
    is_draft: bool | None = None
    findings: tuple[BatchFinding, ...] = ()
    files: tuple[str, ...] = ()
    manifest_sha256: str | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings weigh so much."""
        return sum(1 for finding in self.findings if finding.severity is severity)

    @property
    def verdict(self) -> str:
        """Say in a few words how the dossier stands."""
        if not self.state.is_done:
            return self.state.value
        blocking = sum(1 for finding in self.findings if finding.is_blocking)
        if blocking:
            return "un rilievo bloccante" if blocking == 1 else f"{blocking} rilievi bloccanti"
        return "conforme"


class BatchSummary(_Record):
    """What `batch --json` prints, less the dossiers: they follow, one by one."""

    schema_version: Literal[1] = 1
    source: str
    out: str
    only: Stage
    as_of: date
    code: int
    is_interrupted: bool
    summary: str | None
    """Where the summary workbook is; None where it could not be written."""
    done: int
    kept: int
    failed: int
    waiting: int
    dossiers: tuple[TaskResult, ...] = ()


def code_of(exit_code: int) -> int:
    """Return the exit code of a batch for that of one dossier."""
    return exit_code if exit_code in _WORST_FIRST else BROKEN


def worst(codes: "set[int]") -> int:
    """Return the worst of some codes: 10, 6, 4, 1, 0."""
    return next((code for code in _WORST_FIRST if code in codes), OK)


def failed(task: BatchTask, reason: str, code: int, findings: tuple[BatchFinding, ...] = ()) -> TaskResult:
    """Return the result of a dossier of which nothing came."""
    return TaskResult(
        name=task.name,
        state=TaskState.FAILED,
        code=code_of(code),
        row=task.row,
        findings=findings,
        reason=reason,
        notes=task.notes,
    )


def waiting(task: BatchTask) -> TaskResult:
    """Return the result of a dossier that was not begun."""
    return TaskResult(name=task.name, state=TaskState.WAITING, row=task.row, notes=task.notes)


def batch_schema() -> dict[str, Any]:
    """Return the JSON Schema of what `batch --json` prints."""
    schema = BatchSummary.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema
