"""The append-only history of a dossier: entries chained by hash, so that a change or a gap is seen."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from workflow.domain.finding import Finding

GENESIS = "0" * 64
SUSPEND = "suspend"
_LATER_FIELDS = ("subject", "details")


@dataclass(frozen=True)
class Entry:
    """One entry: who did what, when, why, under which law and facts, with which findings open.

    `subject` is empty for the community's own road; for a plant or a variation it names it, and
    `from_phase` and `to_phase` are the states of its practice.
    """

    number: int
    at: str
    who: str
    event: str
    from_phase: str
    to_phase: str
    reason: str
    law_digest: str
    facts_sha256: str
    findings: tuple[dict[str, Any], ...]
    previous_hash: str
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """The sha256 of the entry's canonical JSON, which holds the previous entry's hash.

        Fields that the first archives did not have count only when they say something, so that
        chains begun by an earlier version still hold.
        """
        values = asdict(self)
        for name in _LATER_FIELDS:
            if not values[name]:
                del values[name]
        return hashlib.sha256(canonical(values).encode()).hexdigest()

    @property
    def is_suspended(self) -> bool:
        """Whether the dossier was suspended after this entry of the community's own road."""
        return bool(self.details.get("is_suspended", self.event == SUSPEND))


def canonical(value: Any) -> str:
    """Return JSON with sorted keys and no spaces, the form that hashes are made of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def summary(findings: Sequence[Finding]) -> tuple[dict[str, Any], ...]:
    """Return what an entry keeps of the findings: code, weight, outcome and place, no personal data."""
    return tuple(
        {"code": f.code, "severity": f.severity.value, "outcome": f.outcome.value, "path": list(f.path)}
        for f in findings
    )


def broken_at(entries: Sequence[tuple[Entry, str]]) -> int | None:
    """Return the number of the first entry whose chain does not hold, or None; pairs are (entry, stored hash)."""
    previous = GENESIS
    for position, (entry, stored) in enumerate(entries, start=1):
        if entry.number != position or entry.previous_hash != previous or entry.hash != stored:
            return position
        previous = stored
    return None


def entries_since(entries: Sequence[tuple[Entry, str]], head: str) -> int | None:
    """Return how many entries follow the one whose hash was noted down elsewhere; None if no entry has that hash.

    A chain rebuilt from its start holds in itself: only a hash kept outside the archive tells it from the true one.
    """
    if head == GENESIS:
        return len(entries)
    for position, (_, stored) in enumerate(entries, start=1):
        if stored == head:
            return len(entries) - position
    return None
