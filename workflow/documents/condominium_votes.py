"""Turns the assembly of a condominium into its votes item by item, each with the majority it reaches or not."""

from decimal import Decimal
from typing import Any

from workflow.checks.three_valued import all_of
from workflow.documents.record_view import plain_record
from workflow.domain.community import Assembly, ItemVote
from workflow.domain.dossier import Dossier
from workflow.law import Law, UnknownOnThatDayError

MAJORITY = "condominio/maggioranza_assemblea"
ITEMS = ("a", "b", "c", "d", "e", "f")
# What a condominium's table of shares adds up to.
_WHOLE_MILLESIMI = Decimal(1000)


def group_contract_view(dossier: Dossier, law: Law) -> dict[str, Any] | None:
    """Return the keys of the group's contract with the day it was perfected and the votes on each item."""
    contract = dossier.contract
    if contract is None:
        return None
    assembly = contract.assembly
    return plain_record(contract) | {
        "perfezionato_il": max(contract.signatures, default=None),
        "assemblea": plain_record(assembly) | {"voti": {item: _vote(assembly, item, law) for item in ITEMS}},
    }


def _vote(assembly: Assembly, item: str, law: Law) -> dict[str, Any]:
    own = next((one for one in assembly.item_votes if _letter(one) == item), None)
    vote = own if own is not None else _common(assembly, item)
    return plain_record(vote) | {"raggiunta": _is_carried(assembly, vote, law)}


def _letter(vote: ItemVote) -> str | None:
    return None if vote.item is None else vote.item.strip(".) ").lower()


def _common(assembly: Assembly, item: str) -> ItemVote:
    """Return the one result written for all items."""
    return ItemVote(
        item=item,
        in_favour_count=assembly.in_favour_count,
        in_favour_millesimi=assembly.in_favour_millesimi,
        against_count=assembly.against_count,
        against_millesimi=assembly.against_millesimi,
        abstained_count=assembly.abstained_count,
        abstained_millesimi=assembly.abstained_millesimi,
    )


def _is_carried(assembly: Assembly, vote: ItemVote, law: Law) -> bool | None:
    """Whether the votes reach the majority of those present and of the value; None while a number is unknown."""
    if assembly.held_on is None:
        return None
    try:
        majority = law.value(MAJORITY, assembly.held_on).value
    except UnknownOnThatDayError:
        return None
    heads = _exceeds(vote.in_favour_count, assembly.present_count, Decimal(str(majority["intervenuti_oltre"])))
    least = _WHOLE_MILLESIMI * Decimal(str(majority["valore_almeno"]))
    millesimi = None if vote.in_favour_millesimi is None else vote.in_favour_millesimi >= least
    return all_of(heads, millesimi)


def _exceeds(count: int | None, present: int | None, share: Decimal) -> bool | None:
    return None if count is None or present is None else Decimal(count) > Decimal(present) * share
