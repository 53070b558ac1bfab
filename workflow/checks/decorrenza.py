"""The decorrenza engine: from which day a plant, and its configuration, is in the service, and why (par. 2.2.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.checks.plant_constitution import DECREE_IN_FORCE, PORTAL_OPENED, order_allows_tariff, regular_since
from workflow.checks.plant_facts import is_existing, wants_tariff
from workflow.checks.three_valued import all_of
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.kind import Kind
from workflow.domain.plant import Plant
from workflow.domain.request import Channel
from workflow.law import Law
from workflow.law.term import Deadline

REQUEST_TERM = "richiesta_tariffa_premio"
EARLY_REQUEST_TERM = "richiesta_impianto_anteriore"
QUOTA_TERM = "esaurimento_contingente"
TARIFF_CLOSES = "richiesta/termine_tariffa_premio"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    """Why a start is what it is: the rule, the day it gives, one Italian sentence."""

    code: str
    day: date | None
    text: str


@dataclass(frozen=True)
class PlantStart:
    """From when a plant is in the service, with the reasons and what a late request loses.

    `start_on` is None while a date is missing; `not_before_on` is then the earliest day the known dates allow, and
    `missing` names the keys to fill in: of the plant, or dotted from the top of the file. `deadline_on` is the last
    of the 120 days; `rolled_deadline_on` is the working day after it when it is a holiday, which no text of the GSE
    grants, so that it never counts here; `last_useful_on` is `deadline_on` within the end of the scheme.
    `lost_from`, `lost_until` and `lost_days` (both ends counted) are what the delay costs. `is_tariff` says whether
    dates and choices leave the tariffa premio open; power, parts and papers are for the other rules.
    """

    start_on: date | None
    not_before_on: date | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    is_timely: bool | None
    deadline_on: date | None
    rolled_deadline_on: date | None
    last_useful_on: date | None
    lost_from: date | None
    lost_until: date | None
    lost_days: int
    is_tariff: bool | None


@dataclass(frozen=True)
class ConfigurationStart:
    """From when the configuration is in the service: the earliest of its plants, once all are known (EFF-08)."""

    start_on: date | None
    plants: tuple[PlantStart, ...]


@dataclass(frozen=True)
class Floor:
    """A day before which the service cannot start; None while the datum at `missing` is unknown."""

    code: str
    day: date | None
    missing: str
    text: str


def sending_day(dossier: Dossier) -> date:
    """Return the day of sending that counts: what went by PEC was not sent at all (par. 2.1.1)."""
    if dossier.request.channel is Channel.PEC and dossier.request.sent_on is not None:
        return dossier.assumed_sent_on or dossier.as_of
    return dossier.sent_on


def start_of_configuration(dossier: Dossier, law: Law, sent_on: date | None = None) -> ConfigurationStart:
    """Return the start of every plant and of the whole for a request sent on a day, by default the dossier's."""
    day = sent_on or sending_day(dossier)
    plants = tuple(start_of(dossier, plant, law, day) for plant in dossier.plants)
    known = [plant.start_on for plant in plants if plant.start_on is not None]
    return ConfigurationStart(min(known) if known and len(known) == len(plants) else None, plants)


def start_of(dossier: Dossier, plant: Plant, law: Law, sent_on: date) -> PlantStart:
    """Return when the plant's service starts if the request is sent on `sent_on`."""
    entered_on = plant.entered_operation_on
    is_tariff = _is_tariff(dossier, plant, law)
    floors = tuple(_floors(dossier, plant, is_tariff=is_tariff))
    missing = tuple(floor.missing for floor in floors if floor.day is None)
    if entered_on is None:
        return PlantStart(
            start_on=None,
            not_before_on=None,
            reasons=(),
            missing=("entrata_in_esercizio", *missing),
            is_timely=None,
            deadline_on=None,
            rolled_deadline_on=None,
            last_useful_on=None,
            lost_from=None,
            lost_until=None,
            lost_days=0,
            is_tariff=is_tariff,
        )
    decree_on = law.value(DECREE_IN_FORCE, sent_on).day
    deadline = deadline_of(entered_on, law, sent_on)
    deadline_on = deadline.due_on
    anchor_on = max(entered_on, decree_on)
    is_timely = sent_on <= deadline_on
    base_on = anchor_on if is_timely else sent_on + ONE_DAY
    code = "EFF-01" if entered_on < decree_on else "EFF-02"
    reasons = [Reason(code, base_on, _base_text(code, base_on, deadline_on, is_timely=is_timely))]
    reasons += [Reason(floor.code, floor.day, floor.text) for floor in floors if floor.day and floor.day > base_on]
    allowed_on = max([base_on, *(floor.day for floor in floors if floor.day)])
    reasons += _choice(plant.chosen_start_on, allowed_on)
    start_on = max(allowed_on, plant.chosen_start_on or allowed_on)
    due_from = max([anchor_on, *(floor.day for floor in floors if floor.day)])
    loses = not is_timely and due_from <= sent_on
    return PlantStart(
        start_on=None if missing else start_on,
        not_before_on=start_on,
        reasons=tuple(reasons),
        missing=missing,
        is_timely=is_timely,
        deadline_on=deadline_on,
        rolled_deadline_on=deadline.rolled_on,
        last_useful_on=last_useful_day(entered_on, law, sent_on),
        lost_from=due_from if loses else None,
        lost_until=sent_on if loses else None,
        lost_days=(sent_on - due_from).days + 1 if loses else 0,
        is_tariff=is_tariff,
    )


