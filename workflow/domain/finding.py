"""What a person can put right: findings, the rules that were evaluated, and the report that holds both."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

FieldPath = tuple[str | int, ...]


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "bloccante"
    WARNING = "avviso"
    NOTE = "nota"


class Outcome(StrEnum):
    """What a rule concluded; a missing datum is never a pass."""

    PASSED = "conforme"
    FAILED = "non_conforme"
    UNKNOWN = "non_verificabile"
    NOT_APPLICABLE = "non_applicabile"


class Confidence(StrEnum):
    """How sure the rule is: read in a primary act, read in secondary sources, or still to be verified."""

    HIGH = "alta"
    MEDIUM = "media"
    TO_VERIFY = "da_verificare"


class Effect(StrEnum):
    """Whom a finding hits: the whole practice, the tariff of one plant, one member, or nobody."""

    PRACTICE = "pratica"
    PLANT_TARIFF = "tariffa_impianto"
    MEMBER = "membro"
    NONE = "nessuno"


class LegalRef(BaseModel):
    """An article: the id of an act in `checklists/law/sources.yaml` and the place inside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    at: str


class Finding(BaseModel):
    """One thing that is wrong, doubtful or unknown, with its place, article and cure.

    `path` uses the keys of the person's own file (`fascicolo.yaml`, `soci.xlsx`), 0-based;
    `place` is the same for people: file, sheet and 1-based row.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    effect: Effect = Effect.NONE
    outcome: Outcome = Outcome.FAILED
    confidence: Confidence = Confidence.HIGH
    message: str
    remedy: str | None = None
    refs: tuple[LegalRef, ...] = ()
    path: FieldPath = ()
    place: str | None = None
    values: dict[str, Any] = {}
    phase: str | None = None

    @property
    def is_blocking(self) -> bool:
        """Whether the finding stops a final bundle: only what hits the practice or a member does."""
        return self.severity is Severity.BLOCKING and self.effect in {Effect.PRACTICE, Effect.MEMBER}


class Evaluation(BaseModel):
    """That a rule was evaluated on a part of the dossier, and its outcome."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    path: FieldPath = ()
    outcome: Outcome


_WEIGHT = {Severity.BLOCKING: 0, Severity.WARNING: 1, Severity.NOTE: 2}


def _path_key(path: FieldPath) -> tuple[tuple[int, int, str], ...]:
    return tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in path)


def _differing(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield each finding once; only those that say the same of the same place are compared whole."""
    unique: dict[tuple[str, FieldPath, str], list[Finding]] = {}
    for finding in findings:
        before = unique.setdefault((finding.code, finding.path, finding.message), [])
        if finding not in before:
            before.append(finding)
            yield finding


class Report(BaseModel):
    """The judgement of one dossier on one day, sorted so that equal facts give equal bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    findings: tuple[Finding, ...] = ()
    evaluated: tuple[Evaluation, ...] = ()
    as_of: date | None = None
    sent_on: date | None = None
    law_digest: str | None = None

    @classmethod
    def of(cls, findings: Iterable[Finding], evaluated: Iterable[Evaluation] = (), **facts: Any) -> "Report":
        """Build a report with findings sorted by weight, code and path, and duplicates removed."""
        ordered = sorted(
            _differing(findings), key=lambda f: (_WEIGHT[f.severity], f.code, _path_key(f.path), f.message)
        )
        done = sorted(evaluated, key=lambda e: (e.code, _path_key(e.path), e.outcome))
        return cls(findings=tuple(ordered), evaluated=tuple(done), **facts)

    def plus(self, findings: Iterable[Finding]) -> "Report":
        """Return the same report with more findings."""
        return Report.of(
            [*self.findings, *findings],
            self.evaluated,
            as_of=self.as_of,
            sent_on=self.sent_on,
            law_digest=self.law_digest,
        )

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that stop a final bundle."""
        return tuple(finding for finding in self.findings if finding.is_blocking)

    @property
    def is_blocked(self) -> bool:
        """Whether any finding stops a final bundle."""
        return bool(self.blocking)
