"""The machine form of `decorrenza`, with its published schema."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

from workflow.checks.decorrenza import Reason
from workflow.checks.rid_start import RidCase
from workflow.checks.sending_cost import DayLabel, Sending
from workflow.domain.finding import Confidence, FieldPath, LegalRef
from workflow.law import Law
from workflow.services.decorrenza import (
    Decorrenza,
    PlantView,
    TariffOutcome,
    configuration_reason,
    refs_of,
)

Euro = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReasonPart(_Part):
    """Why a day is what it is: the rule, its articles, the day it gives, and how sure the reading is."""

    code: str
    on: date | None
    text: str
    confidence: Confidence
    refs: tuple[LegalRef, ...]
    cited: tuple[str, ...]


class TariffPart(_Part):
    """The tariffa premio of a plant; `codes` are the rules that exclude it or that a datum is missing for."""

    outcome: TariffOutcome
    start_on: date | None
    last_day_on: date | None
    codes: tuple[str, ...]


class RidPart(_Part):
    """The ritiro dedicato of a plant; a day agreed with the GSE has no `start_on`."""

    case: RidCase | None
    start_on: date | None
    deadline_on: date | None
    missing: tuple[str, ...]


class PlantPart(_Part):
    """One plant. The days lost count both ends; sums in euro are estimates, null where the income is not known."""

    index: int
    path: FieldPath
    name: str
    censimp: str | None
    pod: str | None
    entered_operation_on: date | None
    sent_on: date
    is_sending_assumed: bool
    is_added_later: bool
    start_on: date | None
    not_before_on: date | None
    recognised_start_on: date | None
    last_day_on: date | None
    reasons: tuple[ReasonPart, ...]
    missing: tuple[str, ...]
    tariff: TariffPart
    is_timely: bool | None
    deadline_on: date | None
    rolled_deadline_on: date | None
    last_useful_on: date | None
    lost_from: date | None
    lost_until: date | None
    lost_days: int
    lost_eur: Euro | None
    eur_per_day: Euro | None
    estimate_missing: str | None
    rid: RidPart | None


class MarkPart(_Part):
    """Why a day stands in the table, with the places of its plants or the days ahead."""

    label: DayLabel
    plants: tuple[int, ...]
    days: int | None


class PlantCostPart(_Part):
    """What a sending on that day costs one plant; `is_fixed` says that its own notice has left already."""

    index: int
    start_on: date | None
    is_timely: bool | None
    lost_days: int
    lost_eur: Euro | None
    next_day_lost_days: int
    next_day_lost_eur: Euro | None
    is_fixed: bool


class SendingPart(_Part):
    """One row of the table; `lost_days` is that of the plant that loses most, `lost_eur` the sum of all."""

    on: date
    marks: tuple[MarkPart, ...]
    is_past: bool
    is_tariff_open: bool
    configuration_start_on: date | None
    lost_days: int
    lost_eur: Euro | None
    next_day_lost_days: int
    next_day_lost_eur: Euro | None
    plants: tuple[PlantCostPart, ...]


class ConfigurationPart(_Part):
    """The configuration: the earliest of its plants, and the day written in the act of admission."""

    start_on: date | None
    recognised_start_on: date | None
    reason: ReasonPart


class DecorrenzaEnvelope(_Part):
    """What `decorrenza --json` prints; plants in the order of the file, sendings in order of day."""

    schema_version: Literal[1] = 1
    dossier: str
    kind: str
    as_of: date
    sent_on: date
    is_sending_assumed: bool
    law_digest: str
    configuration: ConfigurationPart
    plants: tuple[PlantPart, ...]
    sendings: tuple[SendingPart, ...]


def decorrenza_json(view: Decorrenza) -> dict[str, Any]:
    """Return the envelope as plain JSON data."""
    envelope = DecorrenzaEnvelope(
        dossier=view.dossier.slug,
        kind=view.dossier.kind.value,
        as_of=view.dossier.as_of,
        sent_on=view.sent_on,
        is_sending_assumed=view.is_sending_assumed,
        law_digest=view.law.digest,
        configuration=ConfigurationPart(
            start_on=view.start_on,
            recognised_start_on=view.recognised_start_on,
            reason=_reason(configuration_reason(view), view.law),
        ),
        plants=tuple(_plant(plant, view.law) for plant in view.plants),
        sendings=tuple(_sending(sending, view.dossier.as_of) for sending in view.sendings),
    )
    data = envelope.model_dump(mode="json")
    data["schema"] = data.pop("schema_version")
    return data


def decorrenza_schema() -> dict[str, Any]:
    """Return the JSON Schema of the envelope."""
    schema = DecorrenzaEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["schema"] = schema["properties"].pop("schema_version")
    schema["required"] = ["schema", *schema["required"]]
    return schema


def _reason(reason: Reason, law: Law) -> ReasonPart:
    refs = refs_of(reason.code)
    return ReasonPart(
        code=reason.code,
        on=reason.day,
        text=reason.text,
        confidence=reason.confidence,
        refs=refs,
        cited=tuple(law.cite(ref) for ref in refs),
    )


def _plant(view: PlantView, law: Law) -> PlantPart:
    plant, start, rid = view.plant, view.start, view.rid
    return PlantPart(
        index=view.index,
        path=("impianti", view.index),
        name=view.name,
        censimp=plant.censimp,
        pod=plant.pod,
        entered_operation_on=plant.entered_operation_on,
        sent_on=start.sent_on,
        is_sending_assumed=view.is_sending_assumed,
        is_added_later=start.is_added,
        start_on=start.start_on,
        not_before_on=start.not_before_on,
        recognised_start_on=plant.recognised_start_on,
        last_day_on=view.service_last_day_on,
        reasons=tuple(_reason(reason, law) for reason in start.reasons),
        missing=start.missing,
        tariff=TariffPart(
            outcome=view.tariff.outcome,
            start_on=view.tariff.start_on,
            last_day_on=view.tariff.last_day_on,
            codes=tuple(sorted({finding.code for finding in view.tariff.findings})),
        ),
        is_timely=start.is_timely,
        deadline_on=start.deadline_on,
        rolled_deadline_on=start.rolled_deadline_on,
        last_useful_on=start.deadline_on if start.is_tariff is False else start.last_useful_on,
        lost_from=start.lost_from,
        lost_until=start.lost_until,
        lost_days=start.lost_days,
        lost_eur=view.lost_eur,
        eur_per_day=view.eur_per_day,
        estimate_missing="incentivo_annuo_eur" if view.eur_per_day is None else None,
        rid=None
        if rid is None
        else RidPart(case=rid.case, start_on=rid.start_on, deadline_on=rid.deadline_on, missing=rid.missing),
    )


def _sending(sending: Sending, as_of: date) -> SendingPart:
    return SendingPart(
        on=sending.on,
        marks=tuple(MarkPart(label=mark.label, plants=mark.plants, days=mark.days) for mark in sending.marks),
        is_past=sending.on < as_of,
        is_tariff_open=sending.is_tariff_open,
        configuration_start_on=sending.configuration_start_on,
        lost_days=sending.lost_days,
        lost_eur=sending.lost_eur,
        next_day_lost_days=sending.next_day_lost_days,
        next_day_lost_eur=sending.next_day_lost_eur,
        plants=tuple(
            PlantCostPart(
                index=cost.index,
                start_on=cost.start.start_on,
                is_timely=cost.start.is_timely,
                lost_days=cost.start.lost_days,
                lost_eur=cost.lost_eur,
                next_day_lost_days=cost.next_day_lost_days,
                next_day_lost_eur=cost.next_day_lost_eur,
                is_fixed=cost.is_fixed,
            )
            for cost in sending.costs
        ),
    )
