"""The grammar of rules: a rule is a function that yields verdicts; its words and weight lie in its card."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence, FieldPath, Outcome, Severity
from workflow.law.law import Law


@dataclass(frozen=True)
class Verdict:
    """What a rule concluded on one part of the dossier.

    `values` fill the card's message and are what tests assert on; their keys are the Italian
    field names. `message_key` picks another wording of the card; `code` is set only by a rule
    that judges several cards in one pass; `confidence` is that of a dated value or reading less
    sure than the card, and lowers it; `severity` is lighter than the card's where a clock still runs.
    """

    path: FieldPath
    outcome: Outcome
    values: Mapping[str, Any] = field(default_factory=dict)
    message_key: str | None = None
    code: str | None = None
    confidence: Confidence | None = None
    severity: Severity | None = None

    def worded(self, message_key: str) -> "Verdict":
        """Return the same verdict with another wording of the card."""
        return replace(self, message_key=message_key)

    def resting_on(self, confidence: Confidence | None) -> "Verdict":
        """Return the same verdict, no surer than what it rests on."""
        return replace(self, confidence=confidence)

    def weighing(self, severity: Severity) -> "Verdict":
        """Return the same verdict, no heavier than `severity`: the card's weight is for the day the term has passed."""
        return replace(self, severity=severity)


RuleFunction = Callable[[Dossier, Law], Iterable[Verdict]]


@dataclass(frozen=True)
class Rule:
    """A function and the codes of the cards it judges: one, save where one pass serves a whole family."""

    codes: tuple[str, ...]
    function: RuleFunction

    @property
    def code(self) -> str:
        """The first code, which names the rule."""
        return self.codes[0]


def rule(*codes: str) -> Callable[[RuleFunction], Rule]:
    """Make a Rule of the function below; the catalogue collects it by looking in the module."""

    def bind(function: RuleFunction) -> Rule:
        return Rule(codes, function)

    return bind


def passed(path: FieldPath, /, **values: Any) -> Verdict:
    """Return the verdict that the rule holds at `path`."""
    return Verdict(path, Outcome.PASSED, values)


def failed(path: FieldPath, message_key: str | None = None, /, **values: Any) -> Verdict:
    """Return the verdict that the rule is broken at `path`."""
    return Verdict(path, Outcome.FAILED, values, message_key)


def unknown(path: FieldPath, message_key: str | None = None, /, **values: Any) -> Verdict:
    """Return the verdict that a datum is missing at `path`: never a pass."""
    return Verdict(path, Outcome.UNKNOWN, values, message_key)


def not_applicable(path: FieldPath = ()) -> Verdict:
    """Return the verdict that the rule does not regard this dossier or this part of it."""
    return Verdict(path, Outcome.NOT_APPLICABLE)


def holds_unless(path: FieldPath, verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts given for single rows, or one pass for the whole when there are none.

    A community has thousands of rows: a pass for each would bury the report.
    """
    clean = True
    for verdict in verdicts:
        clean = False
        yield verdict
    if clean:
        yield passed(path)