def deadline_of(entered_on: date, law: Law, law_on: date) -> Deadline:
    """Return the last day for a request that keeps everything: counted from operation, or from the portal's opening."""
    opened_on = law.value(PORTAL_OPENED, law_on).day
    if entered_on < law.value(DECREE_IN_FORCE, law_on).day:
        return law.due(EARLY_REQUEST_TERM, opened_on, law_on)
    return law.due(REQUEST_TERM, max(entered_on, opened_on), law_on)


def last_useful_day(entered_on: date, law: Law, law_on: date, quota_reached_on: date | None = None) -> date:
    """Return the last day for a request of tariff that loses nothing: the 120 days end with the scheme (EFF-10).

    `quota_reached_on` is the day the 5 GW are reached, once the GSE publishes it.
    """
    days = [deadline_of(entered_on, law, law_on).due_on, law.value(TARIFF_CLOSES, law_on).day]
    if quota_reached_on is not None:
        days.append(law.due(QUOTA_TERM, quota_reached_on, law_on).due_on)
    return min(days)


def _base_text(code: str, base_on: date, deadline_on: date, *, is_timely: bool) -> str:
    if not is_timely:
        return (
            f"la richiesta parte dopo il termine del {show(deadline_on)}: "
            f"il servizio decorre dal giorno dopo l’invio, {show(base_on)}"
        )
    since = "dall’entrata in vigore del decreto" if code == "EFF-01" else "dall’entrata in esercizio"
    return f"la richiesta è nel termine del {show(deadline_on)}: il servizio decorre {since}, {show(base_on)}"


def _choice(chosen_on: date | None, allowed_on: date) -> Iterator[Reason]:
    if chosen_on is None:
        return
    if chosen_on < allowed_on:
        text = f"la data scelta, {show(chosen_on)}, è anteriore alla prima possibile e non si considera"
        yield Reason("EFF-04", None, text)
    elif chosen_on > allowed_on:
        yield Reason("EFF-04", chosen_on, f"il Referente ha scelto una data successiva, {show(chosen_on)}")


def _floors(dossier: Dossier, plant: Plant, *, is_tariff: bool | None) -> Iterator[Floor]:
    if plant.ssp_active is None and plant.ssp_ends_on is None:
        yield Floor("EFF-05", None, "ssp_attivo", "")
    elif plant.ssp_active or plant.ssp_ends_on is not None:
        ends_on = plant.ssp_ends_on
        text = "" if ends_on is None else f"lo scambio sul posto si chiude il {show(ends_on)}: si entra dal giorno dopo"
        yield Floor("EFF-05", None if ends_on is None else ends_on + ONE_DAY, "ssp_fine", text)
    if dossier.kind.is_group:
        signatures = dossier.contract.signatures if dossier.contract else ()
        signed_on = max(signatures) if signatures else None
        text = f"il gruppo ha firmato l’accordo il {show(signed_on)}" if signed_on else ""
        yield Floor("EFF-06", signed_on, "contratto.firme", text)
    # For a CER the text has no such floor, since the tariff already asks for the statute before operation:
    # it is inferred for the plants that are in for the valorisation alone.
    if dossier.kind is Kind.CEC or (dossier.kind is Kind.CER and is_tariff is not True):
        regular_on = regular_since(dossier)
        text = f"lo statuto ha tutti gli elementi dal {show(regular_on)}" if regular_on else ""
        if text and dossier.kind is Kind.CER:
            text += " (per la CER è una deduzione: il testo lo scrive per la CEC)"
        yield Floor("EFF-07", regular_on, "comunita.statuto.conforme_dal", text)


def _is_tariff(dossier: Dossier, plant: Plant, law: Law) -> bool | None:
    if not wants_tariff(dossier, plant):
        return False
    existing = is_existing(dossier, plant, law)
    return all_of(None if existing is None else not existing, order_allows_tariff(dossier, plant, law))
