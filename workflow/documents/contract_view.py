"""Turns the contract with the GSE into what documents may name, with the first day on which a withdrawal can count."""

from typing import Any

from workflow.documents.record_view import plain_record
from workflow.domain.dossier import Dossier
from workflow.law import Law, UnknownOnThatDayError

WITHDRAWAL_TERM = "recesso"


def contract_view(dossier: Dossier, law: Law) -> dict[str, Any] | None:
    """Return the keys of the contract; the notice runs from its sending, else from the day of judgement."""
    contract = dossier.gse_contract
    if contract is None:
        return None
    sent_on = contract.withdrawal_sent_on or dossier.as_of
    try:
        earliest_on = law.due(WITHDRAWAL_TERM, sent_on).due_on
    except UnknownOnThatDayError:
        earliest_on = None
    return plain_record(contract) | {"recesso_possibile_dal": earliest_on}
