"""The decorrenza engine: from which day a plant, and its configuration, is in the service, and why (par. 2.2.1.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.checks.added_plants import addition_of, early_notice_closed_on, notice_day
from workflow.checks.plant_constitution import DECREE_IN_FORCE, PORTAL_OPENED, order_allows_tariff, regular_since
from workflow.checks.plant_facts import is_existing, wants_tariff
from workflow.checks.three_valued import all_of
from workflow.checks.variation_facts import is_notified
from workflow.checks.wording import show
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.kind import Kind
from workflow.domain.plant import Plant
from workflow.domain.request import Channel
from workflow.domain.variation import Variation
from workflow.law import Law
from workflow.law.term import Deadline

REQUEST_TERM = "richiesta_tariffa_premio"
EARLY_REQUEST_TERM = "richiesta_impianto_anteriore"
QUOTA_TERM = "esaurimento_contingente"
TARIFF_CLOSES = "richiesta/termine_tariffa_premio"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reason:
    """Why a start is what it is: the rule, the day it gives, one Italian sentence, and how sure the reading is."""

    code: str
    day: date | None
    text: str
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True)
class PlantStart:
    """From when a plant is in the service, with the reasons and what a late request loses.

    `start_on` is None while a date is missing; `not_before_on` is then the earliest day the known dates allow, and
    `missing` names the keys to fill in: of the plant, or dotted from the top of the file. `deadline_on` is the last
    of the 120 days; `rolled_deadline_on` is the working day after it when it is a holiday, which no text of the GSE
    grants, so that it never counts here; `last_useful_on` is `deadline_on` within the end of the scheme.
    `lost_from`, `lost_until` and `lost_days` (both ends counted) are what the delay costs: days that another date,
    also a chosen one, would have left out anyway are not lost. `is_tariff` says whether dates and choices leave the
    tariffa premio open; power, parts and papers are for the other rules. `sent_on` is the day that was judged, and
    `is_added` says that the plant joined after admission, so that the day is that of its own notice.
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
    sent_on: date
    is_added: bool = False


@dataclass(frozen=True)
class ConfigurationStart:
    """From when the configuration is in the service: the earliest of its plants (EFF-08).

    `start_on` is None while a plant whose dates are not all known could still come before the others.
    """

    start_on: date | None
    plants: tuple[PlantStart, ...]


@dataclass(frozen=True)
class Floor:
    """A day before which the service cannot start; None while the datum at `missing` is unknown."""

    code: str
    day: date | None
    missing: str
    text: str
    confidence: Confidence = Confidence.HIGH


def sending_day(dossier: Dossier) -> date:
    """Return the day of sending that counts: what went by PEC (par. 2.1.1), or was withdrawn, was not sent at all."""
    sent_on = dossier.request.sent_on
    return sent_on if sent_on is not None and _counts(dossier) else dossier.assumed_sent_on or dossier.as_of


def sending_day_of(dossier: Dossier, plant: Plant) -> date:
    """Return the day of sending that counts for a plant: for one that joined after admission, that of its notice."""
    addition = addition_of(dossier, plant)
    return sending_day(dossier) if addition is None else notice_day(dossier, addition)


def has_been_sent(dossier: Dossier, plant: Plant) -> bool:
    """Whether the sending that counts for a plant has happened: else it is a hypothesis, as reports must say."""
    addition = addition_of(dossier, plant)
    return _counts(dossier) if addition is None else is_notified(addition, dossier.as_of)


def start_of_configuration(dossier: Dossier, law: Law, sent_on: date | None = None) -> ConfigurationStart:
    """Return the start of every plant and of the whole for a request sent on a day, by default the dossier's.

    The plants that joined after admission keep the day of their own notice.
    """
    day = sent_on or sending_day(dossier)
    plants = tuple(
        start_of(dossier, plant, law, day if addition_of(dossier, plant) is None else sending_day_of(dossier, plant))
        for plant in dossier.plants
    )
    return ConfigurationStart(earliest_of(plants), plants)


