"""The parts of the published form of a riparto: what each object of `energy split --json` holds."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

from workflow.domain.finding import Finding, LegalRef
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.rule import Block, CostMethod, Criterion
from workflow.services.split_energy import Origin

Euro = Annotated[Decimal, PlainSerializer(lambda value: f"{value:.2f}", return_type=str, when_used="json")]
Exact = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str, when_used="json")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AmountsPart(_Part):
    """The sums, in euro, by kind of contribution, and the costs."""

    tariff_eur: Euro
    surplus_eur: Euro
    valorisation_eur: Euro
    sale_eur: Euro
    gse_fees_eur: Euro
    management_eur: Euro
    reserve_eur: Euro


class RulePart(_Part):
    """What is applied, what was agreed, what was asked, and where it is written."""

    criterion: Criterion
    agreed: str | None
    requested: str | None
    is_agreed: bool
    agreement: str
    agreement_words: str
    producers_percent: Exact
    consumers_percent: Exact
    social_percent: Exact
    costs_percent: Exact
    costs: CostMethod
    surplus_to_consumers_percent: Exact | None


class InputsPart(_Part):
    """The figures of a formula."""

    base_eur: Euro
    quota_percent: Exact
    weight: Exact
    weights: Exact


class ExplanationPart(_Part):
    """How an amount was made, from what, and where it is written."""

    formula: str
    inputs: InputsPart
    exact_eur: Exact
    leftover_cents: int
    refs: tuple[LegalRef, ...]
    cited: tuple[str, ...]


class LinePart(_Part):
    """One amount."""

    pot: Pot
    block: Block
    plant: str | None
    amount_eur: Euro
    spiegazione: ExplanationPart


class TaxPart(_Part):
    """What a source says of the tax on one sum."""

    pot: Pot
    text: str
    ref: LegalRef
    warning: str


class MemberPart(_Part):
    """One recipient: period, energy, lines, totals, taxes and the path of its cents; of a projection also the range."""

    key: str
    name: str
    number: int | None
    is_member: bool
    is_consumer: bool
    is_enterprise: bool | None
    from_on: date
    last_day_on: date
    days: int
    withdrawn_kwh: Exact | None
    shared_kwh: Exact | None
    millesimi: Exact | None
    game_value_eur: Exact | None
    lines: tuple[LinePart, ...]
    tariff_eur: Euro
    surplus_eur: Euro
    valorisation_eur: Euro
    sale_eur: Euro
    gross_eur: Euro
    withheld_eur: Euro
    net_eur: Euro
    low_eur: Euro | None
    high_eur: Euro | None
    path: tuple[str, ...]
    taxes: tuple[TaxPart, ...]


class FundPart(_Part):
    """What goes to costs, funds, social purposes, or to nobody."""

    pot: Pot
    block: Block
    meant_for: Block | None
    amount_eur: Euro
    spiegazione: ExplanationPart


class CostsPart(_Part):
    """Costs, what paid them, what is saved or lacks."""

    owed_eur: Euro
    taken_eur: Euro
    saved_eur: Euro
    lacking_eur: Euro


class BalancePart(_Part):
    """For each kind of contribution what came in and what was attributed: the difference is always nothing."""

    pot: Pot
    received_eur: Euro
    members_eur: Euro
    funds_eur: Euro
    unassigned_eur: Euro
    difference_eur: Euro


class GamePart(_Part):
    """How the values of the cooperative game were found; the error is half the width of a 95 % interval."""

    method: str
    players: int
    total_eur: Exact
    error_eur: Exact | None
    pairs: int | None
    seed: int | None


class RecordingPart(_Part):
    """What became of the writing in the accounts."""

    is_written: bool
    is_blocked: bool
    is_empty: bool
    is_rehearsal: bool
    summary: str
    findings: tuple[Finding, ...]


class SplitEnvelope(_Part):
    """The whole output of `energy split --json`."""

    schema_version: Literal[1] = 1
    dossier: str
    year: int
    kind: str
    is_blocked: bool
    amounts_origin: Origin | None
    amounts_label: str | None
    energy_origin: Origin | None
    energy_label: str | None
    rule: RulePart | None
    amounts: AmountsPart | None
    computed: AmountsPart | None
    costs: CostsPart | None
    members: tuple[MemberPart, ...]
    funds: tuple[FundPart, ...]
    balance: tuple[BalancePart, ...]
    game: GamePart | None
    findings: tuple[Finding, ...]
    recording: RecordingPart | None
    statements: tuple[str, ...]
