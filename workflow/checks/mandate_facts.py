"""What a mandate is worth on the day of sending, and the mandates by who gave them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from workflow.checks.roster import code_of
from workflow.checks.three_valued import all_of
from workflow.domain.dossier import Dossier
from workflow.domain.mandate import Mandate, MandateKind
from workflow.law.law import Law

RENEWAL = "rinnovo_mandato"

Given = Mapping[str, list[tuple[int, Mandate]]]


def is_in_force(dossier: Dossier, law: Law, mandate: Mandate) -> bool | None:
    """Whether a mandate is signed, given by the day of sending, not revoked, and not expired for want of renewal."""
    sent = dossier.sent_on
    given = None if mandate.given_on is None else mandate.given_on <= sent
    revoked = mandate.revoked_on is not None and mandate.revoked_on <= sent
    has_run_out = mandate.given_on is not None and law.due(RENEWAL, mandate.given_on, sent).due_on < sent
    lasting = mandate.is_tacitly_renewed if has_run_out else True
    return all_of(mandate.is_signed, given, not revoked, lasting)


def by_principal(dossier: Dossier, kind: MandateKind) -> Given:
    """Return the mandates of a kind by the code of who gave them, with their place in the list."""
    found: dict[str, list[tuple[int, Mandate]]] = defaultdict(list)
    for index, mandate in enumerate(dossier.mandates):
        code = code_of(mandate.principal)
        if mandate.kind is kind and code is not None:
            found[code].append((index, mandate))
    return found


def of_principal(given: Given, codes: Iterable[str]) -> list[tuple[int, Mandate]]:
    """Return the mandates given by whoever one of the codes names, with their place in the list."""
    return [item for code in sorted(codes) for item in given.get(code, [])]
