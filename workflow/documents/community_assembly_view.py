"""How the minutes of a community show an assembly: who was entitled, which quorum, and the outcome of each item."""

from typing import Any

from workflow.documents.record_view import plain_record
from workflow.domain.community import Community
from workflow.domain.community_assembly import AssemblyItem, Ballot, CommunityAssembly
from workflow.domain.dossier import Dossier
from workflow.domain.kind import LegalForm
from workflow.domain.member import Member

# Our statutes give these forms a vote to every member, and count apart the votes of those who may control.
_COUNTED_TWICE = frozenset({LegalForm.THIRD_SECTOR, LegalForm.COOPERATIVE})
# Nobody is bound to a deed or to a statute by the votes of others.
_OF_EVERY_FOUNDER = frozenset({AssemblyItem.CONSTITUTION, AssemblyItem.STATUTE})
_SECOND_CALL = 2


def founders_of(dossier: Dossier) -> list[Member]:
    """Return the members who sign the deed: those who did not join after it."""
    deed_on = dossier.community.founded_on if dossier.community else None
    return [
        member for member in dossier.active_members if not (deed_on and member.joined_on and member.joined_on > deed_on)
    ]


def founding_view(dossier: Dossier, community: Community) -> dict[str, Any] | None:
    """Return the founding assembly with its sums; the constitution and the statute want every founder's vote."""
    assembly = community.founding_assembly
    if assembly is None:
        return None
    entitled = assembly.entitled_count or len(founders_of(dossier)) or None
    return _view(assembly, entitled, {"presenti_richiesti": None, "costituita": None}, is_counted_twice=False)


def ordinary_view(dossier: Dossier, community: Community) -> dict[str, Any] | None:
    """Return the ordinary assembly with its sums, by the quorum that our statutes set."""
    assembly = community.ordinary_assembly
    if assembly is None:
        return None
    entitled = assembly.entitled_count or _entitled(dossier, community.legal_form)
    needed = _needed(assembly, entitled, community.legal_form)
    present = assembly.present_count
    quorum = {
        "presenti_richiesti": needed,
        "costituita": None if needed is None or present is None else present >= needed,
    }
    return _view(assembly, entitled, quorum, is_counted_twice=community.legal_form in _COUNTED_TWICE)


def _entitled(dossier: Dossier, form: LegalForm | None) -> int | None:
    """Count who may vote; None while it is unknown of somebody, or where the body is not made of all members."""
    if form is LegalForm.FOUNDATION:
        return None
    members = dossier.active_members
    if form in _COUNTED_TWICE:
        return len(members) or None
    if any(member.has_control is None for member in members):
        return None
    return sum(1 for member in members if member.has_control) or None


def _needed(assembly: CommunityAssembly, entitled: int | None, form: LegalForm | None) -> int | None:
    """Return how many must be present: half in first call, anyone in second; a foundation's body always half."""
    if assembly.call_number == _SECOND_CALL and form is not LegalForm.FOUNDATION:
        return 1
    if entitled is None or (assembly.call_number is None and form is not LegalForm.FOUNDATION):
        return None
    return (entitled + 1) // 2


def _view(
    assembly: CommunityAssembly, entitled: int | None, quorum: dict[str, Any], *, is_counted_twice: bool
) -> dict[str, Any]:
    by_item = {ballot.item: ballot for ballot in assembly.ballots}
    return (
        plain_record(assembly)
        | quorum
        | {
            "aventi_diritto": entitled,
            "votazioni": {
                item.value: _ballot_view(
                    by_item.get(item, Ballot(item=item)), assembly, entitled, is_counted_twice=is_counted_twice
                )
                for item in AssemblyItem
            },
        }
    )


def _ballot_view(
    ballot: Ballot, assembly: CommunityAssembly, entitled: int | None, *, is_counted_twice: bool
) -> dict[str, Any]:
    favour, against, abstained = ballot.in_favour_count, ballot.against_count, ballot.abstained_count
    cast = None if favour is None or against is None else favour + against
    if ballot.item in _OF_EVERY_FOUNDER:
        needed = entitled
        passed = None if favour is None or needed is None else favour == needed
    else:
        needed = None if cast is None else cast // 2 + 1
        passed = None if favour is None or needed is None else favour >= needed
        if is_counted_twice and passed:
            passed = _passes_with_control(ballot)
    total = None if cast is None or abstained is None else cast + abstained
    return plain_record(ballot) | {
        "voti_espressi": cast,
        "voti_richiesti": needed,
        "conti_tornano": None if total is None or assembly.present_count is None else total == assembly.present_count,
        "approvata": passed,
    }


def _passes_with_control(ballot: Ballot) -> bool | None:
    """Say whether those with powers of control carry the item too."""
    favour, against = ballot.control_in_favour_count, ballot.control_against_count
    return None if favour is None or against is None else favour > against
