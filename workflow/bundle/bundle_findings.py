"""Says what the bundle found, in the words and with the weight of the BUN cards."""

from typing import Any

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import FieldPath, Finding

CHANGED = "BUN-01"
MISSING = "BUN-02"
ADDED = "BUN-03"
UNSAFE_PATH = "BUN-04"
NOT_A_FILE = "BUN-05"
NOT_WHOLE = "BUN-06"
TO_LOOK_AT = "BUN-07"
UNREADABLE = "BUN-08"
ACTIVE = "BUN-09"
KEPT_APART = "BUN-10"
NOT_TRACED = "BUN-12"
NOT_HIGHLIGHTED = "BUN-13"
TOO_LARGE = "BUN-14"
EXPIRED = "BUN-20"
EXPIRES_TOO_SOON = "BUN-21"
OTHER_MANIFEST = "BUN-22"
RENAMED = "BUN-23"
NAMES_COLLIDE = "BUN-24"
OTHER_VERSION = "BUN-25"
MESSAGE_TOO_LARGE = "BUN-26"
OTHER_RECEIPT = "BUN-27"
NOT_DELIVERED = "BUN-28"


def bundle_finding(code: str, path: FieldPath, **values: Any) -> Finding:
    """Return the finding of a BUN card about one file."""
    return finding_of(packaged_card(code), path, values, place="/".join(str(step) for step in path))