def earliest_of(plants: Sequence[PlantStart]) -> date | None:
    """Return the earliest of the plants' starts, or None while one whose dates are not all known could come before."""
    known = [plant.start_on for plant in plants if plant.start_on is not None]
    earliest_on = min(known) if known else None
    is_settled = earliest_on is not None and all(
        plant.not_before_on is not None and plant.not_before_on >= earliest_on
        for plant in plants
        if plant.start_on is None
    )
    return earliest_on if is_settled else None


def start_of(dossier: Dossier, plant: Plant, law: Law, sent_on: date) -> PlantStart:
    """Return when the plant's service starts if the request, or the notice of its joining, is sent on `sent_on`."""
    addition = addition_of(dossier, plant)
    entered_on = plant.entered_operation_on
    is_tariff = _is_tariff(dossier, plant, law)
    floors = tuple(_floors(dossier, plant, law, addition, is_tariff=is_tariff))
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
            sent_on=sent_on,
            is_added=addition is not None,
        )
    deadline = deadline_of(entered_on, law, sent_on)
    kept_until = early_notice_closed_on(entered_on, law, sent_on) if addition is not None else None
    deadline_on = max(deadline.due_on, kept_until or deadline.due_on)
    anchor_on = max(entered_on, law.value(DECREE_IN_FORCE, sent_on).day)
    is_timely = sent_on <= deadline_on
    base_on = anchor_on if is_timely else sent_on + ONE_DAY
    code = "EFF-01" if entered_on < anchor_on else "EFF-02"
    reasons = [Reason(code, base_on, _base_text(code, base_on, deadline_on, addition, is_timely=is_timely))]
    reasons += _of_addition(addition, sent_on, kept_until if kept_until == deadline_on else None)
    reasons += [
        Reason(floor.code, floor.day, floor.text, floor.confidence)
        for floor in floors
        if floor.day and floor.day > base_on
    ]
    allowed_on = max([base_on, *(floor.day for floor in floors if floor.day)])
    reasons += _choice(plant.chosen_start_on, allowed_on)
    start_on = max(allowed_on, plant.chosen_start_on or allowed_on)
    due_from = max([anchor_on, plant.chosen_start_on or anchor_on, *(floor.day for floor in floors if floor.day)])
    loses = not is_timely and due_from <= sent_on
    return PlantStart(
        start_on=None if missing else start_on,
        not_before_on=start_on,
        reasons=tuple(reasons),
        missing=missing,
        is_timely=is_timely,
        deadline_on=deadline_on,
        rolled_deadline_on=deadline.rolled_on if deadline_on == deadline.due_on else None,
        last_useful_on=min(deadline_on, closing_day(law, sent_on, dossier.request.quota_reached_on)),
        lost_from=due_from if loses else None,
        lost_until=sent_on if loses else None,
        lost_days=(sent_on - due_from).days + 1 if loses else 0,
        is_tariff=is_tariff,
        sent_on=sent_on,
        is_added=addition is not None,
    )


def deadline_of(entered_on: date, law: Law, law_on: date) -> Deadline:
    """Return the last day for a request that keeps everything: counted from operation, or from the portal's opening."""
    opened_on = law.value(PORTAL_OPENED, law_on).day
    if entered_on < law.value(DECREE_IN_FORCE, law_on).day:
        return law.due(EARLY_REQUEST_TERM, opened_on, law_on)
    return law.due(REQUEST_TERM, max(entered_on, opened_on), law_on)


def last_useful_day(entered_on: date, law: Law, law_on: date, quota_reached_on: date | None = None) -> date:
    """Return the last day for a request of tariff that loses nothing: the 120 days end with the scheme (EFF-10)."""
    return min(deadline_of(entered_on, law, law_on).due_on, closing_day(law, law_on, quota_reached_on))


def closing_day(law: Law, law_on: date, quota_reached_on: date | None = None) -> date:
    """Return the last day of the scheme; `quota_reached_on` is the day the 5 GW are reached, once the GSE says it."""
    closes_on = law.value(TARIFF_CLOSES, law_on).day
    if quota_reached_on is None:
        return closes_on
    return min(closes_on, law.due(QUOTA_TERM, quota_reached_on, law_on).due_on)


