"""Writes a projection as the estimate that the prior information shows: rounded ranges with their hypotheses."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflow import clock
from workflow.domain.benefit_estimate import BenefitEstimate, MemberEstimate, Scenario, ScenarioFigures
from workflow.energy.projection.named_assumption import Level, NamedAssumption
from workflow.energy.projection.rounding import significant
from workflow.energy.riparto.amounts import Pot
from workflow.services.opening import Opened
from workflow.services.projecting import Projection, ScenarioResult
from workflow.services.projection_demand import SHAPE
from workflow.services.projection_ledger import CHOICE
from workflow.services.recording import Change, Recorded
from workflow.services.split_energy import Origin, YearEnergy
from workflow.services.splitting_benefits import split_benefits

_NAMES = {Level.LOW: Scenario.LOW, Level.EXPECTED: Scenario.EXPECTED, Level.HIGH: Scenario.HIGH}
METHOD = (
    "proiezione oraria di un anno tipo: produzione e prelievi stimati ora per ora, energia condivisa e contributi "
    "con le regole del GSE; cifre arrotondate"
)
QUOTAS = "Quote dei membri: il criterio di riparto del fascicolo, applicato a ciascuno scenario; vendita esclusa"
_LONGEST = 480


def estimate_of(
    projection: Projection, costs_eur: Decimal | None = None, opened: Opened | None = None
) -> BenefitEstimate:
    """Return the estimate; the common costs are the fees of the GSE, VAT apart, and what is given besides.

    With the dossier as opened, each member has the range that its rule of riparto gives; none where the rule lacks.
    """
    quotas = () if opened is None else _quotas(opened, projection)
    hypotheses = list(_sentences(projection.assumptions))
    if quotas:
        hypotheses.append(QUOTAS)
    return BenefitEstimate(
        made_on=clock.today(),
        method=METHOD,
        scenarios=tuple(_figures(one, costs_eur or Decimal(0)) for one in projection.scenarios.values()),
        hypotheses=tuple(hypotheses),
        members=quotas,
    )


def plan_estimate(opened: Opened, projection: Projection, costs_eur: Decimal | None = None) -> Change:
    """Plan the writing of the estimate in the dossier."""
    estimate = estimate_of(projection, costs_eur, opened)
    before = opened.dossier.benefit_estimate
    is_same = before is not None and before.model_copy(update={"made_on": None}) == estimate.model_copy(
        update={"made_on": None}
    )
    return Change(
        event=Recorded.ESTIMATE_WRITTEN,
        subject="stima_benefici",
        to_state="",
        summary=f"Stima dei benefici del {projection.year} scritta nel fascicolo.",
        after=opened.dossier.model_copy(update={"benefit_estimate": estimate}),
        details={"year": projection.year},
        is_empty=is_same,
        hints=("Rifare l’informativa preventiva: «dossier-cer render» la stampa con la stima nuova.",),
    )


def _figures(one: ScenarioResult, costs_eur: Decimal) -> ScenarioFigures:
    settled = one.settlement
    return ScenarioFigures(
        scenario=_NAMES[one.level],
        injected_kwh=significant(float(settled.injected_kwh.sum())),
        shared_kwh=significant(float(settled.shared_kwh.sum())),
        tariff_eur=significant(settled.tip_base_eur),
        surplus_eur=significant(settled.surplus.total_eur),
        valorisation_eur=significant(settled.valorisation.total_eur),
        costs_eur=significant(settled.fees_eur + costs_eur),
    )


def _quotas(opened: Opened, projection: Projection) -> tuple[MemberEstimate, ...]:
    """Return the lowest and the highest of what each member would get in the three scenarios."""
    amounts: dict[str, list[Decimal]] = {}
    for one in projection.scenarios.values():
        energy = YearEnergy(one.settlement, one.withdrawn, Origin.PROJECTED, METHOD, projection.dossier)
        found = split_benefits(opened, projection.year, energy=energy)
        if found.split is None:
            return ()
        for participant in found.participants:
            code = participant.subject.key
            if participant.member is not None and code is not None:
                lines = found.split.of_player(participant.player.key)
                total = sum((line.amount_eur for line in lines if line.pot is not Pot.SALE), Decimal(0))
                amounts.setdefault(code, []).append(total)
    return tuple(
        MemberEstimate(member=code, low_eur=significant(min(each)), high_eur=significant(max(each)))
        for code, each in amounts.items()
    )


def _sentences(assumptions: Sequence[NamedAssumption]) -> Iterator[str]:
    """Yield the hypotheses as lines of the paper; the load shapes, which are many, in one."""
    shapes = [one.name.partition(": ")[2] for one in assumptions if one.code == SHAPE]
    for one in assumptions:
        if one.code != SHAPE:
            yield _sentence(one)
    if shapes:
        yield _short(f"Forme di carico nostre e sintetiche, una per tipo di utenza: {', '.join(shapes)}")


def _sentence(one: NamedAssumption) -> str:
    unit = f" {one.unit}" if one.unit else ""
    label = "" if one.label == CHOICE else f" ({one.label})"
    return _short(f"{one.name}: {one.value}{unit}{label}")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
