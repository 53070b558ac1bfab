"""Which points and plants stand, on the same days, in another dossier of the archive too."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from workflow.checks.roster import current_points
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.identifiers import censimp, pod
from workflow.domain.other_use import OtherUse, Utility
from workflow.domain.plant import Plant


def points_in_archive(dossier: Dossier) -> Iterator[tuple[FieldPath, OtherUse]]:
    """Yield each current point that another configuration holds on the same days; without archive there are none."""
    uses = _by_code(dossier, Utility.POINT)
    if not uses:
        return
    for member, point in current_points(dossier):
        until_on = min((day for day in (point.until_on, member.left_on) if day is not None), default=None)
        for use in uses.get(pod.compact(point.pod or ""), ()):
            if _meet(use, point.from_on or dossier.as_of, until_on, dossier.as_of):
                yield path_of_row(point.index, "pod"), use


def plants_in_archive(dossier: Dossier) -> Iterator[tuple[FieldPath, OtherUse]]:
    """Yield each plant that another configuration holds too; different sections of one plant may be in two."""
    uses = _by_code(dossier, Utility.PLANT)
    for index, plant in enumerate(dossier.plants):
        codes = {"censimp": censimp.compact(plant.censimp or ""), "pod": pod.compact(plant.pod or "")}
        told: set[str] = set()
        for column, code in codes.items():
            for use in uses.get(code, ()):
                is_same = use.slug not in told and _share_a_section(plant, use)
                if is_same and _meet(use, dossier.as_of, None, dossier.as_of):
                    told.add(use.slug)
                    yield path_of_plant(index, column), use


def _by_code(dossier: Dossier, utility: Utility) -> dict[str, list[OtherUse]]:
    found: defaultdict[str, list[OtherUse]] = defaultdict(list)
    for use in dossier.other_uses or ():
        if use.utility is utility:
            found[use.code].append(use)
    return found


def _share_a_section(plant: Plant, use: OtherUse) -> bool:
    own = {part.section_code for part in plant.sections if part.is_included is not False} - {None}
    return not own or not use.sections or bool(own & set(use.sections))


def _meet(use: OtherUse, from_on: date, until_on: date | None, as_of: date) -> bool:
    """Whether the two are there on a common day, from the day of judgement on."""
    starts_on = max(from_on, as_of)
    is_gone = use.until_on is not None and use.until_on <= starts_on
    comes_later = use.from_on is not None and until_on is not None and until_on <= use.from_on
    return not is_gone and not comes_later
