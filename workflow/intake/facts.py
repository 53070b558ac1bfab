"""The facts of a dossier as canonical JSON: equal facts give equal bytes, whatever the day and the folder."""

import hashlib
import json

from workflow.domain.dossier import Dossier

# The clock and the name are not facts: the same facts judged tomorrow are the same facts.
# What was read in the papers follows from the papers, and what other dossiers hold is theirs to say.
_NOT_FACTS = {"as_of", "assumed_sent_on", "slug", "found_in_papers", "other_uses"}


def facts_json(dossier: Dossier) -> str:
    """Return the facts by the keys people write, sorted; what is unknown is absent."""
    facts = dossier.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_NOT_FACTS)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def facts_sha256(dossier: Dossier) -> str:
    """Return the fingerprint of the facts."""
    return hashlib.sha256(facts_json(dossier).encode("utf-8")).hexdigest()
