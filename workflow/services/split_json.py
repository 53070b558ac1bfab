"""The machine form of a riparto, with its published schema: every amount with its formula, inputs and article."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from workflow.domain.finding import LegalRef
from workflow.energy.riparto.amounts import Pot, Pots
from workflow.energy.riparto.rule import Block
from workflow.energy.riparto.splitting import Line, Split
from workflow.services import tax_notes
from workflow.services.split_explained import cited, explained, path_of, ref_of
from workflow.services.split_parts import (
    AmountsPart,
    BalancePart,
    CostsPart,
    ExplanationPart,
    FundPart,
    GamePart,
    InputsPart,
    LinePart,
    MemberPart,
    RecordingPart,
    RulePart,
    SplitEnvelope,
    TaxPart,
)
from workflow.services.split_players import Participant
from workflow.services.splitting_benefits import BenefitSplit

Citer = Callable[[LegalRef], str]
_NOTHING = Decimal(0)
_SHOWN = Decimal("0.00000001")


def split_schema() -> dict[str, Any]:
    """Return the published JSON Schema."""
    schema = SplitEnvelope.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    properties = schema["properties"]
    properties["schema"] = properties.pop("schema_version")
    schema["required"] = sorted(properties)
    return schema


def split_json(
    found: BenefitSplit, cite: Citer, recording: RecordingPart | None = None, statements: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the envelope; `cite` writes a reference as people do, `statements` are the files written."""
    sums, rule, split = found.sums, found.agreed.rule, found.split
    envelope = SplitEnvelope(
        dossier=found.opened.dossier.slug,
        year=found.year,
        kind=found.opened.dossier.kind.value,
        is_blocked=found.is_blocked,
        amounts_origin=sums.origin if sums is not None else None,
        amounts_label=sums.label if sums is not None else None,
        energy_origin=found.energy.origin if found.energy is not None else None,
        energy_label=found.energy.label if found.energy is not None else None,
        rule=None if rule is None else _rule(found),
        amounts=None if sums is None else _amounts(sums.pots, sums.sale_eur),
        computed=None if sums is None or sums.computed is None else _amounts(sums.computed, sums.computed_sale_eur),
        costs=None if split is None else CostsPart.model_validate(split.costs, from_attributes=True),
        members=() if split is None else tuple(_member(found, split, one, cite) for one in found.participants),
        funds=()
        if split is None
        else tuple(
            FundPart(
                pot=line.pot,
                block=line.block,
                meant_for=line.meant_for,
                amount_eur=line.amount_eur,
                spiegazione=_explanation(found, split, line, cite),
            )
            for line in split.lines
            if line.player is None
        ),
        balance=()
        if split is None
        else tuple(_balance(split, pot, sums.sale_eur if sums else _NOTHING) for pot in Pot),
        game=None if found.game is None else GamePart(**vars(found.game)),
        findings=found.findings,
        recording=recording,
        statements=statements,
    )
    dumped = envelope.model_dump(mode="json")
    dumped["schema"] = dumped.pop("schema_version")
    return dumped


def _rule(found: BenefitSplit) -> RulePart | None:
    agreed, rule = found.agreed, found.agreed.rule
    if rule is None:
        return None
    return RulePart(
        criterion=rule.criterion,
        agreed=agreed.agreed.value if agreed.agreed is not None else None,
        requested=agreed.requested.value if agreed.requested is not None else None,
        is_agreed=agreed.is_agreed,
        agreement=agreed.agreement,
        agreement_words=agreed.agreement_words,
        producers_percent=rule.quotas.producers,
        consumers_percent=rule.quotas.consumers,
        social_percent=rule.quotas.social,
        costs_percent=rule.quotas.costs,
        costs=rule.costs,
        surplus_to_consumers_percent=rule.surplus_to_consumers_percent,
    )


