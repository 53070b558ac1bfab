"""Three-valued logic: true, false, and unknown, which is never taken for either."""

from typing import Any

from workflow.checks.engine import Verdict, failed, passed, unknown
from workflow.domain.finding import FieldPath


def judged(path: FieldPath, is_met: bool | None, message_key: str | None = None, /, **values: Any) -> Verdict:
    """Return passed, failed or, for a fact nobody knows, unknown."""
    if is_met is None:
        return unknown(path, **values)
    return passed(path, **values) if is_met else failed(path, message_key, **values)


def all_of(*facts: bool | None) -> bool | None:
    """Return whether all facts hold: one false decides, one unknown leaves it open."""
    if False in facts:
        return False
    return None if None in facts else True


def any_of(*facts: bool | None) -> bool | None:
    """Return whether a fact holds: one true decides, one unknown leaves it open."""
    if True in facts:
        return True
    return None if None in facts else False


def negation(fact: bool | None) -> bool | None:
    """Return the contrary of a fact; what is unknown stays unknown."""
    return None if fact is None else not fact
