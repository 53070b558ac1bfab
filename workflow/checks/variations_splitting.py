"""Rules on owners and parcels that change in the years after operation and make plants one (par. 1.2.1.5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, failed, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import included_power_kw, name_of, total
from workflow.checks.plant_splitting import MAXIMUM_POWER, groups_of, stand_on_one_area
from workflow.checks.three_valued import any_of
from workflow.checks.variation_facts import (
    SPLITTING_KINDS,
    find_plant,
    is_notified,
    path_of_variation,
    producer_called,
    producer_on_sending,
    title_of,
    variations_of,
)
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Severity
from workflow.domain.plant import Plant
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law
from workflow.law.band import Bands

WATCH_TERM = "osservazione_frazionamento"
NOTICE_TERM = "comunicazione_frazionamento"
BANDS = "tariffa/scaglioni"


@dataclass(frozen=True)
class SplittingChange:
    """What a change of owner or parcel does to the plants it touches.

    `group` are the plants that count as one after it, `possible` those that may while data are missing; a group of one
    means that nothing is summed. A change that touches plants of several groups yields one of these for each.
    `has_neighbours` says whether another plant stands on the same area. `watched_until_on` is the last day on which
    such a change counts, from the operation of the first plant of the area; `notify_by_on` the last to tell the GSE.
    """

    index: int
    variation: Variation
    plants: tuple[int, ...]
    group: tuple[int, ...]
    possible: tuple[int, ...]
    was_group: bool
    has_neighbours: bool | None
    power_kw: Decimal | None
    watched_until_on: date | None
    notify_by_on: date | None

    @property
    def is_watched(self) -> bool | None:
        """Whether the change falls in the years that are watched."""
        if self.variation.happened_on is None or self.watched_until_on is None:
            return None
        return self.variation.happened_on <= self.watched_until_on


def splitting_changes(dossier: Dossier, law: Law) -> Iterator[SplittingChange]:
    """Yield what each change of owner or parcel does, the changes before it taken as made."""
    before = [plant.model_copy(update={"producer": producer_on_sending(dossier, plant)}) for plant in dossier.plants]
    changes = sorted(variations_of(dossier, *SPLITTING_KINDS), key=lambda item: item[1].happened_on or date.max)
    for index, variation in changes:
        found = [find_plant(dossier, name) for name in variation.plants]
        touched = tuple(place for place in found if place is not None)
        after = _applied(dossier, before, variation, found)
        facts = {
            other: any_of(*(_share_area(before, after, place, other) for place in touched if place != other))
            for other in range(len(after))
        }
        near = {*touched, *(other for other, fact in facts.items() if fact is not False)}
        days = [dossier.plants[place].entered_operation_on for place in near]
        first_on = None if None in days or not days else min(day for day in days if day is not None)
        happened_on = variation.happened_on
        watched_until_on = (
            None if first_on is None or happened_on is None else law.due(WATCH_TERM, first_on, happened_on).due_on
        )
        for group in dict.fromkeys(groups_of(after, place, sure=True) for place in touched) or [()]:
            yield SplittingChange(
                index=index,
                variation=variation,
                plants=touched,
                group=group,
                possible=groups_of(after, group[0], sure=False) if group else (),
                was_group=len(group) > 1 and set(group) <= set(groups_of(before, group[0], sure=True)),
                has_neighbours=any_of(*facts.values()),
                power_kw=total(included_power_kw(dossier.plants[place]) for place in group),
                watched_until_on=watched_until_on,
                notify_by_on=None if happened_on is None else law.due(NOTICE_TERM, happened_on).due_on,
            )
        before = after


@rule("PLT-19")
def later_changes_leave_plants_apart(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge whether a change of owner or parcel makes plants one: forfeiture above the limit, or another band."""
    limit_kw = law.value(MAXIMUM_POWER, dossier.sent_on).number
    for change in splitting_changes(dossier, law):
        path = path_of_variation(change.index, "avvenuta_il")
        values = {**_values(dossier, change), "massimo_kw": limit_kw}
        happened_on, power_kw = change.variation.happened_on, change.power_kw
        if not change.plants:
            yield unknown(path_of_variation(change.index, "impianti"), **values)
        elif len(change.possible) == 1 or change.was_group:
            yield passed(path, **values)
        elif change.is_watched is False:
            yield failed(path, "oltre_periodo", **values).weighing(Severity.NOTE)
        elif len(change.group) == 1 or change.is_watched is None or happened_on is None or power_kw is None:
            yield unknown(path, **values)
        elif power_kw > limit_kw:
            yield failed(path, **values)
        elif _changes_band(dossier, change.group, power_kw, law.value(BANDS, happened_on).bands):
            yield failed(path, "nuovo_scaglione", **values).weighing(Severity.WARNING)
        else:
            yield passed(path, **values)


