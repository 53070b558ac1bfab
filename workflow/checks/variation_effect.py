"""From which day a variation takes effect, and what a late notice loses (FAQ of the GSE of 2025; par. 2.2.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.checks.added_plants import addition_of, notice_day
from workflow.checks.decorrenza import PlantStart, Reason, earliest_of, sending_day, start_of
from workflow.checks.variation_facts import is_notified
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law
from workflow.law.term import Deadline

NOTICE_TERM = "variazioni"
EARLY_NOTICE_TERM = "variazioni_anteriori"
EARLY_UNTIL = "variazioni/modifiche_anteriori"
ADDITIONS = frozenset({VariationKind.POINT_ADDED, VariationKind.POINT_HOLDER})
REMOVALS = frozenset({VariationKind.POINT_REMOVED, VariationKind.PLANT_REMOVED})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class VariationEffect:
    """From when a variation counts, with the reasons.

    `effective_on` is the day it counts from, or would from a notice given on the day of judgement; None while a date
    is missing. `deadline_on` is the last day for a notice that keeps the real date, `rolled_deadline_on` the working
    day after it when it is a holiday, which no text of the GSE grants. `is_timely` is None while there is no notice.
    `lost_from`, `lost_until` and `lost_days` (both ends counted) are what the delay of an addition costs.
    `missing` names the keys to fill in, of the variation or dotted from the top of the file.
    """

    index: int
    variation: Variation
    effective_on: date | None
    deadline_on: date | None
    rolled_deadline_on: date | None
    is_timely: bool | None
    lost_from: date | None
    lost_until: date | None
    lost_days: int
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True)
class AddedPlantStart:
    """From when a plant added later is in the service: its own 120 days, with the notice in the place of the sending.

    `index` is the place of the variation, `plant_index` that of the plant; `is_told` says whether the notice is given,
    else `start` supposes it on the assumed day, or on the day of judgement.
    """

    index: int
    plant_index: int
    is_told: bool
    start: PlantStart


def has_effect_date(variation: Variation) -> bool:
    """Whether the 120 days of the FAQ give the variation its date; plants added have a clock of their own."""
    return variation.kind in ADDITIONS | REMOVALS


def effects(dossier: Dossier, law: Law) -> Iterator[VariationEffect]:
    """Yield the effect of every variation whose date the notice decides."""
    for index, variation in enumerate(dossier.variations):
        if has_effect_date(variation):
            yield effect_of(dossier, index, law)


def effect_of(dossier: Dossier, index: int, law: Law) -> VariationEffect:
    """Return from when the variation counts; raise UnknownOnThatDayError before the GSE said how to give notice."""
    variation = dossier.variations[index]
    happened_on = variation.happened_on
    if happened_on is None:
        return VariationEffect(
            index=index,
            variation=variation,
            effective_on=None,
            deadline_on=None,
            rolled_deadline_on=None,
            is_timely=None,
            lost_from=None,
            lost_until=None,
            lost_days=0,
            reasons=(),
            missing=("avvenuta_il",),
            confidence=Confidence.HIGH,
        )
    notified_on = variation.notified_on if is_notified(variation, dossier.as_of) else None
    deadline = notice_deadline(happened_on, law, notified_on)
    given_on = notified_on or dossier.as_of
    floor_on = configuration_start(dossier, law)
    real_on = max(happened_on, floor_on or happened_on)
    is_late = given_on > deadline.due_on
    loses = is_late and variation.kind in ADDITIONS
    effective_on = max(real_on, given_on) if loses else real_on
    delay = (effective_on - real_on).days
    return VariationEffect(
        index=index,
        variation=variation,
        effective_on=effective_on,
        deadline_on=deadline.due_on,
        rolled_deadline_on=deadline.rolled_on,
        is_timely=None if notified_on is None else not is_late,
        lost_from=real_on if delay else None,
        lost_until=effective_on - ONE_DAY if delay else None,
        lost_days=delay,
        reasons=tuple(_reasons(happened_on, floor_on, effective_on, deadline, is_late=is_late, is_addition=loses)),
        missing=("contratto_gse.decorrenza",) if floor_on is None else (),
        confidence=_confidence(variation, is_late=is_late),
    )


def notice_deadline(happened_on: date, law: Law, notified_on: date | None = None) -> Deadline:
    """Return the last day for a notice that keeps the real date.

    The GSE's answer of 2025 also settles changes and notices older than itself, so that its own first day is the
    earliest at which its figures are read.
    """
    first_on = law.get(EARLY_UNTIL).entries[0].from_on
    law_on = max(happened_on, notified_on or happened_on, first_on)
    is_early = happened_on < law.value(EARLY_UNTIL, law_on).day
    return law.due(EARLY_NOTICE_TERM if is_early else NOTICE_TERM, happened_on, law_on)


def configuration_start(dossier: Dossier, law: Law) -> date | None:
    """Return the start of the configuration: the day in the act of admission, else the one the request gives."""
    if dossier.gse_contract is not None and dossier.gse_contract.started_on is not None:
        return dossier.gse_contract.started_on
    sent_on = sending_day(dossier)
    admitted = [plant for plant in dossier.plants if addition_of(dossier, plant) is None]
    return earliest_of([start_of(dossier, plant, law, sent_on) for plant in admitted])


def added_plant_starts(dossier: Dossier, law: Law) -> Iterator[AddedPlantStart]:
    """Yield the start of every plant that a variation brings in; without notice yet, as if given today."""
    places = {id(variation): index for index, variation in enumerate(dossier.variations)}
    for number, plant in enumerate(dossier.plants):
        addition = addition_of(dossier, plant)
        if addition is not None:
            start = start_of(dossier, plant, law, notice_day(dossier, addition))
            yield AddedPlantStart(places[id(addition)], number, is_notified(addition, dossier.as_of), start)


def _confidence(variation: Variation, *, is_late: bool) -> Confidence:
    """Say how sure the day is: the GSE speaks of additions; of late removals and of new holders it says nothing."""
    if variation.kind in REMOVALS and is_late:
        return Confidence.TO_VERIFY
    return Confidence.MEDIUM if variation.kind is VariationKind.POINT_HOLDER else Confidence.HIGH


def _reasons(
    happened_on: date,
    floor_on: date | None,
    effective_on: date,
    deadline: Deadline,
    *,
    is_late: bool,
    is_addition: bool,
) -> Iterator[Reason]:
    term = show(deadline.due_on)
    if not is_late:
        yield Reason("VAR-03", happened_on, f"la comunicazione è nel termine del {term}: vale la data reale")
    elif is_addition:
        text = f"la comunicazione è dopo il {term}: l’aggiunta non vale prima del giorno della comunicazione"
        yield Reason("VAR-03", effective_on, text)
    else:
        text = f"la comunicazione è dopo il {term}: per le rimozioni il GSE non dice nulla, si tiene la data reale"
        yield Reason("VAR-03", happened_on, text)
    if floor_on is not None and floor_on > happened_on:
        yield Reason("VAR-03", floor_on, f"mai prima della decorrenza della configurazione, {show(floor_on)}")
