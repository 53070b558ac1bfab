"""The append-only history of a dossier: entries chained by hash, so that a change or a gap is seen."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from workflow.domain.finding import Finding

GENESIS = "0" * 64


@dataclass(frozen=True)
class Entry:
    """One entry: who did what, when, why, under which law and facts, with which findings open."""

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

    @property
    def hash(self) -> str:
        """The sha256 of the entry's canonical JSON, which holds the previous entry's hash."""
        return hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()


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