def _counts(dossier: Dossier) -> bool:
    request = dossier.request
    return request.sent_on is not None and request.channel is not Channel.PEC and request.withdrawn_on is None


def _base_text(code: str, base_on: date, deadline_on: date, addition: Variation | None, *, is_timely: bool) -> str:
    what = "la richiesta" if addition is None else "la comunicazione"
    if not is_timely:
        return (
            f"{what} parte dopo il termine del {show(deadline_on)}: "
            f"il servizio decorre dal giorno dopo l’invio, {show(base_on)}"
        )
    since = "dall’entrata in vigore del decreto" if code == "EFF-01" else "dall’entrata in esercizio"
    return f"{what} è nel termine del {show(deadline_on)}: il servizio decorre {since}, {show(base_on)}"


def _of_addition(addition: Variation | None, notified_on: date, kept_until: date | None) -> Iterator[Reason]:
    if addition is None:
        return
    text = (
        "l’impianto si aggiunge dopo l’accoglimento: il suo termine si conta per conto proprio e al posto dell’invio "
        f"vale la comunicazione al GSE, {show(notified_on)} (è una deduzione)"
    )
    yield Reason("VAR-05", None, text, Confidence.MEDIUM)
    if kept_until is not None:
        text = f"per le modifiche più vecchie della procedura del GSE si poteva comunicare fino al {show(kept_until)}"
        yield Reason("VAR-03", None, text)


def _choice(chosen_on: date | None, allowed_on: date) -> Iterator[Reason]:
    if chosen_on is None:
        return
    if chosen_on < allowed_on:
        text = f"la data scelta, {show(chosen_on)}, è anteriore alla prima possibile e non si considera"
        yield Reason("EFF-04", None, text)
    elif chosen_on > allowed_on:
        yield Reason("EFF-04", chosen_on, f"il Referente ha scelto una data successiva, {show(chosen_on)}")


def _floors(
    dossier: Dossier, plant: Plant, law: Law, addition: Variation | None, *, is_tariff: bool | None
) -> Iterator[Floor]:
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
        is_last = len(set(signatures)) > 1
        if is_last:
            text += " (con firme in giorni diversi vale l’ultima: è una deduzione)"
        yield Floor("EFF-06", signed_on, "contratto.firme", text, Confidence.MEDIUM if is_last else Confidence.HIGH)
    # For a CER the text has no such floor, since the tariff already asks for the statute before operation:
    # it is inferred for the plants that are in for the valorisation alone.
    if dossier.kind is Kind.CEC or (dossier.kind is Kind.CER and is_tariff is not True):
        regular_on = regular_since(dossier)
        text = f"lo statuto ha tutti gli elementi dal {show(regular_on)}" if regular_on else ""
        is_inferred = dossier.kind is Kind.CER
        if text and is_inferred:
            text += " (per la CER è una deduzione: il testo lo scrive per la CEC)"
        confidence = Confidence.MEDIUM if is_inferred else Confidence.HIGH
        yield Floor("EFF-07", regular_on, "comunita.statuto.conforme_dal", text, confidence)
    if addition is not None:
        first_on = _admitted_start(dossier, law)
        text = (
            f"la configurazione è nel servizio dal {show(first_on)} e un’aggiunta non può precederla"
            if first_on
            else ""
        )
        yield Floor("VAR-03", first_on, "contratto_gse.decorrenza", text)


def _admitted_start(dossier: Dossier, law: Law) -> date | None:
    """Return the start of the configuration as admitted: the one in the act, else that of the plants of the request."""
    written_on = dossier.gse_contract.started_on if dossier.gse_contract else None
    if written_on is not None:
        return written_on
    admitted = tuple(plant for plant in dossier.plants if addition_of(dossier, plant) is None)
    return start_of_configuration(dossier.model_copy(update={"plants": admitted}), law).start_on


def _is_tariff(dossier: Dossier, plant: Plant, law: Law) -> bool | None:
    if not wants_tariff(dossier, plant):
        return False
    existing = is_existing(dossier, plant, law)
    return all_of(None if existing is None else not existing, order_allows_tariff(dossier, plant, law))