@rule("VAR-09")
def owner_and_parcel_changes_are_told_in_time(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Judge the days to tell the GSE of each change of owner or parcel in the years that are watched."""
    for change in splitting_changes(dossier, law):
        variation = change.variation
        path = path_of_variation(change.index, "comunicata_il")
        values = _values(dossier, change)
        notify_by_on = change.notify_by_on
        if change.plants and change.has_neighbours is False:
            yield not_applicable(path)
        elif variation.happened_on is None or notify_by_on is None or change.is_watched is None:
            yield unknown(path, **values)
        elif not change.is_watched or variation.happened_on > dossier.as_of:
            yield not_applicable(path)
        elif is_notified(variation, dossier.as_of) and variation.notified_on is not None:
            is_timely = variation.notified_on <= notify_by_on
            yield passed(path, **values) if is_timely else failed(path, "tardiva", **values).weighing(Severity.WARNING)
        elif change.has_neighbours is None:
            yield unknown(path, **values)
        elif dossier.as_of <= notify_by_on:
            yield failed(path, "aperta", **values).weighing(Severity.WARNING)
        else:
            yield failed(path, **values)


def _applied(
    dossier: Dossier, plants: Sequence[Plant], variation: Variation, found: Sequence[int | None]
) -> list[Plant]:
    """Return the plants as they are after the change."""
    after = list(plants)
    for position, place in enumerate(found):
        if place is None:
            continue
        update: dict[str, Any] = {}
        if variation.kind is VariationKind.PLANT_OWNER:
            party = variation.new_party
            update["producer"] = None if party is None else producer_called(dossier, party)
        elif position < len(variation.parcels_after):
            sheet, _, parcel = variation.parcels_after[position].partition("/")
            update |= {"cadastral_sheet": sheet.strip(), "cadastral_parcel": parcel.strip() or None}
        else:
            update |= {"cadastral_parcel": None}
        after[place] = after[place].model_copy(update=update)
    return after


def _share_area(before: Sequence[Plant], after: Sequence[Plant], one: int, other: int) -> bool | None:
    return any_of(stand_on_one_area(before[one], before[other]), stand_on_one_area(after[one], after[other]))


def _changes_band(dossier: Dossier, group: tuple[int, ...], power_kw: Decimal, bands: Bands) -> bool:
    """Whether the summed power takes one of the plants to another band of the tariff."""
    alone = (included_power_kw(dossier.plants[place]) for place in group)
    return any(bands.find(power) != bands.find(power_kw) for power in alone if power is not None)


def _values(dossier: Dossier, change: SplittingChange) -> dict[str, Any]:
    places = change.group if len(change.group) > 1 else change.possible
    return {
        "variazione": title_of(change.variation, change.index),
        "avvenuta_il": change.variation.happened_on,
        "comunicata_il": change.variation.notified_on,
        "impianti": [name_of(dossier.plants[place], place) for place in places],
        "potenza_kw": change.power_kw,
        "controllo_fino_al": change.watched_until_on,
        "comunicare_entro": change.notify_by_on,
    }
