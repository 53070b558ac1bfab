"""Plans how the rows of another file go into a dossier: what is added, what changes, what stands in contrast."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from workflow.checks.wording import show
from workflow.domain.finding import FieldPath, Finding
from workflow.domain.identifiers.cell_text import bare
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant
from workflow.domain.record import Record
from workflow.intake.columns import POINTS_KEY, find_column
from workflow.intake.import_findings import ImportFindings
from workflow.intake.member_rows import renumbered
from workflow.intake.record_merge import FieldChange, merge_records
from workflow.intake.written_values import folded

Thing = TypeVar("Thing", bound=Record)

# What says who somebody is, or which plant it is: a difference here is a mistake in one of the two files.
_WHO = frozenset(
    {"tipo", "nome", "cognome", "denominazione", "codice_fiscale", "partita_iva", "nato_il", "pod", "censimp"}
)


@dataclass(frozen=True)
class Change:
    """One field of one member, point or plant that the import fills or replaces."""

    whose: str
    pod: str | None
    keys: tuple[str, ...]
    before: Any
    after: Any

    @property
    def label(self) -> str:
        """The field by the heading that people know."""
        return _label(self.keys)


@dataclass(frozen=True)
class MergePlan(Generic[Thing]):
    """What an import would do; `merged` is the outcome, to be written only if nothing is in conflict."""

    merged: tuple[Thing, ...]
    added: tuple[Thing, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Thing, ...]
    conflicts: tuple[Finding, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.changed or self.conflicts)


def plan_members(known: Sequence[Member], new: Iterable[Member], file: str) -> MergePlan[Member]:
    """Plan the import of members read from `file`; importing the same rows twice changes nothing."""
    return _MemberMerge(known, file).plan(new)


def plan_plants(known: Sequence[Plant], new: Iterable[Plant], file: str) -> MergePlan[Plant]:
    """Plan the import of plants, told apart by CENSIMP, then POD, then name."""
    merge = _Merge(known, file, _plant_signs, name_of_plant)
    for index, plant in enumerate(new):
        merge.take(plant, ("impianti", index))
    return merge.outcome()


def name_of_plant(plant: Plant) -> str:
    """Return what messages call a plant."""
    return plant.name or plant.censimp or plant.pod or "impianto senza nome"


def name_of_member(member: Member) -> str:
    """Return what messages call a member."""
    return member.full_name or member.key or f"riga di dati {member.index + 1}"


class _Merge(Generic[Thing]):
    """The merge of one kind of records, one new record after the other."""

    def __init__(
        self,
        known: Sequence[Thing],
        file: str,
        signs: Callable[[Thing], list[str]],
        name: Callable[[Thing], str],
        skipped: frozenset[str] = frozenset(),
    ) -> None:
        self.merged: list[Thing] = list(known)
        self.findings = ImportFindings()
        self.file = file
        self.changed: list[Change] = []
        self._added: list[int] = []
        self._unchanged: list[int] = []
        self._signs = signs
        self._name = name
        self._skipped = skipped

    def take(self, new: Thing, path: FieldPath) -> int | None:
        """Merge a record; return where it stands, or None if it cannot be placed."""
        places = self._places_of(new)
        if len(places) > 1:
            first, second = (self._name(self.merged[place]) for place in places[:2])
            self.conflict(path, "due", chi=self._name(new), presente=first, nuovo=second)
            return None
        if not places:
            self.merged.append(new)
            self._added.append(len(self.merged) - 1)
            return len(self.merged) - 1
        place = places[0]
        before = self.merged[place]
        merged, changes = merge_records(before, new, self._skipped)
        if self._has_conflict(changes, before, path):
            return None
        self.merged[place] = merged
        whose = self._name(merged)
        self.changed += [Change(whose, None, each.keys, each.before, each.after) for each in changes]
        if not changes and place not in self._added:
            self._unchanged.append(place)
        return place

    def conflict(self, path: FieldPath, wording: str | None, **values: Any) -> None:
        """Report something that only a person can decide."""
        self.findings.add("IMP-40", path, self.file, wording=wording, **{"campo": "", **values})

    def outcome(self) -> MergePlan[Thing]:
        """Return the plan."""
        return MergePlan(
            tuple(self.merged),
            tuple(self.merged[place] for place in self._added),
            tuple(self.changed),
            tuple(self.merged[place] for place in dict.fromkeys(self._unchanged)),
            self.findings.all,
        )

    def _places_of(self, new: Thing) -> list[int]:
        """Return the records that share the strongest sign with the new one."""
        for sign in self._signs(new):
            found = [place for place, each in enumerate(self.merged) if sign in self._signs(each)]
            if found:
                strong = {sign for sign in self._signs(new) if not sign.startswith("nome:")}
                others = [place for place, each in enumerate(self.merged) if strong & set(self._signs(each)) - {sign}]
                return list(dict.fromkeys([*found, *others]))
        return []

    def _has_conflict(self, changes: list[FieldChange], before: Thing, path: FieldPath) -> bool:
        clashing = [
            each for each in changes if each.before is not None and each.keys[-1] in _WHO and len(each.keys) == 1
        ]
        for each in clashing:
            self.conflict(
                (*path, *each.keys),
                None,
                campo=_label(each.keys),
                chi=self._name(before),
                presente=show(each.before),
                nuovo=show(each.after),
            )
        return bool(clashing)


class _MemberMerge(_Merge[Member]):
    """The merge of members, each with its points."""

    def __init__(self, known: Sequence[Member], file: str) -> None:
        super().__init__(known, file, _member_signs, name_of_member, frozenset({POINTS_KEY}))

    def plan(self, new: Iterable[Member]) -> MergePlan[Member]:
        for member in new:
            path: FieldPath = ("soci", member.index)
            foreign = self._foreign_point(member)
            if foreign is not None:
                point, owner = foreign
                self.conflict(path, "pod", chi=name_of_member(member), presente=name_of_member(owner), nuovo=point)
                continue
            place = self.take(member, path)
            if place is not None and self.merged[place] is not member:
                self._take_points(place, member)
        plan = self.outcome()
        touched = {change.whose for change in plan.changed}
        return MergePlan(
            renumbered(plan.merged),
            plan.added,
            plan.changed,
            tuple(member for member in plan.unchanged if name_of_member(member) not in touched),
            plan.conflicts,
        )

    def _foreign_point(self, new: Member) -> tuple[str, Member] | None:
        """Return a POD of the new member that is already somebody else's."""
        signs = set(_member_signs(new))
        for owner in self.merged:
            if signs & set(_member_signs(owner)):
                continue
            pods = {point.pod for point in owner.points if point.pod}
            for point in new.points:
                if point.pod in pods:
                    return str(point.pod), owner
        return None

    def _take_points(self, place: int, new: Member) -> None:
        member = self.merged[place]
        points = list(member.points)
        whose = name_of_member(member)
        for point in new.points:
            known = _place_of_point(points, point)
            if known is None:
                points.append(point)
                self.changed.append(Change(whose, point.pod, ("pod",), None, point.pod))
                continue
            merged, changes = merge_records(points[known], point)
            points[known] = merged
            self.changed += [Change(whose, merged.pod, each.keys, each.before, each.after) for each in changes]
        self.merged[place] = member.model_copy(update={"points": tuple(points)})


def _place_of_point(points: list[WithdrawalPoint], new: WithdrawalPoint) -> int | None:
    for place, point in enumerate(points):
        if point.pod == new.pod and (new.pod is not None or point == new.model_copy(update={"index": point.index})):
            return place
    return None


def _member_signs(member: Member) -> list[str]:
    """Return what tells a member from the others, the strongest first; names count only where there is no code."""
    codes = [f"codice:{bare(code)}" for code in (member.codice_fiscale, member.partita_iva) if code]
    names = folded("".join(name for name in (member.surname, member.name, member.company_name) if name))
    return codes or ([f"nome:{names}"] if names else [])


def _plant_signs(plant: Plant) -> list[str]:
    signs = (("censimp", plant.censimp), ("pod", plant.pod), ("nome", plant.name))
    return [f"{kind}:{folded(value)}" for kind, value in signs if value]


def _label(keys: tuple[str, ...]) -> str:
    column = find_column(keys)
    return column.heading if column is not None else ", ".join(keys)
