"""Says how each cent was made: the formula with its figures, the article, the path from the sum received."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from workflow.domain.finding import LegalRef
from workflow.domain.italian_writing import italian
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.rule import Block, CostMethod, Criterion, RipartoRule
from workflow.energy.riparto.splitting import Line, Split
from workflow.services.split_rule import INTERNAL, AgreedRule
from workflow.services.split_sources import split_sources
from workflow.services.splitting_benefits import BenefitSplit

POT_WORDS = {
    Pot.TARIFF: "tariffa premio, parte ordinaria",
    Pot.VALORISATION: "contributo di valorizzazione",
    Pot.SURPLUS: "importo eccedentario",
    Pot.SALE: "ritiro dedicato",
}
BLOCK_WORDS = {
    Block.COSTS: "spese",
    Block.PRODUCERS: "quota produttori",
    Block.CONSUMERS: "quota consumatori",
    Block.MEMBERS: "quota membri",
    Block.SOCIAL: "fondo sociale",
    Block.SOCIAL_SURPLUS: "finalità sociali sui territori degli impianti",
    Block.UNASSIGNED: "senza destinatario",
}
_UNITS = {
    Criterion.BY_CONSUMPTION: "kWh prelevati",
    Criterion.BY_COINCIDENT_WITHDRAWAL: "kWh condivisi",
    Criterion.MILLESIMI: "millesimi",
    Criterion.SHAPLEY: "€ del valore di Shapley",
    Criterion.NUCLEOLUS: "€ del nucleolo",
}
_WHOLE = Decimal(100)


def explained(line: Line, split: Split, agreed: AgreedRule) -> str:
    """Return the amount of a line as a sum that anybody can do again."""
    what = f"{POT_WORDS[line.pot]}, {BLOCK_WORDS[line.block]}"
    if is_first_cost(line, split.rule):
        return f"{what}: {_first_costs(line, split)}"
    if line.pot is Pot.SALE:
        earned = italian(line.amount_eur, 2)
        return f"{what}: {earned} € incassati per l’impianto {line.plant}, per intero al suo produttore"
    steps = f"{italian(line.base_eur, 2)} €"
    if line.quota_percent != _WHOLE:
        steps += f" × {italian(line.quota_percent)} %"
    if line.weights != line.weight:
        steps += f" × {italian(line.weight)} ÷ {italian(line.weights)} {_unit(line, agreed)}"
    exact = Decimal(line.exact_eur.numerator) / Decimal(line.exact_eur.denominator)
    text = f"{what}: {steps} = {italian(exact.quantize(Decimal('0.000001')))} €"
    given = line.leftover_cents
    if given:
        text += ", troncato al centesimo più un centesimo"
    return f"{text} → {italian(line.amount_eur, 2)} €"


def path_of(
    found: BenefitSplit, split: Split, lines: Sequence[Line], gross: Decimal, withheld: Decimal
) -> tuple[str, ...]:
    """Return the steps from the sums received to what one member is paid."""
    rule, pots = split.rule, split.amounts
    steps = []
    for pot, amount in ((Pot.TARIFF, pots.tariff_eur), (Pot.VALORISATION, pots.valorisation_eur)):
        if not amount or not any(line.pot is pot for line in lines):
            continue
        base = next(line.base_eur for line in lines if line.pot is pot)
        step = f"{POT_WORDS[pot]}: {italian(amount, 2)} € {found.sums.origin.value if found.sums else ''}"
        if rule.costs is CostMethod.FIRST and amount != base:
            step += f", meno {italian(amount - base, 2)} € di costi = {italian(base, 2)} € da dividere"
        steps.append(step)
    if any(line.pot is Pot.SURPLUS for line in lines):
        steps.append(f"{POT_WORDS[Pot.SURPLUS]}: {italian(pots.surplus_eur, 2)} €, senza costi e senza imprese")
    steps.extend(explained(line, split, found.agreed) for line in lines)
    last = f"totale {italian(gross, 2)} €"
    if withheld:
        last += f", meno {italian(withheld, 2)} € trattenuti = {italian(gross - withheld, 2)} €"
    return (*steps, last)


def ref_of(found: BenefitSplit, line: Line) -> tuple[LegalRef, ...]:
    """Return where a line is written: the Regole for the sum, the agreement of the members for the share."""
    sources = split_sources()
    refs = [sources.sums[line.pot]]
    if line.block is Block.COSTS:
        refs.append(sources.fees)
    if line.pot is not Pot.SALE:
        refs.append(found.agreed.ref)
    return tuple(refs)


def cited(ref: LegalRef, cite: Callable[[LegalRef], str]) -> str:
    """Return a reference as people write it; the members' own agreement by its articles."""
    return ref.at if ref.source == INTERNAL else cite(ref)


def is_first_cost(line: Line, rule: RipartoRule) -> bool:
    """Whether a line is of the costs taken before the quotas."""
    return line.block is Block.COSTS and rule.costs is CostMethod.FIRST and line.quota_percent == _WHOLE


def _first_costs(line: Line, split: Split) -> str:
    pots = split.amounts
    parts = (
        ("corrispettivi del GSE", pots.gse_fees_eur),
        ("spese di gestione", pots.management_eur),
        ("riserva", pots.reserve_eur),
    )
    listed = " + ".join(f"{italian(amount, 2)} € {name}" for name, amount in parts if amount)
    whole = pots.tariff_eur if line.pot is Pot.TARIFF else pots.valorisation_eur
    parts_of = f"({listed}) × {italian(whole, 2)} ÷ {italian(pots.shareable_eur, 2)}"
    limit = ", per quanto bastano" if split.costs.lacking_eur else ""
    return f"{parts_of}{limit} → {italian(line.amount_eur, 2)} €"


def _unit(line: Line, agreed: AgreedRule) -> str:
    rule = agreed.rule
    if rule is None or line.block is Block.PRODUCERS:
        return _UNITS[Criterion.BY_COINCIDENT_WITHDRAWAL]
    criterion = rule.surplus_criterion if line.pot is Pot.SURPLUS else rule.criterion
    if criterion is Criterion.EQUAL:
        return "mesi interi di presenza" if agreed.is_by_months else "giorni di presenza"
    return _UNITS[criterion]
