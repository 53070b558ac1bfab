"""From when each plant is paid, why, until when, and what sending on another day would cost: everything in one view."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workflow.checks.card_finding import packaged_card
from workflow.checks.decorrenza import (
    PlantStart,
    Reason,
    earliest_of,
    has_been_sent,
    sending_day,
    sending_day_of,
    start_of,
)
from workflow.checks.note import NOTES_FOLDER, load_note
from workflow.checks.plant_facts import name_of, wants_tariff
from workflow.checks.rid_start import RidStart, rid_start_of
from workflow.checks.sending_cost import Sending, estimate_eur, sendings
from workflow.checks.service_period import last_tariff_day, last_valorisation_day
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Effect, Finding, LegalRef, Outcome, Report, Severity
from workflow.domain.plant import Plant
from workflow.law import Law
from workflow.resources import data_folder

# Where the law says a thing of which no card has the words yet, the card of the same paragraph gives the article.
_SAME_PARAGRAPH = {"EFF-08": "EFF-02", "VAR-03": "EFF-02", "VAR-05": "EFF-02"}


class TariffOutcome(StrEnum):
    """Whether a plant has the tariffa premio, as far as the dossier tells."""

    ADMITTED = "ammessa"
    EXCLUDED = "esclusa"
    UNKNOWN = "non_verificabile"
    NOT_ASKED = "non_richiesta"
    NOT_FORESEEN = "non_prevista"


@dataclass(frozen=True)
class TariffView:
    """The tariffa premio of one plant: whether, from when, until when, and the findings that decide."""

    outcome: TariffOutcome
    start_on: date | None
    last_day_on: date | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class PlantView:
    """Everything that is said of one plant.

    `eur_per_day` is the estimate of one day's contributions, None where the dossier does not hold the yearly income.
    """

    index: int
    plant: Plant
    name: str
    is_sending_assumed: bool
    start: PlantStart
    service_last_day_on: date | None
    tariff: TariffView
    rid: RidStart | None
    eur_per_day: Decimal | None
    lost_eur: Decimal | None


@dataclass(frozen=True)
class Decorrenza:
    """The whole answer, for a dossier on a day of judgement."""

    dossier: Dossier
    law: Law
    sent_on: date
    is_sending_assumed: bool
    start_on: date | None
    recognised_start_on: date | None
    plants: tuple[PlantView, ...]
    sendings: tuple[Sending, ...]


def decorrenza(dossier: Dossier, law: Law, report: Report, asked_on: date | None = None) -> Decorrenza:
    """Return the answer; `report` is the judgement of the dossier, which may take the tariff from a plant.

    `asked_on` is the day whose cost is asked: it stands in the table even where the request has left already.
    """
    views = tuple(_plant_view(dossier, index, plant, law, report) for index, plant in enumerate(dossier.plants))
    contract = dossier.gse_contract
    return Decorrenza(
        dossier=dossier,
        law=law,
        sent_on=sending_day(dossier),
        is_sending_assumed=any(view.is_sending_assumed for view in views) if views else dossier.is_sending_assumed,
        start_on=earliest_of([view.start for view in views]),
        recognised_start_on=contract.started_on if contract is not None else None,
        plants=views,
        sendings=sendings(dossier, law, asked_on),
    )


def refs_of(code: str) -> tuple[LegalRef, ...]:
    """Return where the law says what a code stands for."""
    checklists = data_folder("checklists")
    if (checklists / "rules" / f"{code}.yaml").exists():
        return packaged_card(code).refs
    note = checklists / NOTES_FOLDER / f"{code}.yaml"
    if note.exists():
        return load_note(note).refs
    same = _SAME_PARAGRAPH.get(code)
    return () if same is None else refs_of(same)


def configuration_reason(view: Decorrenza) -> Reason:
    """Return why the configuration starts when it does."""
    if view.start_on is None:
        text = "la data della configurazione è la prima tra quelle degli impianti, e non tutte sono note"
    elif len(view.plants) == 1:
        text = "è la data del solo impianto"
    else:
        first = [plant.name for plant in view.plants if plant.start.start_on == view.start_on]
        text = f"è la prima tra le date degli impianti ({', '.join(first)})"
    return Reason("EFF-08", view.start_on, text)


def _plant_view(dossier: Dossier, index: int, plant: Plant, law: Law, report: Report) -> PlantView:
    sent_on = sending_day_of(dossier, plant)
    start = start_of(dossier, plant, law, sent_on)
    from_on = plant.recognised_start_on or start.start_on
    return PlantView(
        index=index,
        plant=plant,
        name=name_of(plant, index),
        is_sending_assumed=not has_been_sent(dossier, plant),
        start=start,
        service_last_day_on=None if from_on is None else last_valorisation_day(from_on, law, sent_on),
        tariff=_tariff(dossier, plant, law, start, _of_plant(report, index)),
        rid=rid_start_of(dossier, plant, law, sent_on),
        eur_per_day=estimate_eur(plant, 1),
        lost_eur=estimate_eur(plant, start.lost_days),
    )


def _of_plant(report: Report, index: int) -> tuple[Finding, ...]:
    """Return the findings that take, or may take, the tariff from a plant."""
    return tuple(
        finding
        for finding in report.findings
        if finding.effect is Effect.PLANT_TARIFF
        and finding.severity is Severity.BLOCKING
        and (finding.path[:2] == ("impianti", index) or finding.path[:1] != ("impianti",))
    )


def _tariff(dossier: Dossier, plant: Plant, law: Law, start: PlantStart, findings: Sequence[Finding]) -> TariffView:
    failed = tuple(finding for finding in findings if finding.outcome is Outcome.FAILED)
    if not dossier.kind.has_tariff:
        return TariffView(TariffOutcome.NOT_FORESEEN, None, None, ())
    if not wants_tariff(dossier, plant):
        return TariffView(TariffOutcome.NOT_ASKED, None, None, ())
    if failed or start.is_tariff is False:
        return TariffView(TariffOutcome.EXCLUDED, None, None, failed)
    from_on = plant.recognised_start_on or start.start_on
    last_on = None if from_on is None else last_tariff_day(from_on, law, start.sent_on)
    if findings or start.is_tariff is None or from_on is None:
        return TariffView(TariffOutcome.UNKNOWN, from_on, last_on, tuple(findings))
    return TariffView(TariffOutcome.ADMITTED, from_on, last_on, ())
