"""How the papers of a group show the condominium assembly: the votes on each item, and whether they are enough."""

from typing import Any

from workflow.documents.record_view import plain_record
from workflow.domain.community import Assembly, ItemVote
from workflow.domain.dossier import Dossier
from workflow.law import Law, UnknownOnThatDayError

MAJORITY = "condominio/maggioranza_assemblea"
ITEMS = ("a", "b", "c", "d", "e", "f")
_WHOLE_VALUE = 1000


def group_contract_view(dossier: Dossier, law: Law) -> dict[str, Any] | None:
    """Return the agreement of a group, with the votes of its assembly item by item."""
    contract = dossier.contract
    if contract is None:
        return None
    assembly = contract.assembly
    votes = None if assembly is None else {item: _vote(dossier, law, assembly, item) for item in ITEMS}
    return plain_record(contract) | {
        "perfezionato_il": max(contract.signatures, default=None),
        "assemblea": None if assembly is None else plain_record(assembly) | {"voti": votes},
    }


def _vote(dossier: Dossier, law: Law, assembly: Assembly, item: str) -> dict[str, Any]:
    own = next((vote for vote in assembly.item_votes if vote.item == item), None)
    vote = own or ItemVote.model_validate(
        {name: getattr(assembly, name) for name in ItemVote.model_fields if name != "item"} | {"item": item}
    )
    return plain_record(vote) | {"raggiunta": _is_reached(dossier, law, assembly, vote)}


def _is_reached(dossier: Dossier, law: Law, assembly: Assembly, vote: ItemVote) -> bool | None:
    """Say whether heads and value reach the majority; None while a number or the majority is unknown."""
    heads, value, present = vote.in_favour_count, vote.in_favour_millesimi, assembly.present_count
    if heads is None or value is None or present is None:
        return None
    try:
        majority = law.value(MAJORITY, assembly.held_on or dossier.as_of).value
    except UnknownOnThatDayError:
        return None
    are_heads_enough = heads > present * majority["intervenuti_oltre"]
    return bool(are_heads_enough and value >= _WHOLE_VALUE * majority["valore_almeno"])