def _amounts(pots: Pots, sale_eur: Decimal | None) -> AmountsPart:
    return AmountsPart(
        tariff_eur=pots.tariff_eur,
        surplus_eur=pots.surplus_eur,
        valorisation_eur=pots.valorisation_eur,
        sale_eur=sale_eur or _NOTHING,
        gse_fees_eur=pots.gse_fees_eur,
        management_eur=pots.management_eur,
        reserve_eur=pots.reserve_eur,
    )


def _member(found: BenefitSplit, split: Split, one: Participant, cite: Citer) -> MemberPart:
    player, kind = one.player, found.opened.dossier.kind
    lines = split.of_player(player.key)
    gross = split.total_eur(player=player.key)
    withheld = one.withheld_eur or _NOTHING
    pots = {line.pot: None for line in lines if line.amount_eur}
    notes = ((pot, tax_notes.find_tax_note(kind, one.subject, pot)) for pot in pots)
    is_weighed = one.has_energy and player.is_consumer
    low, high = found.ranges.get(player.key, (None, None))
    return MemberPart(
        key=player.key,
        name=one.label,
        number=player.number if one.member is not None and one.member.number else None,
        is_member=one.member is not None,
        is_consumer=player.is_consumer,
        is_enterprise=player.is_enterprise,
        from_on=one.participation.from_on,
        last_day_on=one.participation.last_day_on,
        days=one.participation.days,
        withdrawn_kwh=player.withdrawn_kwh if is_weighed else None,
        shared_kwh=player.shared_kwh if is_weighed else None,
        millesimi=player.millesimi,
        game_value_eur=player.game_value_eur,
        lines=tuple(
            LinePart(
                pot=line.pot,
                block=line.block,
                plant=line.plant,
                amount_eur=line.amount_eur,
                spiegazione=_explanation(found, split, line, cite),
            )
            for line in lines
        ),
        tariff_eur=split.total_eur(Pot.TARIFF, player=player.key),
        surplus_eur=split.total_eur(Pot.SURPLUS, player=player.key),
        valorisation_eur=split.total_eur(Pot.VALORISATION, player=player.key),
        sale_eur=split.total_eur(Pot.SALE, player=player.key),
        gross_eur=gross,
        withheld_eur=withheld,
        net_eur=gross - withheld,
        low_eur=low,
        high_eur=high,
        path=path_of(found, split, lines, gross, withheld),
        taxes=tuple(
            TaxPart(pot=pot, text=note.text, ref=note.ref, warning=tax_notes.warning())
            for pot, note in notes
            if note is not None
        ),
    )


def _explanation(found: BenefitSplit, split: Split, line: Line, cite: Citer) -> ExplanationPart:
    refs = ref_of(found, line)
    return ExplanationPart(
        formula=explained(line, split, found.agreed),
        inputs=InputsPart(
            base_eur=line.base_eur, quota_percent=line.quota_percent, weight=line.weight, weights=line.weights
        ),
        exact_eur=(Decimal(line.exact_eur.numerator) / Decimal(line.exact_eur.denominator)).quantize(_SHOWN),
        leftover_cents=line.leftover_cents,
        refs=refs,
        cited=tuple(cited(ref, cite) for ref in refs),
    )


def _balance(split: Split, pot: Pot, sale_eur: Decimal) -> BalancePart:
    amounts = split.amounts
    received = {
        Pot.TARIFF: amounts.tariff_eur,
        Pot.VALORISATION: amounts.valorisation_eur,
        Pot.SURPLUS: amounts.surplus_eur,
        Pot.SALE: sale_eur,
    }[pot]
    lines = [line for line in split.lines if line.pot is pot]
    members = sum((line.amount_eur for line in lines if line.player is not None), _NOTHING)
    nobody = sum((line.amount_eur for line in lines if line.block is Block.UNASSIGNED), _NOTHING)
    funds = sum((line.amount_eur for line in lines if line.player is None), _NOTHING) - nobody
    return BalancePart(
        pot=pot,
        received_eur=received,
        members_eur=members,
        funds_eur=funds,
        unassigned_eur=nobody,
        difference_eur=received - members - funds - nobody,
    )
