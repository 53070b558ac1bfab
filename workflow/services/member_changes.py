"""Plans who joins and who leaves: written in the person's own soci.xlsx, cell by cell."""

from datetime import date

from workflow.checks.wording import show
from workflow.domain.finding import Finding
from workflow.domain.identifiers.cell_text import bare
from workflow.domain.member import Member
from workflow.intake.import_merge import name_of_member, plan_members
from workflow.intake.members_edit import open_members_file, read_back, with_departure, with_member
from workflow.intake.members_file import read_members_of
from workflow.law import Law
from workflow.phases.practice_machine import PracticeState
from workflow.phases.practice_replay import practices_of
from workflow.resources import ProgramError
from workflow.services.opening import Opened
from workflow.services.recording import Change, Recorded


class UnknownMemberError(ProgramError):
    """A member that the list does not have."""

    exit_code = 3


class MemberKnownError(ProgramError):
    """A member to add who is on the list already, with other data."""

    exit_code = 6


def add(opened: Opened, law: Law, member: Member) -> Change:
    """Plan the addition of a member under the others; one that is there already with the same data changes nothing."""
    dossier = opened.dossier
    plan = plan_members(dossier.members, [member], "member add")
    file = open_members_file(opened.folder, read_members_of(opened.folder))
    expected = (*file.read.members, member)
    return Change(
        event=Recorded.MEMBER_ADDED,
        subject=f"socio:riga {_row(expected, len(expected) - 1) + 1}",
        to_state="attivo",
        summary=f"Nuovo socio dal {show(member.joined_on)}." if member.joined_on else "Nuovo socio.",
        file=file.path.name,
        write=lambda: with_member(file, member),
        check=lambda path: _are_same(read_back(path), expected),
        guards=_refused(plan.conflicts, is_changed=bool(plan.changed), member=member),
        details={"on": member.joined_on.isoformat() if member.joined_on else None},
        is_empty=plan.is_empty,
        hints=(*_hints(opened, law, "aggiunta_punto", member), "Completare le altre colonne in soci.xlsx."),
    )


def leave(opened: Opened, law: Law, key: str, *, on: date) -> Change:
    """Plan the departure of the member whose codice fiscale or partita IVA is `key`; its points leave with it."""
    file = open_members_file(opened.folder, read_members_of(opened.folder))
    member = next(
        (
            one
            for one in file.read.members
            if bare(key) in {bare(one.codice_fiscale or ""), bare(one.partita_iva or "")}
        ),
        None,
    )
    if member is None or not bare(key):
        raise UnknownMemberError("Nessun socio ha quel codice fiscale o quella partita IVA in soci.xlsx.")
    gone = member.model_copy(
        update={
            "left_on": on,
            "points": tuple(point.model_copy(update={"until_on": point.until_on or on}) for point in member.points),
        }
    )
    expected = tuple(gone if one is member else one for one in file.read.members)
    return Change(
        event=Recorded.MEMBER_LEFT,
        subject=f"socio:riga {member.index + 1}",
        to_state="uscito",
        summary=f"Socio della riga {member.index + 1} uscito il {show(on)}.",
        file=file.path.name,
        write=lambda: with_departure(file, member, on),
        check=lambda path: _are_same(read_back(path), expected),
        details={"on": on.isoformat()},
        is_empty=gone == member,
        hints=tuple(_hints(opened, law, "rimozione_punto", member)),
    )


def _refused(conflicts: tuple[Finding, ...], *, is_changed: bool, member: Member) -> tuple[Finding, ...]:
    """Refuse what stands in contrast with the list; other data of somebody who is there are for `import members`."""
    if conflicts or not is_changed:
        return conflicts
    raise MemberKnownError(
        f"{name_of_member(member)} è già nell'elenco con altri dati: correggere la sua riga in soci.xlsx, oppure usare "
        "«dossier-cer import members»."
    )


def _hints(opened: Opened, law: Law, kind: str, member: Member) -> list[str]:
    state = practices_of(opened.dossier, law).request.state
    pods = " ".join(f"--pod {point.pod}" for point in member.points if point.pod)
    if state is PracticeState.ADMITTED and pods:
        return [f"La richiesta è già accolta: dossier-cer variation add … --kind {kind} {pods} --on DATA."]
    return []


def _row(members: tuple[Member, ...], place: int) -> int:
    return sum(max(1, len(member.points)) for member in members[:place])


def _are_same(found: tuple[Member, ...], expected: tuple[Member, ...]) -> bool:
    """Whether two lists say the same, whatever the rows."""
    return [_unplaced(one) for one in found] == [_unplaced(one) for one in expected]


def _unplaced(member: Member) -> Member:
    points = tuple(point.model_copy(update={"index": 0}) for point in member.points)
    return member.model_copy(update={"index": 0, "points": points})
